"""Replies that their author changes or takes away: before they are sent that counts, afterwards the corrected words
can follow."""

from __future__ import annotations

from escalation_bot.sandbox.seen import Seen
from tests.stories.conftest import HERE, ONE_WAY, Office

NEWS = "We found the cause, the fix comes tomorrow."
BETTER = "We found the cause, the fix comes on Wednesday."
SEND = "Send the corrected words"


async def said(office: Office, by: str = "sam", picked_by: str = "sam", emoji: str = "mega") -> tuple[Seen, ...]:
    """A reply in the card's thread that a reaction picked: card, receipt, the reply, and its preview."""
    card, receipt = await office.asked(taken_by="sam")
    reply = await office.person(by).replies(card, NEWS)
    await office.person(picked_by).reacts(emoji, reply)
    preview = await office.person("sam").sees("In 30 seconds", NEWS, in_="#soc-queue", thread=card)
    return card, receipt, reply, preview


async def published(office: Office, **by: str) -> tuple[Seen, ...]:
    """The same, and it was sent to Anna."""
    card, receipt, reply, preview = await said(office, **by)
    await office.later(seconds=31)
    told = await office.person("anna").sees(NEWS, in_="#help-soc", thread=receipt)
    office.forget()
    return card, receipt, reply, preview, told


