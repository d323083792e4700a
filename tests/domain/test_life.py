"""LIFE.md row by row: who may do what in which state, what follows, and why not."""

from __future__ import annotations

import pytest

from escalation_bot.domain.clocks import Kind, Tick
from escalation_bot.domain.escalation import ENDED, SEATED, State
from escalation_bot.domain.life import ROWS, Place, Refused, Verb, possible, row
from escalation_bot.domain.people import Role
from tests.domain.samples import escalation

PEOPLE = {
    "Q": {Role.REQUESTER},
    "F": {Role.FOLLOWER},
    "M": {Role.MEMBER},
    "O": {Role.MEMBER, Role.OWNER},
    "L": {Role.MEMBER, Role.LEAD},
    "X": set(),
}
"""Requester, follower with a say, member, owner, lead, anybody else."""
KINDS = {"A": Kind.ACKNOWLEDGE, "U": Kind.UPDATE, "R": Kind.RESOLVE, "V": Kind.VERIFY}
TICKS = {"+": Tick.START, "!": Tick.MEET, ".": Tick.STOP, ">": Tick.RESUME}
PLACES = {"": Place.KEEP, "+": Place.TAKE, "-": Place.GIVE}

# state, verb, who may, state that follows, whether words are needed, clocks (+ start, ! met, . stop, > resume), place
LIFE = [
    ("requested", "take", "MOL", "in_progress", False, "A! U+ R+", "+"),
    ("requested", "accept", "MOL", "accepted", False, "A! U+ R+", "+"),
    ("requested", "ask", "MOL", "asked", True, "A! U. R. V.", ""),
    ("requested", "decline", "L", "declined", True, "A. U. R. V.", ""),
    ("requested", "resolve", "MOL", "resolved", True, "A! U. R. V+", ""),
    ("requested", "withdraw", "Q", "withdrawn", False, "A. U. R. V.", ""),
    ("asked", "answer", "QF", "requested", True, "U+", ""),
    ("asked", "take", "MOL", "in_progress", False, "A! U+ R+", "+"),
    ("asked", "accept", "MOL", "accepted", False, "A! U+ R+", "+"),
    ("asked", "ask", "MOL", "asked", True, "A! U. R. V.", ""),
    ("asked", "decline", "L", "declined", True, "A. U. R. V.", ""),
    ("asked", "withdraw", "Q", "withdrawn", False, "A. U. R. V.", ""),
    ("accepted", "take", "MOL", "in_progress", False, "", ""),
    ("accepted", "resolve", "MOL", "resolved", True, "A! U. R. V+", "-"),
    ("accepted", "decline", "L", "declined", True, "A. U. R. V.", "-"),
    ("accepted", "withdraw", "Q", "withdrawn", False, "A. U. R. V.", "-"),
    ("in_progress", "update", "MOL", "in_progress", True, "U+", ""),
    ("in_progress", "ask", "MOL", "in_progress", True, "U+", ""),
    ("in_progress", "answer", "QF", "in_progress", True, "", ""),
    ("accepted", "answer", "QF", "accepted", True, "", ""),
    ("held", "answer", "QF", "in_progress", True, "U+ R>", ""),
    ("in_progress", "hold", "OL", "held", True, "U. R.", ""),
    ("in_progress", "hand_back", "O", "accepted", False, "", ""),
    ("in_progress", "hand_over", "OL", "in_progress", False, "", ""),
    ("in_progress", "resolve", "MOL", "resolved", True, "A! U. R. V+", "-"),
    ("in_progress", "withdraw", "Q", "withdrawn", False, "A. U. R. V.", "-"),
    ("held", "resume", "MOL", "in_progress", False, "U+ R>", ""),
    ("held", "update", "MOL", "held", True, "", ""),
    ("held", "resolve", "MOL", "resolved", True, "A! U. R. V+", "-"),
    ("held", "hand_over", "OL", "held", False, "", ""),
    ("held", "hand_back", "O", "accepted", False, "U+ R>", ""),
    ("held", "withdraw", "Q", "withdrawn", False, "A. U. R. V.", "-"),
    ("resolved", "confirm", "QF", "closed", False, "V!", ""),
    ("resolved", "not_yet", "QF", "in_progress", True, "V. U+ R>", "+"),
    ("resolved", "withdraw", "Q", "closed", False, "V!", ""),
    ("parked", "withdraw", "Q", "withdrawn", False, "A. U. R. V.", ""),
    *[(state, "add_facts", "QFMOLX", state, True, "", "") for state in sorted(set(State) - ENDED)],
]
PAIRS = {(state, verb) for state, verb, *_ in LIFE}
DONE = [Verb(verb) for verb in sorted({verb for _, verb, *_ in LIFE})]


def held(person: str) -> set[Role]:
    return {Role.ANYBODY, *PEOPLE[person]}


def refusal(verb: str, state: str, person: str, updates: int = 0) -> str:
    with pytest.raises(Refused) as refused:
        row(Verb(verb), escalation(State(state), updates=updates), held(person))
    return refused.value.why


