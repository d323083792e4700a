"""Who asks is not in the team's channel: a mention there would not reach them, so they hear by direct message."""

from __future__ import annotations

import pytest

from escalation_bot.sandbox import talk
from escalation_bot.sandbox.seen import Seen
from escalation_bot.sandbox.world import World
from tests.stories.conftest import HERE, Office, click, form

pytestmark = [HERE, pytest.mark.parametrize("world", [lambda world: without(world, "U0ANNA")], indirect=True)]

HOME = "#help-soc"


def without(world: World, *people: str) -> World:
    """The same workspace; these are not in the channel where people ask, which is private."""
    members = tuple(each for each in world.channel(HOME).members if each not in people)
    return world.with_channel(HOME, members=members, is_private=True)


async def asked(office: Office, in_: str = "#random", why: str = "Deadline risk") -> str:
    """Anna asks from where she is; what the form says then."""
    answer = await office.person("anna").types("/escalate SOC-101", in_=in_)
    assert answer.form
    stored = await answer.form.fill({**form(), "Why must it go first?": why}).submit()
    assert stored
    await office.idle()
    return stored.text


async def at_work(office: Office) -> tuple[Seen, Seen, Seen]:
    """Anna has asked and Sam has it: the card, her receipt, and the notice."""
    await asked(office)
    card = office.message("card", "SOC-101", "sam")
    await office.person("sam").clicks("Take", card)
    await office.idle()
    office.forget()
    return card, office.message("receipt", "SOC-101", "anna", in_="dm"), office.message("receipt", "SOC-101", "paul")


@pytest.mark.parametrize("in_", ["#random", "dm"])
async def test_the_receipt_is_a_direct_message_and_a_notice_stands_in_the_channel(office: Office, in_: str) -> None:
    said = await asked(office, in_)
    assert "you are not in #help-soc, where a notice of it stands" in said
    assert office.hears("anna") == ["dm: SOC-101 · E-1 · asked by @Anna"]
    receipt = office.message("receipt", "SOC-101", "anna", in_="dm")
    assert receipt.buttons == ["Add details", "More…"]
    notice = office.message("receipt", "SOC-101", "paul")
    assert "asked by Anna" in notice.text
    assert "@Anna" not in notice.text
    assert "Deadline risk · Major · by 2027-12-03" in notice.text
    assert notice.buttons == ["Add details", "Follow"]
    assert office.hears("paul") == office.hears("sam") == []


async def test_the_words_go_to_both_and_only_the_requester_is_mentioned(office: Office) -> None:
    anna, sam, paul = office.person("anna"), office.person("sam"), office.person("paul")
    card, receipt, notice = await at_work(office)
    assert "Sam has it" in receipt.text
    assert "Sam has it" in notice.text
    await (await click(sam, "Post update", card)).fill({"What is new?": "The cause is found."}).submit()
    await anna.sees("@Anna: SOC-101, from Sam", "The cause is found.", in_="dm", thread=receipt)
    told = await paul.sees("SOC-101, from Sam", "The cause is found.", in_=HOME, thread=notice)
    assert "@Anna" not in told.text
    await office.idle()
    assert office.hears("anna") == ["dm: @Anna: SOC-101, from Sam"]
    assert office.hears("paul") == []


async def test_who_follows_the_notice_hears_the_rest_in_its_thread(office: Office) -> None:
    sam, paul = office.person("sam"), office.person("paul")
    card, _, notice = await at_work(office)
    await paul.clicks("Follow", notice)
    await office.idle()
    assert office.hears("paul") == ["mention: @Paul: You will hear here how SOC-101 goes on"]
    await (await click(sam, "Post update", card)).fill({"What is new?": "The cause is found."}).submit()
    await office.idle()
    assert office.hears("paul") == ["thread: SOC-101, from Sam"]


