"""What the file writes differently from the domain, and what must hold beyond a setting's type."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

from cattrs import Converter

from escalation_bot.domain.policy import (
    NON_REASONS,
    REACTIONS,
    Digest,
    Hold,
    Holidays,
    Impact,
    Level,
    Limit,
    Motivation,
    Motive,
    NonReason,
    Nudge,
    Policy,
    Step,
    Team,
    Weights,
)
from escalation_bot.domain.worktime import Calendar, Hours, Span
from escalation_bot.policy_file import values
from escalation_bot.policy_file.values import DayHours, Days, Emoji, Wrong

Hook = Callable[[Any, Any], Any]
"""As cattrs calls it: with the value and the type that is wanted."""
_Reactions: Any = Mapping[
    Literal["take", "publish", "ask", "resolve", "hold", "decline", "level_up"], tuple[Emoji, ...]
]
_WorkingHours: Any = Mapping[Days, DayHours]
_Digests: Any = Mapping[Literal["daily", "weekly"], Digest]


@dataclass(frozen=True)
class WorkingTime:
    """A team's three settings that make its calendar."""

    timezone: ZoneInfo
    working_hours: Mapping[int, Hours] = field(
        default_factory=lambda: dict.fromkeys(values.days("mon-fri"), values.day_hours("09:00-17:00"))
    )
    holidays: Callable[[date], bool] = field(default_factory=lambda: values.closed_days(Holidays()))


@dataclass(frozen=True)
class Verify:
    """The wait for the requester's word that it is solved."""

    remind_after: Span = Span(days=1)
    close_after: Span = Span(days=3)


@dataclass(frozen=True)
class Ask:
    """The wait for the requester's answer to a question."""

    remind_after: Span = Span(days=1)
    withdraw_after: Span = Span(days=3)


@dataclass(frozen=True)
class Reopen:
    """How long a closed escalation may come back under its own key."""

    within: Span = Span(days=14)


def plain(read: Callable[[object], object]) -> Hook:
    """A hook that reads one value."""
    return lambda value, _: read(value)


def hooks(made: Converter, teams: Collection[str], version: str) -> Mapping[type, Mapping[str, Hook]]:
    """The hooks of single settings by their class; all others go by their type."""
    some = _some(made)
    return {
        Limit: {"max": plain(values.positive), "open_tickets": plain(values.positive)},
        Motive: {"label": plain(values.label), "teams": _known(made, teams)},
        Motivation: {"built_in": _kinds(made)},
        NonReason: {"match": some},
        Step: {"repeat": plain(values.some_time)},
        WorkingTime: {
            "working_hours": _hours(made),
            "holidays": lambda value, _: values.closed_days(made.structure(value, Holidays)),
        },
        Weights: {"impact": _impact_weights(made), "within": plain(values.positive), "waited": plain(values.positive)},
        Digest: {"at": plain(values.clock_time), "day": plain(values.choice(values.WEEKDAYS))},
        Team: {
            "ticket_pattern": plain(values.pattern),
            "ticket_url": plain(values.ticket_url),
            "intake_channels": some,
            "leads": some,
            "calendar": _calendar(made),
            "digests": _digests(made),
        },
        Policy: {
            "version": _version(version),
            "command": plain(values.command),
            "motives": some,
            "impacts": _impacts(made),
            "teams": some,
            "reactions": _reactions(made),
            "away": lambda value, _: made.structure(value, tuple[Emoji, ...]),
            "verify": _nudge(made, Verify),
            "ask": _nudge(made, Ask),
            "reopen": lambda value, _: made.structure(value, Reopen).within,
        },
    }


def check_hold(hold: Hold) -> None:
    """Nobody holds by default for longer than anybody may."""
    if hold.until.plain > hold.max.plain:
        raise Wrong("must not be longer than hold.max", "until")


