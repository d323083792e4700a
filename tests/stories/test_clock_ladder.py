"""The ladder of reminders step by step: who hears it, one step up where nobody is there, and what stops it."""

from __future__ import annotations

import re

import pytest

from tests.stories.clocks import SICK, before, begins, heard, in_dm, until
from tests.stories.conftest import HERE, Office

pytestmark = HERE


async def test_each_step_is_heard_by_those_whom_it_is_for_and_by_nobody_else(office: Office) -> None:
    card, _ = await office.asked(taken_by="sam")
    steps = []
    for moment in ("23 16:15", "24 10:00", "24 14:30"):
        await until(office, f"2026-11-{moment}")
        steps.append(list(heard(office)))
    assert steps == [["sam"], ["sam"], []]
    asked = await office.person("sofia").sees("SOC-101", "update was due", "Sam has it", thread=card)
    assert "@" not in asked.text, "the team reads it, and nobody is called"
    await until(office, "2026-11-25 10:00")
    assert list(heard(office)) == ["lena", "olga"]
    await until(office, "2026-11-26 10:00")
    assert list(heard(office)) == ["mia"]
    assert "once a day at most" in in_dm(office, "mia").text.lower()
    await until(office, "2026-11-27 10:00")
    assert "mia" in heard(office)
    assert await counted(office) == {"owner": 3, "team": 1, "leads": 1, "managers": 2}


async def counted(office: Office) -> dict[str, float]:
    """The reminders given so far, as the metrics have them."""
    lines = (await office.bot.metrics.text()).decode().splitlines()
    found = (re.fullmatch(r'escalation_reminders_total{audience="(\w+)"} (.+)', line) for line in lines)
    return {match[1]: float(match[2]) for match in found if match}


async def test_where_the_owner_is_away_the_team_reads_it_and_why(office: Office) -> None:
    card, _ = await office.asked(taken_by="sam")
    await until(office, "2026-11-23 16:30")
    office.slack.change_user("sam", status_emoji=SICK)
    office.forget()
    await until(office, "2026-11-24 10:00")
    await office.person("sofia").sees("SOC-101", "update was due", "Sam is away", in_="#soc-queue", thread=card)
    assert heard(office) == {}


async def test_where_all_leads_are_away_their_managers_hear_it(office: Office) -> None:
    await office.asked(taken_by="sam")
    for name in ("lena", "olga"):
        office.slack.change_user(name, status_emoji=SICK)
    await until(office, "2026-11-24 14:30")
    office.forget()
    await until(office, "2026-11-25 10:00")
    assert sorted(heard(office)) == ["mia"]


async def test_on_hold_nobody_is_asked_for_a_word_and_afterwards_it_begins_anew(office: Office) -> None:
    sam = office.person("sam")
    card, _ = await office.asked(taken_by="sam")
    await until(office, "2026-11-24 10:00")
    asked = in_dm(office, "sam")
    form = await office.chooses(sam, card, "Hold")
    assert await form.fill({"What is it waiting for?": "The vendor’s patch.", "Until": "2026-11-27"}).submit() is None
    await office.idle()
    assert "answered" in asked.text
    office.forget()
    await until(office, "2026-11-26 16:00")
    assert heard(office) == {}
    await sam.clicks("Resume", card)
    await office.idle()
    office.forget()
    await until(office, "2026-11-27 16:00")
    assert list(heard(office)) == ["sam"]


async def test_handed_back_its_former_owner_is_asked_no_more_and_the_team_is(office: Office) -> None:
    card, _ = await office.asked(taken_by="sam")
    await until(office, "2026-11-23 16:15")
    soon = in_dm(office, "sam")
    assert await office.person("sam").clicks("Hand back", soon) is None
    await office.idle()
    assert soon.buttons == []
    assert (await office.found()).owner is None
    office.forget()
    await until(office, "2026-11-24 10:00")
    await office.person("sofia").sees("SOC-101", "update was due", "nobody has it", in_="#soc-queue", thread=card)


async def test_another_impact_begins_the_ladder_anew(office: Office) -> None:
    card, _ = await office.asked(taken_by="sam")
    await until(office, "2026-11-24 14:30")
    form = await office.chooses(office.person("lena"), card, "Change the impact")
    assert await form.fill({"Business impact": "Moderate", "Why?": "Only the new stores stand still."}).submit() is None
    await office.idle()
    office.forget()
    await until(office, "2026-11-25 09:30")
    assert heard(office) == {}
    await until(office, "2026-11-25 10:00")
    assert list(heard(office)) == ["sam"]
    await until(office, "2026-11-26 10:00")
    assert heard(office).keys() <= {"sam"}
    await office.person("sofia").sees("SOC-101", "update was due", "Sam has it", in_="#soc-queue", thread=card)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-27 15:00", "2026-11-30 15:00"),
        ("2026-12-23 11:00", "2026-12-28 11:00"),
        ("2026-12-31 11:00", "2027-01-04 11:00"),
        ("2027-10-29 11:00", "2027-11-01 11:00"),
        ("2028-03-24 11:00", "2028-03-27 11:00"),
    ],
    ids=["weekend", "Christmas", "New Year", "an hour more", "an hour less"],
)
async def test_over_days_on_which_nobody_works_the_hour_stays_and_nobody_hears_anything(
    office: Office, asked: str, due: str
) -> None:
    await begins(office, asked)
    await office.asked(taken_by="sam", **{"By when?": "2028-12-01"})
    for moment in (f"{asked[:10]} 23:00", f"{due[:10]} 03:00", f"{due[:10]} 08:58"):
        await until(office, moment)
        assert heard(office) == {}
    await before(office, due, minutes=75)
    assert "update due" in in_dm(office, "sam").text
    office.forget()
    await before(office, due, minutes=2)
    assert heard(office) == {}
    await until(office, due)
    assert list(heard(office)) == ["sam"]
    assert "update was due" in in_dm(office, "sam").text
