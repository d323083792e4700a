"""What the table of life cannot say: once, in time, by another, from somebody who is away. Each with its refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import BOT, Person, Role, roles
from escalation_bot.domain.permits import (
    REGRET,
    Refused,
    Situation,
    closed_until,
    is_asked,
    may_appeal,
    possible,
    row,
)
from escalation_bot.domain.policy import Appeal
from escalation_bot.domain.worktime import Span
from tests.domain.cast import CAST, LEVELS, POLICY, generous, situation
from tests.domain.samples import NOW, policy, team

HOUR = timedelta(hours=1)
LENA, OLGA, SAM, SOFIA, OLLE = "U0LENA", "U0OLGA", "U0SAM", "U0SOFIA", "U0OLLE"


def why(verb: Verb, asked: Escalation, who: str, **more: Any) -> str | None:
    """What stands in that person's way; None where nothing does. What is refused is never offered either."""
    here = situation(who, asked, **more)
    offered = possible(asked, here)
    try:
        row(verb, asked, here)
    except Refused as refused:
        assert verb not in offered
        return refused.why
    return None


def alone(state: State, **changes: Any) -> Escalation:
    """With the team itself, and no question open."""
    return generous(state, **{"level": 0, "level_waits": False, "waiting": False, **changes})


@pytest.mark.parametrize("state", [State.IN_PROGRESS, State.HELD])
def test_who_has_it_is_named_to_whoever_would_take_it(state: State) -> None:
    assert why(Verb.TAKE, alone(state), "M") == "taken"


def test_what_a_level_was_asked_for_is_taken_there_and_by_nobody_of_the_team() -> None:
    waits, taken = generous(State.IN_PROGRESS), generous(State.IN_PROGRESS, level_waits=False)
    assert why(Verb.TAKE, waits, "S") is None
    assert why(Verb.TAKE, waits, "M") == "taken"
    assert why(Verb.TAKE, taken, "S") == "taken"


def test_what_went_back_from_a_level_is_taken_by_the_team_and_not_by_who_has_it() -> None:
    back = alone(State.IN_PROGRESS, owner=CAST["S"].id, level_waits=True)
    assert why(Verb.TAKE, back, "M") is None
    assert why(Verb.TAKE, back, "S") == "taken"
    assert Role.OWNER in roles(CAST["S"], back)


def test_nothing_is_taken_over_from_an_owner_who_is_at_work() -> None:
    at_work = alone(State.IN_PROGRESS, next_by=NOW + HOUR)
    assert why(Verb.TAKE_OVER, at_work, "M", away=False) == "owner_at_work"
    assert why(Verb.TAKE_OVER, at_work, "M", away=True) is None


def test_it_is_taken_over_when_the_update_is_late_by_its_whole_target() -> None:
    """The update's target is one working day."""
    late = alone(State.IN_PROGRESS, next_by=NOW)
    assert why(Verb.TAKE_OVER, late, "M", away=False, now=NOW + 23 * HOUR) == "owner_at_work"
    assert why(Verb.TAKE_OVER, late, "M", away=False, now=NOW + 24 * HOUR) is None


def test_an_owner_does_not_take_over_their_own() -> None:
    assert why(Verb.TAKE_OVER, alone(State.IN_PROGRESS), "O", away=True) == "taken"


@pytest.mark.parametrize("state", [State.ACCEPTED, State.IN_PROGRESS, State.HELD])
def test_what_nobody_asked_is_no_answer(state: State) -> None:
    assert why(Verb.ANSWER, alone(state), "Q") == "not_now"
    assert why(Verb.ANSWER, alone(state, waiting=True), "Q") is None


def test_a_question_is_open_while_it_is_asked_or_waited_for() -> None:
    assert is_asked(alone(State.ASKED))
    assert is_asked(alone(State.HELD, waiting=True))
    assert not is_asked(alone(State.HELD))


def test_what_was_accepted_is_declined_before_the_first_update_only() -> None:
    assert why(Verb.DECLINE, alone(State.ACCEPTED), "L") is None
    assert why(Verb.DECLINE, alone(State.ACCEPTED, updates=1), "L") == "too_late_to_decline"


