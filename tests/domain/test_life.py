"""The table of life, row by row, as LIFE has it: who may do what in which state, what follows, and why not."""

from __future__ import annotations

import pytest

from escalation_bot.domain.clocks import Kind, Tick
from escalation_bot.domain.escalation import ENDED, SEATED, State
from escalation_bot.domain.life import ROWS, Place, Verb
from escalation_bot.domain.permits import Refused, row
from tests.domain.cast import ASKERS, CAST, EVERYBODY, MEMBERS, generous, situation

KINDS = {"A": Kind.ACKNOWLEDGE, "U": Kind.UPDATE, "R": Kind.RESOLVE, "V": Kind.VERIFY}
TICKS = {"+": Tick.START, "!": Tick.MEET, ".": Tick.STOP, ">": Tick.RESUME}
PLACES = {"": Place.KEEP, "+": Place.TAKE, "-": Place.GIVE}
BEGUN, SOLVED, OVER = "A! U+ R+", "A! U. R. V+", "A. U. R. V."
OPEN = [str(state) for state in State if state not in ENDED]

# state, verb, who may, state that follows, whether words are needed, clocks (+ start, ! met, . stop, > resume), place
LIFE: list[tuple[str, str, str, str, bool, str, str]] = [
    ("requested", "take", MEMBERS, "in_progress", False, BEGUN, "+"),
    ("requested", "accept", MEMBERS, "accepted", False, BEGUN, "+"),
    ("requested", "ask", MEMBERS, "asked", True, "A! U. R. V.", ""),
    ("requested", "decline", "L", "declined", True, OVER, ""),
    ("requested", "move", MEMBERS, "requested", True, "", ""),
    ("requested", "level_up", "L", "requested", True, "A+", ""),
    ("requested", "level_back", "L", "requested", True, "A+", ""),
    ("requested", "resolve", MEMBERS, "resolved", True, SOLVED, ""),
    ("requested", "incident", MEMBERS, "requested", True, "", ""),
    ("requested", "overrule", MEMBERS, "requested", True, "", ""),
    ("asked", "overrule", MEMBERS, "asked", True, "", ""),
    ("requested", "park", "L", "parked", False, "A! U. R.", ""),
    ("requested", "withdraw", "Q", "withdrawn", False, OVER, ""),
    ("requested", "confirm", ASKERS, "closed", False, OVER, ""),
    ("requested", "not_yet", ASKERS, "requested", True, "", ""),
    ("asked", "answer", ASKERS, "requested", True, "U+", ""),
    ("asked", "take", MEMBERS, "in_progress", False, BEGUN, "+"),
    ("asked", "accept", MEMBERS, "accepted", False, BEGUN, "+"),
    ("asked", "ask", MEMBERS, "asked", True, "A! U. R. V.", ""),
    ("asked", "decline", "L", "declined", True, OVER, ""),
    ("asked", "move", MEMBERS, "requested", True, "U+", ""),
    ("asked", "withdraw", "Q", "withdrawn", False, OVER, ""),
    ("accepted", "take", MEMBERS, "in_progress", False, "A!", ""),
    ("accepted", "answer", ASKERS, "accepted", True, "", ""),
    ("accepted", "decline", "L", "declined", True, OVER, "-"),
    ("accepted", "resolve", MEMBERS, "resolved", True, SOLVED, "-"),
    ("accepted", "move", MEMBERS, "requested", True, "R.", "-"),
    ("accepted", "level_up", "L", "accepted", True, "A+", ""),
    ("accepted", "level_back", "L", "accepted", True, "A.", ""),
    ("accepted", "step_down", "L", "requested", True, "R.", "-"),
    ("accepted", "withdraw", "Q", "withdrawn", False, OVER, "-"),
    ("in_progress", "take", "S", "in_progress", False, "A!", ""),
    ("in_progress", "take_over", "MLS", "in_progress", False, "", ""),
    ("in_progress", "update", MEMBERS, "in_progress", True, "U+", ""),
    ("in_progress", "ask", MEMBERS, "in_progress", True, "U+", ""),
    ("in_progress", "answer", ASKERS, "in_progress", True, "", ""),
    ("in_progress", "hold", "OL", "held", True, "U. R.", ""),
    ("in_progress", "hand_back", "O", "accepted", False, "", ""),
    ("in_progress", "hand_over", "OL", "in_progress", False, "", ""),
    ("in_progress", "step_down", "L", "requested", True, "R.", "-"),
    ("in_progress", "move", MEMBERS, "requested", True, "R.", "-"),
    ("in_progress", "level_up", "L", "in_progress", True, "A+", ""),
    ("in_progress", "level_back", "L", "in_progress", True, "A.", ""),
    ("in_progress", "resolve", MEMBERS, "resolved", True, SOLVED, "-"),
    ("in_progress", "withdraw", "Q", "withdrawn", False, OVER, "-"),
    ("in_progress", "owner_left", "B", "accepted", False, "", ""),
    ("held", "take", "S", "in_progress", False, "A! U+ R>", ""),
    ("held", "resume", MEMBERS, "in_progress", False, "U+ R>", ""),
    ("held", "answer", ASKERS, "in_progress", True, "U+ R>", ""),
    ("held", "update", MEMBERS, "held", True, "", ""),
    ("held", "hold", "OL", "held", True, "", ""),
    ("held", "hand_over", "OL", "held", False, "", ""),
    ("held", "hand_back", "O", "accepted", False, "U+ R>", ""),
    ("held", "step_down", "L", "requested", True, "U+ R.", "-"),
    ("held", "move", MEMBERS, "requested", True, "U+ R.", "-"),
    ("held", "level_up", "L", "held", True, "A+", ""),
    ("held", "level_back", "L", "held", True, "A.", ""),
    ("held", "resolve", MEMBERS, "resolved", True, SOLVED, "-"),
    ("held", "withdraw", "Q", "withdrawn", False, OVER, "-"),
    ("held", "owner_left", "B", "accepted", False, "U+ R>", ""),
    ("resolved", "confirm", ASKERS, "closed", False, "V!", ""),
    ("resolved", "not_yet", ASKERS, "in_progress", True, "V. U+ R>", "+"),
    ("resolved", "reopen", "ML", "in_progress", False, "V. U+ R>", "+"),
    ("resolved", "withdraw", "Q", "closed", False, "V!", ""),
    ("closed", "learn", MEMBERS, "closed", True, "", ""),
    ("closed", "came_back", ASKERS + MEMBERS, "requested", False, "A+", ""),
    ("declined", "appeal", ASKERS, "requested", True, "A+", ""),
    ("declined", "undo", "L", "declined", False, "", ""),
    ("withdrawn", "bring_back", "Q", "requested", False, "A+", ""),
    ("parked", "unpark", "L", "requested", False, "A+", ""),
    ("parked", "update", "L", "parked", True, "", ""),
    ("parked", "over", "B", "requested", False, "A+", ""),
    ("parked", "withdraw", "Q", "withdrawn", False, OVER, ""),
    *[(state, "swap", "L", "accepted", True, BEGUN, "+") for state in ("requested", "asked")],
    *[(state, verb, "Q", state, False, "", "") for state in ("requested", "asked") for verb in ("offer", "unoffer")],
    *[(state, "remind", "B", state, False, "", "") for state in ("asked", "held", "resolved")],
    ("asked", "no_answer", "B", "withdrawn", False, OVER, ""),
    ("resolved", "no_answer", "B", "closed", False, "V.", ""),
    *[(state, "snooze", MEMBERS, state, False, "", "") for state in ("requested", "accepted", "in_progress", "held")],
    *[(state, "add_facts", EVERYBODY, state, True, "", "") for state in OPEN],
    *[(state, "regrade", MEMBERS, state, True, "", "") for state in OPEN],
    *[(state, "follow", "MOLSGX", state, False, "", "") for state in OPEN],
    *[(state, "unfollow", "FN", state, False, "", "") for state in OPEN],
    *[(state, "requester_left", "B", state, False, "", "") for state in OPEN],
    *[(str(state), "retract", MEMBERS, str(state), False, "", "") for state in State],
    *[(state, "undo", MEMBERS, state, False, "", "") for state in OPEN if state not in {"resolved", "parked"}],
    *[(str(state), "correct", MEMBERS, str(state), True, "", "") for state in State],
]  # fmt: skip
PAIRS = {(state, verb) for state, verb, *_ in LIFE}


