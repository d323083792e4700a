"""The life of an escalation: which verb leads from which state to which, by whom, with what words, clocks and place.

This is the one place where transitions stand; `permits` adds what a table cannot say. `docs/life.md` shows the same
table to people; a test holds them equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from escalation_bot.domain.clocks import Kind, Tick
from escalation_bot.domain.escalation import ENDED, State
from escalation_bot.domain.people import Role


class Verb(StrEnum):
    """What people do with an escalation, and the last five the bot itself."""

    REQUEST = "request"
    ADD_FACTS = "add_facts"
    TAKE = "take"
    TAKE_OVER = "take_over"
    ACCEPT = "accept"
    SWAP = "swap"
    OFFER = "offer"
    UNOFFER = "unoffer"
    ASK = "ask"
    ANSWER = "answer"
    DECLINE = "decline"
    APPEAL = "appeal"
    UPDATE = "update"
    RETRACT = "retract"
    CORRECT = "correct"
    HOLD = "hold"
    RESUME = "resume"
    HAND_BACK = "hand_back"
    HAND_OVER = "hand_over"
    STEP_DOWN = "step_down"
    MOVE = "move"
    LEVEL_UP = "level_up"
    LEVEL_BACK = "level_back"
    REGRADE = "regrade"
    INCIDENT = "incident"
    OVERRULE = "overrule"
    PARK = "park"
    UNPARK = "unpark"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    NOT_YET = "not_yet"
    REOPEN = "reopen"
    CAME_BACK = "came_back"
    LEARN = "learn"
    WITHDRAW = "withdraw"
    BRING_BACK = "bring_back"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    SNOOZE = "snooze"
    UNDO = "undo"
    REMIND = "remind"
    NO_ANSWER = "no_answer"
    OWNER_LEFT = "owner_left"
    REQUESTER_LEFT = "requester_left"
    OVER = "over"


class Place(StrEnum):
    """What a verb does with the team's places. An incident takes none, so it gives none back."""

    KEEP = "keep"
    TAKE = "take"
    GIVE = "give"


@dataclass(frozen=True)
class Row:
    """One row of the table. `to` None keeps the state, but for `undo`, which brings back the one before. `words` names
    what must be said with it; `level` rows are about what waits for a further level."""

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
_UNSOLVED = {_V: Tick.STOP, _U: Tick.START, _R: Tick.RESUME}
_ANEW = {_A: Tick.START}
_GOES_ON = {_U: Tick.START, _R: Tick.RESUME}

_MEMBER = frozenset({Role.MEMBER})
_LEAD = frozenset({Role.LEAD})
_LEVEL = frozenset({Role.LEVEL})
_OWNER = frozenset({Role.OWNER})
_OWNER_LEAD = frozenset({Role.OWNER, Role.LEAD})
_ASKER = frozenset({Role.REQUESTER})
_ANSWERER = frozenset({Role.REQUESTER, Role.FOLLOWER})
_ANYBODY = frozenset({Role.ANYBODY})
_BOT = frozenset({Role.BOT})

