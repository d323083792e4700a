"""The ladder: which reminder is due when, to whom; and when an escalation needs its next look."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from escalation_bot.domain import clocks, reminders
from escalation_bot.domain.clocks import Clock, Kind
from escalation_bot.domain.escalation import State
from escalation_bot.domain.policy import Audience, Impact, Policy, Reminders, Targets
from escalation_bot.domain.worktime import Span
from tests.domain.samples import NOW, escalation, policy, team

POLICY = policy(team(managers=("U0MIA",), leads=("U0LENA", "U0OLGA"), duty="S0DUTY"))
"""Nine to five in Stockholm; updates due within a day of eight hours."""
OWNED = escalation(State.IN_PROGRESS, owner="U0SAM")
UPDATE = clocks.start(Kind.UPDATE, OWNED, POLICY, NOW)
"""Begun on Monday at ten, due on Tuesday at ten."""
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def local(text: str) -> datetime:
    """`tue 12:30` of that week, as the team's clocks show it."""
    day, _, hour = text.partition(" ")
    number = 23 + ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].index(day[:3])
    return datetime.fromisoformat(f"2026-11-{number}T{hour}").replace(tzinfo=STOCKHOLM).astimezone(UTC)


def now() -> datetime:
    """The time that a frozen clock shows."""
    return datetime.now(UTC)


@pytest.mark.parametrize(
    ("step", "at", "to"),
    [
        (0, "mon 16:00", Audience.OWNER),
        (1, "tue 10:00", Audience.OWNER),
        (2, "tue 14:00", Audience.TEAM),
        (3, "wed 10:00", Audience.LEADS),
        (4, "thu 10:00", Audience.MANAGERS),
        (5, "fri 10:00", Audience.MANAGERS),
    ],
)
def test_each_step_comes_at_its_share_of_the_target_in_working_time(step: int, at: str, to: Audience) -> None:
    found = reminders.ladder(replace(UPDATE, step=step), OWNED, POLICY).next()
    assert found
    assert (found.at, found.to, found.soon) == (local(at), to, step == 0)


@pytest.mark.parametrize(
    ("when", "step", "to", "owner_too"),
    [
        ("mon 15:59", None, None, False),
        ("mon 16:00", 1, Audience.OWNER, False),
        ("tue 10:00", 2, Audience.OWNER, False),
        ("tue 16:00", 3, Audience.TEAM, True),
        ("thu 12:00", 5, Audience.MANAGERS, True),
    ],
)
def test_what_was_missed_is_caught_up_by_the_newest_reminder_alone(
    when: str, step: int | None, to: Audience | None, owner_too: bool
) -> None:
    with freeze_time(local(when)):
        found = reminders.due(OWNED, [UPDATE], POLICY, now())
    assert [(each.step, each.to, each.owner_too) for each in found] == ([(step, to, owner_too)] if step else [])


def repeating(text: str) -> Policy:
    """The usual ladder, whose last step comes again after that."""
    *steps, last = POLICY.reminders.steps
    again = replace(last, repeat=Span.parse(text))
    return replace(POLICY, reminders=replace(POLICY.reminders, steps=(*steps, again)))


REPEATS = ["30m", "4h", "1d", "2d"]


@pytest.mark.parametrize("repeat", REPEATS)
def test_the_last_step_comes_again_each_time_so_much_work_is_over(repeat: str) -> None:
    ladder = reminders.ladder(UPDATE, OWNED, repeating(repeat))
    given = [found.at for number in range(5, 60) if (found := ladder.reminder(number))]
    assert all(ladder.calendar.add(a, Span.parse(repeat)) == b for a, b in pairwise(given))


@given(st.timedeltas(timedelta(), timedelta(days=40)), st.integers(0, 9), st.sampled_from(REPEATS))
def test_after_however_long_it_is_as_if_each_had_been_looked_at(late: timedelta, step: int, repeat: str) -> None:
    ladder = reminders.ladder(replace(UPDATE, step=step), OWNED, repeating(repeat))
    passed = []
    for number in range(step + 1, 1000):
        found = ladder.reminder(number)
        if found is None or found.at > NOW + late:
            break
        passed.append(found)
    missed = any(each.to is Audience.OWNER for each in passed[:-1])
    newest = replace(passed[-1], owner_too=missed and passed[-1].to is not Audience.OWNER) if passed else None
    assert ladder.newest(NOW + late) == newest


def test_due_soon_is_for_an_owner_only() -> None:
    unowned = escalation(State.REQUESTED)
    clock = clocks.start(Kind.ACKNOWLEDGE, unowned, POLICY, NOW)
    found = reminders.ladder(clock, unowned, POLICY).next()
    assert found
    assert (found.step, found.at, found.soon) == (2, clock.due, False)


def test_a_ladder_without_repeats_ends() -> None:
    quiet = replace(POLICY, reminders=Reminders(steps=Reminders().steps[:2]))
    assert reminders.ladder(replace(UPDATE, step=3), OWNED, quiet).next() is None
    assert reminders.wake_at(OWNED, [replace(UPDATE, step=3)], quiet) is None