def test_what_is_back_in_line_may_be_declined_whatever_was_said_before() -> None:
    assert why(Verb.DECLINE, alone(State.REQUESTED, updates=3), "L") is None


def test_an_appeal_is_declined_by_another_lead_where_there_is_one() -> None:
    two = policy(team(leads=(LENA, OLGA)))
    appealed = alone(State.REQUESTED, appeals=1)
    assert why(Verb.DECLINE, appealed, "L", rules=two) == "another_lead"
    assert why(Verb.DECLINE, replace(appealed, declined_by=OLGA), "L", rules=two) is None
    assert why(Verb.DECLINE, appealed, "L") is None, "there is one lead only"


def test_whoever_declined_it_may_still_accept_the_appeal() -> None:
    two = policy(team(leads=(LENA, OLGA)))
    assert why(Verb.ACCEPT, alone(State.REQUESTED, appeals=1), "L", rules=two) is None


def test_a_decision_is_appealed_once() -> None:
    assert why(Verb.APPEAL, alone(State.DECLINED), "Q") is None
    assert why(Verb.APPEAL, alone(State.DECLINED, appeals=1), "Q") == "appealed_already"


def test_a_decision_is_appealed_within_five_working_days() -> None:
    """Ten on a Monday; the fifth working day after it is the next Monday."""
    declined = alone(State.DECLINED, since=NOW)
    last = NOW + timedelta(days=7)
    assert why(Verb.APPEAL, declined, "Q", now=last) is None
    assert why(Verb.APPEAL, declined, "Q", now=last + HOUR) == "too_late_to_appeal"


def test_the_form_may_become_an_appeal_exactly_where_one_is_possible() -> None:
    assert may_appeal(alone(State.DECLINED), NOW, POLICY)
    assert not may_appeal(alone(State.DECLINED, appeals=1), NOW, POLICY)
    assert not may_appeal(alone(State.DECLINED), NOW + timedelta(days=8), POLICY)
    assert not may_appeal(alone(State.REQUESTED), NOW, POLICY)


def test_after_a_decided_appeal_the_same_reason_waits_and_another_does_not() -> None:
    rules = policy(appeal=Appeal(again_after=Span(days=14)))
    decided = alone(State.DECLINED, appeals=1, since=NOW)
    assert closed_until(decided, "deal", rules) == NOW + timedelta(days=18)
    assert closed_until(decided, "churn", rules) is None
    assert closed_until(replace(decided, appeals=0), "deal", rules) is None
    assert closed_until(alone(State.CLOSED, appeals=1), "deal", rules) is None


def test_there_is_no_level_after_the_last_and_none_before_the_team() -> None:
    assert why(Verb.LEVEL_UP, generous(State.IN_PROGRESS, level=1), "L") is None
    assert why(Verb.LEVEL_UP, generous(State.IN_PROGRESS, level=len(LEVELS)), "L") == "no_further_level"
    assert why(Verb.LEVEL_BACK, alone(State.IN_PROGRESS), "L") == "no_level_before"


def test_nothing_moves_where_there_is_one_team() -> None:
    assert why(Verb.MOVE, alone(State.REQUESTED), "M", rules=policy(team())) == "no_other_team"


def test_an_incident_is_marked_once() -> None:
    assert why(Verb.INCIDENT, alone(State.REQUESTED, incident=True), "M") == "incident_already"


def test_whoever_resolved_it_does_not_confirm_it_unless_it_was_their_own_request() -> None:
    assert why(Verb.CONFIRM, alone(State.RESOLVED, resolved_by=CAST["F"].id), "F") == "not_your_own"
    assert why(Verb.CONFIRM, alone(State.RESOLVED, resolved_by=OLLE), "Q") is None


def test_not_solved_after_all_says_who_resolved_it_or_a_lead() -> None:
    resolved = alone(State.RESOLVED, resolved_by=SOFIA)
    assert why(Verb.REOPEN, resolved, "O") is None
    assert why(Verb.REOPEN, resolved, "L") is None
    assert why(Verb.REOPEN, resolved, "M") == "resolver_only"


