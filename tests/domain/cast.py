"""A letter for each kind of person, and the situation in which nothing but the table stands in anybody's way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.domain.people import BOT, Person, roles
from escalation_bot.domain.permits import Situation
from escalation_bot.domain.policy import Level, Policy
from tests.domain.samples import NOW, escalation, policy, team

_SOC = frozenset({"soc"})
CAST = {
    "Q": Person("U0OLLE"),
    "F": Person("U0FIA"),
    "N": Person("U0NILS"),
    "M": Person("U0SAM", _SOC),
    "O": Person("U0SOFIA", _SOC),
    "L": Person("U0LENA", leads=_SOC),
    "S": Person("U0SVEN", levels=frozenset({("soc", 1), ("soc", 2)})),
    "G": Person("U0MIA", manages=_SOC),
    "X": Person("U0XENIA"),
    "B": BOT,
}
"""Requester, follower with a say, listener, member, owner, lead, specialist of the levels, manager, stranger, bot."""
MEMBERS, ASKERS, EVERYBODY = "MOLS", "QF", "QFNMOLSGX"
"""Whom the table calls members (a level counts where it was reached), the requester's side, and anybody."""
FOLLOWERS = {CAST["F"].id: True, CAST["N"].id: False}
LEVELS = (Level("Specialists"), Level("Engineering"))
POLICY = policy(team(levels=LEVELS), team("del"))
_OWNED = frozenset({State.IN_PROGRESS, State.HELD, State.RESOLVED, State.CLOSED})


def generous(state: State, **changes: Any) -> Escalation:
    """One for which no bar holds: a question is open, a level is asked, another is offered, a known issue is over;
    Sam resolved it, or Lena declined it."""
    owner = CAST["O"].id if state in _OWNED else None
    plain = escalation(state, owner=owner, waiting=True, level=1, level_waits=True, offered=2, outage=1)
    return replace(plain, **{"resolved_by": CAST["M"].id, "declined_by": CAST["L"].id, **changes})


def situation(
    letter: str, of: Escalation, *, away: bool = True, now: datetime = NOW, rules: Policy = POLICY
) -> Situation:
    """That person before this escalation; its owner is away unless it is said otherwise."""
    person = CAST[letter]
    return Situation(person.id, roles(person, of, FOLLOWERS), now, rules, owner_away=away)
