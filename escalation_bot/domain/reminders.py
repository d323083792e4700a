"""When a word that is owed is asked for, and of whom: the policy's ladder, in the team's working time (R68, R91).

A clock's `step` counts the reminders that are behind it: first “due soon”, then the ladder's, then its last one again
and again where that repeats. What was missed while nothing ran is caught up by one reminder, not by ten.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from escalation_bot.domain.clocks import Clock, Kind, calendar_of, target
from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.domain.policy import Audience, Nudge, Policy, Step, Team
from escalation_bot.domain.worktime import Calendar, Span

DAY = Span(days=1)


@dataclass(frozen=True)
class Reminder:
    """One reminder: `step` is what the clock's step becomes with it; `soon`: the word is not due yet; `owner_too`: the
    owner's own was missed, so they hear it with this one."""

    kind: Kind
    step: int
    at: datetime
    to: Audience
    soon: bool = False
    owner_too: bool = False


@dataclass(frozen=True)
class Ladder:
    """The reminders of one clock, each at its time."""

    clock: Clock
    calendar: Calendar
    length: Span
    due_soon: float
    steps: tuple[Step, ...]
    has_owner: bool

    def reminder(self, number: int) -> Reminder | None:
        """The reminder with this number, from 1; None where there is none, be it skipped or past the ladder's end."""
        if number == 1:
            return self._soon()
        last, again = self.steps[-1], number - 1 - len(self.steps)
        if again <= 0:
            step = self.steps[number - 2]
            return Reminder(self.clock.kind, number, self._at(step.after), step.to)
        if last.repeat is None:
            return None
        return Reminder(self.clock.kind, number, self.calendar.add(self._at(last.after), last.repeat * again), last.to)

    def _soon(self) -> Reminder | None:
        """Only the owner hears that a word is due soon."""
        if not self.has_owner or not self.due_soon:
            return None
        whole = self.calendar.between(self.clock.started, self.clock.due)
        at = self.calendar.add(self.clock.started, Span(rest=whole * (1 - self.due_soon)))
        return Reminder(self.clock.kind, 1, at, Audience.OWNER, soon=True)

    def _at(self, share: float) -> datetime:
        """So much of the clock's own target after its due time."""
        whole = self.calendar.between(self.clock.started, self.calendar.add(self.clock.started, self.length))
        return self.calendar.add(self.clock.due, Span(rest=whole * share))

    def next(self) -> Reminder | None:
        """The one that comes next."""
        return self.reminder(self.clock.step + 1) or (self.reminder(2) if self.clock.step == 0 else None)

    def newest(self, now: datetime) -> Reminder | None:
        """The one to give now: the newest that is due; those before it were missed, and are not given any more."""
        first, last = self.clock.step + 1, len(self.steps) + 1
        numbers = [*range(first, last), max(first, last + self._repeats(now))]
        found = [each for each in map(self.reminder, numbers) if each and each.at <= now]
        if not found:
            return None
        missed = any(each.to is Audience.OWNER for each in found[:-1])
        return replace(found[-1], owner_too=missed and found[-1].to is not Audience.OWNER)

    def _repeats(self, now: datetime) -> int:
        """How often the last one has come again by then; after a long time that is too often to be counted up."""
        repeat = self.steps[-1].repeat
        if repeat is None:
            return 0
        start = self._at(self.steps[-1].after)
        most = (now - start + DAY.plain) // repeat.plain + 1
        return bisect_right(range(1, most + 1), now, key=lambda times: self.calendar.add(start, repeat * times))


def ladder(clock: Clock, escalation: Escalation, policy: Policy) -> Ladder:
    """The ladder of one clock of an escalation."""
    return Ladder(
        clock,
        calendar_of(escalation, policy),
        target(clock.kind, escalation.impact, policy),
        policy.reminders.due_soon,
        policy.reminders.steps,
        has_owner=escalation.owner is not None,
    )


def due(escalation: Escalation, clocks: Iterable[Clock], policy: Policy, now: datetime) -> list[Reminder]:
    """The reminders to give now, one for each clock at most. Verification is asked for by a nudge, not by these."""
    running = (clock for clock in clocks if clock.runs and clock.kind is not Kind.VERIFY)
    awake = (clock for clock in running if clock.snoozed_until is None or clock.snoozed_until <= now)
    found = (ladder(clock, escalation, policy).newest(now) for clock in awake)
    return [reminder for reminder in found if reminder]


def given(clock: Clock, reminder: Reminder) -> Clock:
    """The clock with that reminder behind it."""
    return replace(clock, step=reminder.step)


def snoozed(clock: Clock, until: datetime) -> Clock:
    """The clock quiet until then; what was given last is given again after it."""
    return replace(clock, snoozed_until=until, step=max(0, clock.step - 1))


def audience(
    wanted: Audience, escalation: Escalation, team: Team, away: Collection[str], *, at_night: bool = False
) -> Audience:
    """Who hears it: who is wanted, or one step up where nobody is there: no owner, or all away (LIFE).

    Outside the team's working time only those on duty are there; they are asked in the team's thread (promise 9).
    """
    if at_night:
        return Audience.TEAM
    if wanted is Audience.OWNER and (escalation.owner is None or escalation.owner in away):
        wanted = Audience.TEAM
    if wanted is Audience.LEADS and set(team.leads) <= set(away) and team.managers:
        return Audience.MANAGERS
    return Audience.LEADS if wanted is Audience.MANAGERS and not team.managers else wanted


def nudge(escalation: Escalation, policy: Policy) -> Nudge | None:
    """What the requester is reminded of once, and what ends without their answer."""
    return {State.ASKED: policy.ask, State.RESOLVED: policy.verify}.get(escalation.state)


def nudge_at(escalation: Escalation, policy: Policy) -> datetime | None:
    """When the requester is next reminded, or when it ends without them; their silence counts from the question.

    What is held until a day is asked about then, and each working day after.
    """
    calendar = policy.teams[escalation.team].calendar
    if escalation.state is State.HELD and escalation.held_until:
        late = Span(days=escalation.nudged)
        return calendar.add(escalation.held_until, late) if escalation.nudged else escalation.held_until
    wanted = nudge(escalation, policy)
    if wanted is None:
        return None
    return calendar.add(escalation.since, wanted.end_after if escalation.nudged else wanted.remind_after)


def wake_at(escalation: Escalation, clocks: Iterable[Clock], policy: Policy) -> datetime | None:
    """When this escalation next needs a look; None when nothing runs (STYLE: the clock is a column)."""
    times = [_look(clock, escalation, policy) for clock in clocks if clock.runs and clock.kind is not Kind.VERIFY]
    return min((at for at in (*times, nudge_at(escalation, policy)) if at), default=None)


def _look(clock: Clock, escalation: Escalation, policy: Policy) -> datetime | None:
    following = ladder(clock, escalation, policy).next()
    if following is None:
        return None
    return max(following.at, clock.snoozed_until) if clock.snoozed_until else following.at


def opening(calendar: Calendar, now: datetime) -> datetime:
    """When there is next work: now, or when the next working range opens."""
    return now if calendar.is_open(now) else calendar.add(now, Span(rest=timedelta(microseconds=1)))
