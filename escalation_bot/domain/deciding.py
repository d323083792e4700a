"""What waits for a lead: a place where none is free, an appeal, an offer; and what holds when no lead decides."""

from __future__ import annotations

from datetime import datetime

from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.policy import LimitMode, Policy, Team

KIND = "decide"
"""What leads are asked for, as the kind of a reminder."""


def due(escalation: Escalation, policy: Policy) -> datetime | None:
    """By when a lead should have decided; None where nothing waits for them."""
    team = policy.teams[escalation.team]
    return team.calendar.add(escalation.wanted_since, team.limit.decide_after) if escalation.wanted_since else None


def goes_to_members(escalation: Escalation, policy: Policy) -> bool:
    """May a member decide when no lead does? Where the limit is soft, and one of them would take it. A hard limit
    holds, and an appeal or an offer is the leads' alone."""
    return escalation.wanted_by is not None and policy.teams[escalation.team].limit.mode is LimitMode.SOFT


def is_left_to_members(escalation: Escalation, policy: Policy, now: datetime) -> bool:
    """May any member take or accept it by now, as the one beyond the limit?"""
    by = due(escalation, policy)
    return by is not None and by <= now and goes_to_members(escalation, policy)


def deciders(escalation: Escalation, team: Team, but: str) -> tuple[str, ...]:
    """Which leads are asked: not who declined what is appealed, nor who did what they would hear of, where there are
    others (LIFE)."""
    out = {but, escalation.declined_by if escalation.appeals else None}
    return tuple(lead for lead in team.leads if lead not in out) or team.leads
