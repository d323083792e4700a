"""A reminder is answered where it stands: by its buttons in the owner's messages, each about its own ticket."""

from __future__ import annotations

import pytest

from tests.stories.clocks import heard, in_dm, local, until
from tests.stories.conftest import HERE, Office, click

pytestmark = HERE
OVERDUE = "2026-11-24 10:00"


async def test_held_from_the_reminder_it_is_answered_and_the_clocks_rest(office: Office) -> None:
    sam = office.person("sam")
    await office.asked(taken_by="sam")
    await until(office, OVERDUE)
    asked = in_dm(office, "sam")
    form = await click(sam, "Hold", asked)
    assert await form.fill({"What is it waiting for?": "The vendor’s patch.", "Until": "2026-11-26"}).submit() is None
    await office.idle()
    assert (await office.found()).state == "held"
    assert "answered" in asked.text
    assert asked.buttons == []


async def test_handed_back_from_the_reminder_it_is_the_teams_again(office: Office) -> None:
    await office.asked(taken_by="sam")
    await until(office, OVERDUE)
    asked = in_dm(office, "sam")
    assert await office.person("sam").clicks("Hand back", asked) is None
    await office.idle()
    assert ((await office.found()).state, (await office.found()).owner) == ("accepted", None)
    assert asked.buttons == []


async def test_a_form_from_a_reminder_whose_ticket_changed_meanwhile_changes_nothing(office: Office) -> None:
    sam = office.person("sam")
    card, _ = await office.asked(taken_by="sam")
    await until(office, OVERDUE)
    form = await click(sam, "Hold", in_dm(office, "sam"))
    down = await office.chooses(office.person("lena"), card, "Step down")
    assert await down.fill({"Why does another go first?": "The other shop opens earlier."}).submit() is None
    await office.idle()
    refused = await form.fill({"What is it waiting for?": "The vendor’s patch.", "Until": "2026-11-26"}).submit()
    assert refused
    assert refused.title == "Nothing was changed"
    assert (await office.found()).state == "requested"


async def test_a_second_snooze_of_the_same_ticket_is_refused_and_says_why(office: Office) -> None:
    sam = office.person("sam")
    await office.asked(taken_by="sam")
    await until(office, OVERDUE)
    asked = in_dm(office, "sam")
    form = await click(sam, "Snooze", asked)
    office.slack.faults.add("chat.update", "429", retry_after=30)
    assert await form.fill({"Quiet for": "1 hour"}).submit() is None
    form = await click(sam, "Snooze", asked)  # what they see is not up to date
    refused = await form.fill({"Quiet for": "Until the next working morning"}).submit()
    assert refused
    assert "SOC-101 was quiet once already" in refused.text


async def test_two_tickets_of_one_owner_are_one_message_whose_buttons_work_for_each(office: Office) -> None:
    sam = office.person("sam")
    for ticket in ("SOC-101", "SOC-102"):
        await office.asked(ticket, taken_by="sam")
    await until(office, "2026-11-23 16:30")
    office.forget()
    await until(office, OVERDUE)
    assert len(heard(office)["sam"]) == 1
    asked = in_dm(office, "sam")
    assert "SOC-101" in asked.text
    assert "SOC-102" in asked.text
    assert asked.buttons == ["Post update", "Snooze", "Hand back", "Hold"] * 2
    for ticket in ("SOC-101", "SOC-102"):
        form = await click(sam, "Post update", asked)
        assert await form.fill({"What is new?": f"We found the cause of {ticket}."}).submit() is None
        await office.idle()
        assert (await office.found(ticket)).updates == 1
    assert asked.buttons == []


async def test_what_is_held_snoozed_or_closed_is_never_asked_for(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    held, _ = await office.asked("SOC-101", taken_by="sam")
    closed, receipt = await office.asked("SOC-102", taken_by="sam")
    form = await office.chooses(sam, held, "Hold")
    assert await form.fill({"What is it waiting for?": "The vendor’s patch.", "Until": "2026-11-27"}).submit() is None
    await sam.reacts("white_check_mark", await sam.replies(closed, "The import runs again since ten."))
    await office.later(seconds=31)
    await anna.clicks("Solved", await anna.sees("Sam says SOC-102 is solved", in_="#help-soc", thread=receipt))
    await office.idle()
    office.forget()
    for day in (24, 25, 26):
        await until(office, f"2026-11-{day} 16:00")
        assert heard(office) == {}


async def test_what_was_snoozed_for_a_quarter_of_an_hour_is_asked_for_again_then(office: Office) -> None:
    sam = office.person("sam")
    await office.asked(taken_by="sam")
    await until(office, OVERDUE)
    asked = sam.reads("dm")[-1]
    assert "update was due" in asked.text
    form = await click(sam, "Snooze", asked)
    assert await form.fill({"Quiet for": "15 minutes"}).submit() is None
    office.forget()
    await office.later(minutes=14)
    assert office.hears("sam") == []
    await office.later(minutes=2)
    assert len(office.hears("sam")) == 1
    again = sam.reads("dm")[-1]
    assert "update was due" in again.text
    assert again.buttons == ["Post update", "Hand back", "Hold"]


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        ("2026-11-23 09:00", "This is in the past."),
        ("2027-03-01 09:00", "The next update can wait until 2026-12-08 at most."),
    ],
)
async def test_nothing_is_snoozed_into_the_past_or_until_it_is_forgotten(office: Office, moment: str, why: str) -> None:
    sam = office.person("sam")
    await office.asked(taken_by="sam")
    await until(office, OVERDUE)
    form = await click(sam, "Snooze", in_dm(office, "sam"))
    refused = await form.fill({"Quiet for": "Until the time below", "Until": int(local(moment).timestamp())}).submit()
    assert refused
    assert refused.errors["Until"].startswith(why)
