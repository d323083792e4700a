"""What comes again: how it ended before is said at once, and closing it is not the end until the lesson is written."""

from __future__ import annotations

from escalation_bot.sandbox import Seen
from tests.stories.conftest import HERE, ONE_WAY, Office, click

LESSON = {"What keeps it from coming back?": "A monitor warns ten days before.", "Root cause": "Expired  Certificate"}


async def solved(office: Office, ticket: str, card: Seen) -> None:
    """Sam resolves it, and Anna says that it is solved."""
    form = await office.chooses(office.person("sam"), card, "Resolve")
    await form.fill({"How was it resolved?": "The certificate was renewed."}).submit()
    await office.idle()
    question = await office.person("anna").sees(f"Sam says {ticket} is solved. Is it?", in_="#help-soc")
    await office.person("anna").clicks("Solved", question)
    await office.idle()


async def once(office: Office, ticket: str, **more: str) -> Seen:
    """A whole life, to its good end."""
    card, _ = await office.asked(ticket, taken_by="sam", **more)
    await solved(office, ticket, card)
    return card


@HERE
async def test_who_asks_and_who_works_see_how_it_ended_before(office: Office) -> None:
    await once(office, "SOC-101", Customer="Nordic Stores")
    form = await office.asks("dan", "SOC-102", Customer="nordic stores")
    assert "The same customer: E-1, SOC-101, closed, solved" in form.around
    await office.idle()
    assert "The same customer: E-1, SOC-101, closed, solved" in office.message("card", "SOC-102", "sam").text
    form = await office.asks("anna", "SOC-101", Customer="")
    assert "Asked before: E-1, closed, solved" in form.around


@HERE
async def test_closing_what_came_again_asks_its_owner_for_the_lesson_until_it_is_written(office: Office) -> None:
    sam = office.person("sam")
    first = await once(office, "SOC-101")
    await sam.sees_nothing_of("not the first time")
    assert not (await office.found("SOC-101")).owes_lesson
    office.forget()
    await once(office, "SOC-101")
    asked = await sam.sees("SOC-101 is closed, and it was not the first time.", in_="#soc-queue")
    assert "Before: E-1, SOC-101, closed, solved" in asked.text
    assert (await office.found("SOC-101")).owes_lesson
    form = await click(sam, "Write what was learnt", asked)
    await form.fill(LESSON).submit()
    await office.idle()
    written = await sam.sees("Sam writes what was learnt from SOC-101, caused by expired certificate:")
    assert "A monitor warns ten days before." in written.text
    found = await office.found("SOC-101")
    assert (found.owes_lesson, found.cause) == (False, "expired certificate")
    form = await office.chooses(sam, first, "Write what was learnt")
    await form.fill(LESSON).submit()
    await office.idle()
    again = await sam.sees("The same cause: E-2, SOC-101, closed, solved")
    assert "(expired certificate)" in again.text


@ONE_WAY
async def test_what_came_back_is_a_repeat_too(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    await once(office, "SOC-101")
    receipt = office.message("receipt", "SOC-101", "anna")
    await (await click(anna, "It came back", receipt)).submit()
    await office.idle()
    card = office.message("card", "SOC-101", "sam")
    await sam.reacts("eyes", card)
    await office.idle()
    await solved(office, "SOC-101", card)
    await sam.sees("SOC-101 is closed, and it was not the first time.", in_="#soc-queue")
    assert "What was learnt?" in await sam.opens_home()