@pytest.mark.parametrize(
    ("verb", "state"), [(Verb.CAME_BACK, State.CLOSED), (Verb.BRING_BACK, State.WITHDRAWN)], ids=["closed", "withdrawn"]
)
def test_what_ended_comes_back_within_fourteen_working_days(verb: Verb, state: State) -> None:
    ended = alone(state, since=NOW)
    last = NOW + timedelta(days=18)
    assert why(verb, ended, "Q", now=last) is None
    assert why(verb, ended, "Q", now=last + HOUR) == "too_late_to_bring_back"


def test_a_private_request_is_followed_by_nobody() -> None:
    assert why(Verb.FOLLOW, alone(State.REQUESTED, private=True), "X") == "private"


@pytest.mark.parametrize("who", ["Q", "F", "N"])
def test_who_hears_it_already_follows_no_second_time(who: str) -> None:
    assert why(Verb.FOLLOW, alone(State.REQUESTED), who) == "follows_already"


def test_a_lead_who_speaks_for_a_requester_who_left_may_follow_too() -> None:
    gone = alone(State.REQUESTED, requester_gone=True)
    speaks = roles(CAST["L"], gone)
    assert Role.REQUESTER in speaks
    assert row(Verb.FOLLOW, gone, Situation(LENA, speaks, NOW, POLICY))


def test_only_who_follows_stops_following() -> None:
    assert why(Verb.UNFOLLOW, alone(State.REQUESTED), "X") == "no_follower"
    assert why(Verb.UNFOLLOW, alone(State.REQUESTED), "Q") == "no_follower"


def test_a_decision_is_taken_back_by_who_made_it_within_a_quarter_of_an_hour() -> None:
    declined = alone(State.DECLINED, since=NOW)
    assert why(Verb.UNDO, declined, "L", now=NOW + REGRET) is None
    assert why(Verb.UNDO, declined, "L", now=NOW + REGRET + timedelta(seconds=1)) == "too_late_to_undo"
    assert why(Verb.UNDO, replace(declined, declined_by=OLGA), "L") == "too_late_to_undo"


def people() -> Iterator[tuple[Person, dict[str, bool]]]:
    """Every mixture of what somebody can be: asks, follows or not, with a say or not; works, leads, sits at a level."""
    soc = frozenset({"soc"})
    works: tuple[dict[str, Any], ...] = (
        {},
        {"member_of": soc},
        {"leads": soc},
        {"manages": soc},
        {"levels": frozenset({("soc", 1)})},
        {"member_of": soc, "levels": frozenset({("soc", 1)})},
    )
    for name, work, say in product((OLLE, SAM, SOFIA, LENA), works, (None, False, True)):
        yield Person(name, **work), {} if say is None else {name: say}
    yield BOT, {}


VARIANTS: tuple[dict[str, Any], ...] = (
    {},
    {"level": 1, "level_waits": True},
    {"level": 1},
    {"waiting": True, "updates": 1, "incident": True, "private": True},
    {"appeals": 1, "requester_gone": True, "resolved_by": OLLE},
)


@pytest.mark.parametrize("state", list(State))
def test_what_is_offered_is_what_is_not_refused(state: State) -> None:
    """For everybody, in every situation. An undo, a correction and a snooze stand where they are done."""
    elsewhere = {Verb.RETRACT, Verb.CORRECT, Verb.SNOOZE} | ({Verb.UNDO} if state is not State.DECLINED else set())
    for changes, (person, follows), away in product(VARIANTS, people(), (False, True)):
        asked = alone(state, **changes)
        here = Situation(person.id, roles(person, asked, follows), NOW + 20 * HOUR, POLICY, away)
        may = {verb for verb in Verb if _may(verb, asked, here)}
        assert set(possible(asked, here)) == may - elsewhere, (person, follows, changes)


def _may(verb: Verb, asked: Escalation, here: Situation) -> bool:
    try:
        row(verb, asked, here)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("verb", [Verb.CONFIRM, Verb.NOT_YET])
def test_what_waits_in_line_is_asked_about_only_after_its_known_issue(verb: Verb) -> None:
    assert why(verb, generous(State.REQUESTED), "Q") is None
    assert why(verb, generous(State.REQUESTED, outage=None), "Q") == "not_now"
    assert why(verb, generous(State.RESOLVED, outage=None), "Q") is None
