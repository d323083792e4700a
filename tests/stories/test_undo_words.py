"""Updates, questions, resolutions and holds are taken back by removing the reaction that picked the words."""

from __future__ import annotations

from tests.stories.conftest import HERE, ONE_WAY, Office, click
from tests.stories.undoing import FIXED, FULL, NEWS, QUESTION, WHAT_FOR, done, standing, taken_back


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
    words = "Sam says that SOC-1 is not solved after all. All places are taken: it waits first in line"
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