def test_what_is_snoozed_or_rests_is_not_asked_for() -> None:
    late = local("tue 12:00")
    assert reminders.due(OWNED, [clocks.stop(UPDATE, late)], POLICY, late) == []
    snoozed = replace(UPDATE, snoozed_until=local("tue 15:00"))
    assert reminders.due(OWNED, [snoozed], POLICY, late) == []
    assert reminders.due(OWNED, [snoozed], POLICY, local("tue 15:00"))
    assert reminders.wake_at(OWNED, [snoozed], POLICY) == local("tue 15:00")


@pytest.mark.parametrize(
    ("wanted", "owner", "away", "to"),
    [
        (Audience.OWNER, "U0SAM", (), Audience.OWNER),
        (Audience.OWNER, None, (), Audience.TEAM),
        (Audience.OWNER, "U0SAM", ("U0SAM",), Audience.TEAM),
        (Audience.LEADS, "U0SAM", ("U0LENA",), Audience.LEADS),
        (Audience.LEADS, "U0SAM", ("U0LENA", "U0OLGA"), Audience.MANAGERS),
    ],
)
def test_where_nobody_is_there_it_goes_one_step_up(
    wanted: Audience, owner: str | None, away: tuple[str, ...], to: Audience
) -> None:
    found = escalation(State.IN_PROGRESS, owner=owner)
    assert reminders.audience(wanted, found, POLICY.teams["soc"], away) is to


@pytest.mark.parametrize("wanted", list(Audience))
def test_at_night_only_those_on_duty_are_asked_in_the_teams_thread(wanted: Audience) -> None:
    assert reminders.audience(wanted, OWNED, POLICY.teams["soc"], (), at_night=True) is Audience.TEAM


def test_a_team_without_managers_asks_its_leads() -> None:
    assert reminders.audience(Audience.MANAGERS, OWNED, team(), ()) is Audience.LEADS


@pytest.mark.parametrize(
    ("state", "nudged", "at"),
    [
        (State.ASKED, 0, "tue 10:00"),
        (State.ASKED, 1, "thu 10:00"),
        (State.RESOLVED, 0, "tue 10:00"),
        (State.RESOLVED, 1, "thu 10:00"),
        (State.REQUESTED, 0, None),
    ],
)
def test_the_requester_is_reminded_once_and_then_it_ends(state: State, nudged: int, at: str | None) -> None:
    found = reminders.nudge_at(escalation(state, nudged=nudged), POLICY)
    assert found == (local(at) if at else None)


def test_what_is_held_is_asked_about_when_its_day_comes_and_each_working_day_after() -> None:
    held = escalation(State.HELD, owner="U0SAM", held_until=local("fri 17:00"))
    assert reminders.wake_at(held, [], POLICY) == local("fri 17:00")
    tuesday = local("tue 09:00") + timedelta(days=7)  # the evening counts to Monday
    assert reminders.wake_at(replace(held, nudged=1), [], POLICY) == tuesday


def test_round_the_clock_is_for_what_a_member_accepted_where_somebody_is_on_duty() -> None:
    critical = {Impact.CRITICAL: Targets(Span.parse("30m"), Span.parse("2h"), Span.parse("1d"), round_the_clock=True)}
    day_and_night = replace(POLICY, impacts=critical)
    evening = local("mon 16:30")
    asked = escalation(State.REQUESTED, impact=Impact.CRITICAL)
    taken = escalation(State.IN_PROGRESS, impact=Impact.CRITICAL, owner="U0SAM")
    assert clocks.start(Kind.UPDATE, asked, day_and_night, evening).due == local("tue 10:30")
    assert clocks.start(Kind.UPDATE, taken, day_and_night, evening).due == local("mon 18:30")
    nobody = replace(day_and_night, teams={"soc": team()})
    assert clocks.start(Kind.UPDATE, taken, nobody, evening).due == local("tue 10:30")


def test_a_look_at_night_is_put_off_until_work_begins() -> None:
    calendar = POLICY.teams["soc"].calendar
    assert reminders.opening(calendar, local("mon 20:00")) - local("tue 09:00") < timedelta(seconds=1)
    assert reminders.opening(calendar, local("mon 12:00")) == local("mon 12:00")


def test_a_clock_that_was_never_met_is_found_by_its_wake_up_time() -> None:
    assert reminders.wake_at(OWNED, [UPDATE, Clock(Kind.VERIFY, NOW, NOW)], POLICY) == local("mon 16:00")


def test_the_next_look_is_at_the_earliest_of_what_runs() -> None:
    late, over = replace(UPDATE, step=1), clocks.stop(UPDATE, NOW)
    assert reminders.wake_at(OWNED, [late, over], POLICY) == local("tue 10:00")
    assert reminders.wake_at(OWNED, [late, UPDATE], POLICY) == local("mon 16:00")
    assert reminders.wake_at(OWNED, [over], POLICY) is None
