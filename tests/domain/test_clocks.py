from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from escalation_bot.domain import clocks
from escalation_bot.domain.clocks import Clock, Kind
from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.policy import Impact, Nudge, Targets
from escalation_bot.domain.worktime import Span
from tests.domain.samples import NOW, escalation, policy, team

HOUR = timedelta(hours=1)
TEAM = team()
POLICY = policy(
    impacts={
        Impact.MAJOR: Targets(Span.parse("4h"), Span.parse("1d"), Span.parse("5d")),
        Impact.CRITICAL: Targets(Span.parse("30m"), Span.parse("2h"), Span.parse("1d")),
    },
    verify=Nudge(Span(days=1), Span(days=3)),
)


def graded(impact: Impact) -> Escalation:
    """A request with this impact."""
    return escalation(impact=impact)


MAJOR, CRITICAL = graded(Impact.MAJOR), graded(Impact.CRITICAL)


@pytest.mark.parametrize(
    ("kind", "impact", "target"),
    [
        (Kind.ACKNOWLEDGE, Impact.MAJOR, "4h"),
        (Kind.UPDATE, Impact.MAJOR, "1d"),
        (Kind.RESOLVE, Impact.MAJOR, "5d"),
        (Kind.ACKNOWLEDGE, Impact.CRITICAL, "30m"),
        (Kind.UPDATE, Impact.CRITICAL, "2h"),
        (Kind.RESOLVE, Impact.CRITICAL, "1d"),
        (Kind.VERIFY, Impact.MAJOR, "3d"),
        (Kind.VERIFY, Impact.CRITICAL, "3d"),
    ],
)
def test_the_impact_chooses_the_target_and_the_wait_for_the_requester_is_one_for_all(
    kind: Kind, impact: Impact, target: str
) -> None:
    assert clocks.target(kind, impact, POLICY) == Span.parse(target)


def test_a_clock_falls_due_in_the_teams_working_time() -> None:
    clock = clocks.start(Kind.ACKNOWLEDGE, MAJOR, POLICY, NOW + 5 * HOUR)
    assert clock == Clock(Kind.ACKNOWLEDGE, NOW + 5 * HOUR, NOW + 25 * HOUR)
    assert clock.runs


def test_a_promise_stands_instead_of_the_target() -> None:
    assert clocks.start(Kind.UPDATE, MAJOR, POLICY, NOW, due=NOW + HOUR).due == NOW + HOUR


def test_an_update_follows_as_was_agreed_and_nothing_else_does() -> None:
    agreed = replace(MAJOR, cadence="2h")
    assert clocks.start(Kind.UPDATE, agreed, POLICY, NOW).due == NOW + 2 * HOUR
    assert clocks.start(Kind.UPDATE, agreed, POLICY, NOW, due=NOW + HOUR).due == NOW + HOUR
    assert clocks.start(Kind.RESOLVE, agreed, POLICY, NOW) == clocks.start(Kind.RESOLVE, MAJOR, POLICY, NOW)


def test_a_promise_agrees_on_the_working_time_until_then_if_there_is_any() -> None:
    evening, saturday = NOW + 10 * HOUR, NOW + 5 * 24 * HOUR
    assert clocks.agreed(MAJOR, POLICY, NOW, NOW + 2 * HOUR) == "2h"
    assert clocks.agreed(replace(MAJOR, cadence="2h"), POLICY, NOW, NOW + 48 * HOUR) == "2d"
    assert clocks.agreed(replace(MAJOR, cadence="2h"), POLICY, evening, evening + HOUR) == "2h"
    assert clocks.agreed(MAJOR, POLICY, saturday, saturday + HOUR) is None


def test_a_stopped_clock_owes_nothing_and_forgets_its_snooze() -> None:
    snoozed = Clock(Kind.UPDATE, NOW, NOW + HOUR, snoozed_until=NOW + 2 * HOUR)
    stopped = clocks.stop(snoozed, NOW + HOUR, met=True)
    assert not stopped.runs
    assert stopped.met
    assert stopped.snoozed_until is None


def test_a_clock_stops_once() -> None:
    met = clocks.stop(Clock(Kind.UPDATE, NOW, NOW + HOUR), NOW, met=True)
    assert clocks.stop(met, NOW + HOUR) == met


