"""Who may do what now: the table of life, and what it cannot say (times, levels, who decided what before)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation_bot.domain import clocks
from escalation_bot.domain.clocks import Kind
from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.domain.life import ROWS, Row, Verb
from escalation_bot.domain.people import Role, Roles
from escalation_bot.domain.policy import Policy

REGRET = timedelta(minutes=15)
"""How long whoever declined may take that back (LIFE, Undo)."""

_UNOWNED = (State.REQUESTED, State.ASKED, State.ACCEPTED)
REFUSED: Mapping[tuple[Verb, State], str] = {
    **{(v, s): "take_first" for v in (Verb.HOLD, Verb.UPDATE, Verb.HAND_BACK) for s in _UNOWNED},
    (Verb.ACCEPT, State.IN_PROGRESS): "taken",
    (Verb.DECLINE, State.IN_PROGRESS): "too_late_to_decline",
    (Verb.DECLINE, State.HELD): "too_late_to_decline",
    (Verb.UNDO, State.CLOSED): "too_late_to_undo",
    (Verb.REOPEN, State.CLOSED): "say_it_came_back",
}
"""The refusals that can say more than what the state is now: the name of the answer's template."""


class Refused(Exception):
    """Nothing was changed; `why` names the template that tells the person, `facts` fill it."""

    def __init__(self, why: str, **facts: object) -> None:
        super().__init__(why)
        self.why = why
        self.facts = facts


@dataclass(frozen=True)
class Situation:
    """What counts beside the state: who acts, when, under which policy, and whether the owner is away."""

    who: str
    roles: Roles
    now: datetime
    policy: Policy
    owner_away: bool = False


def row(verb: Verb, escalation: Escalation, situation: Situation) -> Row:
    """The row for this verb in this state, if that person may. Raises Refused with the reason for them."""
    may_ever = _ever(verb)
    if not may_ever & situation.roles:
        raise Refused(_not_yours(may_ever), verb=verb)
    found = next((r for r in ROWS if r.verb is verb and escalation.state in r.states), None)
    if found is None:
        raise Refused(REFUSED.get((verb, escalation.state), "not_now"), verb=verb)
    bar = _bar(verb, escalation, situation)
    if bar or not found.who & situation.roles:
        raise Refused(bar or _not_yours(found.who), verb=verb)
    return found


def possible(escalation: Escalation, situation: Situation) -> tuple[Verb, ...]:
    """What this person may do now, in the table's order: what `More…` offers."""
    verbs = dict.fromkeys(r.verb for r in ROWS if escalation.state in r.states and r.who & situation.roles)
    return tuple(v for v in verbs if _is_offered(v, escalation) and _bar(v, escalation, situation) is None)


def _is_offered(verb: Verb, escalation: Escalation) -> bool:
    """An undo and a correction stand where they are done; only a decision can be taken back from everywhere."""
    return verb not in {Verb.RETRACT, Verb.CORRECT, Verb.SNOOZE} and (
        verb is not Verb.UNDO or escalation.state is State.DECLINED
    )


def is_asked(escalation: Escalation) -> bool:
    """Does a question to the requester wait for its answer?"""
    return escalation.state is State.ASKED or escalation.waiting


def may_appeal(escalation: Escalation, now: datetime, policy: Policy) -> bool:
    """Is this a decision that can still be appealed? Once, and for some working days."""
    return escalation.state is State.DECLINED and _appeal_bar(escalation, now, policy) is None


def closed_until(escalation: Escalation, motive: str, policy: Policy) -> datetime | None:
    """Until when the same ticket is not asked for again: after a decided appeal, unless the motive is another."""
    if escalation.state is not State.DECLINED or not escalation.appeals or escalation.motive != motive:
        return None
    return policy.teams[escalation.team].calendar.add(escalation.since, policy.appeal.again_after)


def _ever(verb: Verb) -> Roles:
    """Who may in some state; what an owner may, a member may after taking it."""
    ever = frozenset[Role]().union(*(r.who for r in ROWS if r.verb is verb))
    return ever | {Role.MEMBER} if Role.OWNER in ever else ever


def _not_yours(who: Roles) -> str:
    if Role.BOT in who:
        return "not_now"
    if Role.MEMBER in who:
        return "members_only"
    if Role.LEVEL in who:
        return "taken"
    if Role.OWNER in who:
        return "owner_only"
    return "leads_only" if Role.LEAD in who else "requester_only"


def _bar(verb: Verb, escalation: Escalation, situation: Situation) -> str | None:
    bar = _BARS.get(verb)
    return bar(escalation, situation) if bar else None


def _take(escalation: Escalation, situation: Situation) -> str | None:
    """What has an owner is taken only by the level that is asked, and not by who has it."""
    if escalation.owner is None:
        return None
    asked = escalation.level_waits and Role.LEVEL in situation.roles and Role.OWNER not in situation.roles
    return None if asked else "taken"


