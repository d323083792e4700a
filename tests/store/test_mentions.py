"""How often somebody is mentioned on a day: counted once for each delivery, whoever sends it and however often."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta

from escalation_bot.domain.delivery import Delivery, Kind, Pending, Status
from escalation_bot.store import mentions, outbox, sending
from escalation_bot.store.db import Database, Tx

MONDAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANNA, SAM = "U0ANNA", "U0SAM"
NOBODY: frozenset[str] = frozenset()


@asynccontextmanager
async def writing(database: Database) -> AsyncIterator[Tx]:
    """A transaction of one workspace."""
    async with database.write("T0", NOW) as tx:
        yield tx


async def delivery(database: Database) -> int:
    """Something to be posted."""
    async with writing(database) as tx:
        return await outbox.add_one(tx, Delivery(Kind.POST, "C0", "says"))


async def spend(
    database: Database, number: int, *wanted: str, day: date = MONDAY, most: int = 2, whatever: tuple[str, ...] = ()
) -> frozenset[str]:
    """Whom that delivery may not mention."""
    async with writing(database) as tx:
        return await mentions.spend(tx, number, {each: None if each in whatever else most for each in wanted}, day)


async def counted(database: Database, person: str = ANNA, day: date = MONDAY) -> int:
    """How often somebody was mentioned."""
    async with writing(database) as tx:
        return await mentions.counted(tx, person, day)


async def settled(database: Database, number: int, seen: Status, to: Status) -> None:
    """The sender says what became of it."""
    async with writing(database) as tx:
        found = await outbox.one(tx, number)
        assert found
        await sending.settle(tx, found, seen, "on its way")
        begun: Pending | None = await outbox.one(tx, number)
        assert begun
        await sending.settle(tx, begun, to, "for a reason")


async def test_nobody_is_mentioned_more_often_on_a_day_than_the_policy_says(database: Database) -> None:
    assert await spend(database, await delivery(database), ANNA) == NOBODY
    assert await spend(database, await delivery(database), ANNA, SAM) == NOBODY
    assert await spend(database, await delivery(database), ANNA, SAM) == {ANNA}
    assert (await counted(database), await counted(database, SAM)) == (2, 2)
    assert await spend(database, await delivery(database), ANNA, day=TUESDAY) == NOBODY


async def test_where_none_is_allowed_nobody_is_mentioned(database: Database) -> None:
    assert await spend(database, await delivery(database), ANNA, most=0) == {ANNA}


async def test_what_is_sent_again_on_the_same_day_counts_once_and_says_the_same(database: Database) -> None:
    first, second = await delivery(database), await delivery(database)
    for _ in range(3):
        assert await spend(database, first, ANNA, most=1) == NOBODY
        assert await spend(database, second, ANNA, most=1) == {ANNA}
    assert await counted(database) == 1


async def test_what_goes_out_on_a_later_day_counts_on_that_day(database: Database) -> None:
    number = await delivery(database)
    await spend(database, number, ANNA)
    await spend(database, number, ANNA, day=TUESDAY)
    assert (await counted(database), await counted(database, day=TUESDAY)) == (0, 1)


async def test_the_mention_by_which_somebody_follows_is_counted_and_never_left_out(database: Database) -> None:
    for _ in range(3):
        assert await spend(database, await delivery(database), ANNA, most=1, whatever=(ANNA,)) == NOBODY
    assert await counted(database) == 3
    assert await spend(database, await delivery(database), ANNA, most=3) == {ANNA}


async def test_what_is_not_sent_after_all_mentioned_nobody(database: Database) -> None:
    for to in (Status.SET_ASIDE, Status.DROPPED):
        number = await delivery(database)
        await spend(database, number, ANNA)
        await settled(database, number, Status.CALLING, to)
        assert await counted(database) == 0


async def test_what_may_have_been_sent_stays_counted(database: Database) -> None:
    number = await delivery(database)
    await spend(database, number, ANNA)
    await settled(database, number, Status.UNKNOWN, Status.SET_ASIDE)
    assert await counted(database) == 1


async def test_many_at_once_stay_within_it(database: Database) -> None:
    numbers = [await delivery(database) for _ in range(6)]
    answers = await asyncio.gather(*(spend(database, number, ANNA, SAM, most=3) for number in numbers))
    assert sorted(map(len, answers)) == [0, 0, 0, 2, 2, 2]
    assert (await counted(database), await counted(database, SAM)) == (3, 3)


async def test_days_that_are_over_are_forgotten(database: Database) -> None:
    number = await delivery(database)
    await spend(database, number, ANNA)
    async with writing(database) as tx:
        await mentions.forget_before(tx, TUESDAY)
    assert await counted(database) == 0
    async with writing(database) as tx:
        await mentions.give_back(tx, number)
    assert await counted(database) == 0
