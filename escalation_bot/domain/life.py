"""The life of an escalation: which verb leads from which state to which, by whom, with what words, clocks and place.

This is the one place where transitions stand. `docs/life.md` shows the same table to people; a test holds them equal.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from escalation_bot.domain.clocks import Kind, Tick
from escalation_bot.domain.escalation import ENDED, Escalation, State
from escalation_bot.domain.people import Role


class Verb(StrEnum):
    """What people do with an escalation."""

    REQUEST = "request"
    ADD_FACTS = "add_facts"
    TAKE = "take"
    ACCEPT = "accept"
    ASK = "ask"
    ANSWER = "answer"
    DECLINE = "decline"
    UPDATE = "update"
    RETRACT = "retract"
    HOLD = "hold"
    RESUME = "resume"
    HAND_BACK = "hand_back"
    HAND_OVER = "hand_over"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    NOT_YET = "not_yet"
    WITHDRAW = "withdraw"


class Place(StrEnum):
    """What a verb does with the team's places."""

    KEEP = "keep"
    TAKE = "take"
    GIVE = "give"


@dataclass(frozen=True)
class Row:
    """One row of the table. `to` None keeps the state; `words` names what must be said with it."""

    verb: Verb
    states: frozenset[State]
    to: State | None
    who: frozenset[Role]
    words: str | None = None
    clocks: Mapping[Kind, Tick] = field(default_factory=dict)
    place: Place = Place.KEEP


_A, _U, _R, _V = Kind.ACKNOWLEDGE, Kind.UPDATE, Kind.RESOLVE, Kind.VERIFY
_ALL_STOP = {_A: Tick.STOP, _U: Tick.STOP, _R: Tick.STOP, _V: Tick.STOP}
_BEGUN = {_A: Tick.MEET, _U: Tick.START, _R: Tick.START}
_SOLVED = {_A: Tick.MEET, _U: Tick.STOP, _R: Tick.STOP, _V: Tick.START}
_OPEN = frozenset(State) - ENDED

_MEMBER = frozenset({Role.MEMBER})
_LEAD = frozenset({Role.LEAD})
_OWNER = frozenset({Role.OWNER})
_OWNER_LEAD = frozenset({Role.OWNER, Role.LEAD})
_ASKER = frozenset({Role.REQUESTER})
_ANSWERER = frozenset({Role.REQUESTER, Role.FOLLOWER})


def _row(
    verb: Verb,
    states: str,
    to: State | None,
    who: frozenset[Role],
    words: str | None = None,
    clocks: Mapping[Kind, Tick] = MappingProxyType({}),
    place: Place = Place.KEEP,
) -> Row:
    return Row(verb, frozenset(State(name) for name in states.split()), to, who, words, clocks, place)


ROWS: tuple[Row, ...] = (
    _row(Verb.TAKE, "requested asked", State.IN_PROGRESS, _MEMBER, clocks=_BEGUN, place=Place.TAKE),
    _row(Verb.TAKE, "accepted", State.IN_PROGRESS, _MEMBER),
    _row(Verb.ACCEPT, "requested asked", State.ACCEPTED, _MEMBER | _LEAD, clocks=_BEGUN, place=Place.TAKE),
    _row(Verb.ASK, "requested asked", State.ASKED, _MEMBER, "question", clocks={**_ALL_STOP, _A: Tick.MEET}),
    _row(Verb.ASK, "in_progress", None, _MEMBER, "question", clocks={_U: Tick.START}),
    _row(Verb.ANSWER, "asked", State.REQUESTED, _ANSWERER, "answer", clocks={_U: Tick.START}),
    _row(Verb.ANSWER, "accepted in_progress", None, _ANSWERER, "answer"),
    _row(Verb.ANSWER, "held", State.IN_PROGRESS, _ANSWERER, "answer", clocks={_U: Tick.START, _R: Tick.RESUME}),
    _row(Verb.DECLINE, "requested asked", State.DECLINED, _LEAD, "reason", clocks=_ALL_STOP),
    _row(Verb.DECLINE, "accepted", State.DECLINED, _LEAD, "reason", clocks=_ALL_STOP, place=Place.GIVE),
    _row(Verb.UPDATE, "in_progress", None, _MEMBER, "update", clocks={_U: Tick.START}),
    _row(Verb.UPDATE, "held", None, _MEMBER, "update"),
    _row(Verb.RETRACT, "in_progress held", None, _MEMBER),
    _row(Verb.HOLD, "in_progress", State.HELD, _OWNER_LEAD, "what it waits for", clocks={_U: Tick.STOP, _R: Tick.STOP}),
    _row(Verb.RESUME, "held", State.IN_PROGRESS, _MEMBER | _LEAD, clocks={_U: Tick.START, _R: Tick.RESUME}),
    _row(Verb.HAND_BACK, "in_progress", State.ACCEPTED, _OWNER),
    _row(Verb.HAND_BACK, "held", State.ACCEPTED, _OWNER, clocks={_U: Tick.START, _R: Tick.RESUME}),
    _row(Verb.HAND_OVER, "in_progress held", None, _OWNER_LEAD),
    _row(Verb.RESOLVE, "requested", State.RESOLVED, _MEMBER, "resolution", clocks=_SOLVED),
    _row(Verb.RESOLVE, "accepted in_progress held", State.RESOLVED, _MEMBER, "resolution",
         clocks=_SOLVED, place=Place.GIVE),
    _row(Verb.CONFIRM, "resolved", State.CLOSED, _ANSWERER, clocks={_V: Tick.MEET}),
    _row(Verb.NOT_YET, "resolved", State.IN_PROGRESS, _ANSWERER, "what is missing",
         clocks={_V: Tick.STOP, _U: Tick.START, _R: Tick.RESUME}, place=Place.TAKE),
    _row(Verb.WITHDRAW, "requested asked parked", State.WITHDRAWN, _ASKER, clocks=_ALL_STOP),
    _row(Verb.WITHDRAW, "accepted in_progress held", State.WITHDRAWN, _ASKER, clocks=_ALL_STOP, place=Place.GIVE),
    _row(Verb.WITHDRAW, "resolved", State.CLOSED, _ASKER, clocks={_V: Tick.MEET}),
    Row(Verb.ADD_FACTS, _OPEN, None, frozenset({Role.ANYBODY}), "facts"),
)  # fmt: skip

