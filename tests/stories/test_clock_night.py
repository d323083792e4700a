"""At night: what is round the clock is asked of those on duty, once a member has accepted it; all else waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from escalation_bot.domain.policy import Policy
from tests.stories.clocks import begins, heard, in_dm, until
from tests.stories.conftest import HERE, ONE_WAY, Office

CRITICAL = {"Business_impact": "Critical"}


def nobody_on_duty() -> Callable[[Policy], Policy]:
    """The team has no duty group."""
    return lambda policy: replace(policy, teams={**policy.teams, "soc": replace(policy.teams["soc"], duty=None)})


@ONE_WAY
async def test_what_is_round_the_clock_and_accepted_is_asked_of_those_on_duty(office: Office) -> None:
    await begins(office, "2026-11-23 16:00")
    card, _ = await office.asked(taken_by="sam", **CRITICAL)
    await until(office, "2026-11-23 17:35")
    assert heard(office) == {}, "at night nobody hears that a word is due soon"
    await until(office, "2026-11-23 18:00")
    asked = await office.person("sofia").sees("SOC-101", "update was due", in_="#soc-queue", thread=card)
    assert "@soc-duty:" in asked.text
    assert "group" in heard(office)["sofia"][0]
    await until(office, "2026-11-23 20:30")
    assert "sam" not in {name for name, words in heard(office).items() if "mention" in str(words)}


@HERE
async def test_what_nobody_has_accepted_waits_for_the_morning(office: Office) -> None:
    await begins(office, "2026-11-23 16:45")
    await office.asked(**CRITICAL)
    for moment in ("2026-11-23 17:20", "2026-11-24 03:00", "2026-11-24 08:58"):
        await until(office, moment)
        assert heard(office) == {}
    await until(office, "2026-11-24 09:15")
    assert "sam" in heard(office)


@HERE
@pytest.mark.parametrize("policy", [nobody_on_duty()], indirect=True)
async def test_where_nobody_is_on_duty_even_that_waits_for_the_morning(office: Office) -> None:
    await begins(office, "2026-11-23 16:00")
    await office.asked(taken_by="sam", **CRITICAL)
    for moment in ("2026-11-23 18:05", "2026-11-24 03:00", "2026-11-24 08:58"):
        await until(office, moment)
        assert heard(office) == {}
    await until(office, "2026-11-24 10:00")
    assert "update was due" in in_dm(office, "sam").text
