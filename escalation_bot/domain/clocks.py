"""The clocks of an escalation: what word is due, when, and when the bot must look again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from escalation_bot.domain.escalation import SEATED, Escalation
from escalation_bot.domain.policy import Impact, Policy
from escalation_bot.domain.worktime import Calendar, Span, round_the_clock


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


def calendar_of(escalation: Escalation, policy: Policy) -> Calendar:
    """In whose time its words are due: the team's working time; round the clock for an impact that wants it, once a
    member has accepted it, where the team has somebody on duty (promise 9)."""
    team, seated = policy.teams[escalation.team], escalation.state in SEATED
    wanted = policy.impacts[escalation.impact].round_the_clock and team.duty is not None
    return round_the_clock(team.calendar) if seated and wanted else team.calendar


def start(kind: Kind, escalation: Escalation, policy: Policy, now: datetime, due: datetime | None = None) -> Clock:
    """A clock that begins now; `due` is a promise that somebody made instead of the target. An update follows the one
    before as soon as was agreed for this escalation (R144)."""
    span = target(kind, escalation.impact, policy)
    if kind is Kind.UPDATE and escalation.cadence:
        span = Span.parse(escalation.cadence)
    return Clock(kind, now, due or calendar_of(escalation, policy).add(now, span))


def agreed(escalation: Escalation, policy: Policy, now: datetime, due: datetime) -> str | None:
    """The cadence that a promise made now for `due` agrees on; as it is where no work lies in between."""
    span = calendar_of(escalation, policy).span(now, due)
    return escalation.cadence if span == Span() else str(span)


def stop(clock: Clock, now: datetime, *, met: bool = False) -> Clock:
    """The clock at rest; a clock already at rest keeps its time."""
    return clock if not clock.runs else replace(clock, stopped=now, met=met, snoozed_until=None)


def resume(clock: Clock, escalation: Escalation, policy: Policy, now: datetime) -> Clock:
    """The clock runs again, its due time moved by the working time that it stood still."""
    if clock.stopped is None:
        return clock
    calendar = calendar_of(escalation, policy)
    rest = calendar.between(clock.stopped, now)
    return replace(clock, due=calendar.add(clock.due, Span(rest=rest)), step=0, stopped=None, met=False)


def regrade(clock: Clock, was: Escalation, now: Escalation, policy: Policy) -> Clock:
    """The clock as another impact would have set it at its start; the time that its work stood still is added again."""
    if clock.kind is Kind.VERIFY or was.impact is now.impact:
        return clock
    before, calendar = calendar_of(was, policy), calendar_of(now, policy)
    due = calendar.add(clock.started, target(clock.kind, now.impact, policy))
    if clock.kind is Kind.RESOLVE:
        rest = before.between(before.add(clock.started, target(clock.kind, was.impact, policy)), clock.due)
        due = calendar.add(due, Span(rest=rest))
    return replace(clock, due=due, step=0)


def next_word(clocks: Iterable[Clock]) -> datetime | None:
    """By when the team owes its next word: the first answer, then the next update."""
    owed = (clock.due for clock in clocks if clock.runs and clock.kind in {Kind.ACKNOWLEDGE, Kind.UPDATE})
    return min(owed, default=None)
