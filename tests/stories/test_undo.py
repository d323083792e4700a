"""Removing one's own reaction takes back what it did where that still stands; else one hears what can be done."""

from __future__ import annotations

import pytest

from tests.stories.conftest import HERE, ONE_WAY, Office, click
from tests.stories.undoing import FIXED, FULL, NEWS, QUESTION, REASON, done, event, standing, taken_back, verbs


@ONE_WAY
async def test_a_take_taken_back_is_as_if_it_had_not_been(office: Office) -> None:
    card, receipt = await office.asked()
    before = await office.found()
    await office.person("sam").reacts("eyes", card)
    await taken_back(office, "sam", "eyes", card)
    assert standing(await office.found()) == standing(before)
    assert await office.places() == 0
    assert "Waits for an owner. First answer by" in card.text
    assert card.buttons == ["Take", "More…"]
    told = await office.person("anna").sees("Sam does not have SOC-101 after all", in_="#help-soc", thread=receipt)
    assert "Waits for an owner. First answer by" in told.text
    assert office.hears("anna") == ["mention: @Anna: Sam does not have SOC-101 after all"]
    assert office.hears("sam") == office.hears("lena") == []


@HERE
async def test_who_had_not_heard_of_the_take_hears_of_neither(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "429", channel="C0HELPSOC", retry_after=20)
    sam = office.person("sam")
    await office.sends("SOC-101")
    card = await sam.sees("SOC-101", in_="#soc-queue")
    await office.slack.quiet()
    await sam.reacts("eyes", card)
    await sam.sees("Sam has it", in_="#soc-queue")
    await sam.unreacts("eyes", card)
    await sam.sees("Waits for an owner", in_="#soc-queue")
    await office.later(seconds=30)
    receipt = office.message("receipt", "SOC-101", "anna")
    assert receipt.thread == []
    assert "Waits for an owner" in receipt.text
    assert await office.places() == 0


@HERE
async def test_what_was_accepted_before_it_was_taken_keeps_its_place(office: Office) -> None:
    card, _ = await office.asked()
    await office.accepts(office.person("lena"), card)
    before = await office.found()
    await office.later(minutes=10)
    await office.person("sam").reacts("eyes", card)
    await taken_back(office, "sam", "eyes", card)
    assert standing(await office.found()) == standing(before)
    assert before.by_whom == "U0LENA"
    assert await office.places() == 1
    assert office.hears("anna") == ["mention: @Anna: Sam does not have SOC-101 after all"]


@HERE
async def test_what_was_asked_before_it_was_taken_waits_for_its_answer_again(office: Office) -> None:
    card, receipt = await office.asked()
    await done(office, card, "sofia", "speech_balloon", QUESTION)
    before = await office.found()
    await office.person("sam").reacts("eyes", card)
    await taken_back(office, "sam", "eyes", card)
    assert standing(await office.found()) == standing(before)
    assert "Sofia asked Anna for more. It goes on with the answer." in card.text
    await office.person("anna").replies(receipt, "Firefox, since Monday.")
    await office.idle()
    assert (await office.found()).state == "requested"


@HERE
async def test_after_a_published_word_it_is_handed_back(office: Office) -> None:
    card, _ = await office.asked(taken_by="sam")
    await done(office, card, "sam", "mega", NEWS)
    due = (await office.found()).next_by
    await taken_back(office, "sam", "eyes", card)
    after = await office.found()
    assert (after.state, after.owner, after.next_by) == ("accepted", None, due)
    assert await office.places() == 1
    assert office.hears("anna") == ["mention: @Anna: Service Operations Center is looking for a new owner for SOC-101"]


@HERE
async def test_who_does_not_have_it_takes_nothing_back(office: Office) -> None:
    sofia = office.person("sofia")
    card, _ = await office.asked(taken_by="sam")
    await sofia.reacts("eyes", card)
    await office.idle()
    before = await office.found()
    await taken_back(office, "sofia", "eyes", card)
    assert await office.found() == before
    assert office.hears("anna") == office.hears("sam") == []
    await sofia.sees_nothing_of("taken back", in_="#soc-queue")


