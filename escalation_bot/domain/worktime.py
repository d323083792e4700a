"""Working time: spans, opening hours, and when a promise given now falls due."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_PART = re.compile(r"(\d+)\s*([smhd])")
_UNIT = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}
_LOOK_AHEAD_DAYS = 750


@dataclass(frozen=True)
class Span:
    """A length of working time: whole working days and a rest of hours, minutes, seconds."""

    days: int = 0
    rest: timedelta = timedelta()

    @classmethod
    def parse(cls, text: str) -> Span:
        """Reads `30s`, `15m`, `4h`, `2d`, or a sum such as `1d 4h`. Raises ValueError for anything else."""
        parts = _PART.findall(text)
        if not parts or _PART.sub("", text).strip():
            raise ValueError(f"“{text}” is no duration; write 30s, 15m, 4h or 2d")
        days = sum(int(n) for n, unit in parts if unit == "d")
        rest = sum((int(n) * _UNIT[unit] for n, unit in parts if unit != "d"), timedelta())
        return cls(days, rest)

    @property
    def plain(self) -> timedelta:
        """The same length by the wall clock, a day being 24 hours."""
        return timedelta(days=self.days) + self.rest

    def __mul__(self, times: int) -> Span:
        return Span(self.days * times, self.rest * times)

    def __str__(self) -> str:
        minutes, seconds = divmod(int(self.rest.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        parts = zip((self.days, hours, minutes, seconds), "dhms", strict=True)
        return " ".join(f"{n}{unit}" for n, unit in parts if n) or "0s"


Hours = tuple[tuple[time, time], ...]


def _never(_: date) -> bool:
    return False


def _utc(at: datetime) -> datetime:
    """The same moment in UTC, where adding is adding. A time without a zone is refused: it names no moment."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return at.astimezone(UTC)


def _length(ranges: Iterable[tuple[datetime, datetime]]) -> timedelta:
    return sum((max(timedelta(), closes - opens) for opens, closes in ranges), timedelta())


@dataclass(frozen=True)
class Calendar:
    """A team's working time. `hours` is by weekday (Monday 0); an end of 00:00 means midnight at the day's end."""

    zone: ZoneInfo
    hours: Mapping[int, Hours]
    closed: Callable[[date], bool] = field(default=_never, compare=False)

    def open_on(self, day: date) -> list[tuple[datetime, datetime]]:
        """The working ranges of one local day, in UTC, in order; none on a closed day, nor where a change of clocks
        swallows one."""
        hours = () if self.closed(day) else self.hours.get(day.weekday(), ())
        ranges = (self._range(day, start, end) for start, end in hours)
        return [(opens, closes) for opens, closes in ranges if opens < closes]

    def _range(self, day: date, start: time, end: time) -> tuple[datetime, datetime]:
        last = day + timedelta(days=1) if end == time() else day
        return _utc(datetime.combine(day, start, self.zone)), _utc(datetime.combine(last, end, self.zone))

    def is_open(self, at: datetime) -> bool:
        """Is `at` within working time (a range's end is not)?"""
        return any(start <= at < end for start, end in self.open_on(self.local(at)))

    def local(self, at: datetime) -> date:
        """The team's own date at that moment."""
        return _utc(at).astimezone(self.zone).date()

    def add(self, start: datetime, span: Span) -> datetime:
        """When `span` of working time, begun at `start`, is over (R45, R105).

        A day leads to the same share of the next working day, so that `1d` asked at half past the morning falls due at
        half past the next one's, whatever its length. An empty span is over at once, be it at night.
        """
        at = self._add_days(_utc(start), span.days) if span.days else _utc(start)
        return self._add_rest(at, span.rest) if span.rest else at

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; zero when `end` is not after `start`."""
        days = range(self.local(start).toordinal(), self.local(end).toordinal() + 1)
        ranges = (hours for day in days for hours in self.open_on(date.fromordinal(day)))
        return _length((max(opens, _utc(start)), min(closes, _utc(end))) for opens, closes in ranges)

    def span(self, start: datetime, end: datetime) -> Span:
        """The length of working time from `start` to `end` as people mean it: whole working days where work ends in
        between, for who says “tomorrow” means a day, be it early or late; else hours and minutes (R144)."""
        worked, today, last = self.between(start, end), self.local(start), self.local(end)
        days = sum(bool(self.open_on(today + timedelta(days=1 + n))) for n in range((last - today).days))
        if days and worked < end - start:
            return Span(days)
        return Span(rest=timedelta(minutes=round(worked / timedelta(minutes=1))))

    def end_of_day(self, day: date) -> datetime:
        """The end of work on that day; of the next working day where it is closed."""
        return self._working_day(day)[-1][1]

    def next_morning(self, at: datetime) -> datetime:
        """When work begins on the next working day after that moment's own."""
        return self._working_day(self.local(at) + timedelta(days=1))[0][0]

    def _add_days(self, start: datetime, days: int) -> datetime:
        day, share = self._share(start)
        for _ in range(days):
            day = self.local(self._working_day(day + timedelta(days=1))[0][0])
        return self._at_share(self.open_on(day), share)

    def _share(self, start: datetime) -> tuple[date, float]:
        """The working day that `start` counts to, and how much of it is gone then, from 0 to 1."""
        day = self.local(start)
        ranges = self.open_on(day)
        if not ranges or start >= ranges[-1][1]:
            return self.local(self._working_day(day + timedelta(days=1))[0][0]), 0.0
        return day, self.between(ranges[0][0], max(start, ranges[0][0])) / _length(ranges)

    @staticmethod
    def _at_share(ranges: list[tuple[datetime, datetime]], share: float) -> datetime:
        left = _length(ranges) * share
        for opens, closes in ranges:
            if left < closes - opens:
                return opens + left
            left -= closes - opens
        return ranges[-1][1]

    def _add_rest(self, start: datetime, rest: timedelta) -> datetime:
        day, left = self.local(start), rest
        while True:
            ranges = self._working_day(day)
            for opens, closes in ranges:
                begin = max(opens, start)
                if closes > begin and left <= closes - begin:
                    return begin + left
                left -= max(timedelta(), closes - begin)
            day = self.local(ranges[0][0]) + timedelta(days=1)

    def _working_day(self, day: date) -> list[tuple[datetime, datetime]]:
        for _ in range(_LOOK_AHEAD_DAYS):
            if ranges := self.open_on(day):
                return ranges
            day += timedelta(days=1)
        raise ValueError("no working day in sight; check working_hours and holidays")


def round_the_clock(calendar: Calendar) -> Calendar:
    """The same place, where somebody works at every hour of every day."""
    return Calendar(calendar.zone, dict.fromkeys(range(7), ((time(), time()),)))
