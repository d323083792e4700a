"""Whoever owes a word is reminded, in working time, once; and the message says when it was answered."""

from __future__ import annotations

from datetime import UTC, datetime

from escalation_bot.sandbox.seen import Seen
from tests.stories.conftest import HERE, ONE_WAY, Office, click

MONDAY_1500 = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
"""Four working hours after ten o'clock, Stockholm."""


async def until(office: Office, moment: datetime) -> None:
    """Time goes by until then."""
    await office.later(seconds=(moment - office.slack.clock.now()).total_seconds())


def reminder(office: Office, name: str) -> Seen:
    """The newest direct message of the bot to somebody."""
    return office.person(name).reads("dm")[-1]


@ONE_WAY
async def test_what_nobody_has_is_asked_for_in_the_thread_with_the_group(office: Office) -> None:
    card, _ = await office.asked()
    await until(office, MONDAY_1500)
    said = await office.person("sam").sees(
        "SOC-101", "first answer was due", "nobody has it yet", in_="#soc-queue", thread=card
    )
    assert "@soc" in said.text
    assert len([each for each in office.hears("sam") if "SOC-101" in each]) == 1
    await office.person("sam").reacts("eyes", card)
    await office.idle()
    assert "answered" in said.text


@ONE_WAY
async def test_an_owner_hears_it_is_due_soon_and_then_that_it_is_overdue(office: Office) -> None:
    sam = office.person("sam")
    _, receipt = await office.asked(taken_by="sam")
    await until(office, datetime(2026, 11, 23, 15, 30, tzinfo=UTC))
    soon = reminder(office, "sam")
    assert "update due" in soon.text
    assert soon.buttons == ["Post update", "Snooze", "Hand back", "Hold"]
    office.forget()
    await until(office, datetime(2026, 11, 24, 9, 2, tzinfo=UTC))
    overdue = reminder(office, "sam")
    assert "update was due" in overdue.text
    assert len(office.hears("sam")) == 1
    form = await click(sam, "Post update", overdue)
    assert await form.fill({"What is new?": "Still looking into it."}).submit() is None
    await office.person("anna").sees("Still looking into it.", in_="#help-soc", thread=receipt)
    await office.idle()
    assert "answered" in overdue.text
    assert overdue.buttons == []


@HERE
async def test_nobody_is_reminded_at_night_and_the_ladder_goes_on_in_the_morning(office: Office) -> None:
    await office.asked(taken_by="sam")
    await until(office, datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    await until(office, datetime(2026, 11, 24, 16, 1, tzinfo=UTC))
    office.forget()
    await until(office, datetime(2026, 11, 25, 7, 59, tzinfo=UTC))
    assert all(office.hears(name) == [] for name in ("sam", "sofia", "lena", "olga", "mia"))
    await until(office, datetime(2026, 11, 25, 9, 1, tzinfo=UTC))
    assert [each for each in office.hears("lena") if "SOC-101" in each]


@HERE
async def test_snoozed_it_is_quiet_once_for_this_one_only(office: Office) -> None:
    sam = office.person("sam")
    await office.asked(taken_by="sam")
    await until(office, datetime(2026, 11, 24, 8, 55, tzinfo=UTC))
    asked = reminder(office, "sam")
    form = await click(sam, "Snooze", asked)
    assert await form.fill({"Quiet for": "Until the next working morning"}).submit() is None
    await office.idle()
    assert "quiet until" in asked.text
    assert "Snooze" not in asked.buttons
    office.forget()
    await until(office, datetime(2026, 11, 25, 7, 0, tzinfo=UTC))
    assert office.hears("sam") == office.hears("lena") == []
    await until(office, datetime(2026, 11, 25, 8, 1, tzinfo=UTC))
    assert len(office.hears("sam")) == 1
    assert "update was due" in reminder(office, "sam").text


@HERE
async def test_three_at_once_are_one_message_in_the_queue_channel(office: Office) -> None:
    for ticket in ("SOC-1", "SOC-2", "SOC-3"):
        await office.asked(ticket)
    office.forget()
    await until(office, datetime(2026, 11, 23, 14, 5, tzinfo=UTC))
    said = [each for each in office.person("sam").reads("#soc-queue") if "3 tickets wait for a word" in each.text]
    assert len(said) == 1
    assert all(ticket in said[0].text for ticket in ("SOC-1", "SOC-2", "SOC-3"))
    assert len(office.hears("sam")) == 1


@HERE
async def test_an_hour_of_downtime_is_caught_up_by_one_reminder(office: Office) -> None:
    await office.asked(taken_by="sam")
    office.forget()
    office.slack.clock.advance(datetime(2026, 11, 26, 9, 5, tzinfo=UTC) - office.slack.clock.now())
    await office.idle()
    heard = {name: len(office.hears(name)) for name in ("sam", "sofia", "lena", "olga", "mia")}
    assert heard == {"sam": 1, "sofia": 0, "lena": 0, "olga": 0, "mia": 1}


@ONE_WAY
async def test_who_does_not_answer_whether_it_is_solved_is_asked_once_more_and_then_it_is_closed(
    office: Office,
) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    await sam.reacts("white_check_mark", await sam.replies(card, "The fix is live since noon."))
    await office.later(seconds=31)
    office.forget()
    await office.later(days=1, minutes=5)
    asked = await anna.sees("Is SOC-101 solved", in_="#help-soc", thread=receipt)
    assert asked.buttons == ["Solved", "Not yet"]
    await office.later(days=1)
    assert office.hears("anna") == ["mention: @Anna: Is SOC-101 solved"]
    await office.later(days=2)
    closed = await anna.sees("SOC-101 is closed, no answer", in_="#help-soc", thread=receipt)
    await office.idle()
    assert (await office.found()).state == "closed"
    await anna.clicks("It came back", closed)
    await office.idle()
    assert (await office.found()).state == "requested"


@HERE
async def test_a_question_without_an_answer_ends_and_one_click_brings_it_back(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked()
    await sam.reacts("speech_balloon", await sam.replies(card, "Since when do orders fail?"))
    await office.later(seconds=31)
    await office.later(days=1, minutes=5)
    await anna.sees("The question about SOC-101 still waits", in_="#help-soc", thread=receipt)
    await office.later(days=2)
    ended = await anna.sees("SOC-101 is taken back, as there was no answer", in_="#help-soc", thread=receipt)
    await anna.clicks("Bring it back", ended)
    await office.idle()
    assert (await office.found()).state == "requested"


@HERE
async def test_when_a_hold_is_over_its_owner_is_asked_and_later_the_requester_hears(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    await sam.reacts("hourglass_flowing_sand", await sam.replies(card, "Waits for the vendor's release."))
    await office.later(seconds=31)
    held = (await office.found()).held_until
    assert held
    office.forget()
    await until(office, held)
    await office.later(minutes=1)
    asked = await sam.sees("@Sam: SOC-101 was to wait until", in_="#soc-queue", thread=card)
    assert asked.buttons == ["Resume", "Wait longer"]
    assert office.hears("anna") == []
    await office.later(days=1)
    await anna.sees("@Anna: SOC-101 was to wait until", in_="#help-soc", thread=receipt)
    await sam.clicks("Resume", asked)
    await office.idle()
    assert (await office.found()).state == "in_progress"
