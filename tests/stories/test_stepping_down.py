"""A lead gives a place to another: what steps down keeps its place in line, and who had it is remembered."""

from __future__ import annotations

from escalation_bot.sandbox.seen import Seen
from tests.stories.conftest import HERE, ONE_WAY, Office, answered

REASON = "Two banks cannot pay salaries until tonight."


async def stepped_down(office: Office, card: Seen) -> None:
    """Lena says that another goes first."""
    form = await office.chooses(office.person("lena"), card, "Step down")
    await form.fill({"Why does another go first?": REASON}).submit()
    await office.idle()


@ONE_WAY
async def test_it_gives_its_place_back_and_both_hear_why(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    before = await office.found()
    await stepped_down(office, card)
    told = await anna.sees("@Anna: SOC-101 steps down for now and keeps its place in line", thread=receipt)
    assert "Lena writes why:" in told.text
    assert REASON in told.text
    assert "Next word by" in told.text
    await sam.sees("@Sam: SOC-101 steps down", REASON, in_="#soc-queue", thread=card)
    assert office.hears("anna") == ["mention: @Anna: SOC-101 steps down for now and keeps its place in line"]
    assert len(office.hears("sam")) == 1
    assert office.hears("lena") == office.hears("sofia") == []
    assert await office.places() == 0
    after = await office.found()
    assert (after.state, after.owner, after.last_owner) == ("requested", None, "U0SAM")
    assert (after.arrived, after.next_by) == (before.arrived, before.next_by)
    assert "Waits for an owner. Next word by" in receipt.text
    assert "Sam had it before." in card.text
    assert card.buttons == ["Take", "More…"]


@HERE
async def test_it_stands_before_what_came_later(office: Office) -> None:
    card, _ = await office.asked("SOC-101", taken_by="sam")
    await office.later(minutes=5)
    await office.asked("SOC-102")
    await stepped_down(office, card)
    listed = await answered(office, "/escalate list soc")
    assert listed.index("SOC-101") < listed.index("SOC-102")


@HERE
async def test_it_is_taken_again(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    await stepped_down(office, card)
    await sam.clicks("Take", card)
    await office.idle()
    assert await office.places() == 1
    assert "had it before" not in card.text
    assert len([reply for reply in receipt.thread if "Sam has taken SOC-101" in reply.text]) == 2
    await anna.sees("@Anna: Sam has taken SOC-101", thread=receipt)


@HERE
async def test_what_is_on_hold_or_planned_steps_down_too(office: Office) -> None:
    sam, lena = office.person("sam"), office.person("lena")
    card, _ = await office.asked("SOC-101", taken_by="sam")
    hold = await office.chooses(sam, card, "Hold")
    await hold.fill({"What is it waiting for?": "The vendor’s patch."}).submit()
    await stepped_down(office, card)
    after = await office.found("SOC-101")
    assert (after.state, after.held_until) == ("requested", None)
    assert after.next_by is not None
    card, receipt = await office.asked("SOC-102")
    await office.accepts(lena, card, Planned_for="2026-11-30")
    await stepped_down(office, card)
    assert "Planned" not in receipt.text
    assert await office.places() == 0


@HERE
async def test_a_lead_alone_lets_it_step_down(office: Office) -> None:
    card, _ = await office.asked(taken_by="sam")
    assert "Step down" not in await office.choices(office.person("sam"), card)
    form = await office.chooses(office.person("lena"), card, "Step down")
    assert await form.fill({"Why does another go first?": "  "}).submit() is form
    assert form.errors == {"Why does another go first?": "Please fill this in."}
