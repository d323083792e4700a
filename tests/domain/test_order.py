"""Who goes first: a sum that everybody can check, the same whoever asks, and nobody waits for ever."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.order import Scales
from escalation_bot.domain.policy import Impact, Motive
from tests.domain.samples import NOW, escalation, policy, team

POLICY = policy(team(), motives={"deal": Motive("Important deal"), "safety": Motive("Safety", weight=50)})
SCALES = Scales(POLICY, POLICY.teams["soc"], NOW)
TODAY = SCALES.today


def waiting(number: int = 1, **changes: Any) -> Escalation:
    """One that waits since now, and weighs nothing but its motive."""
    return escalation(**{"id": number, "arrived": NOW, "impact": Impact.LIMITED, "by": None, **changes})


def points(**changes: Any) -> dict[str, int]:
    """What its parts add."""
    return {part.what: part.points for part in SCALES.parts(waiting(**changes))}


ANY_ONE = st.builds(
    waiting,
    number=st.integers(1, 10**6),
    motive=st.sampled_from(["deal", "safety", "one that the policy has no more"]),
    impact=st.sampled_from(Impact),
    by=st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    arrived=st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 23), timezones=st.just(UTC)),  # noqa: DTZ001
    affected=st.none() | st.integers(0, 10**7),
    value=st.none() | st.integers(0, 10**12),
    stepped_down=st.integers(0, 5),
    lift=st.integers(-300, 300),
    incident=st.booleans(),
    first_in_line=st.booleans(),
)
QUEUES = st.lists(ANY_ONE, max_size=12, unique_by=lambda one: one.id)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"motive": "deal"}, {"motive": 20}),
        ({"motive": "safety"}, {"motive": 50}),
        ({"by": TODAY}, {"date": 30}),
        ({"by": TODAY - timedelta(days=3)}, {"date": 30}),
        ({"by": TODAY + timedelta(days=1)}, {"date": 27}),
        ({"by": TODAY + timedelta(days=9)}, {"date": 3}),
        ({"by": TODAY + timedelta(days=10)}, {}),
        ({"impact": Impact.CRITICAL}, {"impact": 40}),
        ({"affected": 9}, {}),
        ({"affected": 10}, {"affected": 5}),
        ({"affected": 5000}, {"affected": 20}),
        ({"value": 240_000}, {"value": 10}),
        ({"arrived": NOW - timedelta(hours=7, minutes=59)}, {}),
        ({"arrived": NOW - timedelta(hours=8)}, {"waited": 1}),
        ({"arrived": NOW - timedelta(days=4)}, {"waited": 12}),
        ({"stepped_down": 2}, {"stepped_down": 20}),
        ({"lift": -4}, {"lift": -4}),
    ],
)
def test_each_part_of_the_sum(changes: dict[str, Any], part: dict[str, int]) -> None:
    assert points(**changes) == {"motive": 20} | part


def test_incidents_go_before_all_then_what_came_back_then_what_weighs_more_then_who_came_first() -> None:
    later = NOW + timedelta(minutes=1)
    order = [
        waiting(5, incident=True),
        waiting(4, first_in_line=True),
        waiting(3, motive="safety", arrived=later),
        waiting(2),
        waiting(1, arrived=later),
    ]
    assert SCALES.line(reversed(order)) == order


@given(QUEUES, st.randoms())
def test_the_order_is_the_same_whoever_asks(queue: list[Escalation], chance: random.Random) -> None:
    shuffled = [*queue]
    chance.shuffle(shuffled)
    assert SCALES.line(shuffled) == SCALES.line(queue)


@given(QUEUES, ANY_ONE)
def test_a_newcomer_changes_nobody_elses_order(queue: list[Escalation], newcomer: Escalation) -> None:
    queue = [one for one in queue if one.id != newcomer.id]
    assert [one for one in SCALES.line([*queue, newcomer]) if one != newcomer] == SCALES.line(queue)


@given(ANY_ONE, ANY_ONE)
def test_what_the_team_lifts_stands_right_before_the_other(one: Escalation, other: Escalation) -> None:
    other = replace(other, id=one.id + 1, incident=one.incident, first_in_line=one.first_in_line)
    lifted = replace(one, lift=SCALES.lift(one, other))
    assert SCALES.line([other, lifted]) == [lifted, other]
    assert SCALES.points(lifted) - SCALES.points(other) in {0, 1}


BACKLOG, SERVED = 40, 4
"""How many wait when the year begins, and how many are served on a day."""


@pytest.mark.parametrize("seed", range(3))
def test_nobody_waits_for_ever(seed: int) -> None:
    """A year in which as much comes as can be served, all but one in ten of it weighing the most there is. The light
    ones wait, but no longer than until their waiting outweighs everything else and that day's backlog is served."""
    light = sorted(_a_years_light_ones(random.Random(seed)))
    heaviest = SCALES.points(waiting(**_HEAVY)) - SCALES.points(waiting())
    bound = heaviest / POLICY.order.waited + 2 * BACKLOG / SERVED
    middle, late = light[len(light) // 2], light[int(len(light) * 0.99)]
    print(f"\n{len(light)} light ones waited {middle} days (median), {late} (99th percentile), bound {bound:.0f}")  # noqa: T201  # `pytest -s` shows it
    assert late <= bound
    assert middle > BACKLOG / SERVED, "nothing had to wait for what weighs more, so this shows nothing"


_HEAVY: dict[str, Any] = {"motive": "safety", "impact": Impact.CRITICAL, "by": TODAY, "affected": 5000, "value": 10**6}


def _a_years_light_ones(chance: random.Random) -> list[int]:
    """How many days each light one has waited, those too that still wait in the end."""
    queue = [waiting(number, **_HEAVY) for number in range(1, BACKLOG + 1)]
    waited: list[int] = []
    for day in range(365):
        now = NOW + timedelta(days=day)
        scales = Scales(POLICY, POLICY.teams["soc"], now)
        for number in range(SERVED):
            weight = {} if chance.random() < 0.1 else {**_HEAVY, "by": scales.today}
            queue.append(waiting(1000 + SERVED * day + number, arrived=now, **weight))
        line = scales.line(queue)
        waited += [(now - one.arrived).days for one in line[:SERVED] if one.impact is Impact.LIMITED]
        queue = line[SERVED:]
    return waited + [(now - one.arrived).days for one in queue if one.impact is Impact.LIMITED]