def refusal(verb: str, state: str, letter: str) -> str:
    asked = generous(State(state), updates=1)
    with pytest.raises(Refused) as refused:
        row(Verb(verb), asked, situation(letter, asked))
    return refused.value.why


@pytest.mark.parametrize(("state", "verb", "who", "to", "words", "clocks", "place"), LIFE)
def test_a_row_leads_where_it_says(
    state: str, verb: str, who: str, to: str, words: bool, clocks: str, place: str
) -> None:
    asked = generous(State(state))
    found = row(Verb(verb), asked, situation(who[0], asked))
    assert (found.to or State(state)) == State(to)
    assert (found.words is not None) is words
    assert found.clocks == {KINDS[kind]: TICKS[tick] for kind, tick in map(tuple, clocks.split())}
    assert found.place is PLACES[place]


@pytest.mark.parametrize(("state", "verb", "who"), [case[:3] for case in LIFE])
def test_only_those_may_whom_the_row_names(state: str, verb: str, who: str) -> None:
    asked, may = generous(State(state)), set()
    for letter in CAST:
        try:
            row(Verb(verb), asked, situation(letter, asked))
        except Refused:
            continue
        may.add(letter)
    assert may == set(who)


def test_the_table_has_these_rows_and_no_other() -> None:
    """`request` has no row: before it there is no state."""
    assert {(str(state), str(each.verb)) for each in ROWS for state in each.states} == PAIRS
    assert {verb for _, verb in PAIRS} == set(Verb) - {Verb.REQUEST}


