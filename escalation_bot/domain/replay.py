"""What another policy would have made of past requests: sent back, parked, or another place in line (R75, R94)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.judgement import Problem, Sheet, judge
from escalation_bot.domain.order import Scales
from escalation_bot.domain.outages import Outage
from escalation_bot.domain.policy import Policy


@dataclass(frozen=True)
class Past:
    """A request as it was sent, the known issues of that moment, and when it waited in line: (from, to), the last one
    open where it still does. What it weighs is what it weighs today: additions and regrades count from the start."""

    one: Escalation
    words: str
    issues: tuple[Outage, ...] = ()
    waited: tuple[tuple[datetime, datetime | None], ...] = ()

    def waits_at(self, moment: datetime) -> bool:
        """Was it in line then?"""
        return any(start <= moment and (end is None or moment < end) for start, end in self.waited)


@dataclass(frozen=True)
class Fate:
    """What becomes of a request: what it is sent back for, whether it is parked, else its place in line on arrival."""

    sent_back: tuple[Problem, ...] = ()
    parked: bool = False
    place: int | None = None

    @property
    def summary(self) -> tuple[object, ...]:
        """What counts when two are compared: not what an answer gives as an example."""
        return tuple((each.field, each.why, each.rule) for each in self.sent_back), self.parked, self.place


@dataclass(frozen=True)
class Change:
    """One that fares differently under the other policy."""

    past: Past
    before: Fate
    after: Fate


def changes(pasts: Sequence[Past], old: Policy, new: Policy) -> list[Change]:
    """Those that fare differently, in order of arrival. A team that one of the policies does not have has no line."""
    told = [Change(past, fate(past, pasts, old), fate(past, pasts, new)) for past in pasts]
    return [change for change in told if change.before.summary != change.after.summary]


def fate(past: Past, pasts: Sequence[Past], policy: Policy) -> Fate:
    """What becomes of one when it arrives among the others. What nobody knows of its ticket is not held against it."""
    one = past.one
    sheet = Sheet(
        ticket=one.ticket,
        motive=one.motive,
        by=one.by.isoformat() if one.by else "",
        words=past.words,
        impact=one.impact,
        customer=one.customer,
        team=one.team,
    )
    verdict = judge(sheet, policy, None, one.arrived)
    if sent_back := (*verdict.problems, *verdict.doubts):
        return Fate(sent_back)
    emergency = policy.motives[one.motive].emergency
    if not emergency and any(issue.fits(one.ticket, f"{one.customer}\n{past.words}") for issue in past.issues):
        return Fate(parked=True)
    return Fate(place=_place(past, pasts, policy))


def _place(past: Past, pasts: Sequence[Past], policy: Policy) -> int | None:
    one = past.one
    if one.team not in policy.teams:
        return None
    scales = Scales(policy, policy.teams[one.team], one.arrived)
    mine = scales.key(one)
    others = (each.one for each in pasts if each.one.team == one.team and each.waits_at(one.arrived))
    return 1 + sum(scales.key(other) < mine for other in others)
