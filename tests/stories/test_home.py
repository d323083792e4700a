"""The Home tab: what somebody asked for and owns, the queue of their team, and for a lead what waits for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from escalation_bot.domain.policy import Limit, LimitMode, Policy
from tests.stories.clocks import local
from tests.stories.conftest import HERE, ONE_WAY, Office, form


def two_places(policy: Policy) -> Policy:
    """One place, and it is firm."""
    soc = replace(policy.teams["soc"], limit=Limit(1, LimitMode.HARD))
    return replace(policy, teams={**policy.teams, "soc": soc})


@HERE
async def test_a_requester_sees_their_own_with_their_place_in_line_and_asks_from_there(office: Office) -> None:
    anna = office.person("anna")
    assert "Nothing is open" in await anna.opens_home()
    await office.asked("SOC-1")
    await office.asked("SOC-2")
    shown = await anna.opens_home()
    assert "SOC-1 · Deadline risk · Major · waits for an owner" in shown
    assert "next in line" in shown
    assert "1 before it" in shown
    asked = await anna.home.clicks("Escalate a ticket")
    assert asked
    stored = await asked.fill({"Ticket ID": "SOC-3"} | form()).submit()
    assert stored
    await office.idle()
    assert (await office.found("SOC-3")).requester == "U0ANNA"


@HERE
async def test_a_member_takes_from_the_queue_and_it_moves_to_what_they_own(office: Office) -> None:
    sam, sofia = office.person("sam"), office.person("sofia")
    await office.asked("SOC-1")
    shown = await sam.opens_home()
    assert "1 wait for an owner" in shown
    await sofia.opens_home()
    await sam.home.clicks("Take")
    await office.idle()
    assert (await office.found("SOC-1")).owner == "U0SAM"
    assert "You own" in sam.home.text
    assert "Waiting for an owner" not in sam.home.text
    await sofia.home.clicks("Take")
    await sofia.sees("Sam has SOC-1 since", in_="dm")
    await office.idle()
    assert "Waiting for an owner" not in sofia.home.text


@HERE
@pytest.mark.parametrize("policy", [two_places], indirect=True)
async def test_a_lead_sees_what_waits_for_a_decision(office: Office) -> None:
    await office.asked("SOC-1", taken_by="sam")
    card, _ = await office.asked("SOC-2")
    await office.person("sofia").reacts("eyes", card)
    await office.idle()
    shown = await office.person("lena").opens_home()
    assert "1 of 1 places taken" in shown
    assert "1 wait for a lead’s decision" in shown
    assert "Sofia would take it" in shown
    assert "would take it" not in await office.person("sam").opens_home()


@HERE
async def test_a_long_queue_is_turned_page_by_page(office: Office) -> None:
    sam = office.person("sam")
    for number in range(12):
        await office.sends(f"SOC-{number + 1}")
    await office.idle()
    shown = await sam.opens_home()
    assert "SOC-10 ·" in shown
    assert "SOC-11 ·" not in shown
    await sam.home.clicks("Further")
    await office.idle()
    assert "SOC-11 ·" in sam.home.text
    assert "SOC-1 ·" not in sam.home.text
    await sam.home.clicks("Earlier")
    await office.idle()
    assert "SOC-1 ·" in sam.home.text


def eight_teams(policy: Policy) -> Policy:
    """Lena leads eight, and none has a place; there are more than anybody looks at."""
    soc = replace(policy.teams["soc"], limit=Limit(1, LimitMode.HARD), members=("U0LENA", "U0SAM"))
    more = {f"team{n}": replace(soc, key=f"team{n}", name=f"Team {n}", ticket_pattern=rf"T{n}-\d+") for n in range(9)}
    return replace(policy, teams={"soc": soc, **more})


@ONE_WAY
@pytest.mark.parametrize("policy", [eight_teams], indirect=True)
async def test_with_every_list_full_slack_still_takes_it(office: Office) -> None:
    lena, sam = office.person("lena"), office.person("sam")
    await office.asked("SOC-100", taken_by="sam")
    for number in range(12):
        await office.asks("lena", f"SOC-{number + 1}")
    await office.idle()
    for number in range(9):
        await sam.clicks("Take", office.message("card", f"SOC-{number + 1}", "sam"))
    await office.idle()
    shown = await lena.opens_home()
    assert "9 wait for a lead’s decision" in shown
    assert shown.count("places taken") == 8
    assert "SOC-8 ·" in shown


@HERE
async def test_a_stranger_sees_nothing_of_the_queue(office: Office) -> None:
    await office.asked("SOC-1")
    assert "SOC-1" not in await office.person("stranger").opens_home()


def published(office: Office) -> int:
    """How often anybody's tab was shown anew."""
    return len(office.slack.calls_of("views.publish"))


@HERE
async def test_what_a_form_opened_there_has_done_is_shown_and_other_forms_publish_nothing(office: Office) -> None:
    sam = office.person("sam")
    card, _ = await office.asked("SOC-1", taken_by="sam")
    assert "in progress" in await sam.opens_home()
    await office.idle()
    assert published(office) == 1
    update = await sam.home.clicks("Post update")
    assert update
    wednesday = int(local("2026-11-25 10:00").timestamp())
    assert await update.fill({"What is new?": "We found it.", "Next update by": wednesday}).submit() is None
    await office.idle()
    assert "next word by Nov 25" in sam.home.text
    more = await sam.home.clicks("More…")
    assert more
    hold = await more.fill({"Choose one": "Hold"}).submit()
    assert hold
    assert await hold.fill({"What is it waiting for?": "The vendor’s patch."}).submit() is None
    await office.idle()
    assert "on hold" in sam.home.text
    before = published(office)
    form = await office.chooses(sam, card, "Resolve")
    assert await form.fill({"How was it resolved?": "The patch is live."}).submit() is None
    await office.idle()
    assert published(office) == before


@HERE
async def test_a_ticket_asked_for_there_is_among_ones_own_at_once(office: Office) -> None:
    anna = office.person("anna")
    await anna.opens_home()
    asked = await anna.home.clicks("Escalate a ticket")
    assert asked
    assert await asked.fill({"Ticket ID": "SOC-3"} | form()).submit()
    await office.idle()
    assert "SOC-3" in anna.home.text
