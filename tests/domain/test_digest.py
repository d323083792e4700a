"""When a digest is due, in the team's own time; and what a week comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from freezegun import freeze_time

from escalation_bot.domain import digest
from escalation_bot.domain.digest import Due, Kind, Promise, Shift, Week
from escalation_bot.domain.policy import Digest, Limit, LimitMode, Team
from tests.domain.samples import NOW, calendar, team

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAILY = Digest("09:00", "C0SOC")
MONDAYS = Digest("09:15", "C0SOC", "mon")


def local(text: str, zone: ZoneInfo = STOCKHOLM) -> datetime:
    """`2026-11-23 09:00` as the team's clocks show it."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def closed_on(*days: str) -> Callable[[date], bool]:
    """These days are holidays."""
    return lambda day: day.isoformat() in days


def asking(closed: tuple[str, ...] = (), zone: str = "Europe/Stockholm", **digests: Digest) -> Team:
    """A team with these digests and holidays."""
    return team(calendar=calendar(zone=zone, closed=closed_on(*closed)), digests=digests)


def keys(asked: Team, when: datetime) -> list[str]:
    """What is due for a team when its clock shows that."""
    with freeze_time(when):
        return [each.key for each in digest.due(asked, datetime.now(UTC))]


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("2026-11-23 08:59:59", []),
        ("2026-11-23 09:00", ["digest:soc:daily:2026-11-23"]),
        ("2026-11-23 23:59", ["digest:soc:daily:2026-11-23"]),
        ("2026-11-24 00:00", []),
        ("2026-11-28 12:00", []),
        ("2026-12-24 12:00", []),
    ],
)
def test_a_daily_one_is_due_from_its_time_until_its_day_is_over_on_working_days(when: str, found: list[str]) -> None:
    assert keys(asking(("2026-12-24",), daily=DAILY), local(when)) == found


@pytest.mark.parametrize(
    ("closed", "when", "found"),
    [
        ((), "2026-11-23 09:14", []),
        ((), "2026-11-23 09:15", ["digest:soc:weekly:2026-11-23"]),
        ((), "2026-11-24 09:15", []),
        (("2026-11-23",), "2026-11-23 12:00", []),
        (("2026-11-23",), "2026-11-24 09:14", []),
        (("2026-11-23",), "2026-11-24 09:15", ["digest:soc:weekly:2026-11-23"]),
        (("2026-11-23", "2026-11-24"), "2026-11-25 09:15", ["digest:soc:weekly:2026-11-23"]),
        (("2026-11-23",), "2026-11-25 09:15", []),
    ],
)
def test_a_weekly_one_comes_on_its_day_or_the_first_working_day_after_it(
    closed: tuple[str, ...], when: str, found: list[str]
) -> None:
    assert keys(asking(closed, weekly=MONDAYS), local(when)) == found


def test_a_weekly_one_for_a_day_that_nobody_works_comes_on_the_next() -> None:
    asked = asking(weekly=Digest("09:00", day="sat"))
    assert keys(asked, local("2026-11-23 09:00")) == ["digest:soc:weekly:2026-11-21"]


@pytest.mark.parametrize(
    ("zone", "at", "day", "utc"),
    [
        ("Europe/Stockholm", "09:00", "2026-03-27", "08:00"),
        ("Europe/Stockholm", "09:00", "2026-03-30", "07:00"),
        ("Europe/Stockholm", "09:00", "2026-10-26", "08:00"),
        ("Asia/Kolkata", "09:00", "2026-11-23", "03:30"),
        ("Pacific/Apia", "09:00", "2026-11-23", "20:00"),
    ],
)
def test_it_is_the_teams_own_time_before_and_after_a_change_of_clocks(zone: str, at: str, day: str, utc: str) -> None:
    there = ZoneInfo(zone)
    [due] = digest.due(asking(zone=zone, daily=Digest(at)), local(f"{day} 12:00", there))
    assert (f"{due.at:%H:%M}", due.day.isoformat()) == (utc, day)


@pytest.mark.parametrize(
    ("day", "minutes_before", "found"),
    [("2026-03-29", 1, 0), ("2026-03-29", 0, 1), ("2026-10-25", 1, 0), ("2026-10-25", 0, 1), ("2026-10-25", -61, 1)],
)
def test_an_hour_that_is_missing_or_comes_twice_makes_one_digest(day: str, minutes_before: int, found: int) -> None:
    sundays = team(calendar=calendar(days=range(7)), digests={"daily": Digest("02:30")})
    first = {
        "2026-03-29": datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        "2026-10-25": datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    }
    at = first[day] - timedelta(minutes=minutes_before)
    assert keys(sundays, at) == [f"digest:soc:daily:{day}"] * found