async def test_both_threads_reach_the_team_and_the_owners_words_reach_the_requester(office: Office) -> None:
    anna, sam, paul = office.person("anna"), office.person("sam"), office.person("paul")
    card, receipt, notice = await at_work(office)
    await anna.replies(receipt, "Norway as well.")
    await sam.sees("Anna in the receipt’s thread of SOC-101", "Norway as well.", in_="#soc-queue", thread=card)
    await paul.replies(notice, "Denmark too, I hear.")
    await sam.sees("Paul in the receipt’s thread of SOC-101", "Denmark too", in_="#soc-queue", thread=card)
    await office.idle()
    office.forget()
    await sam.replies(notice, "Denmark is the same cause, both are fixed tomorrow.")
    await anna.sees("@Anna: SOC-101, from Sam", "Denmark is the same cause", in_="dm", thread=receipt)
    await office.idle()
    assert [each.text.count("Denmark is the same cause") for each in notice.thread].count(1) == 1
    assert office.hears("anna") == ["dm: @Anna: SOC-101, from Sam"]


async def test_it_is_confirmed_in_the_direct_message_and_both_show_the_end(office: Office) -> None:
    anna, sam, paul = office.person("anna"), office.person("sam"), office.person("paul")
    card, receipt, notice = await at_work(office)
    solve = await office.chooses(sam, card, "Resolve")
    await solve.fill({"How was it resolved?": "The fix is live."}).submit()
    question = await anna.sees("Sam says SOC-101 is solved. Is it?", in_="dm", thread=receipt)
    aside = await paul.sees("Sam said that SOC-101 is solved:", "The fix is live.", in_=HOME, thread=notice)
    assert aside.buttons == []
    await anna.clicks("Solved", question)
    await office.idle()
    for each in (receipt, notice, card):
        assert "Closed, solved" in each.text
    assert notice.buttons == []


async def test_an_update_that_is_taken_back_is_struck_through_in_both_threads(office: Office) -> None:
    sam = office.person("sam")
    card, receipt, notice = await at_work(office)
    reply = await sam.replies(card, "It is fixed in the next hour.")
    await sam.reacts("mega", reply)
    await office.later(seconds=31)
    await sam.unreacts("mega", reply)
    await office.idle()
    for each in (receipt, notice):
        assert "from Sam (taken back)" in each.thread[-1].text


async def test_a_private_reason_leaves_no_notice(office: Office) -> None:
    said = await asked(office, why="Safety, compliance or payment risk")
    assert "the reason is private" in said
    assert office.hears("anna") == ["dm: SOC-101 · E-1 · asked by @Anna"]
    await office.person("paul").sees_nothing_of("SOC-101", in_=HOME)


async def test_where_slack_does_not_say_who_is_there_the_receipt_goes_to_the_channel(office: Office) -> None:
    office.slack.faults.add("conversations.members", "500")
    assert "Follow it in #help-soc" in await asked(office)
    assert "asked by @Anna" in office.message("receipt", "SOC-101", "paul").text


async def test_who_joins_the_channel_has_the_next_receipt_there(office: Office) -> None:
    await asked(office)
    talk.join(office.slack.ws, office.slack.channel(HOME), "U0ANNA")
    await office.idle()
    answer = await office.person("anna").types("/escalate SOC-102", in_="#random")
    assert answer.form
    stored = await answer.form.fill(form()).submit()
    assert stored
    assert "Follow it in #help-soc: what concerns you" in stored.text


async def test_who_is_passed_on_from_elsewhere_hears_by_direct_message(office: Office) -> None:
    said = await office.person("anna").says("SOC-101 drops every second order.", in_="#random")
    form_ = await office.person("sam").uses_message_shortcut("escalate_message", said)
    assert form_
    stored = await form_.fill(form()).submit()
    assert stored
    assert "Anna is told in a direct message, because they are not in #help-soc" in stored.text
    await office.idle()
    assert office.hears("anna") == ["dm: SOC-101 · E-1 · asked by @Anna, passed on by Sam"]
    assert "asked by Anna, passed on by Sam" in office.message("receipt", "SOC-101", "paul").text


async def test_that_a_question_is_still_open_stands_in_both_threads_too(office: Office) -> None:
    anna, sam, paul = office.person("anna"), office.person("sam"), office.person("paul")
    card, receipt, notice = await at_work(office)
    await sam.reacts("white_check_mark", await sam.replies(card, "The fix is live since noon."))
    await office.later(seconds=31)
    office.forget()
    await office.later(days=1, minutes=5)
    await anna.sees("Is SOC-101 solved", in_="dm", thread=receipt)
    await paul.sees("Is SOC-101 solved", in_=HOME, thread=notice)
    assert len(office.hears("anna")) == 1
    assert office.hears("paul") == []
