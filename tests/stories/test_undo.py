"""Removing one's own reaction takes back what it did where that still stands; else one hears what can be done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.policy import Limit, LimitMode, Policy
from escalation_bot.sandbox.seen import Seen
from escalation_bot.store import escalations
from tests.stories.conftest import HERE, ONE_WAY, Office, click

NEWS = "We found the cause, the fix comes tomorrow."
REASON = "Two banks cannot pay salaries until tonight; your import runs again tomorrow by itself."
QUESTION = "Which browser do they use, and since when?"
FIXED = "The fix is live, orders flow again."
WHAT_FOR = "Waiting for the vendor’s patch, they promise it for Wednesday."
TRIED = "Restarted twice, read the logs: it needs somebody who knows the feed."


def two_places(policy: Policy) -> Policy:
    """The SOC has two places, and no more."""
    soc = replace(policy.teams["soc"], limit=Limit(2, LimitMode.HARD))
    return replace(policy, teams={**policy.teams, "soc": soc})


FULL = pytest.mark.parametrize("policy", [two_places], indirect=True)


async def done(office: Office, card: Seen, by: str, emoji: str, words: str) -> Seen:
    """Somebody's reply, which their reaction has picked, after the wait."""
    person = office.person(by)
    reply = await person.replies(card, words)
    await person.reacts(emoji, reply)
    await office.later(seconds=31)
    return reply


async def taken_back(office: Office, by: str, emoji: str, message: Seen) -> None:
    """They remove their reaction a minute later, from which on only what is new counts as heard."""
    await office.later(minutes=1)
    office.forget()
    await office.person(by).unreacts(emoji, message)
    await office.idle()


async def verbs(office: Office) -> list[str]:
    """What the history says was done."""
    number = (await office.found()).id
    async with office.bot.db.read(office.slack.team_id, office.slack.clock.now()) as tx:
        return [line.verb for line in await escalations.history(tx, number)]


def event(kind: str, by: str, emoji: str, message: Seen, second: int) -> dict[str, Any]:
    """A reaction put there or removed so many seconds after the message, as Slack tells of it."""
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    when = f"{float(message.ts) + second:.6f}"
    return {"type": kind, "user": by, "reaction": emoji, "item": item, "item_user": "U0SAM", "event_ts": when}


def standing(found: Escalation) -> tuple[object, ...]:
    """What people see of how it stands."""
    return found.state, found.owner, found.next_by, found.since, found.by_whom, found.wanted_by, found.waiting


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
    asked = await sam.sees("@Lena @Olga: All 2 places are taken", in_="#soc-queue", thread=card)
    await office.idle()
    await office.person("anna").replies(receipt, "Firefox, since Monday.")
    await office.later(minutes=1)
    await taken_back(office, "sam", "eyes", card)
    after = await office.found("SOC-3")
    assert (after.state, after.wanted_by) == ("requested", None)
    assert "would take it" not in card.text + receipt.text
    assert "Sam would take SOC-3 (taken back)." in asked.text
    assert office.hears("anna") == office.hears("lena") == office.hears("olga") == []
    assert await office.places() == 2


@HERE
async def test_an_older_update_is_struck_through_and_the_newer_ones_time_holds(office: Office) -> None:
    anna = office.person("anna")
    card, receipt = await office.asked(taken_by="sam")
    first = await done(office, card, "sam", "mega", NEWS)
    await office.later(hours=1)
    await done(office, card, "sam", "mega", "The fix is being tested.")
    before = await office.found()
    await taken_back(office, "sam", "mega", first)
    after = await office.found()
    assert (after.updates, after.next_by) == (1, before.next_by)
    told = await anna.sees(NEWS, in_="#help-soc", thread=receipt)
    assert "from Sam (taken back):" in told.text
    newer = await anna.sees("The fix is being tested.", in_="#help-soc", thread=receipt)
    assert "taken back" not in newer.text
    assert office.hears("anna") == []


@HERE
async def test_an_update_is_struck_through_even_when_all_is_over(office: Office) -> None:
    anna = office.person("anna")
    card, receipt = await office.asked(taken_by="sam")
    reply = await done(office, card, "sam", "mega", NEWS)
    await anna.types("/escalate withdraw SOC-101", in_="#help-soc")
    await taken_back(office, "sam", "mega", reply)
    assert "from Sam (taken back):" in (await anna.sees(NEWS, in_="#help-soc", thread=receipt)).text
    assert (await office.found()).state == "withdrawn"
    assert office.hears("anna") == []


