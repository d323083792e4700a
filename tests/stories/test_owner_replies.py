"""What is said in the receipt's thread: the owner's word to the requester is an update, all else reaches the team."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.stories.conftest import HERE, Office, click

pytestmark = HERE

NEWS = "We found the cause, the fix comes tomorrow."


async def test_an_owners_reply_counts_as_the_update_and_only_they_are_told(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    before = await office.found()
    await office.later(hours=1)
    await sam.replies(receipt, NEWS)
    note = await sam.sees("SOC-101: counted as the update, next by", in_="#help-soc", thread=receipt)
    assert note.ephemeral
    assert note.buttons == ["Change", "It was not one"]
    await office.idle()
    after = await office.found()
    assert after.updates == 1
    assert after.next_by
    assert before.next_by
    assert after.next_by - before.next_by >= timedelta(minutes=59)
    assert office.hears("anna") == [f"thread: {NEWS[:-1]}"]
    await anna.sees_nothing_of("from Sam", in_="#help-soc")
    assert office.hears("sofia") == office.hears("lena") == []
    await sam.sees_nothing_of(NEWS, in_="#soc-queue", thread=card)


@pytest.mark.parametrize(
    "words", ["On it.", "@sofia has the logs, she will know more", "@channel please have a look at this"]
)
async def test_a_short_word_or_one_to_somebody_is_no_update(office: Office, words: str) -> None:
    sam = office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    await sam.replies(receipt, words)
    copy = await sam.sees("Sam in the receipt’s thread of SOC-101", in_="#soc-queue", thread=card)
    assert words.split(" ", 1)[1] in copy.text
    await office.idle()
    assert (await office.found()).updates == 0
    assert [each for each in office.hears("sofia") if "receipt" in each] == []
    await sam.sees_nothing_of("counted as the update", in_="#help-soc")


async def test_the_requesters_words_reach_the_owner(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    await anna.replies(receipt, "It is down again in Norway <!here>.")
    await sam.sees("@Sam: Anna in the receipt’s thread", "down again in Norway <!here>.", in_="#soc-queue", thread=card)
    await office.idle()
    assert office.hears("sam") == ["mention: @Sam: Anna in the receipt’s thread of SOC-101"]
    assert not any(office.hears(name) for name in ("sofia", "lena", "olga", "anna"))


async def test_before_it_is_taken_they_are_in_the_cards_thread_and_call_nobody(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked()
    await anna.replies(receipt, "One more: Norway too.")
    await sam.sees("Anna in the receipt’s thread of SOC-101", "Norway too", in_="#soc-queue", thread=card)
    await office.idle()
    assert not any(office.hears(name) for name in ("sam", "sofia", "lena", "olga"))


@pytest.mark.parametrize("name", ["paul", "sofia", "mia"])
async def test_what_others_say_there_is_copied_and_calls_nobody(office: Office, name: str) -> None:
    sam = office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    await office.person(name).replies(receipt, "This is the same as last spring, isn’t it?")
    await sam.sees("in the receipt’s thread of SOC-101", "the same as last spring", in_="#soc-queue", thread=card)
    await office.idle()
    assert (await office.found()).updates == 0
    assert office.hears("sam") == []


async def test_what_counted_can_be_changed(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    _, receipt = await office.asked(taken_by="sam")
    await sam.replies(receipt, NEWS)
    note = await sam.sees("counted as the update", in_="#help-soc", thread=receipt)
    form = await click(sam, "Change", note)
    assert form.title == "Post update"
    await form.fill({"What is new?": "The fix comes on Wednesday."}).submit()
    await anna.sees("@Anna: SOC-101, from Sam", "on Wednesday", in_="#help-soc", thread=receipt)


async def test_what_counted_was_none_and_the_old_time_holds(office: Office) -> None:
    sam = office.person("sam")
    _, receipt = await office.asked(taken_by="sam")
    before = await office.found()
    await office.later(hours=1)
    await sam.replies(receipt, NEWS)
    note = await sam.sees("counted as the update", in_="#help-soc", thread=receipt)
    await sam.clicks("It was not one", note)
    await office.idle()
    after = await office.found()
    assert (after.updates, after.next_by) == (0, before.next_by)
    await sam.sees("SOC-101: not an update, then. The next word is due", in_="#help-soc", thread=receipt)
    await sam.clicks("It was not one", note)
    await office.idle()
    assert (await office.found()).updates == 0


async def test_in_any_other_state_the_owners_words_are_copied(office: Office) -> None:
    sam = office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    form = await office.chooses(sam, card, "Resolve")
    await form.fill({"How was it resolved?": "The fix is live."}).submit()
    await office.idle()
    await sam.replies(receipt, "By the way, it was the certificate again.")
    await sam.sees("Sam in the receipt’s thread", "the certificate again", in_="#soc-queue", thread=card)
    await sam.sees_nothing_of("Nothing was changed", in_="#help-soc")


async def test_edited_and_deleted_words_change_nothing_that_was_sent(office: Office) -> None:
    sam = office.person("sam")
    _card, receipt = await office.asked(taken_by="sam")
    reply = await sam.replies(receipt, NEWS)
    await office.idle()
    await sam.edits(reply, NEWS + " Or the day after.")
    await sam.deletes(reply)
    await office.idle()
    assert (await office.found()).updates == 1
    assert NEWS in await office.said()