@HERE
async def test_changed_before_it_is_sent_the_new_words_are_sent(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    _, receipt, reply, preview = await said(office)
    await sam.edits(reply, BETTER)
    await office.idle()
    assert BETTER in preview.text
    assert preview.buttons == ["Change", "Stop"]
    await office.later(seconds=31)
    await anna.sees("@Anna: SOC-101, from Sam", BETTER, in_="#help-soc", thread=receipt)
    await anna.sees_nothing_of(NEWS, in_="#help-soc")
    assert "Sent to Anna" in preview.text
    assert BETTER in preview.text
    await sam.sees_nothing_of("as they were before", in_="#soc-queue")


@HERE
async def test_what_somebody_else_picked_stays_as_they_saw_it(office: Office) -> None:
    anna, sofia = office.person("anna"), office.person("sofia")
    card, receipt, reply, preview = await said(office, by="sofia", picked_by="lena")
    await sofia.edits(reply, BETTER)
    await office.idle()
    assert NEWS in preview.text
    await sofia.sees_nothing_of(SEND, in_="#soc-queue")
    await office.later(seconds=31)
    await anna.sees("from Sofia, published by Lena", NEWS, in_="#help-soc", thread=receipt)
    offer = await sofia.sees("Anna has your words as they were before", in_="#soc-queue", thread=card)
    await sofia.clicks(SEND, offer)
    await anna.sees("@Anna: SOC-101, corrected by Sofia:", BETTER, in_="#help-soc", thread=receipt)


@ONE_WAY
async def test_changed_after_it_was_sent_the_corrected_words_follow_once(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt, reply, _, told = await published(office)
    await sam.edits(reply, NEWS + " Or so.")
    await sam.edits(reply, BETTER)
    await office.idle()
    assert NEWS in told.text
    assert office.hears("anna") == []
    offer = await sam.sees("Anna has your words as they were before you changed them", in_="#soc-queue", thread=card)
    assert offer.ephemeral
    await sam.clicks(SEND, offer)
    corrected = await anna.sees("@Anna: SOC-101, corrected by Sam:", in_="#help-soc", thread=receipt)
    await office.idle()
    assert BETTER in corrected.text
    assert NEWS in told.text
    assert office.hears("anna") == ["mention: @Anna: SOC-101, corrected by Sam"]
    assert (await office.found()).updates == 1
    await sam.clicks(SEND, offer)
    await sam.sees("SOC-101: there are no newer words to send.", in_="#soc-queue", thread=card)
    assert office.hears("anna") == []
    await sam.edits(reply, BETTER + " For sure.")
    await office.idle()
    await sam.clicks(SEND, (await sam.sees(SEND, in_="#soc-queue", thread=card)))
    await anna.sees("corrected by Sam", "For sure.", in_="#help-soc", thread=receipt)


@HERE
async def test_changed_back_there_is_nothing_to_correct(office: Office) -> None:
    sam = office.person("sam")
    card, _, reply, _, _ = await published(office)
    await sam.edits(reply, BETTER)
    await office.idle()
    offer = await sam.sees(SEND, in_="#soc-queue", thread=card)
    await sam.edits(reply, NEWS)
    await office.idle()
    assert [each for each in sam.reads("#soc-queue", card) if SEND in each.text] == [offer]
    await sam.clicks(SEND, offer)
    await sam.sees("SOC-101: there are no newer words to send.", in_="#soc-queue", thread=card)
    assert office.hears("anna") == []


@HERE
async def test_what_was_taken_back_is_not_corrected(office: Office) -> None:
    sam = office.person("sam")
    _, _, reply, _, _ = await published(office)
    await sam.unreacts("mega", reply)
    await sam.edits(reply, BETTER)
    await office.idle()
    await sam.sees_nothing_of(SEND, in_="#soc-queue")


@HERE
async def test_who_is_no_member_any_more_does_not_correct(office: Office) -> None:
    mia = office.person("mia")
    office.slack.set_group("soc", ["sam", "mia"])
    card, _, reply, _, _ = await published(office, by="mia", picked_by="lena")
    office.slack.set_group("soc", ["sam"])
    await mia.edits(reply, BETTER)
    await office.idle()
    await mia.clicks(SEND, await mia.sees(SEND, in_="#soc-queue", thread=card))
    await mia.sees("Only members of Service Operations Center can do this", in_="#soc-queue", thread=card)
    assert office.hears("anna") == []


@HERE
async def test_the_requesters_changed_words_follow_to_the_team(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    reply = await anna.replies(receipt, "It concerns 40 stores.")
    copied = await sam.sees("Anna in the receipt’s thread of SOC-101", "40 stores", in_="#soc-queue", thread=card)
    office.forget()
    await anna.edits(reply, "It concerns 400 stores.")
    await office.idle()
    assert "40 stores" in copied.text
    assert office.hears("sam") == []
    offer = await anna.sees("Service Operations Center has your words as they were", in_="#help-soc", thread=receipt)
    assert offer.ephemeral
    await anna.clicks(SEND, offer)
    await sam.sees("@Sam: Anna in the receipt’s thread of SOC-101, corrected:", "400 stores", in_="#soc-queue")
    await anna.clicks(SEND, offer)
    await anna.sees("SOC-101: there are no newer words to send.", in_="#help-soc", thread=receipt)
    assert len([each for each in sam.reads("#soc-queue", card) if "corrected" in each.text]) == 1


@HERE
async def test_a_changed_answer_follows_too(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked()
    form = await office.chooses(sam, card, "Ask the requester")
    await form.fill({"What do you need to know?": "Which stores?"}).submit()
    await office.idle()
    reply = await anna.replies(receipt, "The Norwegian ones.")
    await office.idle()
    await anna.edits(reply, "The Swedish ones.")
    await office.idle()
    await anna.clicks(SEND, await anna.sees(SEND, in_="#help-soc", thread=receipt))
    await sam.sees("Anna in the receipt’s thread of SOC-101, corrected:", "Swedish", in_="#soc-queue", thread=card)


@HERE
async def test_an_owners_changed_update_in_the_receipts_thread_is_read_there(office: Office) -> None:
    sam = office.person("sam")
    _, receipt = await office.asked(taken_by="sam")
    reply = await sam.replies(receipt, NEWS)
    await office.idle()
    await sam.edits(reply, BETTER)
    await office.idle()
    await sam.sees_nothing_of(SEND)


@HERE
async def test_a_change_that_is_none_offers_nothing(office: Office) -> None:
    sam = office.person("sam")
    _, _, reply, _, told = await published(office)
    office.slack.touch(reply)
    await office.person("anna").reacts("tada", told)
    await office.idle()
    await sam.sees_nothing_of(SEND)


@HERE
async def test_nobody_sends_anothers_words_whatever_button_they_forge(office: Office) -> None:
    sam, sofia = office.person("sam"), office.person("sofia")
    card, _, reply, _, _ = await published(office)
    await sam.edits(reply, BETTER)
    await office.idle()
    offer = await sam.sees(SEND, in_="#soc-queue", thread=card)
    await sofia.clicks(SEND, offer)
    await sofia.sees("This is not there any more.", in_="#soc-queue", thread=card)
    assert office.hears("anna") == []


@HERE
async def test_what_its_author_deletes_before_it_is_sent_is_not_sent(office: Office) -> None:
    sam = office.person("sam")
    _, _, reply, preview = await said(office)
    await sam.deletes(reply)
    await office.later(seconds=31)
    assert "Not sent, the reply was deleted." in preview.text
    assert NEWS not in preview.text
    assert office.hears("anna") == []
    assert (await office.found()).updates == 0


@HERE
async def test_who_picked_what_is_deleted_hears_that_it_was_not_sent(office: Office) -> None:
    card, _, reply, _ = await said(office, by="sofia", picked_by="lena")
    await office.person("sofia").deletes(reply)
    await office.later(seconds=31)
    note = await office.person("lena").sees("Sofia deleted the reply, so it was not sent.", thread=card)
    assert note.ephemeral
    assert office.hears("anna") == []


@HERE
async def test_deleting_what_was_sent_is_no_undo(office: Office) -> None:
    sam = office.person("sam")
    _, _, reply, preview, told = await published(office)
    before = (await office.found()).next_by
    await sam.deletes(reply)
    await office.idle()
    after = await office.found()
    assert (after.updates, after.next_by) == (1, before)
    assert NEWS in told.text
    assert "Sent to Anna" in preview.text
    assert NEWS in await office.said()
