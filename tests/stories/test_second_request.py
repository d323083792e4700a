"""A ticket is asked for once more: one escalation, more words, and whoever asked hears how it goes on."""

from __future__ import annotations

import asyncio
import copy
from typing import Any

from escalation_bot.sandbox import payloads
from escalation_bot.sandbox.forms import Form
from tests.stories.conftest import ONE_WAY, WHY, Office, click, form

pytestmark = ONE_WAY

MORE = "Our second largest customer waits for the same fix and may leave on 1 January."


async def filled(office: Office, name: str, words: str = WHY) -> Form:
    """Somebody's form for SOC-101, not sent yet."""
    answer = await office.person(name).types("/escalate SOC-101", in_="#help-soc")
    assert answer.form
    return answer.form.fill(form(**{"What happens if it is not done by then?": words}))


async def test_the_form_becomes_add_facts_with_the_text_kept(office: Office) -> None:
    paul, sam = office.person("paul"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    add = await (await filled(office, "paul", MORE)).submit()
    assert add
    assert add.title == "Add facts"
    assert add.value("What should the team know?") == MORE
    assert "SOC-101 is escalated already: E-1, asked by Anna" in add.text
    assert "Sam has it" in add.text
    assert await add.submit() is None

    told = await sam.sees("@Sam: Paul asks for SOC-101 too and adds", MORE, in_="#soc-queue", thread=card)
    assert told.text.count(MORE) == 1
    await paul.sees("@Paul: You will hear here how SOC-101 goes on", in_="#help-soc", thread=receipt)
    await office.idle()
    assert office.hears("sam") == ["mention: @Sam: Paul asks for SOC-101 too and adds"]
    assert office.hears("paul") == ["mention: @Paul: You will hear here how SOC-101 goes on"]
    assert office.hears("anna") == ["thread: @Paul: You will hear here how SOC-101 goes on"]
    assert "asked 2 times" in card.text
    assert MORE in card.text
    assert await office.stored() == {"in_progress": 1}


async def test_who_asked_second_hears_the_rest_and_has_a_say(office: Office) -> None:
    paul, sam = office.person("paul"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    add = await (await filled(office, "paul", MORE)).submit()
    assert add
    await add.submit()
    await office.idle()
    office.forget()
    await sam.reacts("mega", await sam.replies(card, "The fix is being tested until noon."))
    await office.later(seconds=31)
    assert office.hears("paul") == ["thread: @Anna: SOC-101, from Sam"]
    assert office.hears("anna") == ["mention: @Anna: SOC-101, from Sam"]
    await sam.reacts("white_check_mark", await sam.replies(card, "The fix is live."))
    await office.later(seconds=31)
    question = await paul.sees("Is it?", in_="#help-soc", thread=receipt)
    office.forget()
    await paul.clicks("Solved", question)
    await office.idle()
    assert (await office.found()).state == "closed"
    assert office.hears("anna") == ["mention: @Anna: SOC-101 is closed: Paul says it is solved"]


async def test_asking_again_oneself_adds_facts_and_no_follower(office: Office) -> None:
    sam = office.person("sam")
    card, _ = await office.asked()
    add = await (await filled(office, "anna", MORE)).submit()
    assert add
    assert await add.submit() is None
    await sam.sees("Anna asks for SOC-101 again and adds", MORE, in_="#soc-queue", thread=card)
    await office.idle()
    assert not any(office.hears(name) for name in ("anna", "sam", "sofia", "lena", "olga"))


async def test_details_from_the_receipt_are_no_second_request(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    details = await click(anna, "Add details", receipt)
    assert details
    assert details.title == "Add details"
    assert "escalated already" not in details.text
    await details.fill({"What should the team know?": "The contract is worth 85,000 a year."}).submit()
    await sam.sees("@Sam: Anna adds to SOC-101", "85,000", in_="#soc-queue", thread=card)
    await office.idle()
    assert "asked 2 times" not in card.text
    assert "85,000" in card.text
    assert "85,000" not in receipt.text
    assert office.hears("sam") == ["mention: @Sam: Anna adds to SOC-101"]
    assert office.hears("anna") == []


async def test_two_people_at_the_same_instant_make_one_escalation(office: Office) -> None:
    first, second = await filled(office, "anna"), await filled(office, "paul", MORE)
    answers = await asyncio.gather(first.submit(), second.submit())
    assert sorted(each.title for each in answers if each) == ["Add facts", "Escalated"]
    assert await office.stored() == {"requested": 1}
    late = next(each for each in answers if each and each.title == "Add facts")
    assert late.value("What should the team know?") in {WHY, MORE}
    await office.idle()
    assert len(office.hears("anna") + office.hears("paul")) == 1


async def test_the_same_form_sent_twice_is_one_request(office: Office) -> None:
    sent = await filled(office, "anna")
    await asyncio.gather(sent.submit(), sent.submit())
    await office.idle()
    assert sent.title == "Escalated"
    assert await office.stored() == {"requested": 1}
    assert await office.said() == [WHY]
    assert len(office.hears("anna")) == 1


async def test_what_is_over_can_be_asked_for_anew(office: Office) -> None:
    await office.asked()
    await office.person("anna").types("/escalate withdraw SOC-101", in_="#help-soc")
    stored = await (await filled(office, "paul", MORE)).submit()
    assert stored
    assert stored.title == "Escalated"
    assert await office.stored() == {"requested": 1, "withdrawn": 1}


def as_sent(office: Office, form_: Form) -> dict[str, Any]:
    """What Slack would deliver if the form were sent as it is now."""
    ws = office.slack.ws
    return copy.deepcopy(payloads.submission(ws, form_.view, ws.trigger(form_.view.user, form_.view.id)))


async def delivered(office: Office, payload: dict[str, Any]) -> None:
    """The same form comes once more: its first answer was lost on the way."""
    delivery = await office.slack.outgoing.send("view_submission", payload)
    assert not delivery.failed
    await office.idle()


async def test_other_words_in_the_same_form_replace_the_first_while_nobody_acted(office: Office) -> None:
    sam = office.person("sam")
    sent = await filled(office, "anna", MORE)
    later = as_sent(office, sent.fill({"Business impact": "Critical"}))
    await sent.fill({"Business impact": "Major", "What happens if it is not done by then?": WHY}).submit()
    await delivered(office, later)
    card = await sam.sees("SOC-101", MORE, in_="#soc-queue")
    assert WHY not in card.text
    assert "Critical" in card.text
    assert await office.stored() == {"requested": 1}


async def test_the_same_form_for_another_ticket_is_another_request(office: Office) -> None:
    sent = await filled(office, "anna")
    later = as_sent(office, sent.fill({"Ticket ID": "SOC-102"}))
    await sent.fill({"Ticket ID": "SOC-101"}).submit()
    await delivered(office, later)
    assert await office.stored() == {"requested": 2}


async def test_an_update_sent_twice_by_one_form_is_one_update(office: Office) -> None:
    sam = office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    update = await click(sam, "Post update", card)
    assert update
    payload = as_sent(office, update.fill({"What is new?": MORE}))
    await update.submit()
    await delivered(office, payload)
    assert [MORE in told.text for told in receipt.thread].count(True) == 1
    assert office.hears("anna") == ["mention: @Anna: SOC-101, from Sam"]
