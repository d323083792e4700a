"""A team's places: watched, soft, or firm; the counter equals what is in work."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from escalation_bot.domain.policy import Limit, LimitMode, Policy
from tests.stories.conftest import ONE_WAY, Office, click

pytestmark = ONE_WAY


@pytest.fixture
def mode(request: pytest.FixtureRequest) -> LimitMode:
    """How strict the limit is."""
    return LimitMode(request.param)


@pytest.fixture
def policy(policy: Policy, mode: LimitMode) -> Policy:
    """Two places for the SOC."""
    soc = replace(policy.teams["soc"], limit=Limit(2, mode))
    return replace(policy, teams={**policy.teams, "soc": soc})


async def full(office: Office) -> None:
    """SOC-1 and SOC-2 have both places."""
    await office.asked("SOC-1", taken_by="sam")
    await office.asked("SOC-2", taken_by="sofia")
    assert await office.places() == 2


@pytest.mark.parametrize("mode", ["observe"], indirect=True)
async def test_watching_lets_everything_through_and_shows_it(office: Office) -> None:
    await full(office)
    await office.asked("SOC-3", taken_by="sam")
    assert (await office.found("SOC-3")).state == "in_progress"
    assert await office.places() == 3
    for _ in range(100):  # places are looked at once a second, so that the form need not ask for them
        answer = await office.person("anna").types("/escalate SOC-4", in_="#help-soc")
        assert answer.form
        if "3 of 2 places taken" in answer.form.text:
            return
        await answer.form.cancel()
        await asyncio.sleep(0.05)
    raise AssertionError("the form shows other places")


@pytest.mark.parametrize("mode", ["soft", "hard"], indirect=True)
async def test_who_would_take_it_is_noted_and_the_leads_are_asked_once(office: Office, mode: LimitMode) -> None:
    sam, sofia = office.person("sam"), office.person("sofia")
    await full(office)
    card, receipt = await office.asked("SOC-3")
    await sam.reacts("eyes", card)
    note = await sam.sees("It is noted that you would take SOC-3", in_="#soc-queue")
    assert note.ephemeral
    assert ("firm" in note.text) is (mode is LimitMode.HARD)
    asked = await sofia.sees("All 2 places are taken", "Sam would take SOC-3", in_="#soc-queue", thread=card)
    assert not asked.ephemeral
    await office.idle()
    for lead in ("lena", "olga"):
        assert [told.split(" · ")[0] for told in office.hears(lead)] == ["dm: SOC-3"]
    assert office.hears("anna") == office.hears("sofia") == []
    assert "Sam would take it, a lead decides." in card.text
    assert "Sam would take it, a lead decides." in receipt.text

    await sofia.clicks("Take", card)
    await sofia.sees("All 2 places of Service Operations Center are taken. Sam would take SOC-3", in_="#soc-queue")
    await office.idle()
    assert office.hears("lena") == office.hears("olga") == []
    assert (await office.found("SOC-3")).state == "requested"
    assert await office.places() == 2


@pytest.mark.parametrize("mode", ["soft"], indirect=True)
async def test_a_lead_accepts_beyond_a_soft_limit(office: Office) -> None:
    await full(office)
    card, receipt = await office.asked("SOC-3")
    await office.person("sam").reacts("eyes", card)
    await office.idle()
    await office.accepts(office.person("lena"), card)
    await office.person("anna").sees("@Anna: SOC-3 goes first", in_="#help-soc", thread=receipt)
    await office.idle()
    assert await office.places() == 3
    await office.person("sam").clicks("Take", card)
    await office.idle()
    assert (await office.found("SOC-3")).owner == "U0SAM"
    assert await office.places() == 3


@pytest.mark.parametrize("mode", ["soft", "hard"], indirect=True)
async def test_a_member_does_not_accept_beyond_the_limit(office: Office) -> None:
    await full(office)
    card, _ = await office.asked("SOC-3")
    refused = await office.accepts(office.person("sam"), card)
    assert refused
    assert "All 2 places of Service Operations Center are taken" in refused.text
    assert (await office.found("SOC-3")).state == "requested"


@pytest.mark.parametrize("mode", ["hard"], indirect=True)
async def test_a_lead_does_not_accept_beyond_a_hard_limit(office: Office) -> None:
    lena = office.person("lena")
    await full(office)
    card, _ = await office.asked("SOC-3")
    refused = await office.accepts(lena, card)
    assert refused
    assert "All 2 places of Service Operations Center are taken and the limit is firm" in refused.text
    await lena.clicks("Take", card)
    await lena.sees("SOC-3 waits until one is free", in_="#soc-queue")
    assert await office.places() == 2


@pytest.mark.parametrize("mode", ["hard"], indirect=True)
async def test_a_place_given_back_is_free_for_the_next(office: Office) -> None:
    sam = office.person("sam")
    await full(office)
    card, _ = await office.asked("SOC-3")
    await sam.clicks("Take", card)
    await office.person("anna").types("/escalate withdraw SOC-1", in_="#help-soc")
    await office.idle()
    await sam.clicks("Take", card)
    await office.idle()
    assert (await office.found("SOC-3")).owner == "U0SAM"
    assert (await office.found("SOC-3")).wanted_by is None
    assert await office.places() == 2


@pytest.mark.parametrize("mode", ["hard"], indirect=True)
async def test_the_last_place_is_given_once(office: Office) -> None:
    sam, sofia = office.person("sam"), office.person("sofia")
    await office.asked("SOC-1", taken_by="sam")
    cards = [(await office.asked(f"SOC-{number}"))[0] for number in (2, 3, 4)]
    who = (sam, sofia, office.person("lena"))
    await asyncio.gather(*(each.clicks("Take", card) for each, card in zip(who, cards, strict=True)))
    await office.idle()
    assert await office.places() == 2
    assert (await office.stored())["in_progress"] == 2


@pytest.mark.parametrize("mode", ["hard"], indirect=True)
async def test_what_comes_back_when_all_are_taken_waits_first_in_line(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked("SOC-1", taken_by="sam")
    await office.later(minutes=1)
    form = await office.chooses(sam, card, "Resolve")
    await form.fill({"How was it resolved?": "The fix is live."}).submit()
    question = await anna.sees("Is it?", in_="#help-soc", thread=receipt)
    await office.asked("SOC-2", taken_by="sofia")
    await office.asked("SOC-3", taken_by="sofia")
    await office.asked("SOC-4")
    not_yet = await click(anna, "Not yet", question)
    assert not_yet
    await not_yet.fill({"What is missing?": "Norway."}).submit()
    await sam.sees("@Sam: Anna says that SOC-1 is not solved yet", "waits first in line", in_="#soc-queue")
    await office.idle()
    assert "Sam would take it, a lead decides" in card.text
    assert await office.places() == 2
    listed = (await sam.types("/escalate list soc", in_="#soc-queue")).text or ""
    waiting = [line.split(" ")[1] for line in listed.splitlines() if "requested" in line]
    assert waiting == ["SOC-1", "SOC-4"]
