"""Anything goes: account managers, members, leads and others do whatever they like, in any order, and what has to hold
holds after each step. With `ANYTHING_GOES=5000` in the environment it takes so many steps, other ones every time.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import product
from zlib import crc32

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from escalation_bot.domain.policy import LimitMode
from tests.desk.stage import stage
from tests.desk.story import AnythingGoes

LONG = int(os.environ.get("ANYTHING_GOES", "0"))
STEPS, STORIES = (100, max(2, LONG // 100)) if LONG else (25, 5)
"""After how many steps everything begins anew, and how often. The first story is Hypothesis's simplest."""
FEW = [("postgresql", LimitMode.HARD), ("sqlite", LimitMode.SOFT), ("sqlite", LimitMode.OBSERVE)]
VARIANTS = list(product(("sqlite", "postgresql"), LimitMode)) if LONG else FEW
SETTINGS = settings(
    max_examples=STORIES,
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    report_multiple_bugs=False,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.timeout(0 if LONG else 600)  # where it fails, the shortest story that does is looked for
@pytest.mark.parametrize(("database_url", "mode"), VARIANTS, indirect=["database_url"])
def test_whatever_people_do_the_desk_stays_in_order(
    database_url: str, mode: LimitMode, request: pytest.FixtureRequest
) -> None:
    with stage(database_url, mode) as made:

        def story() -> AnythingGoes:
            return AnythingGoes(made)

        told: Callable[[], AnythingGoes] = story if LONG else seed(crc32(request.node.name.encode()))(story)
        run_state_machine_as_test(told, settings=SETTINGS)  # type: ignore[arg-type]  # what makes one will do as well