def test_standing_still_moves_the_due_time_by_the_working_time_passed() -> None:
    running = clocks.start(Kind.RESOLVE, CRITICAL, POLICY, NOW)
    stopped = clocks.stop(running, NOW + HOUR)
    resumed = clocks.resume(stopped, CRITICAL, POLICY, NOW + 25 * HOUR)
    assert resumed.runs
    assert resumed.due - running.due == timedelta(days=1)


def test_a_night_standing_still_moves_nothing() -> None:
    running = clocks.start(Kind.RESOLVE, CRITICAL, POLICY, NOW)
    evening = NOW + 9 * HOUR
    assert clocks.resume(clocks.stop(running, evening), CRITICAL, POLICY, evening + 12 * HOUR) == running


def test_a_running_clock_is_not_resumed() -> None:
    running = clocks.start(Kind.RESOLVE, CRITICAL, POLICY, NOW)
    assert clocks.resume(running, CRITICAL, POLICY, NOW + HOUR) == running


def test_the_teams_next_word_is_an_answer_or_an_update_only() -> None:
    update, resolve = Clock(Kind.UPDATE, NOW, NOW + 2 * HOUR), Clock(Kind.RESOLVE, NOW, NOW + HOUR)
    assert clocks.next_word([update, resolve]) == NOW + 2 * HOUR
    assert clocks.next_word([resolve, clocks.stop(update, NOW)]) is None


REGRADED = [
    # kind, from, to, stood still (working hours), due from the start at ten o'clock on Monday
    (Kind.ACKNOWLEDGE, Impact.MAJOR, Impact.CRITICAL, 0, timedelta(minutes=30)),
    (Kind.ACKNOWLEDGE, Impact.CRITICAL, Impact.MAJOR, 0, 4 * HOUR),
    (Kind.UPDATE, Impact.MAJOR, Impact.CRITICAL, 0, 2 * HOUR),
    (Kind.UPDATE, Impact.CRITICAL, Impact.MAJOR, 0, 24 * HOUR),
    (Kind.UPDATE, Impact.MAJOR, Impact.CRITICAL, 3, 2 * HOUR),
    (Kind.RESOLVE, Impact.CRITICAL, Impact.MAJOR, 0, 7 * 24 * HOUR),
    (Kind.RESOLVE, Impact.MAJOR, Impact.CRITICAL, 0, 24 * HOUR),
    (Kind.RESOLVE, Impact.MAJOR, Impact.CRITICAL, 3, 27 * HOUR),
    (Kind.RESOLVE, Impact.MAJOR, Impact.CRITICAL, 8, 48 * HOUR),
    (Kind.VERIFY, Impact.MAJOR, Impact.CRITICAL, 0, 72 * HOUR),
]


@pytest.mark.parametrize(("kind", "was", "impact", "stood", "due"), REGRADED)
def test_another_impact_reckons_from_the_start_and_adds_what_the_work_stood_still(
    kind: Kind, was: Impact, impact: Impact, stood: int, due: timedelta
) -> None:
    """An update is owed anew from its start; a resolution keeps the time on hold; the requester's own time stays."""
    running = clocks.start(kind, graded(was), POLICY, NOW)
    moved = replace(running, due=TEAM.calendar.add(running.due, Span(rest=stood * HOUR)))
    assert clocks.regrade(moved, graded(was), graded(impact), POLICY) == replace(moved, due=NOW + due)


def test_the_same_impact_changes_no_clock_and_no_promise() -> None:
    promised = clocks.start(Kind.UPDATE, MAJOR, POLICY, NOW, due=NOW + HOUR)
    assert clocks.regrade(promised, MAJOR, MAJOR, POLICY) == promised


def test_there_and_back_again_is_as_it_was() -> None:
    running = clocks.start(Kind.RESOLVE, MAJOR, POLICY, NOW)
    held = clocks.resume(clocks.stop(running, NOW + HOUR), MAJOR, POLICY, NOW + 3 * HOUR)
    there = clocks.regrade(held, MAJOR, CRITICAL, POLICY)
    assert clocks.regrade(there, CRITICAL, MAJOR, POLICY) == held


def test_what_rests_is_regraded_too_and_goes_on_from_there() -> None:
    """On hold since eleven, critical from then on, resumed at one: a working day from ten, and two hours."""
    held = clocks.stop(clocks.start(Kind.RESOLVE, MAJOR, POLICY, NOW), NOW + HOUR)
    graver = clocks.regrade(held, MAJOR, CRITICAL, POLICY)
    assert not graver.runs
    assert clocks.resume(graver, CRITICAL, POLICY, NOW + 3 * HOUR).due == NOW + 26 * HOUR