@ONE_WAY
async def test_a_question_taken_back_is_struck_through_and_the_first_answer_is_owed_again(office: Office) -> None:
    anna = office.person("anna")
    card, receipt = await office.asked()
    before = await office.found()
    reply = await done(office, card, "sam", "speech_balloon", QUESTION)
    assert (await office.found()).state == "asked"
    question = await anna.sees(QUESTION, in_="#help-soc", thread=receipt)
    await taken_back(office, "sam", "speech_balloon", reply)
    assert standing(await office.found()) == standing(before)
    assert "Sam asks about SOC-101 (taken back):" in question.text
    assert question.buttons == []
    assert office.hears("anna") == []
    await office.person("sam").sees("Taken back by Sam", QUESTION, in_="#soc-queue", thread=card)
    await anna.replies(receipt, "Firefox, if that helps.")
    await office.person("sam").sees("Firefox, if that helps.", in_="#soc-queue", thread=card)
    assert (await office.found()).state == "requested"


@HERE
async def test_a_question_that_was_answered_cannot_be_taken_back(office: Office) -> None:
    sam = office.person("sam")
    card, receipt = await office.asked()
    reply = await done(office, card, "sam", "speech_balloon", QUESTION)
    await office.person("anna").replies(receipt, "Firefox, since Monday.")
    await office.idle()
    before = await office.found()
    await taken_back(office, "sam", "speech_balloon", reply)
    note = await sam.sees("SOC-101: the question was answered already", in_="#soc-queue", thread=card)
    assert note.ephemeral
    assert await office.found() == before
    question = await office.person("anna").sees(QUESTION, in_="#help-soc", thread=receipt)
    assert "taken back" not in question.text


@HERE
async def test_a_question_taken_back_after_it_was_taken_waits_no_more(office: Office) -> None:
    card, _ = await office.asked()
    reply = await done(office, card, "sofia", "speech_balloon", QUESTION)
    await office.person("sam").reacts("eyes", card)
    await office.idle()
    assert "Waits for an answer from Anna." in card.text
    await taken_back(office, "sofia", "speech_balloon", reply)
    after = await office.found()
    assert (after.state, after.owner, after.waiting) == ("in_progress", "U0SAM", False)
    assert "Waits for an answer" not in card.text


@HERE
async def test_of_two_questions_each_is_taken_back_for_itself(office: Office) -> None:
    card, _ = await office.asked()
    before = await office.found()
    first = await done(office, card, "sam", "speech_balloon", QUESTION)
    second = await done(office, card, "sofia", "speech_balloon", "Is it all shops?")
    await taken_back(office, "sam", "speech_balloon", first)
    assert (await office.found()).state == "asked"
    assert "Sofia asked Anna for more." in card.text
    await taken_back(office, "sofia", "speech_balloon", second)
    assert standing(await office.found()) == standing(before)


@HERE
async def test_a_question_taken_back_during_work_brings_the_old_time_back(office: Office) -> None:
    card, _ = await office.asked(taken_by="sam")
    await office.later(hours=1)
    before = await office.found()
    reply = await done(office, card, "sam", "speech_balloon", QUESTION)
    assert (await office.found()).next_by != before.next_by
    await taken_back(office, "sam", "speech_balloon", reply)
    assert standing(await office.found()) == standing(before)