@FULL
@HERE
async def test_who_would_take_it_would_not_after_all(office: Office) -> None:
    """Even where the requester has answered meanwhile; the leads read that they need not decide."""
    sam = office.person("sam")
    await office.asked("SOC-1", taken_by="sofia")
    await office.asked("SOC-2", taken_by="sofia")
    card, receipt = await office.asked("SOC-3")
    await done(office, card, "sofia", "speech_balloon", QUESTION)
    await sam.reacts("eyes", card)
    asked = await sam.sees("All 2 places are taken", in_="#soc-queue", thread=card)
    await office.idle()
    await office.person("anna").replies(receipt, "Firefox, since Monday.")
    await office.later(minutes=1)
    await taken_back(office, "sam", "eyes", card)
    after = await office.found("SOC-3")
    assert (after.state, after.wanted_by) == ("requested", None)
    assert "would take it" not in card.text + receipt.text
    assert "Sam would take SOC-3 (taken back)." in asked.text
    assert office.hears("anna") == office.hears("lena") == office.hears("olga") == []
    for lead in ("lena", "olga"):
        assert "SOC-3 · waits in line" in office.person(lead).reads("dm")[-1].text
    assert await office.places() == 2


@ONE_WAY
async def test_what_comes_twice_is_taken_back_once(office: Office) -> None:
    office.slack.duplicate_events = True
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked()
    before = await office.found()
    reply = await done(office, card, "lena", "no_entry", REASON)
    await taken_back(office, "lena", "no_entry", reply)
    await sam.reacts("eyes", card)
    await taken_back(office, "sam", "eyes", card)
    assert standing(await office.found()) == standing(before)
    assert await verbs(office) == ["request", "decline", "undo", "take", "undo"]
    assert len([each for each in receipt.thread if "Anna" in each.text]) == 4
    await anna.sees("Sam does not have SOC-101 after all", in_="#help-soc", thread=receipt)
    assert await office.places() == 0


@ONE_WAY
@pytest.mark.parametrize("emoji", ["mega", "hourglass"])
async def test_what_was_removed_before_it_is_heard_of_was_never_meant(office: Office, emoji: str) -> None:
    card, _ = await office.asked(taken_by="sam")
    reply = await office.person("sam").replies(card, NEWS)
    await office.slack.event(event("reaction_removed", "U0SAM", emoji, reply, 2))
    await office.idle()
    await office.slack.event(event("reaction_added", "U0SAM", emoji, reply, 1))
    await office.later(seconds=31)
    assert await verbs(office) == ["request", "take"]
    await office.person("sam").sees_nothing_of("goes", in_="#soc-queue", thread=card)
    await office.slack.event(event("reaction_added", "U0SAM", emoji, reply, 3))
    await office.later(seconds=31)
    assert len(await verbs(office)) == 3
    assert len(office.hears("anna")) == 1


@HERE
async def test_one_click_brings_back_what_was_withdrawn(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked()
    before = await office.found()
    await anna.types("/escalate withdraw SOC-101", in_="#help-soc")
    await office.idle()
    assert receipt.buttons == ["Bring it back"]
    await sam.clicks("Bring it back", receipt)
    await sam.sees("Anna asked for SOC-101 and can do this.", in_="#help-soc")
    await anna.clicks("Bring it back", receipt)
    await office.idle()
    after = await office.found()
    assert (after.key, after.state, after.arrived) == (before.key, "requested", before.arrived)
    assert office.message("card", "SOC-101", "sam").ts != card.ts
    assert "Waits for an owner" in receipt.text


@HERE
async def test_one_click_says_that_it_came_back(office: Office) -> None:
    anna = office.person("anna")
    card, receipt = await office.asked(taken_by="sam")
    await done(office, card, "sam", "white_check_mark", FIXED)
    await anna.clicks("Solved", await anna.sees("Is it?", in_="#help-soc", thread=receipt))
    await office.idle()
    assert receipt.buttons == ["It came back"]
    office.forget()
    form = await click(anna, "It came back", receipt)
    assert await form.submit() is None
    await office.idle()
    after = await office.found()
    assert (after.state, after.repeats, after.last_owner) == ("requested", 1, "U0SAM")
    assert office.hears("sam") == ["mention: @Sam: Anna says that SOC-101 came back"]
    assert office.hears("anna") == []
