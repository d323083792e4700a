"""Two people do something at the same instant: one does it, the other hears who was faster, and since when."""

from __future__ import annotations

import asyncio

import pytest

from escalation_bot.sandbox.people import Person
from escalation_bot.sandbox.seen import Seen
from tests.stories.conftest import ONE_WAY, Office

pytestmark = ONE_WAY
REASON = "Two banks cannot pay salaries until tonight."


def notes(*people: Person) -> list[str]:
    """What only they were shown."""
    return [message.text for who in people for message in who.reads("#soc-queue") if message.ephemeral]


async def test_two_members_press_take_and_one_has_it(office: Office) -> None:
    anna, sam, sofia = office.person("anna"), office.person("sam"), office.person("sofia")
    card, _ = await office.asked()
    await asyncio.gather(sam.clicks("Take", card), sofia.clicks("Take", card))
    await office.idle()
    found = await office.found()
    assert found.owner in {"U0SAM", "U0SOFIA"}
    name, other = ("Sam", sofia) if found.owner == "U0SAM" else ("Sofia", sam)
    [note] = notes(sam, sofia)
    assert note.startswith(f"{name} has SOC-101 since ")
    assert "Nothing was changed." in note
    assert notes(other) == [note]
    assert len(office.hears("anna")) == 1
    assert anna.warnings == []
    assert await office.places() == 1


async def test_two_members_react_and_one_has_it(office: Office) -> None:
    sam, sofia = office.person("sam"), office.person("sofia")
    card, _ = await office.asked()
    await asyncio.gather(sam.reacts("eyes", card), sofia.reacts("eyes", card))
    await office.idle()
    assert (await office.found()).owner == "U0SAM"
    [note] = notes(sam, sofia)
    assert notes(sofia) == [note]
    assert note.startswith("Sam has SOC-101 since ")
    assert len(office.hears("anna")) == 1


async def test_one_lead_accepts_while_the_other_writes_why_not(office: Office) -> None:
    lena, olga = office.person("lena"), office.person("olga")
    card, _ = await office.asked()
    decline = await office.chooses(olga, card, "Not put first")
    assert await office.accepts(lena, card) is None
    refused = await decline.fill({"Why is it not put first?": REASON}).submit()
    assert refused
    assert refused.title == "Nothing was changed"
    assert "SOC-101 has a place since" in refused.text
    assert "through Lena" in refused.text
    assert REASON in refused.text
    await office.idle()
    assert (await office.found()).state == "accepted"
    assert [each.split(".")[0] for each in office.hears("anna")] == ["mention: @Anna: SOC-101 goes first"]


@pytest.mark.parametrize("first", ["Accept, owner to come", "Not put first"])
async def test_two_leads_decide_at_the_same_instant(office: Office, first: str) -> None:
    lena, olga = office.person("lena"), office.person("olga")
    card, _ = await office.asked()
    decline = (await office.chooses(olga, card, "Not put first")).fill({"Why is it not put first?": REASON})
    accept = await office.chooses(lena, card, "Accept, owner to come")
    order = [accept, decline] if first.startswith("Accept") else [decline, accept]
    answers = await asyncio.gather(*(form.submit() for form in order))
    await office.idle()
    told = [answer for answer in answers if answer]
    assert [answer.title for answer in told] == ["Nothing was changed"]
    assert len(office.hears("anna")) == 1
    state = (await office.found()).state
    assert await office.places() == (1 if state == "accepted" else 0)
    by = "through Lena" if state == "accepted" else "Olga decided at"
    assert by in told[0].text


async def test_an_old_card_changes_nothing_and_says_what_it_is_now(office: Office) -> None:
    sofia = office.person("sofia")
    card, _ = await office.asked()
    old = _frozen(card)
    await office.person("sam").clicks("Take", card)
    await office.idle()
    await sofia.clicks("Take", old)
    await sofia.sees("Sam has SOC-101 since", "Nothing was changed.", in_="#soc-queue")
    assert (await office.found()).owner == "U0SAM"


def _frozen(card: Seen) -> Seen:
    """The card as it stood on a screen that was not refreshed."""

    class Frozen(Seen):
        elements = card.elements

    return Frozen(card._ws, card.message, card._viewer)


async def test_a_ticket_is_taken_back_while_somebody_takes_it(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, _ = await office.asked()
    await asyncio.gather(anna.types("/escalate withdraw SOC-101", in_="#help-soc"), sam.clicks("Take", card))
    await office.idle()
    found = await office.found()
    assert found.state == "withdrawn"
    assert await office.places() == 0
    if found.owner:  # he was faster, and she took it back from him
        assert office.hears("sam") == ["mention: @Sam: Anna has taken SOC-101 back"]
    else:
        assert notes(sam)[0].startswith("Anna took SOC-101 back at ")
