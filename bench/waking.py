"""Waking what is due: one look of the bot's own clock, at a hundred that are due among few open ones, and at a hundred
among many. The ratio says whether many cost more."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bench.databases import Database
from bench.report import Figure, at_most
from bench.rows import DUE, FEW, NOW, WORKSPACE, fill, policy
from escalation_bot.desk.desk import Desk
from escalation_bot.domain.people import Person
from escalation_bot.jobs.clock import Clockwork
from escalation_bot.store import db, queues

MANY = 100_000 if os.environ.get("BENCH_QUICK") else 1_000_000
"""How many are open; fewer where a quick answer is wanted."""
ROUNDS, WARM_UP = 35, 4


async def waking(database: Database) -> list[Figure]:
    """Both in turns, so that what else this machine does falls on both: each turn has a ratio of its own."""
    async with AsyncExitStack() as stack:
        few = await stack.enter_async_context(_sleepers(database.another("few"), FEW))
        many = await stack.enter_async_context(_sleepers(database.another("many"), MANY))
        os.sync()  # what was filled in is not to be written while it is measured
        taken = [(await few.wake(), await many.wake()) for _ in range(ROUNDS)][WARM_UP:]
    ratio = median(among_many / among_few for among_few, among_many in taken)
    spent = median(among_many for _, among_many in taken)
    what = f"bot on {database.name}: waking {DUE} due among {MANY:,} open"
    return [at_most(what, ratio, 1.5, f" × among {FEW:,}", f"{spent * 1000:.0f} ms")]


@asynccontextmanager
async def _sleepers(url: str, count: int) -> AsyncIterator[Sleepers]:
    await fill(url, count)
    opened = db.Database(url)
    yield Sleepers(opened)
    await opened.close()


class Sleepers:
    """A database full of open escalations, and the bot's clock. No word is due yet, so each look ends in sleep."""

    def __init__(self, opened: db.Database) -> None:
        self._db = opened
        desk = Desk(opened, WORKSPACE, policy(), Still(), lambda: None)
        self._clock = Clockwork(desk, _somebody, "bench", lambda _: None, lambda _audience, _number: None)

    async def wake(self) -> float:
        """Seconds for one look, in which each that is due is claimed, looked at and put to sleep again."""
        async with self._db.write(WORKSPACE, NOW) as tx:
            for number in range(1, DUE + 1):
                await queues.sleep_until(tx, number, NOW - timedelta(minutes=1))
        began = time.perf_counter()
        await self._clock.round()
        took = time.perf_counter() - began
        async with self._db.read(WORKSPACE, NOW) as tx:
            if await queues.due(tx, 1):
                raise RuntimeError("one was not put to sleep")
        return took


@dataclass(frozen=True)
class Still:
    """A clock that stands."""

    def now(self) -> datetime:
        """Always the same."""
        return NOW

    async def sleep(self, seconds: float) -> None:
        """Nobody has to."""


async def _somebody(user: str) -> Person:
    return Person(user)