UNDO = frozenset({Verb.RETRACT})
"""What is done by taking back a reaction or a button's doing."""
_UNOWNED = (State.REQUESTED, State.ASKED, State.ACCEPTED)
_TAKE_FIRST = {(v, s): "take_first" for v in (Verb.HOLD, Verb.UPDATE, Verb.HAND_BACK) for s in _UNOWNED}
REFUSED: Mapping[tuple[Verb, State], str] = {
    **_TAKE_FIRST,
    (Verb.TAKE, State.IN_PROGRESS): "taken",
    (Verb.TAKE, State.HELD): "taken",
    (Verb.ACCEPT, State.IN_PROGRESS): "taken",
    (Verb.DECLINE, State.IN_PROGRESS): "too_late_to_decline",
    (Verb.DECLINE, State.HELD): "too_late_to_decline",
}
"""The refusals that can say more than what the state is now: the name of the answer's template."""


class Refused(Exception):
    """Nothing was changed; `why` names the template that tells the person, `facts` fill it."""

    def __init__(self, why: str, **facts: object) -> None:
        super().__init__(why)
        self.why = why
        self.facts = facts


def row(verb: Verb, escalation: Escalation, held: Collection[Role]) -> Row:
    """The row for this verb in this state, if that person may. Raises Refused with the reason for them."""
    may_ever = _ever(verb)
    if not may_ever & frozenset(held):
        raise Refused(_not_yours(may_ever), verb=verb)
    found = next((r for r in ROWS if r.verb is verb and escalation.state in r.states), None)
    if found is None:
        raise Refused(REFUSED.get((verb, escalation.state), "not_now"), verb=verb)
    if not found.who & frozenset(held):
        raise Refused(_not_yours(found.who), verb=verb)
    if _too_late(verb, escalation):
        raise Refused("too_late_to_decline", verb=verb)
    if verb is Verb.ANSWER and not is_asked(escalation):
        raise Refused("not_now", verb=verb)
    return found


def is_asked(escalation: Escalation) -> bool:
    """Does a question to the requester wait for its answer?"""
    return escalation.state is State.ASKED or escalation.waiting


def _ever(verb: Verb) -> frozenset[Role]:
    """Who may in some state; what an owner may, a member may after taking it."""
    ever = frozenset[Role]().union(*(r.who for r in ROWS if r.verb is verb))
    return ever | _MEMBER if Role.OWNER in ever else ever


def _too_late(verb: Verb, escalation: Escalation) -> bool:
    """Once the requester had an update, what was accepted is not declined; what stepped down may be."""
    return verb is Verb.DECLINE and escalation.state is State.ACCEPTED and escalation.updates > 0


def _not_yours(who: frozenset[Role]) -> str:
    if Role.MEMBER in who:
        return "members_only"
    if Role.OWNER in who:
        return "owner_only"
    return "leads_only" if Role.LEAD in who else "requester_only"


def possible(escalation: Escalation, held: Collection[Role]) -> tuple[Verb, ...]:
    """What this person may do now, in the table's order: what `More…` offers. An undo stands where it was done."""
    verbs = dict.fromkeys(r.verb for r in ROWS if escalation.state in r.states and r.who & frozenset(held))
    idle = set[Verb]() if is_asked(escalation) else {Verb.ANSWER}
    return tuple(verb for verb in verbs if verb not in UNDO | idle and not _too_late(verb, escalation))