@pytest.mark.parametrize(("state", "verb", "who", "to", "words", "clocks", "place"), LIFE)
def test_a_row_leads_where_it_says(
    state: str, verb: str, who: str, to: str, words: bool, clocks: str, place: str
) -> None:
    found = row(Verb(verb), escalation(State(state), waiting=True), held(who[0]))
    assert (found.to or State(state)) == State(to)
    assert (found.words is not None) is words
    assert found.clocks == {KINDS[kind]: TICKS[tick] for kind, tick in map(tuple, clocks.split())}
    assert found.place is PLACES[place]


@pytest.mark.parametrize(("state", "verb", "who"), [case[:3] for case in LIFE])
def test_only_those_may_whom_the_row_names(state: str, verb: str, who: str) -> None:
    asked = escalation(State(state), waiting=True)
    may = {person for person in PEOPLE if Verb(verb) in possible(asked, held(person))}
    assert may == set(who)
    for person in set(PEOPLE) - may:
        assert refusal(verb, state, person) in {"members_only", "owner_only", "leads_only", "requester_only"}


@pytest.mark.parametrize(("state", "verb"), [(s, v) for s in State for v in DONE if (s, v) not in PAIRS])
def test_what_the_table_does_not_name_is_refused_for_everybody(state: State, verb: Verb) -> None:
    for person in PEOPLE:
        assert refusal(verb, state, person)
        assert verb not in possible(escalation(state), held(person))


@pytest.mark.parametrize(
    ("state", "verb", "person", "why"),
    [
        *[(state, "hold", "M", "take_first") for state in ("requested", "asked", "accepted")],
        *[(state, "update", "M", "take_first") for state in ("requested", "asked", "accepted")],
        *[(state, "hand_back", "M", "take_first") for state in ("requested", "asked", "accepted")],
        ("in_progress", "take", "M", "taken"),
        ("held", "take", "M", "taken"),
        ("in_progress", "accept", "L", "taken"),
        ("in_progress", "decline", "L", "too_late_to_decline"),
        ("held", "decline", "L", "too_late_to_decline"),
        ("resolved", "take", "M", "not_now"),
        ("resolved", "hold", "L", "not_now"),
        ("resolved", "decline", "L", "not_now"),
        ("requested", "confirm", "Q", "not_now"),
        ("closed", "take", "M", "not_now"),
        ("in_progress", "resume", "O", "not_now"),
        ("parked", "take", "M", "not_now"),
        ("closed", "withdraw", "Q", "not_now"),
        ("declined", "add_facts", "X", "not_now"),
        ("requested", "take", "X", "members_only"),
        ("requested", "take", "Q", "members_only"),
        ("in_progress", "take", "X", "members_only"),
        ("in_progress", "hold", "X", "members_only"),
        ("in_progress", "hold", "M", "owner_only"),
        ("in_progress", "hand_back", "L", "owner_only"),
        ("in_progress", "hand_over", "M", "owner_only"),
        ("requested", "decline", "M", "leads_only"),
        ("in_progress", "decline", "M", "leads_only"),
        ("requested", "withdraw", "F", "requester_only"),
        ("resolved", "confirm", "O", "requester_only"),
        ("resolved", "not_yet", "L", "requester_only"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_stands_in_the_way(state: str, verb: str, person: str, why: str) -> None:
    assert refusal(verb, state, person) == why


def test_what_was_accepted_is_declined_before_the_first_update_only() -> None:
    assert row(Verb.DECLINE, escalation(State.ACCEPTED), held("L")).to is State.DECLINED
    assert refusal("decline", "accepted", "L", updates=1) == "too_late_to_decline"
    assert Verb.DECLINE not in possible(escalation(State.ACCEPTED, updates=1), held("L"))


def test_what_came_back_in_line_may_be_declined_whatever_was_said_before() -> None:
    assert row(Verb.DECLINE, escalation(State.REQUESTED, updates=3), held("L")).to is State.DECLINED


def test_a_row_takes_or_gives_a_place_exactly_where_one_changes_hands() -> None:
    for each in ROWS:
        for state in each.states:
            gain = ((each.to or state) in SEATED) - (state in SEATED)
            assert each.place is {1: Place.TAKE, 0: Place.KEEP, -1: Place.GIVE}[gain], (each.verb, state)


def test_one_row_at_most_answers_a_verb_in_a_state() -> None:
    answered = [(each.verb, state) for each in ROWS for state in each.states]
    assert len(answered) == len(set(answered))


def test_nothing_runs_on_in_what_has_ended() -> None:
    for each in ROWS:
        if each.to in ENDED - {State.CLOSED}:
            assert set(each.clocks) == set(Kind), each.verb


@pytest.mark.parametrize("state", ["accepted", "in_progress", "held"])
def test_what_nobody_asked_is_no_answer(state: str) -> None:
    assert refusal("answer", state, "Q") == "not_now"
    assert Verb.ANSWER not in possible(escalation(State(state)), held("Q"))
