"""The clocks of an escalation: what word is due, when, and when the bot must look again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from escalation_bot.domain.policy import Impact, Policy, Team
from escalation_bot.domain.worktime import Span


class Kind(StrEnum):
    """The four words that are owed."""

    ACKNOWLEDGE = "acknowledge"
    UPDATE = "update"
    RESOLVE = "resolve"
    VERIFY = "verify"


class Tick(StrEnum):
    """What a verb does to a clock."""

    START = "start"
    MEET = "meet"
    STOP = "stop"
    RESUME = "resume"


@dataclass(frozen=True)
class Clock:
    """One clock; `stopped` None means that it runs. `step` counts the reminders given since it fell due."""

    kind: Kind
    started: datetime
    due: datetime
    step: int = 0
    snoozed_until: datetime | None = None
    stopped: datetime | None = None
    met: bool = False

    @property
    def runs(self) -> bool:
        """Is the word still owed?"""
        return self.stopped is None


def target(kind: Kind, impact: Impact, policy: Policy) -> Span:
    """How soon that word is due (R78, R105)."""
    if kind is Kind.VERIFY:
        return policy.verify.end_after
    targets = policy.impacts[impact]
    return {
        Kind.ACKNOWLEDGE: targets.acknowledge,
        Kind.UPDATE: targets.update,
        Kind.RESOLVE: targets.resolve,
    }[kind]


def start(kind: Kind, impact: Impact, policy: Policy, team: Team, now: datetime, due: datetime | None = None) -> Clock:
    """A clock that begins now; `due` is a promise that somebody made instead of the target (R144)."""
    return Clock(kind, now, due or team.calendar.add(now, target(kind, impact, policy)))


def stop(clock: Clock, now: datetime, *, met: bool = False) -> Clock:
    """The clock at rest; a clock already at rest keeps its time."""
    return clock if not clock.runs else replace(clock, stopped=now, met=met, snoozed_until=None)


def resume(clock: Clock, team: Team, now: datetime) -> Clock:
    """The clock runs again, its due time moved by the working time that it stood still."""
    if clock.stopped is None:
        return clock
    rest = team.calendar.between(clock.stopped, now)
    return replace(clock, due=team.calendar.add(clock.due, Span(rest=rest)), stopped=None, met=False)


def regrade(clock: Clock, was: Impact, impact: Impact, policy: Policy, team: Team) -> Clock:
    """The clock as another impact would have set it at its start; the time that its work stood still is added again."""
    if clock.kind is Kind.VERIFY or was is impact:
        return clock
    due = team.calendar.add(clock.started, target(clock.kind, impact, policy))
    if clock.kind is Kind.RESOLVE:
        rest = team.calendar.between(team.calendar.add(clock.started, target(clock.kind, was, policy)), clock.due)
        due = team.calendar.add(due, Span(rest=rest))
    return replace(clock, due=due)


def wake_at(clocks: Iterable[Clock], held_until: datetime | None = None) -> datetime | None:
    """When this escalation next needs a look; None when nothing runs. (STYLE: the clock is a column.)"""
    times = [clock.snoozed_until or clock.due for clock in clocks if clock.runs]
    return min([*times, held_until] if held_until else times, default=None)


def next_word(clocks: Iterable[Clock]) -> datetime | None:
    """By when the team owes its next word: the first answer, then the next update."""
    owed = (clock.due for clock in clocks if clock.runs and clock.kind in {Kind.ACKNOWLEDGE, Kind.UPDATE})
    return min(owed, default=None)
