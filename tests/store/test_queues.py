"""The queue as the database sorts it: the order of the rules, and a place in it without reading it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.domain.order import Scales
from escalation_bot.domain.policy import Impact, Motive
from escalation_bot.store import escalations, queues
from escalation_bot.store.db import Database
from tests.domain.samples import NOW, escalation, policy, team

POLICY = policy(team(), motives={"deal": Motive("Important deal"), "safety": Motive("Safety", weight=50)})
SCALES = Scales(POLICY, POLICY.teams["soc"], NOW)


def anything(number: int, chance: random.Random) -> Escalation:
    """One that waits, of any weight; many weigh the same, and some came at the same moment."""
    return escalation(
        id=number,
        number=number,
        ticket=f"SOC-{number}",
        view=None,
        state=State.ASKED if chance.random() < 0.2 else State.REQUESTED,
        motive=chance.choice(["deal", "safety", "one that is gone"]),
        impact=chance.choice(list(Impact)),
        by=chance.choice([None, SCALES.today + timedelta(days=chance.randrange(-20, 20))]),
        arrived=NOW
        - timedelta(minutes=chance.choice([0, 17, chance.randrange(60_000)]), microseconds=chance.randrange(3)),
        affected=chance.choice([None, chance.randrange(2000)]),
        value=chance.choice([None, chance.randrange(10**6)]),
        stepped_down=chance.randrange(3),
        lift=chance.choice([0, 0, -7, 12]),
        incident=chance.random() < 0.1,
        first_in_line=chance.random() < 0.1,
    )


@pytest.mark.parametrize("seed", range(3))
async def test_the_database_sorts_as_the_rules_do(database: Database, seed: int) -> None:
    chance = random.Random(seed)
    async with database.write("T1", NOW) as tx:
        waiting = [anything(number, chance) for number in range(1, 60)]
        waiting = [replace(one, id=await escalations.create(tx, one)) for one in waiting]
    expected = SCALES.line(waiting)
    async with database.read("T1", NOW) as tx:
        found = await queues.in_line(tx, SCALES, limit=100)
        places = [await queues.place(tx, SCALES, one) for one in expected]
    assert found == expected
    assert [place.number for place in places] == [*range(1, 60)]
    assert [place.next_ones for place in places] == [tuple(expected[n : n + 3]) for n in range(1, 60)]
