"""Several replies of one person within a minute reach the team as one message."""

from __future__ import annotations

from escalation_bot.sandbox.people import Person
from escalation_bot.sandbox.seen import Seen
from tests.stories.conftest import HERE, ONE_WAY, Office

WORDS = ("One more thing.", "The stores in Norway", "have it as well.", "All of them.")
COPY = "in the receipt’s thread of SOC-101"


def copies(who: Person, card: Seen) -> list[Seen]:
    """What was copied to the card's thread."""
    return [message for message in who.reads("#soc-queue", card) if COPY in message.text]


@ONE_WAY
async def test_quick_replies_stand_in_one_copy_and_notify_once(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    for words in WORDS[:-1]:
        await anna.replies(receipt, words)
    await office.idle()
    await anna.replies(receipt, WORDS[-1], files={"stores.csv": b"1"})
    await office.idle()
    (copied,) = copies(sam, card)
    found = [copied.text.index(each) for each in (*WORDS, "stores.csv")]
    assert found == sorted(found)
    assert office.hears("sam") == ["mention: @Sam: Anna in the receipt’s thread of SOC-101"]
    assert {*WORDS} <= {*await office.said()}


@HERE
async def test_after_a_minute_it_is_a_new_copy_that_notifies_again(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    await anna.replies(receipt, "One more thing.")
    await office.later(seconds=61)
    await anna.replies(receipt, "And another.")
    await office.idle()
    assert len(copies(sam, card)) == 2
    assert len(office.hears("sam")) == 2


@HERE
async def test_everybody_has_a_copy_of_their_own(office: Office) -> None:
    anna, paul, sam = office.person("anna"), office.person("paul"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    await anna.replies(receipt, "It is the stores in Norway.")
    await paul.replies(receipt, "Mine have it as well.")
    await anna.replies(receipt, "And in Sweden.")
    await office.idle()
    first, second = copies(sam, card)
    assert "Norway" in first.text
    assert "Sweden" in first.text
    assert "Paul" in second.text
    assert "Mine have it as well." in second.text


@HERE
async def test_what_follows_while_the_first_is_not_sent_yet_is_not_lost(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    office.slack.faults.add("chat.postMessage", "429", retry_after=5)
    await anna.replies(receipt, "One more thing.")
    await anna.replies(receipt, "The stores in Norway.")
    await office.later(seconds=20)
    (copied,) = copies(sam, card)
    assert "One more thing." in copied.text
    assert "The stores in Norway." in copied.text


@HERE
async def test_a_flood_by_a_stranger_costs_few_messages(office: Office) -> None:
    stranger, sam = office.person("stranger"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    for number in range(30):
        await stranger.replies(receipt, f"Reply number {number} of many.")
    await office.idle()
    found = copies(sam, card)
    assert len(found) <= 3
    assert "Reply number 0 of many." in found[0].text
    assert "more in that thread." in found[0].text
    assert office.hears("sam") == []


@HERE
async def test_a_correction_stands_alone(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    reply = await anna.replies(receipt, "It concerns 40 stores.")
    await office.idle()
    await anna.edits(reply, "It concerns 400 stores.")
    await office.idle()
    await anna.clicks("Send the corrected words", await anna.sees("as they were before", in_="#help-soc"))
    await anna.replies(receipt, "Since Monday.")
    await office.idle()
    first, corrected = copies(sam, card)
    assert "Since Monday." in first.text
    assert "400" in corrected.text