def _take_over(escalation: Escalation, situation: Situation) -> str | None:
    """From an owner who is away, or whose update is late by its whole target."""
    if Role.OWNER in situation.roles:
        return "taken"
    return None if situation.owner_away or _is_very_late(escalation, situation) else "owner_at_work"


def _is_very_late(escalation: Escalation, situation: Situation) -> bool:
    if escalation.next_by is None or escalation.level_waits:
        return False
    target = clocks.target(Kind.UPDATE, escalation.impact, situation.policy)
    return situation.now >= situation.policy.teams[escalation.team].calendar.add(escalation.next_by, target)


def _answer(escalation: Escalation, _: Situation) -> str | None:
    return None if is_asked(escalation) else "not_now"


def _swap(escalation: Escalation, _: Situation) -> str | None:
    """An incident needs no place."""
    return "incident_already" if escalation.incident else None


def _unoffer(escalation: Escalation, _: Situation) -> str | None:
    return None if escalation.offered else "nothing_offered"


def _decline(escalation: Escalation, situation: Situation) -> str | None:
    """Once the requester had an update, what was accepted is not declined; an appeal is for another lead to decide."""
    if escalation.state is State.ACCEPTED and escalation.updates:
        return "too_late_to_decline"
    others = set(situation.policy.teams[escalation.team].leads) - {situation.who}
    return "another_lead" if escalation.appeals and situation.who == escalation.declined_by and others else None


def _appeal(escalation: Escalation, situation: Situation) -> str | None:
    return _appeal_bar(escalation, situation.now, situation.policy)


def _appeal_bar(escalation: Escalation, now: datetime, policy: Policy) -> str | None:
    if escalation.appeals:
        return "appealed_already"
    until = policy.teams[escalation.team].calendar.add(escalation.since, policy.appeal.within)
    return None if now <= until else "too_late_to_appeal"


def _level_up(escalation: Escalation, situation: Situation) -> str | None:
    following = situation.policy.teams[escalation.team].level(escalation.level + 1)
    return None if following else "no_further_level"


def _level_back(escalation: Escalation, _: Situation) -> str | None:
    return None if escalation.level else "no_level_before"


def _move(_: Escalation, situation: Situation) -> str | None:
    return None if len(situation.policy.teams) > 1 else "no_other_team"


def _incident(escalation: Escalation, _: Situation) -> str | None:
    return "incident_already" if escalation.incident else None


def _confirm(escalation: Escalation, situation: Situation) -> str | None:
    """Who resolved it does not also confirm it, unless it was their own request."""
    if bar := _not_yet(escalation, situation):
        return bar
    return "not_your_own" if situation.who == escalation.resolved_by != escalation.requester else None


def _not_yet(escalation: Escalation, _: Situation) -> str | None:
    """What waits in line is asked about only after the known issue that it was part of."""
    return "not_now" if escalation.state is State.REQUESTED and escalation.outage is None else None


def _reopen(escalation: Escalation, situation: Situation) -> str | None:
    return None if situation.who == escalation.resolved_by or Role.LEAD in situation.roles else "resolver_only"


def _comes_back(escalation: Escalation, situation: Situation) -> str | None:
    until = situation.policy.teams[escalation.team].calendar.add(escalation.since, situation.policy.reopen)
    return None if situation.now <= until else "too_late_to_bring_back"


def _follow(escalation: Escalation, situation: Situation) -> str | None:
    if escalation.private:
        return "private"
    hears = situation.who == escalation.requester or Role.LISTENER in situation.roles
    return "follows_already" if hears else None


def _unfollow(_: Escalation, situation: Situation) -> str | None:
    return None if Role.LISTENER in situation.roles else "no_follower"


def _undo(escalation: Escalation, situation: Situation) -> str | None:
    """A decision is taken back by whoever made it, within a quarter of an hour."""
    if escalation.state is not State.DECLINED:
        return None
    late = situation.now - escalation.since > REGRET
    return "too_late_to_undo" if late or situation.who != escalation.declined_by else None


_BARS: Mapping[Verb, Callable[[Escalation, Situation], str | None]] = {
    Verb.TAKE: _take,
    Verb.TAKE_OVER: _take_over,
    Verb.SWAP: _swap,
    Verb.OFFER: _swap,
    Verb.UNOFFER: _unoffer,
    Verb.ANSWER: _answer,
    Verb.DECLINE: _decline,
    Verb.APPEAL: _appeal,
    Verb.LEVEL_UP: _level_up,
    Verb.LEVEL_BACK: _level_back,
    Verb.MOVE: _move,
    Verb.INCIDENT: _incident,
    Verb.CONFIRM: _confirm,
    Verb.NOT_YET: _not_yet,
    Verb.REOPEN: _reopen,
    Verb.CAME_BACK: _comes_back,
    Verb.BRING_BACK: _comes_back,
    Verb.FOLLOW: _follow,
    Verb.UNFOLLOW: _unfollow,
    Verb.UNDO: _undo,
}