@pytest.mark.parametrize("state", list(State))
def test_what_the_table_does_not_name_is_refused_for_everybody(state: State) -> None:
    for verb in Verb:
        for letter in CAST:
            assert (state, verb) in PAIRS or refusal(verb, state, letter)


@pytest.mark.parametrize(
    ("state", "verb", "letter", "why"),
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
        ("resolved", "undo", "M", "not_now"),
        ("accepted", "confirm", "Q", "not_now"),
        ("closed", "take", "M", "not_now"),
        ("closed", "undo", "M", "too_late_to_undo"),
        ("closed", "reopen", "M", "say_it_came_back"),
        ("in_progress", "resume", "O", "not_now"),
        ("parked", "take", "M", "not_now"),
        ("closed", "withdraw", "Q", "not_now"),
        ("declined", "add_facts", "X", "not_now"),
        ("declined", "came_back", "Q", "not_now"),
        ("closed", "appeal", "Q", "not_now"),
        ("requested", "take", "X", "members_only"),
        ("requested", "take", "Q", "members_only"),
        ("in_progress", "take", "G", "members_only"),
        ("in_progress", "hold", "X", "members_only"),
        ("in_progress", "hold", "M", "owner_only"),
        ("in_progress", "hand_back", "L", "owner_only"),
        ("in_progress", "hand_over", "M", "owner_only"),
        ("requested", "decline", "M", "leads_only"),
        ("in_progress", "decline", "M", "leads_only"),
        ("in_progress", "level_up", "O", "leads_only"),
        ("in_progress", "step_down", "O", "leads_only"),
        ("parked", "unpark", "M", "leads_only"),
        ("requested", "withdraw", "F", "requester_only"),
        ("resolved", "confirm", "O", "requester_only"),
        ("resolved", "not_yet", "L", "requester_only"),
        ("declined", "appeal", "N", "requester_only"),
        ("withdrawn", "bring_back", "M", "requester_only"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_stands_in_the_way(state: str, verb: str, letter: str, why: str) -> None:
    assert refusal(verb, state, letter) == why


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