def check_limit(limit: Limit) -> None:
    """A share is one of something."""
    if limit.share is None:
        return
    if not 0 < limit.share <= 1:
        raise Wrong("must be more than 0% and at most 100%", "share")
    if limit.open_tickets is None:
        raise Wrong(
            "is a share of the team's open tickets: say beside it how many those are, such as open_tickets: 120",
            "share",
        )


def check_level(level: Level) -> None:
    """A level that nobody can be told at is none."""
    if not level.group and not level.channel:
        raise Wrong("needs a group or a channel, to tell people there")


CHECKS: Mapping[type, Callable[[Any], None]] = {Hold: check_hold, Limit: check_limit, Level: check_level}
"""What must hold within one block once each of its settings is right."""


def _version(version: str) -> Hook:
    def read(value: object, _: object) -> str:
        if value != "1":
            raise Wrong("must be 1, the only format there is")
        return version

    return read


def _some(made: Converter) -> Hook:
    def read(value: object, kind: Any) -> object:
        found = made.structure(value, kind)
        if not found:
            raise Wrong("must have at least one")
        return found

    return read


def _kinds(made: Converter) -> Hook:
    kinds: Any = tuple[Literal[NON_REASONS], ...]  # type: ignore[valid-type]
    return lambda value, _: made.structure(value, kinds)


def _known(made: Converter, teams: Collection[str]) -> Hook:
    def read(value: object, kind: Any) -> object:
        names = made.structure(value, kind)
        if unknown := [name for name in names if name not in teams]:
            raise Wrong(f"there is no team “{unknown[0]}” below teams")
        return names

    return read


def _impacts(made: Converter) -> Hook:
    def read(value: object, kind: Any) -> object:
        whole = {**dict.fromkeys(Impact), **value} if isinstance(value, dict) else value
        return made.structure(whole, kind)

    return read


def _impact_weights(made: Converter) -> Hook:
    """What the file does not name keeps its usual points."""
    kind: Any = Mapping[Impact, int]
    return lambda value, _: {**Weights().impact, **made.structure(value, kind)}


def _reactions(made: Converter) -> Hook:
    """What the file does not name keeps its usual reactions; one reaction means one thing."""

    def read(value: object, _: object) -> Mapping[str, tuple[str, ...]]:
        said: Mapping[str, tuple[str, ...]] = made.structure(value, _Reactions)
        chosen = {**REACTIONS, **said}
        for verb, names in said.items():
            also = {name: other for other in chosen if other != verb for name in chosen[other]}
            if doubled := [name for name in names if name in also]:
                raise Wrong(f"{doubled[0]} also means {also[doubled[0]]}", verb)
        return chosen

    return read


def _digests(made: Converter) -> Hook:
    def read(value: object, _: object) -> Mapping[str, Digest]:
        digests: Mapping[str, Digest] = made.structure(value, _Digests)
        if "weekly" in digests and not digests["weekly"].day:
            raise Wrong("is missing", "weekly", "day")
        return digests

    return read


def _hours(made: Converter) -> Hook:
    def read(value: object, _: object) -> Mapping[int, Hours]:
        said: Mapping[Days, DayHours] = made.structure(value, _WorkingHours)
        named = [(day, hours) for days, hours in said.items() for day in days]
        if not named:
            raise Wrong("must have at least one day")
        if len(dict(named)) < len(named):
            raise Wrong("names a day twice")
        return dict(named)

    return read


def _calendar(made: Converter) -> Hook:
    def read(value: object, _: object) -> Calendar:
        said = made.structure(value, WorkingTime)
        return Calendar(said.timezone, said.working_hours, said.holidays)

    return read


def _nudge(made: Converter, kind: type[Verify | Ask]) -> Hook:
    def read(value: object, _: object) -> Nudge:
        nudge = Nudge(*(getattr(made.structure(value, kind), part.name) for part in fields(kind)))
        if nudge.remind_after.plain >= nudge.end_after.plain:
            raise Wrong("must be sooner than the end of the wait", "remind_after")
        return nudge

    return read
