"""Once an hour the bot looks after its database, and says what people have to look into."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select, update

from escalation_bot.domain.delivery import Status
from escalation_bot.jobs.upkeep import EVERY, KEPT, Upkeep
from escalation_bot.sandbox import Clock
from escalation_bot.store import inbox, outbox, places
from escalation_bot.store.db import Database
from escalation_bot.store.inbox import Event
from escalation_bot.store.tables import TeamStateRow
from escalation_bot.store.traffic import InboxRow

HERE = "T1"
OPS = "C0OPS"


async def told(database: Database, clock: Clock) -> list[dict[str, object]]:
    """What was written for the operator."""
    async with database.read(HERE, clock.now()) as tx:
        return [dict(each.delivery.facts) for each in await outbox.listing(tx, *Status)]


async def prepared(database: Database, clock: Clock, counted: int) -> None:
    """A team whose counter says that, and which holds nothing."""
    async with database.write(HERE, clock.now()) as tx:
        await places.prepare(tx, ["soc", "del"])
        await tx.session.exec(update(TeamStateRow).where(col(TeamStateRow.team) == "soc").values(held=counted))


async def test_a_counter_that_is_off_is_told_to_the_operator_once_a_day(database: Database) -> None:
    clock = Clock()
    await prepared(database, clock, counted=3)
    upkeep = Upkeep(database, HERE, clock, lambda: OPS)
    await upkeep.round()
    clock.advance(EVERY)
    await upkeep.round()
    assert (await told(database, clock))[:1] == [{"team": "soc", "counted": 3, "seated": 0}]
    assert len(await told(database, clock)) <= 2  # the hour may have been the day's last


async def test_a_counter_that_is_right_is_worth_no_word(database: Database) -> None:
    clock = Clock()
    await prepared(database, clock, counted=0)
    await Upkeep(database, HERE, clock, lambda: OPS).round()
    assert await told(database, clock) == []


async def test_between_the_hours_nothing_is_looked_at(database: Database) -> None:
    clock = Clock()
    await prepared(database, clock, counted=0)
    upkeep = Upkeep(database, HERE, clock, lambda: OPS)
    await upkeep.round()
    await prepared(database, clock, counted=3)
    await upkeep.round()
    assert await told(database, clock) == []
    clock.advance(EVERY)
    await upkeep.round()
    assert len(await told(database, clock)) == 1


async def test_events_that_were_worked_are_forgotten_after_a_day_and_no_others(database: Database) -> None:
    clock = Clock()
    async with database.write(HERE, clock.now()) as tx:
        for name in ("worked", "waiting"):
            await inbox.store(tx, Event(name, "C1", "C1:1", "", "1.0", {"type": "message"}))
        row = (await tx.session.exec(select(InboxRow.id).where(InboxRow.event_id == "worked"))).one()
        assert await inbox.finish(tx, row or 0)
    clock.advance(KEPT + timedelta(minutes=1))
    await Upkeep(database, HERE, clock, lambda: None).round()
    async with database.read(HERE, clock.now()) as tx:
        assert list(await tx.session.exec(select(InboxRow.event_id))) == ["waiting"]
