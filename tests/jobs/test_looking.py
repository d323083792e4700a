"""The clock looks at what is due, several in one transaction; one that fails holds up no other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from escalation_bot.desk.desk import Desk
from escalation_bot.desk.verbs import act
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import Person
from escalation_bot.jobs.clock import TOGETHER, Clockwork
from escalation_bot.store import queues, waking
from escalation_bot.store.db import Database
from tests.domain.cast import CAST, POLICY
from tests.jobs.test_reckoning import asked, minutes_later

WATCH = minutes_later(5)


async def person(user: str) -> Person:
    """Nobody is away; of one of them nothing can be found out, for a reason that is a mistake of ours."""
    if user == CAST["M"].id:
        raise KeyError(user)
    return Person(user)


async def due(database: Database) -> list[int]:
    """What waits for a look."""
    async with database.read("T1", WATCH.now()) as tx:
        return [found.id for found in await queues.due(tx, 100)]


async def all_due(database: Database, numbers: Sequence[int]) -> None:
    """As after a start with another policy."""
    async with database.write("T1", WATCH.now()) as tx:
        await waking.move(tx, dict.fromkeys(numbers, tx.now))


@pytest.mark.parametrize("bad", [0, TOGETHER])
async def test_one_that_cannot_be_looked_at_is_left_and_all_others_are_seen_to(database: Database, bad: int) -> None:
    numbers = await asked(database, [f"SOC-{number}" for number in range(TOGETHER + 2)])
    async with database.write("T1", WATCH.now()) as tx:
        await act(tx, POLICY, CAST["M"], Verb.TAKE, numbers[bad])
    await all_due(database, numbers)
    counted: list[str] = []
    desk = Desk(database, "T1", POLICY, WATCH, lambda: None)
    clock = Clockwork(desk, person, "one", lambda _: counted.append("looked"), lambda *_: None)
    await clock.round()
    assert await due(database) == [numbers[bad]]
    assert counted == ["looked"]
