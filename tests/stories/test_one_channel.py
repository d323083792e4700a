"""A team whose queue is also where people ask: one message, one thread, and nothing is said there twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from escalation_bot.domain.policy import Policy
from escalation_bot.sandbox.seen import Seen
from tests.stories.conftest import HERE, ONE_WAY, Office, click, form

HOME = "#help-soc"
NEWS = "We found the cause, the fix comes tomorrow."


def one_channel(policy: Policy) -> Policy:
    """The team works where people ask."""
    soc = policy.teams["soc"]
    return replace(policy, teams={**policy.teams, "soc": replace(soc, queue_channel=soc.intake_channels[0])})


pytestmark = pytest.mark.parametrize("policy", [one_channel], indirect=True)


async def asked(office: Office, taken_by: str | None = None) -> Seen:
    """Anna has asked: the one message."""
    await office.asks()
    card = office.message("card", "SOC-101", "sam", in_=HOME)
    if taken_by:
        await office.person(taken_by).reacts("eyes", card)
        await office.idle()
    office.forget()
    return card


def thread(office: Office, card: Seen) -> list[str]:
    """What the bot said in the thread, by its first lines."""
    replies = office.person("sam").reads(HOME, card)
    return [each.text.splitlines()[0] for each in replies if each.author == "escalation-bot" and not each.ephemeral]


@ONE_WAY
async def test_there_is_one_message_and_its_thread_is_followed(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    await office.asks()
    (card,) = [each for each in sam.reads(HOME) if "SOC-101" in each.text]
    assert "@Anna · by 2027-12-03" in card.text
    assert card.buttons == ["Take", "More…", "Add details", "Follow"]
    assert office.hears("anna") == ["mention: SOC-101 · E-1 · Deadline risk · Major"]
    await sam.reacts("eyes", card)
    await anna.sees("@Anna: Sam has taken SOC-101", in_=HOME, thread=card)
    await office.idle()
    assert len(thread(office, card)) == 1
    assert office.hears("anna") == ["mention: @Anna: Sam has taken SOC-101"]


@HERE
async def test_the_requesters_reply_answers_the_question_and_is_not_repeated(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card = await asked(office)
    ask = await office.chooses(sam, card, "Ask the requester")
    await ask.fill({"What do you need to know?": "Which stores?"}).submit()
    await anna.sees("@Anna: Sam asks about SOC-101:", in_=HOME, thread=card)
    await anna.replies(card, "The Norwegian ones.")
    await office.idle()
    assert (await office.found()).state == "requested"
    assert "Anna added" in card.text
    assert thread(office, card) == ["@Anna: Sam asks about SOC-101:", "@Sam: Anna writes here about SOC-101."]
    assert [each for each in office.hears("sam") if "mention" in each] == [
        "mention: @Sam: Anna writes here about SOC-101"
    ]


@HERE
async def test_whoever_has_it_is_called_into_the_thread_once(office: Office) -> None:
    anna = office.person("anna")
    card = await asked(office, taken_by="sam")
    await anna.replies(card, "How is it going?")
    await anna.replies(card, "The customer called again.")
    await office.later(minutes=5)
    await anna.replies(card, "And again.")
    await office.idle()
    assert [line for line in thread(office, card) if "writes here" in line] == ["@Sam: Anna writes here about SOC-101."]
    assert office.hears("sam")[-1] == "thread: And again"


@HERE
async def test_who_talks_in_the_thread_is_not_called(office: Office) -> None:
    card = await asked(office, taken_by="sam")
    await office.person("sam").replies(card, "I look at the logs first, then I come back to you.")
    await office.person("anna").replies(card, "Good.")
    await office.person("paul").replies(card, "Mine have it, too.")
    await office.idle()
    assert len(thread(office, card)) == 1
    found = await office.found()
    assert (found.updates, found.state) == (0, "in_progress")


@HERE
async def test_an_update_is_what_a_member_marks(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card = await asked(office, taken_by="sam")
    reply = await sam.replies(card, NEWS)
    await sam.reacts("mega", reply)
    await office.later(seconds=31)
    await anna.sees("@Anna: SOC-101, from Sam:", NEWS, in_=HOME, thread=card)
    assert (await office.found()).updates == 1


@HERE
async def test_what_concerns_both_is_said_once_to_both(office: Office) -> None:
    lena = office.person("lena")
    card = await asked(office, taken_by="sam")
    down = await office.chooses(lena, card, "Step down")
    await down.fill({"Why does another go first?": "A shop is closed since this morning."}).submit()
    await office.idle()
    assert thread(office, card)[1:] == [
        "@Anna @Sam: SOC-101 steps down for now and keeps its place in line. Lena writes why:"
    ]
    assert [each for each in office.hears("sam") if "mention" in each]


@HERE
async def test_solved_and_back_again(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card = await asked(office, taken_by="sam")
    solve = await office.chooses(sam, card, "Resolve")
    await solve.fill({"How was it resolved?": "The fix is live."}).submit()
    question = await anna.sees("Is it?", in_=HOME, thread=card)
    await anna.reacts("white_check_mark", question)
    await office.idle()
    assert "It came back" in card.buttons
    again = await click(anna, "It came back", card)
    await again.fill({"What is wrong again?": "The import stops as before."}).submit()
    await office.idle()
    newer = office.message("card", "SOC-101", "sam", in_=HOME)
    assert newer != card
    assert "It goes on with its newer card in this channel." in card.text
    assert card.buttons == []
    assert newer.buttons == ["Take", "More…", "Add details", "Follow"]
    await sam.reacts("eyes", newer)
    await anna.sees("@Anna: Sam has taken SOC-101", in_=HOME, thread=newer)


@HERE
async def test_moved_to_a_team_with_two_channels_the_thread_stays_the_requesters(office: Office) -> None:
    anna, sam, lena = office.person("anna"), office.person("sam"), office.person("lena")
    card = await asked(office)
    move = await office.chooses(sam, card, "Move to another team")
    await move.fill({"To which team?": "Deliverability", "Why is it theirs?": "The mails are blocked."}).submit()
    await office.idle()
    there = office.message("card", "SOC-101", "lena", in_="#del-queue")
    assert "It went on with Deliverability" in card.text
    assert card.buttons == ["Add details", "Follow"]
    assert there.buttons == ["Take", "More…"]
    await anna.replies(card, "They come back as spam.")
    await lena.sees("Anna in the receipt’s thread of SOC-101:", "as spam", in_="#del-queue", thread=there)
    await lena.reacts("eyes", there)
    await anna.sees("@Anna: Lena has taken SOC-101", in_=HOME, thread=card)


@HERE
async def test_a_private_reason_keeps_its_receipt_in_a_direct_message(office: Office) -> None:
    answer = await office.person("anna").types("/escalate SOC-101", in_=HOME)
    assert answer.form
    await answer.form.fill({**form(), "Why must it go first?": "Safety, compliance or payment risk"}).submit()
    await office.idle()
    card = office.message("card", "SOC-101", "sam", in_=HOME)
    assert "The reason is private" in card.text
    assert "Anna" not in card.text
    assert card.buttons == ["Take", "More…"]
    assert "asked by @Anna" in office.message("receipt", "SOC-101", "anna", in_="dm").text
