"""One value each: text from the file to what the rules work with. Each raises Wrong with a remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NewType
from zoneinfo import ZoneInfo

from escalation_bot.domain import tickets
from escalation_bot.domain.policy import Holidays
from escalation_bot.domain.worktime import Hours, Span

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Days = NewType("Days", tuple[int, ...])
"""Weekdays, Monday 0."""
DayHours = NewType("DayHours", Hours)
"""The working ranges of one day."""

Emoji = NewType("Emoji", str)
"""An emoji's name without its colons."""


class Wrong(ValueError):
    """A value is not what its setting needs; `at` leads on from the setting to the part that is wrong."""

    def __init__(self, why: str, *at: str) -> None:
        super().__init__(why)
        self.at = at


def text(value: object) -> str:
    """Any text that says something."""
    if not isinstance(value, str):
        raise Wrong("must be a text")
    if not value.strip():
        raise Wrong("must not be empty")
    return value.strip()


def whole(value: object) -> int:
    """A whole number from 0."""
    if not text(value).isdecimal():
        raise Wrong("must be a whole number")
    return int(text(value))


def positive(value: object) -> int:
    """A whole number from 1."""
    if whole(value) < 1:
        raise Wrong("must be at least 1")
    return whole(value)


def truth(value: object) -> bool:
    """`true` or `false`."""
    return choice(("true", "false"))(text(value).lower()) == "true"


def percent(value: object) -> float:
    """`25%` → 0.25."""
    if not re.fullmatch(r"\d+(\.\d+)?\s*%", text(value)):
        raise Wrong("must be a percentage, such as 25%")
    return float(text(value).rstrip("% ")) / 100


def span(value: object) -> Span:
    """A length of working time, such as `4h` or `2d`."""
    try:
        return Span.parse(text(value))
    except ValueError as error:
        raise Wrong(str(error)) from None


def some_time(value: object) -> Span:
    """A length of working time that is not over at once."""
    if not span(value).plain:
        raise Wrong("must be longer than 0s")
    return span(value)


def wall_clock(value: object) -> timedelta:
    """A length of time by the wall clock, such as `30s`."""
    return span(value).plain


def day(value: object) -> date:
    """`2026-12-24`."""
    try:
        return date.fromisoformat(text(value))
    except ValueError:
        raise Wrong("must be a date, such as 2026-12-24") from None


def clock_time(value: object) -> str:
    """`09:00`, kept as text: it is a time of the team's own day."""
    return f"{_time(text(value)):%H:%M}"


def choice(names: Iterable[str]) -> Callable[[object], str]:
    """One of a few words."""
    *most, last = names

    def read(value: object) -> str:
        if text(value) not in {*most, last}:
            raise Wrong(f"must be {', '.join(most)} or {last}")
        return text(value)

    return read


def member(kind: type[StrEnum]) -> Callable[[object], StrEnum]:
    """One of an enumeration's words."""
    read = choice(kind)
    return lambda value: kind(read(value))


def command(value: object) -> str:
    """A slash command's name as Slack allows it."""
    if not re.fullmatch(r"/[a-z0-9_-]{1,31}", text(value)):
        raise Wrong("must start with / and have small letters, digits, - and _ only, such as /escalate")
    return text(value)


def emoji(value: object) -> Emoji:
    """An emoji's name, written with or without its colons."""
    return Emoji(text(value).strip(":"))


def label(value: object) -> str:
    """A name for a menu; Slack shows 75 characters at most."""
    if len(text(value)) > 75:
        raise Wrong("must have 75 characters at most, Slack shows no more")
    return text(value)


def pattern(value: object) -> str:
    """A regular expression that finds ticket ids, and nothing where there is none."""
    try:
        finds_nothing = re.compile(text(value)).fullmatch("") or tickets.loose(text(value)).fullmatch("")
    except re.error as error:
        raise Wrong(f"is no regular expression: {error}") from None
    if finds_nothing:
        raise Wrong("matches the empty text, so it would find a ticket everywhere; write + instead of *")
    return text(value)


def ticket_url(value: object) -> str:
    """A ticket's address, with `{ticket}` where its id goes."""
    if not re.match(r"https?://", text(value)) or "{ticket}" not in text(value):
        raise Wrong("must be a web address with {ticket} in it, such as https://tickets.example.com/{ticket}")
    return text(value)


def zone(value: object) -> ZoneInfo:
    """A time zone by its IANA name."""
    try:
        return ZoneInfo(text(value))
    except (KeyError, ValueError, OSError):
        raise Wrong(f"“{value}” is no known time zone; write one such as Europe/Stockholm") from None


def days(value: object) -> Days:
    """`mon-fri`, `sat`, `mon-tue, thu`."""
    named = [_day_range(part) for part in text(value).lower().split(",")]
    return Days(tuple(day for part in named for day in part))


def _day_range(part: str) -> range:
    first, _, last = (name.strip() for name in part.partition("-"))
    if first not in WEEKDAYS or (last or first) not in WEEKDAYS[WEEKDAYS.index(first) :]:
        raise Wrong("must be days in the week's order, such as mon-fri, sat or mon-sun")
    return range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1)


def day_hours(value: object) -> DayHours:
    """`09:00-12:00, 13:00-17:00`, in order; an end of `24:00` is midnight at the day's end."""
    ranges = tuple(_range(part) for part in text(value).split(","))
    for (_, before), (after, _) in pairwise(ranges):
        if before > after or before == time():
            raise Wrong("must have its ranges in order, none within another")
    return DayHours(ranges)


def _range(part: str) -> tuple[time, time]:
    start, _, end = part.partition("-")
    opens, closes = _time(start), time() if end.strip() == "24:00" else _time(end)
    if closes <= opens and closes != time():
        raise Wrong(f"{part.strip()} ends before it begins; a night is 22:00-24:00 and 00:00-06:00 the day after")
    return opens, closes


def _time(value: str) -> time:
    match = re.fullmatch(r"\s*([01]?\d|2[0-3]):([0-5]\d)\s*", value)
    if not match:
        raise Wrong(f"“{value.strip()}” is no time; write 09:00 or, for several ranges, 09:00-12:00, 13:00-17:00")
    return time(int(match[1]), int(match[2]))


def closed_days(chosen: Holidays) -> Callable[[date], bool]:
    """Is a day one of the country's public holidays, or one of the further closed days?"""
    if not chosen.country:
        return frozenset(chosen.closed).__contains__
    import holidays  # noqa: PLC0415 - a team without a country does without its tables

    country, _, part = chosen.country.partition("-")
    try:
        public = holidays.country_holidays(country.upper(), subdiv=part.upper() or None)
    except NotImplementedError:
        why = f"“{chosen.country}” is no country with known holidays; write a code such as SE or DE-BY"
        raise Wrong(why, "country") from None
    return lambda day: day in public or day in chosen.closed
