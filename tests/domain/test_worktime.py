from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation_bot.domain.worktime import Calendar, Span
from tests.domain.samples import calendar, hours

STOCKHOLM = calendar("09:00-12:00, 13:00-17:00")
UNEVEN = Calendar(
    ZoneInfo("Europe/Brussels"), {**dict.fromkeys(range(4), hours("08:30-17:30")), 4: hours("08:30-15:00")}
)
CALENDARS = {
    "two ranges": STOCKHOLM,
    "a short Friday": UNEVEN,
    "half-hour zone": calendar("09:30-18:00", "Asia/Kolkata"),
    "newfoundland": calendar("08:00-12:00, 12:30-16:30", "America/St_Johns"),
    "round the clock": calendar("00:00-24:00", days=range(7)),
    "nights": calendar("00:00-06:00, 22:00-24:00", days=range(7)),
    "closed fridays": calendar(closed=lambda day: day.weekday() == 4),
}

calendars = st.sampled_from(list(CALENDARS.values()))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
rests = st.timedeltas(timedelta(seconds=1), timedelta(hours=100))
spans = st.builds(Span, st.integers(0, 20), st.timedeltas(timedelta(0), timedelta(hours=20))).filter(lambda s: s.plain)


def at(text: str, zone: str = "Europe/Stockholm") -> datetime:
    """A local time, `2026-11-23 09:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def shown(moment: datetime, zone: str = "Europe/Stockholm") -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30s", Span(0, timedelta(seconds=30))),
        ("15m", Span(0, timedelta(minutes=15))),
        ("4h", Span(0, timedelta(hours=4))),
        ("2d", Span(2)),
        ("1d 4h", Span(1, timedelta(hours=4))),
        ("1d4h30m", Span(1, timedelta(hours=4, minutes=30))),
        ("0s", Span()),
    ],
)
def test_a_duration_is_read_as_people_write_it(text: str, span: Span) -> None:
    assert Span.parse(text) == span


@pytest.mark.parametrize("text", ["", "4", "h", "4 hours", "-4h", "1.5h", "30min", "4h soon"])
def test_what_is_no_duration_is_refused_with_its_words(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration; write 30s, 15m, 4h or 2d"):
        Span.parse(text)


@given(spans)
def test_a_duration_reads_back_as_it_is_shown(span: Span) -> None:
    whole_seconds = Span(span.days, timedelta(seconds=span.rest // timedelta(seconds=1)))
    assert Span.parse(str(whole_seconds)) == whole_seconds


def test_the_plain_length_of_a_day_is_24_hours() -> None:
    assert Span.parse("2d 4h").plain == timedelta(hours=52)


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        ("2026-11-23 09:00", "3h", "2026-11-23 12:00"),
        ("2026-11-23 09:00", "3h 1s", "2026-11-23 13:00"),
        ("2026-11-23 10:00", "4h", "2026-11-23 15:00"),
        ("2026-11-23 12:30", "1h", "2026-11-23 14:00"),
        ("2026-11-23 16:30", "1h", "2026-11-24 09:30"),
        ("2026-11-23 16:00", "1h", "2026-11-23 17:00"),
        ("2026-11-27 16:30", "1h", "2026-11-30 09:30"),
        ("2026-11-28 11:00", "1h", "2026-11-30 10:00"),
        ("2026-11-23 03:00", "30m", "2026-11-23 09:30"),
        ("2026-11-23 09:00", "21h", "2026-11-25 17:00"),
    ],
)
def test_hours_run_in_working_time_only(start: str, span: str, due: str) -> None:
    assert shown(STOCKHOLM.add(at(start), Span.parse(span))) == due


@pytest.mark.parametrize(
    ("start", "end", "span"),
    [
        ("2026-11-23 10:00", "2026-11-23 12:00", "2h"),
        ("2026-11-23 10:00:40", "2026-11-23 12:00", "1h 59m"),
        ("2026-11-23 11:00", "2026-11-23 15:00", "3h"),
        ("2026-11-23 10:00", "2026-11-24 10:00", "1d"),
        ("2026-11-23 15:00", "2026-11-24 10:00", "1d"),
        ("2026-11-23 19:00", "2026-11-24 09:30", "1d"),
        ("2026-11-23 09:30", "2026-11-25 16:00", "2d"),
        ("2026-11-27 15:00", "2026-11-30 10:00", "1d"),
        ("2026-11-27 15:00", "2026-11-29 10:00", "2h"),
        ("2026-11-27 18:00", "2026-11-29 10:00", "0s"),
        ("2026-11-24 10:00", "2026-11-23 10:00", "0s"),
    ],
)
def test_a_length_is_in_days_where_a_night_is_between_and_in_hours_where_none_is(
    start: str, end: str, span: str
) -> None:
    assert str(STOCKHOLM.span(at(start), at(end))) == span


def test_where_work_never_ends_a_night_is_counted_in_hours() -> None:
    span = CALENDARS["round the clock"].span(at("2026-11-23 22:00"), at("2026-11-24 02:00"))
    assert str(span) == "4h"


@given(calendars, moments, st.integers(1, 20))
def test_so_many_days_on_is_so_many_days_long(team: Calendar, start: datetime, days: int) -> None:
    start = team.add(start, Span(rest=timedelta(microseconds=1)))  # in working time
    end = team.add(start, Span(days))
    if team.between(start, end) < end - start:
        assert team.span(start, end) == Span(days)


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        ("2026-11-23 10:30", "1d", "2026-11-24 10:30"),
        ("2026-11-27 10:30", "1d", "2026-11-30 10:30"),
        ("2026-11-23 10:30", "2d", "2026-11-25 10:30"),
        ("2026-11-23 10:30", "1d 4h", "2026-11-24 15:30"),
        ("2026-11-23 12:30", "1d", "2026-11-24 13:00"),
        ("2026-11-23 07:00", "1d", "2026-11-24 09:00"),
        ("2026-11-23 18:00", "1d", "2026-11-25 09:00"),
        ("2026-11-28 11:00", "1d", "2026-12-01 09:00"),
    ],
)
def test_a_day_leads_to_the_same_share_of_the_next_working_day(start: str, span: str, due: str) -> None:
    assert shown(STOCKHOLM.add(at(start), Span.parse(span))) == due


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-11-26 08:30", "2026-11-27 08:30"),
        ("2026-11-26 13:00", "2026-11-27 11:45"),
        ("2026-11-26 17:29", "2026-11-27 14:59"),
        ("2026-11-26 17:30", "2026-11-30 08:30"),
        ("2026-11-27 11:45", "2026-11-30 13:00"),
        ("2026-11-27 15:00", "2026-12-01 08:30"),
    ],
)
def test_one_day_over_days_of_different_length(start: str, due: str) -> None:
    assert shown(UNEVEN.add(at(start, "Europe/Brussels"), Span(days=1)), "Europe/Brussels") == due


def test_a_closed_day_does_not_count() -> None:
    christmas = calendar(closed=lambda day: (day.month, day.day) in {(12, 24), (12, 25)})
    assert shown(christmas.add(at("2026-12-23 16:00"), Span.parse("2h"))) == "2026-12-28 10:00"
    assert shown(christmas.add(at("2026-12-23 16:00"), Span(days=1))) == "2026-12-28 16:00"
    assert not christmas.is_open(at("2026-12-24 10:00"))


def test_round_the_clock_runs_through_nights_and_weekends() -> None:
    always = CALENDARS["round the clock"]
    assert shown(always.add(at("2026-11-27 22:00"), Span.parse("30h"))) == "2026-11-29 04:00"
    assert shown(always.add(at("2026-11-27 22:00"), Span(days=1))) == "2026-11-28 22:00"


@pytest.mark.parametrize(
    ("zone", "start", "span", "due"),
    [
        ("Europe/Stockholm", "2026-03-28 23:00", "5h", "2026-03-29 05:00"),  # 02:00 becomes 03:00
        ("Europe/Stockholm", "2026-10-24 23:00", "5h", "2026-10-25 03:00"),  # 03:00 becomes 02:00
        ("America/St_Johns", "2026-03-07 23:00", "5h", "2026-03-08 05:00"),
        ("America/St_Johns", "2026-10-31 23:00", "5h", "2026-11-01 03:00"),
        ("Asia/Kolkata", "2026-03-28 23:00", "5h", "2026-03-29 04:00"),
    ],
)
def test_an_hour_is_an_hour_when_the_clocks_change(zone: str, start: str, span: str, due: str) -> None:
    always = calendar("00:00-24:00", zone, range(7))
    assert shown(always.add(at(start, zone), Span.parse(span)), zone) == due


@pytest.mark.parametrize(
    ("zone", "friday", "monday"),
    [
        ("Europe/Stockholm", "2026-03-27 16:00", "2026-03-30 10:00"),
        ("Europe/Stockholm", "2026-10-23 16:00", "2026-10-26 10:00"),
        ("America/St_Johns", "2026-03-06 16:00", "2026-03-09 10:00"),
        ("America/St_Johns", "2026-10-30 16:00", "2026-11-02 10:00"),
    ],
)
def test_work_begins_at_local_nine_on_both_sides_of_a_change(zone: str, friday: str, monday: str) -> None:
    assert shown(calendar(zone=zone).add(at(friday, zone), Span.parse("2h")), zone) == monday


def test_a_range_that_a_change_of_clocks_swallows_is_none() -> None:
    early = calendar("02:30-03:15", days=range(7))
    assert early.open_on(date(2026, 3, 29)) == []
    assert shown(early.add(at("2026-03-29 00:00"), Span.parse("15m"))) == "2026-03-30 02:45"


def test_a_range_holds_its_start_and_not_its_end() -> None:
    assert STOCKHOLM.is_open(at("2026-11-23 09:00"))
    assert not STOCKHOLM.is_open(at("2026-11-23 12:00"))
    assert not STOCKHOLM.is_open(at("2026-11-28 10:00"))


def test_a_day_is_the_teams_own() -> None:
    late = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    assert calendar(zone="Asia/Kolkata").local(late) == date(2026, 11, 24)
    assert calendar(zone="America/St_Johns").local(late) == date(2026, 11, 23)


def test_the_end_of_a_day_is_the_end_of_its_last_range() -> None:
    assert shown(UNEVEN.end_of_day(date(2026, 11, 27)), "Europe/Brussels") == "2026-11-27 15:00"


def test_the_end_of_a_closed_day_is_that_of_the_next_working_day() -> None:
    assert shown(STOCKHOLM.end_of_day(date(2026, 11, 28))) == "2026-11-30 17:00"


def test_an_empty_span_is_over_at_once() -> None:
    assert STOCKHOLM.add(at("2026-11-28 11:00"), Span()) == at("2026-11-28 11:00")


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - what must not be
    with pytest.raises(ValueError, match="has no time zone"):
        STOCKHOLM.add(naive, Span(days=1))
    with pytest.raises(ValueError, match="has no time zone"):
        STOCKHOLM.is_open(naive)


@pytest.mark.parametrize("text", ["1h", "1d"])
def test_a_calendar_that_never_opens_is_told_and_not_searched_for_ever(text: str) -> None:
    shut = calendar(closed=lambda _: True)
    with pytest.raises(ValueError, match="no working day in sight; check working_hours and holidays"):
        shut.add(at("2026-11-23 09:00"), Span.parse(text))


@pytest.mark.parametrize(("text", "due"), [("7h", "2031-11-14 17:00"), ("1d", "2031-11-17 09:00")])
def test_five_years_of_working_time_are_no_calendar_that_never_opens(text: str, due: str) -> None:
    assert shown(STOCKHOLM.add(at("2026-11-23 09:00"), Span.parse(text) * 1300)) == due


@given(calendars, moments, spans)
def test_a_due_time_is_within_working_time_or_at_a_ranges_end(team: Calendar, start: datetime, span: Span) -> None:
    due = team.add(start, span)
    assert any(opens <= due <= closes for opens, closes in team.open_on(team.local(due - timedelta(microseconds=1))))


@given(calendars, moments, spans)
def test_a_due_time_is_never_before_its_start(team: Calendar, start: datetime, span: Span) -> None:
    assert team.add(start, span) >= start


@given(calendars, moments, moments, spans)
def test_who_asks_later_is_due_no_sooner(team: Calendar, one: datetime, other: datetime, span: Span) -> None:
    assert team.add(min(one, other), span) <= team.add(max(one, other), span)


@given(calendars, moments, spans, rests)
def test_a_longer_span_is_due_no_sooner(team: Calendar, start: datetime, span: Span, more: timedelta) -> None:
    assert team.add(start, span) <= team.add(start, Span(span.days, span.rest + more))


@given(calendars, moments, rests)
def test_measuring_undoes_adding(team: Calendar, start: datetime, rest: timedelta) -> None:
    assert team.between(start, team.add(start, Span(rest=rest))) == rest


@given(calendars, moments, moments, moments)
def test_working_time_adds_up(team: Calendar, one: datetime, two: datetime, three: datetime) -> None:
    first, second, third = sorted((one, two, three))
    assert team.between(first, second) + team.between(second, third) == team.between(first, third)


@given(calendars, moments, moments)
def test_there_is_no_working_time_backwards(team: Calendar, one: datetime, other: datetime) -> None:
    assert team.between(max(one, other), min(one, other)) == timedelta()


@given(moments, st.integers(1, 15))
def test_whole_days_of_equal_length_are_that_many_days_of_work(start: datetime, days: int) -> None:
    begun = start if STOCKHOLM.is_open(start) else STOCKHOLM.add(start, Span(rest=timedelta(seconds=1)))
    measured = STOCKHOLM.between(begun, STOCKHOLM.add(begun, Span(days=days)))
    assert abs(measured - days * timedelta(hours=7)) <= timedelta(microseconds=1)