@HERE
async def test_not_solved_after_all(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    reply = await done(office, card, "sam", "white_check_mark", FIXED)
    question = await anna.sees("Is it?", in_="#help-soc", thread=receipt)
    await taken_back(office, "sam", "white_check_mark", reply)
    assert office.hears("anna") == ["mention: @Anna: SOC-101 is not solved after all, says Sam"]
    assert office.hears("sam") == []
    assert question.buttons == []
    assert "Sam has it" in card.text
    await sam.sees("Taken back by Sam", FIXED, in_="#soc-queue", thread=card)
    assert (await office.found()).owner == "U0SAM"
    assert await office.places() == 1


@FULL
@HERE
async def test_not_solved_after_all_and_no_place_free_waits_first_in_line(office: Office) -> None:
    sam = office.person("sam")
    card, receipt = await office.asked("SOC-1", taken_by="sam")
    reply = await done(office, card, "sam", "white_check_mark", FIXED)
    await office.asked("SOC-2", taken_by="sofia")
    await office.asked("SOC-3", taken_by="sofia")
    await taken_back(office, "sam", "white_check_mark", reply)
    words = "@Lena @Olga: Sam says that SOC-1 is not solved after all. All places are taken: it waits first in line"
    await sam.sees(words, in_="#soc-queue", thread=card)
    told = await office.person("anna").sees("SOC-1 is not solved after all", in_="#help-soc", thread=receipt)
    assert "Waits for an owner, first in line." in told.text
    assert len(office.hears("lena")) == len(office.hears("olga")) == len(office.hears("anna")) == 1
    assert "Sam would take it, a lead decides." in card.text


@HERE
async def test_what_is_closed_comes_back_another_way(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    reply = await done(office, card, "sam", "white_check_mark", FIXED)
    await anna.clicks("Solved", await anna.sees("Is it?", in_="#help-soc", thread=receipt))
    await taken_back(office, "sam", "white_check_mark", reply)
    note = await sam.sees("SOC-101 is closed since", "choose “It came back” under More…", in_="#soc-queue", thread=card)
    assert note.ephemeral
    assert (await office.found()).state == "closed"
    assert office.hears("anna") == []


@HERE
async def test_what_the_requester_says_is_not_solved_needs_no_taking_back(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    reply = await done(office, card, "sam", "white_check_mark", FIXED)
    form = await click(anna, "Not yet", await anna.sees("Is it?", in_="#help-soc", thread=receipt))
    await form.fill({"What is missing?": "Norway."}).submit()
    before = await office.found()
    await taken_back(office, "sam", "white_check_mark", reply)
    assert await office.found() == before
    assert office.hears("anna") == []
    await sam.sees_nothing_of("Nothing was changed", in_="#soc-queue", thread=card)


@HERE
async def test_what_is_held_for_something_else_stays_on_hold(office: Office) -> None:
    sam = office.person("sam")
    card, _ = await office.asked(taken_by="sam")
    reply = await done(office, card, "sam", "hourglass", WHAT_FOR)
    await sam.clicks("Resume", card)
    await done(office, card, "sam", "hourglass", "Now it waits for the customer’s window on Friday.")
    before = await office.found()
    await taken_back(office, "sam", "hourglass", reply)
    assert await office.found() == before
    assert before.state == "held"
    assert office.hears("anna") == []


@ONE_WAY
async def test_a_decision_taken_back_gives_the_place_back_too(office: Office) -> None:
    anna, lena = office.person("anna"), office.person("lena")
    card, receipt = await office.asked()
    await office.accepts(lena, card)
    before = await office.found()
    reply = await done(office, card, "lena", "no_entry", REASON)
    assert await office.places() == 0
    await taken_back(office, "lena", "no_entry", reply)
    assert standing(await office.found()) == standing(before)
    assert await office.places() == 1
    told = await anna.sees("@Anna: Lena has taken the decision about SOC-101 back", in_="#help-soc", thread=receipt)
    assert "Accepted, an owner is being found." in told.text
    assert office.hears("anna") == ["mention: @Anna: Lena has taken the decision about SOC-101 back"]
    await lena.sees("Taken back by Lena", REASON, in_="#soc-queue", thread=card)
    assert "Appeal" not in receipt.buttons


@FULL
@ONE_WAY
async def test_a_decision_taken_back_whose_place_is_gone_waits_first_in_line(office: Office) -> None:
    card, receipt = await office.asked("SOC-1")
    await office.accepts(office.person("lena"), card)
    reply = await done(office, card, "lena", "no_entry", REASON)
    await office.asked("SOC-2", taken_by="sofia")
    await office.asked("SOC-3", taken_by="sofia")
    await taken_back(office, "lena", "no_entry", reply)
    after = await office.found("SOC-1")
    assert (after.state, after.first_in_line) == ("requested", True)
    assert await office.places() == 2
    told = await office.person("anna").sees("the decision about SOC-1 back", in_="#help-soc", thread=receipt)
    assert "Waits for an owner, first in line." in told.text
    await office.person("sam").sees("@Olga: Lena has taken", "Its place is gone", in_="#soc-queue", thread=card)
    assert [each.split(":")[0] for each in office.hears("olga")] == ["mention"]


@HERE
async def test_a_decision_is_taken_back_for_a_quarter_of_an_hour(office: Office) -> None:
    lena = office.person("lena")
    card, _ = await office.asked()
    reply = await done(office, card, "lena", "no_entry", REASON)
    await office.later(minutes=15)
    assert "Take the decision back" not in await office.choices(lena, card)
    await taken_back(office, "lena", "no_entry", reply)
    note = await lena.sees("SOC-101: this cannot be taken back any more.", in_="#soc-queue", thread=card)
    assert "Anna can appeal." in note.text
    assert (await office.found()).state == "declined"
    assert office.hears("anna") == []


@HERE
async def test_a_decision_that_was_appealed_is_not_taken_back(office: Office) -> None:
    anna, lena = office.person("anna"), office.person("lena")
    card, receipt = await office.asked()
    reply = await done(office, card, "lena", "no_entry", REASON)
    form = await click(anna, "Appeal", receipt)
    await form.fill({"What is new since the decision?": "The shop opens a day earlier than planned."}).submit()
    await office.idle()
    before = await office.found()
    await taken_back(office, "lena", "no_entry", reply)
    await lena.sees("SOC-101: this cannot be taken back any more.", "waits in the queue", in_="#soc-queue", thread=card)
    assert await office.found() == before
    assert before.state == "requested"
    assert office.hears("anna") == []


@HERE
async def test_a_decision_is_taken_back_from_a_form_too_by_who_made_it(office: Office) -> None:
    lena, olga = office.person("lena"), office.person("olga")
    card, _ = await office.asked()
    before = await office.found()
    reply = await done(office, card, "lena", "no_entry", REASON)
    assert "Take the decision back" not in await office.choices(olga, card)
    office.forget()
    await office.chooses(lena, card, "Take the decision back", at_once=True)
    await office.idle()
    assert standing(await office.found()) == standing(before)
    assert office.hears("anna") == ["mention: @Anna: Lena has taken the decision about SOC-101 back"]
    await lena.sees("Taken back by Lena", REASON, in_="#soc-queue", thread=card)
    await taken_back(office, "lena", "no_entry", reply)
    assert office.hears("anna") == []
    await lena.sees_nothing_of("cannot be taken back", in_="#soc-queue", thread=card)


@ONE_WAY
async def test_a_level_that_has_not_taken_it_has_it_no_more(office: Office) -> None:
    card, receipt = await office.asked(taken_by="sam")
    before = await office.found()
    reply = await done(office, card, "lena", "arrow_double_up", TRIED)
    assert "With Specialists, not taken there yet" in card.text
    await taken_back(office, "lena", "arrow_double_up", reply)
    after = await office.found()
    assert standing(after) == standing(before)
    assert (after.level, after.level_waits) == (0, False)
    assert "Specialists" not in card.text + receipt.text
    assert office.hears("anna") == ["mention: @Anna: SOC-101 is with Service Operations Center now"]
    assert office.hears("sam") == ["mention: @Sam: SOC-101 is with Service Operations Center now"]
    await office.person("lena").sees("Taken back by Lena", TRIED, in_="#soc-queue", thread=card)


@HERE
async def test_what_a_level_has_taken_it_hands_back_itself(office: Office) -> None:
    lena, nina = office.person("lena"), office.person("nina")
    card, _ = await office.asked(taken_by="sam")
    reply = await done(office, card, "lena", "arrow_double_up", TRIED)
    await nina.reacts("eyes", card)
    await office.idle()
    before = await office.found()
    await taken_back(office, "lena", "arrow_double_up", reply)
    words = "Somebody of Specialists has SOC-101 already. Ask them to hand it back."
    assert (await lena.sees(words, in_="#soc-queue", thread=card)).ephemeral
    assert await office.found() == before
    assert office.hears("anna") == office.hears("nina") == []


@HERE
async def test_who_had_it_before_a_level_took_it_hears_that_they_have_it_again(office: Office) -> None:
    card, _ = await office.asked(taken_by="sam")
    reply = await done(office, card, "lena", "arrow_double_up", TRIED)
    before = await office.found()
    await office.person("nina").reacts("eyes", card)
    await taken_back(office, "nina", "eyes", card)
    after = await office.found()
    assert standing(after) == standing(before)
    assert (after.level, after.level_waits) == (1, True)
    assert office.hears("sam") == ["mention: @Sam: Nina does not have SOC-101 after all"]
    assert office.hears("anna") == ["mention: @Anna: Nina does not have SOC-101 after all"]
    await taken_back(office, "lena", "arrow_double_up", reply)
    assert (await office.found()).level == 0


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
