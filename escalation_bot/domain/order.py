"""Who goes first: a sum of whole points that everybody can check, ties by arrival (R1, R8, R106); incidents before all
(R11), then what came back. The weights are the policy's. `store.queues` reckons the same sum for whole queues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.policy import Policy, Team

DAY = 24 * 3600
"""Seconds; what is waited counts around the clock, for that is how it is waited."""


def epoch(moment: datetime) -> int:
    """Whole seconds since 1970."""
    return int(moment.timestamp())


@dataclass(frozen=True)
class Part:
    """One part of the sum: `what` names it, `about` is what it was reckoned from."""

    what: str
    points: int
    about: object = None


@dataclass(frozen=True)
class Scales:
    """Weighs a team's requests at one moment. What waiting adds has no end, all the rest has: nobody waits for ever."""

    policy: Policy
    team: Team
    now: datetime

    @property
    def today(self) -> date:
        """The team's day."""
        return self.team.calendar.local(self.now)

    def parts(self, one: Escalation) -> tuple[Part, ...]:
        """The sum, part by part; what adds nothing is left out."""
        weights, motive = self.policy.order, self.policy.motives.get(one.motive)
        found = (
            Part("motive", motive.weight if motive else 0, motive.label if motive else one.motive),
            Part("date", self._date(one.by), one.by),
            Part("impact", weights.impact[one.impact], one.impact),
            Part("affected", _band(weights.affected, one.affected), one.affected),
            Part("value", _band(weights.value, one.value), one.value),
            Part("waited", self._waited(one.arrived), one.arrived),
            Part("stepped_down", weights.stepped_down * one.stepped_down, one.stepped_down),
            Part("lift", one.lift),
        )
        return tuple(part for part in found if part.points)

    def points(self, one: Escalation) -> int:
        """The sum."""
        return sum(part.points for part in self.parts(one))

    def _date(self, by: date | None) -> int:
        """All points on its day and after it, less each day before, none from `within` days on."""
        weights = self.policy.order
        left = weights.within - max(0, (by - self.today).days) if by else 0
        return max(0, left) * weights.date // weights.within

    def _waited(self, arrived: datetime) -> int:
        return max(0, epoch(self.now) - epoch(arrived)) * self.policy.order.waited // DAY

    def key(self, one: Escalation) -> tuple[bool, bool, int, datetime, int]:
        """What the queue is sorted by. No two have the same, so that the order is the same whoever asks."""
        return not one.incident, not one.first_in_line, -self.points(one), one.arrived, one.id

    def line(self, waiting: Iterable[Escalation]) -> list[Escalation]:
        """The queue in its order."""
        return sorted(waiting, key=self.key)

    def lift(self, one: Escalation, other: Escalation) -> int:
        """The points that the team adds to let `one` stand right before `other`, in all; negative to let it wait."""
        is_later = (one.arrived, one.id) > (other.arrived, other.id)
        return one.lift + self.points(other) + is_later - self.points(one)


def _band(bands: Mapping[int, int], number: int | None) -> int:
    """The points of the highest band that a number reaches."""
    return 0 if number is None else max((points for least, points in bands.items() if number >= least), default=0)
