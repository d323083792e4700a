"""The inbox: events, each stored once before it is acked, and worked in order within its thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from escalation_bot.store.db import Tx
from escalation_bot.store.inserts import insert_once
from escalation_bot.store.traffic import InboxRow


@dataclass(frozen=True)
class Event:
    """An event as Slack sent it. `subject` names what adds and removes are about: person, message and emoji."""

    id: str
    lane: str
    thread: str
    subject: str
    ts: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Stored:
    """An event that waits in the inbox."""

    row: int
    event: Event
    received: datetime
    not_before: datetime
    attempts: int


async def store(tx: Tx, event: Event) -> bool:
    """Keeps an event; false if it came before (Slack delivers at least once)."""
    values = {
        "workspace": tx.workspace,
        "event_id": event.id,
        "lane": event.lane,
        "thread": event.thread,
        "subject": event.subject,
        "event_ts": event.ts,
        "payload": dict(event.payload),
        "received": tx.now,
        "not_before": tx.now,
        "attempts": 0,
        "status": "waiting",
    }
    return await insert_once(tx, InboxRow, values)


async def lanes(tx: Tx) -> list[str]:
    """The channels with events to work now."""
    due = (
        InboxRow.workspace == tx.workspace,
        InboxRow.status == "waiting",
        col(InboxRow.not_before) <= tx.now,
    )
    return list(await tx.session.exec(select(InboxRow.lane).where(*due).distinct()))


async def batch(tx: Tx, lane: str, limit: int = 50) -> list[Stored]:
    """The oldest events of a channel to be worked now, in the order in which they happened; none of a thread in which
    an earlier one waits for later."""
    earlier = aliased(InboxRow)
    held_up = select(earlier.id).where(
        earlier.workspace == tx.workspace,
        earlier.status == "waiting",
        earlier.thread == InboxRow.thread,
        col(earlier.event_ts) < col(InboxRow.event_ts),
        col(earlier.not_before) > tx.now,
    )
    statement = select(InboxRow).where(
        InboxRow.workspace == tx.workspace,
        InboxRow.status == "waiting",
        InboxRow.lane == lane,
        col(InboxRow.not_before) <= tx.now,
        ~held_up.exists(),
    )
    rows = await tx.session.exec(statement.order_by(InboxRow.event_ts, col(InboxRow.id)).limit(limit))
    return [_stored(row) for row in rows]


def _stored(row: InboxRow) -> Stored:
    event = Event(row.event_id, row.lane, row.thread, row.subject, row.event_ts, row.payload)
    return Stored(row.id or 0, event, row.received, row.not_before, row.attempts)


async def finish(tx: Tx, row: int, note: str | None = None) -> bool:
    """Marks an event done, in the transaction of its effect; false if somebody else did."""
    return await _move(tx, row, status="done", note=note, payload={})


async def later(tx: Tx, row: int, until: datetime, attempts: int, note: str) -> None:
    """Leaves an event for later."""
    await _move(tx, row, not_before=until, attempts=attempts, note=note)


async def set_aside(tx: Tx, row: int, note: str) -> None:
    """Gives an event up, visibly."""
    await _move(tx, row, status="set_aside", note=note)


async def _move(tx: Tx, row: int, **values: Any) -> bool:
    statement = update(InboxRow).where(col(InboxRow.id) == row, col(InboxRow.status) == "waiting").values(**values)
    return bool((await tx.session.exec(statement)).rowcount)


async def newer_done(tx: Tx, event: Event) -> bool:
    """Was a later event about the same subject worked already? Then this one is history."""
    statement = select(InboxRow.id).where(
        InboxRow.workspace == tx.workspace,
        InboxRow.subject == event.subject,
        InboxRow.status == "done",
        col(InboxRow.event_ts) > event.ts,
    )
    return (await tx.session.exec(statement)).first() is not None


async def expected(tx: Tx, channel: str, ts: str) -> bool:
    """Does the message that stands there wait in the inbox itself?"""
    statement = select(InboxRow.id).where(
        InboxRow.workspace == tx.workspace,
        InboxRow.lane == channel,
        InboxRow.event_ts == ts,
        InboxRow.status == "waiting",
        InboxRow.subject == "",
    )
    return (await tx.session.exec(statement)).first() is not None


async def forget_before(tx: Tx, moment: datetime) -> None:
    """Deletes what was done before that; Slack repeats an event for a few hours at most."""
    done = (col(InboxRow.status) == "done", col(InboxRow.received) < moment)
    await tx.session.exec(delete(InboxRow).where(*done))


async def oldest(tx: Tx) -> timedelta:
    """How long the oldest that waits has waited."""
    statement = select(func.min(InboxRow.received)).where(InboxRow.status == "waiting")
    first = (await tx.session.exec(statement)).one()
    return tx.now - first if first else timedelta()


async def count_by_status(tx: Tx) -> dict[str, int]:
    """How many events are in each status; for metrics and doctor."""
    statement = select(InboxRow.status, func.count()).group_by(InboxRow.status)
    return dict((await tx.session.exec(statement)).all())
