"""Databases as full as a measurement wants them: open escalations, a hundred of them due, copied by the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Insert, Integer, String, Table, bindparam, cast, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from escalation_bot.domain.clocks import Kind
from escalation_bot.domain.escalation import State
from escalation_bot.domain.policy import Policy
from escalation_bot.policy_file import load_policy
from escalation_bot.store.db import async_url
from escalation_bot.store.migrate import migrate
from escalation_bot.store.tables import ClockRow, EscalationRow

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday, ten o'clock where the team is."""
WORKSPACE, TEAM = "T0BENCH", "soc"
DUE, FEW = 100, 1_000
_SLEEPING = FEW - DUE
_HURRY = {"sqlite": ("PRAGMA synchronous=OFF", "PRAGMA cache_size=-200000")}
_SETTLE = {"postgresql": ("VACUUM ANALYZE", "CHECKPOINT")}
"""What the database would else do while it is measured."""
_STATES = ((State.REQUESTED, None), (State.ASKED, None), (State.IN_PROGRESS, "U0SAM"))


def policy() -> Policy:
    """The benchmark's."""
    return load_policy(Path(__file__).parent / "policy.yml")


async def fill(url: str, count: int, *, late: bool = False) -> None:
    """Makes the tables, and so many open escalations with a clock each: FEW or more, in steps of FEW less DUE. The
    first DUE need a look now; their words are due later, unless `late`: then half of all words are overdue."""
    await migrate(url)
    engine = create_async_engine(async_url(url))
    try:
        async with engine.begin() as connection:
            for statement in _HURRY.get(engine.dialect.name, ()):
                await connection.exec_driver_sql(statement)
            await _write(connection, count, late=late)
        async with engine.connect() as plain:
            connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
            for statement in _SETTLE.get(engine.dialect.name, ()):
                await connection.exec_driver_sql(statement)
    finally:
        await engine.dispose()


async def _write(connection: AsyncConnection, count: int, *, late: bool) -> None:
    await connection.execute(insert(EscalationRow), [_escalation(number) for number in range(1, FEW + 1)])
    await connection.execute(insert(ClockRow), [_clock(number, late=late) for number in range(1, FEW + 1)])
    if steps := [{"by": by} for by in range(_SLEEPING, count - FEW + 1, _SLEEPING)]:
        for statement in _copies():
            await connection.execute(statement, steps)


def _escalation(number: int) -> Mapping[str, Any]:
    at = NOW - timedelta(minutes=1) if number <= DUE else NOW + timedelta(hours=1, seconds=number)
    state, owner = _STATES[number % len(_STATES)]
    plain = {"workspace": WORKSPACE, "team": TEAM, "motive": "deal", "impact": "major", "state": state, "owner": owner}
    people = {"requester": "U0ANNA", "by_whom": "U0ANNA", "channel": "C0HELPSOC"}
    asked = {"arrived": NOW - timedelta(hours=1), "since": NOW - timedelta(hours=1)}
    return {**plain, **people, **asked, "id": number, "number": number, "ticket": f"SOC-{number}", "wake_at": at}


def _clock(number: int, *, late: bool) -> Mapping[str, Any]:
    due = NOW + timedelta(hours=number % 48 - 24 if late else 4)
    kind = {"kind": Kind.ACKNOWLEDGE, "step": 0, "met": False}
    return {**kind, "escalation": number, "workspace": WORKSPACE, "started": NOW - timedelta(hours=25), "due": due}


def _copies() -> Iterable[Insert]:
    """Those that sleep once more, `by` numbers further on."""
    escalation, clock = _table(EscalationRow), _table(ClockRow)
    by = bindparam("by", type_=Integer)
    number = escalation.c.number + by
    yield _copy(escalation, "id", id=escalation.c.id + by, number=number, ticket="SOC-" + cast(number, String))
    yield _copy(clock, "escalation", escalation=clock.c.escalation + by)


def _copy(table: Table, key: str, **other: ColumnElement[Any]) -> Insert:
    chosen = select(*[other.get(column.name, column) for column in table.c])
    sleeping = chosen.where(table.c[key].between(DUE + 1, FEW))
    return insert(table).from_select([column.name for column in table.c], sleeping)


def _table(row: Any) -> Table:
    found: Table = row.__table__
    return found