def test_the_morning_of_a_requester_begins_with_their_teams_work() -> None:
    asked = asking(("2026-11-24",))
    assert digest.morning(asked, local("2026-11-23 08:59")) is None
    begun = Due(Kind.MINE, "soc", date(2026, 11, 23), local("2026-11-23 09:00"))
    assert digest.morning(asked, local("2026-11-23 14:00")) == begun
    assert digest.morning(asked, local("2026-11-24 14:00")) is None


def test_the_last_working_day_is_before_the_weekend_and_holidays() -> None:
    closed = asking(("2026-12-24", "2026-12-25")).calendar
    assert digest.last_working_day(closed, date(2026, 11, 23)) == date(2026, 11, 20)
    assert digest.last_working_day(closed, date(2026, 12, 28)) == date(2026, 12, 23)


def test_weeks_have_seven_local_days_whatever_the_clocks_do() -> None:
    bounds = digest.weeks(calendar(), date(2026, 11, 2))
    assert len(bounds) == digest.TREND + 1
    assert bounds[-1] == local("2026-11-02 00:00")
    assert bounds[-2] == local("2026-10-26 00:00")
    assert bounds[-2] - bounds[-3] == timedelta(days=7, hours=1)


def week(**changes: object) -> Week:
    """A week in which nothing happened, with what is given."""
    nothing = Week(NOW, NOW + digest.WEEK, {}, (0,) * digest.TREND, (), (), (), 0, 0, (), 0)
    return replace(nothing, **changes)  # type: ignore[arg-type]


def after(hours: float) -> datetime:
    """So many hours after ten on Monday."""
    return NOW + timedelta(hours=hours)


def test_medians_are_working_time_and_shares_say_of_how_many() -> None:
    overnight = Promise(after(6), after(23), after(24))
    answers = (Promise(after(0), after(4), after(1)), Promise(after(0), after(4), after(3)), overnight)
    waiting = Promise(after(0), after(4), None)
    found = digest.measure(week(answers=(*answers, waiting), solved=((after(6), after(24)),)), team())
    assert found.answer == timedelta(hours=2)
    assert found.resolve == timedelta(hours=2)
    assert found.answers_kept == (2, 4)
    assert found.resolutions_kept == (0, 0)


def test_a_promise_belongs_to_the_week_in_which_it_was_kept_or_missed() -> None:
    assert Promise(after(0), after(4), after(1)).settled == after(1)
    assert Promise(after(0), after(4), after(9)).settled == after(4)
    assert Promise(after(0), after(4), None).settled == after(4)


def test_with_nothing_answered_there_is_no_median() -> None:
    assert digest.measure(week(), team()).answer is None


@pytest.mark.parametrize(
    ("held", "shifts", "found"),
    [
        (2, [("requested", "in_progress")], 0),
        (3, [("requested", "in_progress")], 1),
        (2, [("requested", "in_progress"), ("in_progress", "resolved")], 1),
        (1, [("in_progress", "resolved"), ("in_progress", "resolved")], 0),
        (
            4,
            [("requested", "accepted"), ("accepted", "in_progress"), (None, "requested"), ("requested", "accepted")],
            2,
        ),
    ],
)
def test_what_was_taken_beyond_the_limit_is_reckoned_backwards_from_now(
    held: int, shifts: list[tuple[str | None, str]], found: int
) -> None:
    changes = tuple(Shift(after(hour), *shift) for hour, shift in enumerate(shifts))
    assert digest.beyond(week(shifts=changes, held=held), places=2) == found


@pytest.mark.parametrize("first", [0, 1])
def test_a_swap_takes_nothing_beyond_the_limit(first: int) -> None:
    """Both changes have one time, whichever is found first."""
    changes = [Shift(after(1), "in_progress", "requested"), Shift(after(1), "requested", "accepted")]
    assert digest.beyond(week(shifts=(changes[first], changes[1 - first]), held=2), places=2) == 0


def test_what_was_taken_after_the_week_is_not_counted_and_a_hard_limit_lets_nobody_by() -> None:
    later = week(shifts=(Shift(after(24 * 8), "requested", "in_progress"),), held=3)
    assert digest.beyond(later, places=2) == 0
    assert digest.measure(later, team(limit=Limit(2, LimitMode.HARD))).beyond is None
