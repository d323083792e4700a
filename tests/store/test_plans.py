"""What is asked again and again is found by an index that leads to it, however much a workspace has: SQLite keeps no
statistics, and thinks that a workspace has ten of everything."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event

from escalation_bot.domain.delivery import NOT_SENT
from escalation_bot.domain.policy import Audience
from escalation_bot.store import inbox, outbox, queues, reminders, sending, waking
from escalation_bot.store.db import Database, Tx
from escalation_bot.store.reminders import Recipient

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SAM = Recipient(Audience.OWNER, "", "U0SAM")
TEAM = Recipient(Audience.TEAM, "soc", "")
Ask = Callable[[Tx], Awaitable[Any]]
EACH_LOOK: dict[str, Ask] = {
    "what needs a look": lambda tx: queues.due(tx, 10),
    "who waits to be told": reminders.recipients,
    "what waits for somebody": lambda tx: reminders.waiting(tx, SAM),
    "what waits for a team": lambda tx: reminders.waiting(tx, TEAM),
    "what somebody owes": lambda tx: reminders.unanswered(tx, SAM),
    "what somebody was told last": lambda tx: reminders.newest_message(tx, SAM),
    "what a team was told": lambda tx: reminders.messages_since(tx, TEAM, NOW),
    "the lanes": sending.lanes,
    "the next in a lane": lambda tx: sending.head(tx, "C0SOCQUEUE"),
}
EACH_START: dict[str, Ask] = {"what is to be reckoned": lambda tx: waking.open_after(tx, 25, 25)}
EACH_SCRAPE: dict[str, Ask] = {
    "looks overdue": waking.overdue,
    "the oldest event": inbox.oldest,
    "the oldest delivery": outbox.oldest,
    "what is not sent": lambda tx: outbox.count_by_status(tx, NOT_SENT),
}
ALL = EACH_LOOK | EACH_START | EACH_SCRAPE


async def plans(database: Database, ask: Ask) -> list[str]:
    """How SQLite goes about it."""
    asked: list[tuple[str, Any]] = []

    def note(_1: object, _2: object, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    engine = database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    async with database.read("T1", NOW) as tx:
        await ask(tx)
        event.remove(engine, "before_cursor_execute", note)
        connection = await tx.session.connection()
        found = [await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}", values) for each, values in asked]
    return [step.detail for steps in found for step in steps]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("what", ALL)
async def test_an_index_leads_to_it(database: Database, what: str) -> None:
    steps = await plans(database, ALL[what])
    assert any(step.startswith("SEARCH") for step in steps)
    assert [step for step in steps if re.search(r"^SCAN (?!CONSTANT|\(subquery)|\(workspace=\?\)", step)] == []
