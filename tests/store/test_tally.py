"""What is only counted: by day, kind and team."""

from __future__ import annotations

from datetime import UTC, datetime

from escalation_bot.store import tally
from escalation_bot.store.db import Database

MONDAY, NEXT = datetime(2026, 11, 22, 23, tzinfo=UTC), datetime(2026, 11, 29, 23, tzinfo=UTC)
"""The midnights in Stockholm between which a week lies."""


async def happens(database: Database, at: datetime, team: str = "soc") -> None:
    async with database.write("T0", at) as tx:
        await tally.count(tx, tally.AVOIDED, team)


async def test_a_week_has_its_own_days_and_its_own_team(database: Database) -> None:
    for at in (datetime(2026, 11, 22, 12, tzinfo=UTC), datetime(2026, 11, 30, 12, tzinfo=UTC)):
        await happens(database, at)
    assert await counted(database) == {}
    for at in (datetime(2026, 11, 23, 1, tzinfo=UTC), datetime(2026, 11, 29, 22, tzinfo=UTC)):
        await happens(database, at)
        await happens(database, at, "deliverability")
    assert await counted(database) == {"avoided": 2}


async def counted(database: Database) -> dict[str, int]:
    async with database.read("T0", NEXT) as tx:
        return dict(await tally.counted(tx, "soc", MONDAY, NEXT))
