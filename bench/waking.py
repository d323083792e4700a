"""Waking what is due: 100 among few open escalations, and 100 among many. The ratio says whether many cost more."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.report import Figure, at_most
from escalation_bot.domain.clocks import Kind
from escalation_bot.store import escalations, queues
from escalation_bot.store.db import Database, Tx
from escalation_bot.store.inserts import insert_all
from escalation_bot.store.tables import ClockRow, EscalationRow

BASE = 10_000_000
"""Their ids begin here: what else is measured on the same database keeps its own."""
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DUE, FEW, ROUNDS, BATCH = 100, 1_000, 9, 1_000
SETTLES = 2
"""Seconds in which the disk takes what was filled in."""
MANY = 100_000 if os.environ.get("BENCH_QUICK") else 1_000_000
"""How many are open; fewer where a quick answer is wanted."""


async def waking(name: str, url: str) -> list[Figure]:
    """What it costs to find and claim the due ones, and to put them to sleep again, among many and among few."""
    db = Database(url)
    try:
        await _fill(db, 0, FEW)
        few = await _best(db)
        await _fill(db, FEW, MANY)
        await asyncio.sleep(SETTLES)
        many = await _best(db)
    finally:
        await db.close()
    what = f"bot on {name}: waking {DUE} due among {MANY:,} open"
    return [at_most(what, many / few, 1.5, f" × among {FEW:,}", f"{many * 1000:.0f} ms")]


async def _best(db: Database) -> float:
    """The round that others on this machine disturbed least."""
    await _round(db)  # the first warms up
    return min([await _round(db) for _ in range(ROUNDS)])


async def _round(db: Database) -> float:
    """Seconds for one round of the clock's own reads and writes."""
    began = time.perf_counter()
    async with db.read("BENCH", NOW) as tx:
        numbers = await queues.due(tx, DUE)
    for number in numbers:
        async with db.write("BENCH", NOW) as tx:
            found = await queues.claim_due(tx, number)
            await escalations.clocks(tx, number)
            await queues.sleep_until(tx, number, NOW + timedelta(days=1))
        if found is None:
            raise RuntimeError("somebody else works on this database")
    took = time.perf_counter() - began
    if len(numbers) != DUE:
        raise RuntimeError(f"{len(numbers)} were due, not {DUE}")
    await _due_again(db, numbers)
    return took


async def _due_again(db: Database, numbers: list[int]) -> None:
    async with db.write("BENCH", NOW) as tx:
        for number in numbers:
            await queues.sleep_until(tx, number, NOW - timedelta(minutes=1))


async def _fill(db: Database, first: int, last: int) -> None:
    """Open escalations with a clock each, in transactions of a bearable size; the first hundred of all are due."""
    for begin in range(first, last, BATCH):
        async with db.write("BENCH", NOW) as tx:
            await _insert(tx, range(begin + 1, begin + BATCH + 1))


async def _insert(tx: Tx, numbers: range) -> None:
    await insert_all(tx, EscalationRow, *[_escalation(number) for number in numbers])
    await insert_all(tx, ClockRow, *[_clock(number) for number in numbers])


def _escalation(number: int) -> Mapping[str, Any]:
    at = NOW - timedelta(minutes=1) if number <= DUE else NOW + timedelta(hours=1, seconds=number)
    plain = {"workspace": "BENCH", "team": "soc", "state": "requested", "motive": "deal", "impact": "major"}
    people = {"requester": "U0ANNA", "by_whom": "U0ANNA", "channel": "C0HELP", "arrived": NOW, "since": NOW}
    return {**plain, **people, "id": BASE + number, "number": number, "ticket": f"SOC-{number}", "wake_at": at}


def _clock(number: int) -> Mapping[str, Any]:
    kind = {"kind": str(Kind.ACKNOWLEDGE), "step": 0, "met": False}
    return {**kind, "escalation": BASE + number, "workspace": "BENCH", "started": NOW, "due": NOW}
