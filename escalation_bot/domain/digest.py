"""Summaries: when one is due, once for each team and local day, and what a week comes to (R80–R85, R94)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from escalation_bot.domain.escalation import SEATED
from escalation_bot.domain.policy import LimitMode, Team
from escalation_bot.domain.worktime import Calendar

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = timedelta(days=7)
TREND = 8
"""How many weeks the chart goes back."""


class Kind(StrEnum):
    """What is summed up, for whom: a team's day, a team's week, a requester's own."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MINE = "mine"


@dataclass(frozen=True)
class Due:
    """A digest whose time has come: for `about` (a team, a person), dated `day`; what came after `at` is not in it."""

    kind: Kind
    about: str
    day: date
    at: datetime

    @property
    def key(self) -> str:
        """What is sent once, whatever the replicas and restarts."""
        return f"digest:{self.about}:{self.kind}:{self.day}"


class Section(StrEnum):
    """Why an open escalation is in a digest. It stands in the first section that fits."""

    OVERDUE = "overdue"
    TODAY = "today"
    UNOWNED = "unowned"
    REQUESTER = "requester"
    OTHER = "other"


@dataclass(frozen=True)
class Line:
    """One open escalation in a digest: which word is owed and when (`owed` None: what is held is to go on at `due`),
    and its messages' places as (channel, ts), by role. `among` is how many its section has in all."""

    id: int
    section: Section
    among: int
    ticket: str
    team: str
    state: str
    impact: str
    private: bool
    owner: str | None
    requester: str
    since: datetime
    due: datetime | None = None
    owed: str | None = None
    places: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Promise:
    """A clock that ran: since when, by when its word was due, when it came; None where it has not come."""

    started: datetime
    due: datetime
    stopped: datetime | None

    @property
    def kept(self) -> bool:
        """Did the word come in time?"""
        return self.stopped is not None and self.stopped <= self.due

    @property
    def settled(self) -> datetime:
        """When that was decided: each promise belongs to one week, be it answered later or never."""
        return self.stopped if self.stopped is not None and self.kept else self.due


@dataclass(frozen=True)
class Shift:
    """A change of state that may have taken or given back a place."""

    at: datetime
    before: str | None
    after: str


@dataclass(frozen=True)
class Week:
    """What is stored about a team's seven days. `volume`: how many were asked for, by motive and impact; `weeks`: how
    many in each of the last weeks, oldest first; `solved`: from asking to resolving; `shifts`: since the week began;
    `counted`: what is only counted, by kind."""

    start: datetime
    end: datetime
    volume: dict[tuple[str, str], int]
    weeks: tuple[int, ...]
    answers: tuple[Promise, ...]
    resolutions: tuple[Promise, ...]
    solved: tuple[tuple[datetime, datetime], ...]
    late_updates: int
    repeats: int
    shifts: tuple[Shift, ...]
    held: int
    counted: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_quiet(self) -> bool:
        """Is there nothing to say about it?"""
        return not (self.volume or self.answers or self.resolutions or self.solved or self.repeats or self.counted)


@dataclass(frozen=True)
class Measures:
    """What a week comes to. Medians are working time; shares are (kept, of how many); `beyond` None: does not apply."""

    answer: timedelta | None
    resolve: timedelta | None
    answers_kept: tuple[int, int]
    resolutions_kept: tuple[int, int]
    beyond: int | None


def due(team: Team, now: datetime) -> list[Due]:
    """The digests of a team whose time has come on this local day and whose day is not over."""
    found = []
    for kind, digest in team.digests.items():
        day = _day(Kind(kind), digest.day, team.calendar, now)
        at = _moment(team.calendar, team.calendar.local(now), digest.at)
        if day and at <= now:
            found.append(Due(Kind(kind), team.key, day, at))
    return found


def _day(kind: Kind, weekday: str | None, calendar: Calendar, now: datetime) -> date | None:
    """The day that a digest is dated, if it goes out today. Where a weekly one's day is closed, it goes out on the
    first working day after it."""
    today = calendar.local(now)
    if not calendar.open_on(today):
        return None
    if kind is Kind.DAILY or weekday is None:
        return today
    back = (today.weekday() - WEEKDAYS.index(weekday)) % 7
    closed = (not calendar.open_on(today - timedelta(days=days)) for days in range(1, back + 1))
    return today - timedelta(days=back) if all(closed) else None


def _moment(calendar: Calendar, day: date, at: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(at), calendar.zone).astimezone(UTC)


def midnight(calendar: Calendar, day: date) -> datetime:
    """When a local day begins."""
    return datetime.combine(day, time(), calendar.zone).astimezone(UTC)


def morning(team: Team, now: datetime) -> Due | None:
    """When the working day of this team began, if today is one and it has; for its requesters' own digests."""
    ranges = team.calendar.open_on(team.calendar.local(now))
    return Due(Kind.MINE, team.key, team.calendar.local(now), ranges[0][0]) if ranges and ranges[0][0] <= now else None


def last_working_day(calendar: Calendar, day: date) -> date:
    """The working day before that one; the day before where there was none for a month."""
    before = (day - timedelta(days=back) for back in range(1, 32))
    return next((each for each in before if calendar.open_on(each)), day - timedelta(days=1))


def weeks(calendar: Calendar, day: date) -> list[datetime]:
    """The bounds of the last weeks, oldest first: each has seven local days, the last one ends where `day` begins."""
    return [midnight(calendar, day - WEEK * back) for back in range(TREND, -1, -1)]


def measure(week: Week, team: Team) -> Measures:
    """What a week comes to."""
    calendar = team.calendar
    answered = [(each.started, each.stopped) for each in week.answers if each.stopped]
    return Measures(
        answer=_median(calendar, answered),
        resolve=_median(calendar, week.solved),
        answers_kept=_kept(week.answers),
        resolutions_kept=_kept(week.resolutions),
        beyond=None if team.limit.mode is LimitMode.HARD else beyond(week, team.limit.places),
    )


def _median(calendar: Calendar, spans: Iterable[tuple[datetime, datetime]]) -> timedelta | None:
    found = sorted(calendar.between(start, end) for start, end in spans)
    return (found[(len(found) - 1) // 2] + found[len(found) // 2]) / 2 if found else None


def _kept(promises: Sequence[Promise]) -> tuple[int, int]:
    return sum(promise.kept for promise in promises), len(promises)


def beyond(week: Week, places: int) -> int:
    """How often a place was taken in that week when all were taken: what a hard limit would have stopped (R12).

    How many were taken at each moment is reckoned backwards from how many are taken now; in a swap, whose two shifts
    have one time, the place was given before it was taken.
    """
    held, found = week.held, 0
    for shift in sorted(week.shifts, key=lambda shift: (shift.at, shift.after in SEATED), reverse=True):
        taken = (shift.after in SEATED) - (shift.before in SEATED)
        found += taken > 0 and held > places and shift.at < week.end
        held -= taken
    return found