_OPEN = " ".join(state for state in State if state not in ENDED)
_ANY = " ".join(State)


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
    _row(Verb.TAKE, "accepted", State.IN_PROGRESS, _MEMBER, clocks={_A: Tick.MEET}),
    _row(Verb.TAKE, "in_progress", None, _LEVEL, clocks={_A: Tick.MEET}),
    _row(Verb.TAKE, "held", State.IN_PROGRESS, _LEVEL, clocks={_A: Tick.MEET, **_GOES_ON}),
    _row(Verb.ACCEPT, "requested asked", State.ACCEPTED, _MEMBER | _LEAD, clocks=_BEGUN, place=Place.TAKE),
    _row(Verb.SWAP, "requested asked", State.ACCEPTED, _LEAD, "reason", clocks=_BEGUN, place=Place.TAKE),
    _row(Verb.OFFER, "requested asked", None, _ASKER),
    _row(Verb.UNOFFER, "requested asked", None, _ASKER),
    _row(Verb.ASK, "requested asked", State.ASKED, _MEMBER, "question", clocks={**_ALL_STOP, _A: Tick.MEET}),
    _row(Verb.ASK, "in_progress", None, _MEMBER, "question", clocks={_U: Tick.START}),
    _row(Verb.ANSWER, "asked", State.REQUESTED, _ANSWERER, "answer", clocks={_U: Tick.START}),
    _row(Verb.ANSWER, "accepted in_progress", None, _ANSWERER, "answer"),
    _row(Verb.ANSWER, "held", State.IN_PROGRESS, _ANSWERER, "answer", clocks=_GOES_ON),
    _row(Verb.DECLINE, "requested asked", State.DECLINED, _LEAD, "reason", clocks=_ALL_STOP),
    _row(Verb.DECLINE, "accepted", State.DECLINED, _LEAD, "reason", clocks=_ALL_STOP, place=Place.GIVE),
    _row(Verb.APPEAL, "declined", State.REQUESTED, _ANSWERER, "new facts", clocks=_ANEW),
    _row(Verb.UPDATE, "in_progress", None, _MEMBER, "update", clocks={_U: Tick.START}),
    _row(Verb.UPDATE, "held", None, _MEMBER, "update"),
    _row(Verb.UPDATE, "parked", None, _LEAD, "update"),
    _row(Verb.RETRACT, _ANY, None, _MEMBER),
    _row(Verb.CORRECT, _ANY, None, _MEMBER, "corrected words"),
    _row(Verb.HOLD, "in_progress", State.HELD, _OWNER_LEAD, "what it waits for", clocks={_U: Tick.STOP, _R: Tick.STOP}),
    _row(Verb.HOLD, "held", None, _OWNER_LEAD, "what it waits for"),
    _row(Verb.RESUME, "held", State.IN_PROGRESS, _MEMBER | _LEAD, clocks=_GOES_ON),
    _row(Verb.HAND_BACK, "in_progress", State.ACCEPTED, _OWNER),
    _row(Verb.HAND_BACK, "held", State.ACCEPTED, _OWNER, clocks=_GOES_ON),
    _row(Verb.HAND_OVER, "in_progress held", None, _OWNER_LEAD),
    _row(Verb.TAKE_OVER, "in_progress", None, _MEMBER),
    _row(Verb.STEP_DOWN, "accepted in_progress", State.REQUESTED, _LEAD, "reason",
         clocks={_R: Tick.STOP}, place=Place.GIVE),
    _row(Verb.STEP_DOWN, "held", State.REQUESTED, _LEAD, "reason",
         clocks={_U: Tick.START, _R: Tick.STOP}, place=Place.GIVE),
    _row(Verb.MOVE, "requested", None, _MEMBER, "reason"),
    _row(Verb.MOVE, "asked", State.REQUESTED, _MEMBER, "reason", clocks={_U: Tick.START}),
    _row(Verb.MOVE, "accepted in_progress", State.REQUESTED, _MEMBER, "reason",
         clocks={_R: Tick.STOP}, place=Place.GIVE),
    _row(Verb.MOVE, "held", State.REQUESTED, _MEMBER, "reason",
         clocks={_U: Tick.START, _R: Tick.STOP}, place=Place.GIVE),
    _row(Verb.LEVEL_UP, "requested accepted in_progress held", None, _LEAD, "reason", clocks=_ANEW),
    _row(Verb.LEVEL_BACK, "requested", None, _LEAD, "reason", clocks=_ANEW),
    _row(Verb.LEVEL_BACK, "accepted in_progress held", None, _LEAD, "reason", clocks={_A: Tick.STOP}),
    _row(Verb.REGRADE, _OPEN, None, _MEMBER, "reason"),
    _row(Verb.INCIDENT, "requested", None, _MEMBER, "reason"),
    _row(Verb.OVERRULE, "requested asked", None, _MEMBER, "reason"),
    _row(Verb.PARK, "requested", State.PARKED, _LEAD, clocks={_A: Tick.MEET, _U: Tick.STOP, _R: Tick.STOP}),
    _row(Verb.UNPARK, "parked", State.REQUESTED, _LEAD, clocks=_ANEW),
    _row(Verb.RESOLVE, "requested", State.RESOLVED, _MEMBER, "resolution", clocks=_SOLVED),
    _row(Verb.RESOLVE, "accepted in_progress held", State.RESOLVED, _MEMBER, "resolution",
         clocks=_SOLVED, place=Place.GIVE),
    _row(Verb.CONFIRM, "resolved", State.CLOSED, _ANSWERER, clocks={_V: Tick.MEET}),
    _row(Verb.CONFIRM, "requested", State.CLOSED, _ANSWERER, clocks=_ALL_STOP),
    _row(Verb.NOT_YET, "resolved", State.IN_PROGRESS, _ANSWERER, "what is missing",
         clocks=_UNSOLVED, place=Place.TAKE),
    _row(Verb.NOT_YET, "requested", None, _ANSWERER, "what is missing"),
    _row(Verb.REOPEN, "resolved", State.IN_PROGRESS, _MEMBER, clocks=_UNSOLVED, place=Place.TAKE),
    _row(Verb.CAME_BACK, "closed", State.REQUESTED, _ANSWERER | _MEMBER, clocks=_ANEW),
    _row(Verb.LEARN, "closed", None, _MEMBER, "what was learnt"),
    _row(Verb.WITHDRAW, "requested asked parked", State.WITHDRAWN, _ASKER, clocks=_ALL_STOP),
    _row(Verb.WITHDRAW, "accepted in_progress held", State.WITHDRAWN, _ASKER, clocks=_ALL_STOP, place=Place.GIVE),
    _row(Verb.WITHDRAW, "resolved", State.CLOSED, _ASKER, clocks={_V: Tick.MEET}),
    _row(Verb.BRING_BACK, "withdrawn", State.REQUESTED, _ASKER, clocks=_ANEW),
    _row(Verb.ADD_FACTS, _OPEN, None, _ANYBODY, "facts"),
    _row(Verb.FOLLOW, _OPEN, None, _ANYBODY),
    _row(Verb.UNFOLLOW, _OPEN, None, _ANYBODY),
    _row(Verb.UNDO, "requested asked accepted in_progress held declined", None, _MEMBER),
    _row(Verb.SNOOZE, "requested accepted in_progress held", None, _MEMBER),
    _row(Verb.REMIND, "asked held resolved", None, _BOT),
    _row(Verb.NO_ANSWER, "asked", State.WITHDRAWN, _BOT, clocks=_ALL_STOP),
    _row(Verb.NO_ANSWER, "resolved", State.CLOSED, _BOT, clocks={_V: Tick.STOP}),
    _row(Verb.OWNER_LEFT, "in_progress", State.ACCEPTED, _BOT),
    _row(Verb.OWNER_LEFT, "held", State.ACCEPTED, _BOT, clocks=_GOES_ON),
    _row(Verb.REQUESTER_LEFT, _OPEN, None, _BOT),
    _row(Verb.OVER, "parked", State.REQUESTED, _BOT, clocks=_ANEW),
)  # fmt: skip
