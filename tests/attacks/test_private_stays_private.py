"""A private request is read by its team and its requester; nobody else learns why, by whom or with which words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from escalation_bot.domain.policy import Policy
from escalation_bot.sandbox.world import World

from .conftest import ONE_WAY, Forger, Office, chosen, form, read, typed

SECRET = "Invoices of 200 customers show the bank account of another one since Monday, 72 hours are left."
TELLING = ("bank account", "Safety", "Anna", "U0ANNA", "compliance", "Nordwind")
WORDS = typed("These are words that nobody asked for, long enough to be judged.")


def public(world: World) -> World:
    """The queue channel is public, and everybody is in it."""
    return world.with_channel("#soc-queue", is_private=False, members=tuple(user.id for user in world.users))


open_queue: Callable[[Callable[..., object]], Callable[..., object]] = pytest.mark.parametrize(
    "world", [public], indirect=True
)


async def asked(office: Office) -> None:
    """Anna has asked, in private."""
    more = {"Why must it go first?": "Safety, compliance or payment risk", "Customer": "Nordwind"}
    await office.asks(**more, **{"What happens if it is not done by then?": SECRET})


@open_queue
@ONE_WAY
async def test_an_outsiders_more_and_forms_tell_nothing_but_the_ticket(office: Office) -> None:
    await asked(office)
    stranger, number = Forger(office, "stranger"), (await office.found()).id
    for state, verb in (("requested", "take"), ("in_progress", "resolve"), ("resolved", "confirm")):
        for action in ("more", "form:add_facts", "form:update", "form:answer", "form:not_yet", "form:decline"):
            office.slack.ws.views.clear("U0STRANGER")
            await stranger.presses(action, f"{number}:{state}", "#soc-queue")
            assert not [word for word in TELLING if word in stranger.screen], (action, stranger.screen)
        for each in ("confirm", "withdraw", "not_yet", "answer", "hand_over", "update"):
            await stranger.presses(f"do:{each}", f"{number}:{state}", "#soc-queue")
            answers = [
                await stranger.submits("say", {"id": number, "verb": each}, words=WORDS),
                await stranger.submits("more", {"id": number}, verb=chosen(each)),
            ]
            told = stranger.screen + "".join(read(answer) for answer in answers)
            assert not [word for word in TELLING if word in told], (each, told)
        name = "anna" if verb == "confirm" else "sam"
        await Forger(office, name).submits("say", {"id": number, "verb": verb}, words=WORDS)


@ONE_WAY
async def test_an_outsider_who_is_too_late_with_facts_learns_nothing(office: Office) -> None:
    await asked(office)
    answer = await office.person("paul").types("/escalate SOC-101", in_="#help-soc")
    assert answer.form
    add = await answer.form.fill(form()).submit()
    assert add
    await office.person("anna").types("/escalate withdraw SOC-101", in_="#help-soc")
    late = await add.submit()
    assert late
    assert not [word for word in TELLING if word in late.text], late.text


def led_apart(policy: Policy) -> Policy:
    """Each team has leads of its own."""
    teams = dict(policy.teams)
    teams["deliverability"] = replace(teams["deliverability"], leads=("@dan",))
    return replace(policy, teams=teams)


@ONE_WAY
@pytest.mark.parametrize("policy", [led_apart], indirect=True)
async def test_another_teams_lead_neither_stops_a_reply_nor_reads_it(office: Office) -> None:
    sam, dan = office.person("sam"), Forger(office, "dan")
    card, _ = await office.asked(taken_by="sam")
    await sam.reacts("mega", await sam.replies(card, "The key of the vault is under the mat."))
    await office.idle()
    await dan.presses("intent:change", "1", "#help-soc")
    assert "vault" not in dan.screen
    assert "Only they or a lead can stop it" in dan.screen
    await office.later(seconds=31)
    assert (await office.found()).updates == 1
