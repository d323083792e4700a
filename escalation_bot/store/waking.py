"""When escalations need a look: all open ones in batches, and those that nobody has looked at in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, update
from sqlmodel import col, select

from escalation_bot.domain.clocks import Clock
from escalation_bot.domain.delivery import UNSETTLED
from escalation_bot.domain.escalation import Escalation
from escalation_bot.store.care import everywhere
from escalation_bot.store.db import Tx
from escalation_bot.store.escalations import ENDED_NAMES, _clock, value
from escalation_bot.store.tables import ClockRow, EscalationRow, IntentRow
from escalation_bot.store.traffic import OutboxRow, ReminderRow

Open = tuple[Escalation, tuple[Clock, ...]]
"""An open escalation with its clocks."""
LATE = timedelta(minutes=1)
"""A look that is late by more says that no clock runs."""


async def open_after(tx: Tx, after: int, limit: int) -> list[Open]:
    """The next open ones by number."""
    statement = select(EscalationRow).where(*_open(tx), col(EscalationRow.number) > after)
    return await _with_clocks(tx, statement.order_by(col(EscalationRow.number)).limit(limit))


async def still(tx: Tx, seen: Sequence[Open]) -> list[Open]:
    """Those of them that nobody has changed since, held by this transaction."""
    statement = select(EscalationRow).where(*_open(tx), col(EscalationRow.id).in_([each.id for each, _ in seen]))
    return [each for each in await _with_clocks(tx, statement.with_for_update()) if each in seen]


def _open(tx: Tx) -> tuple[ColumnElement[bool], ...]:
    return (col(EscalationRow.workspace) == tx.workspace, col(EscalationRow.state).not_in(ENDED_NAMES))


async def _with_clocks(tx: Tx, statement: Any) -> list[Open]:
    found = [value(row) for row in await tx.session.exec(statement)]
    clocks = defaultdict(list)
    about = select(ClockRow).where(col(ClockRow.escalation).in_([each.id for each in found]))
    for row in await tx.session.exec(about.order_by(col(ClockRow.kind))):
        clocks[row.escalation].append(_clock(row))
    return [(each, tuple(clocks[each.id])) for each in found]


async def move(tx: Tx, times: Mapping[int, datetime | None]) -> None:
    """Notes when these need a look."""
    if times:
        table = EscalationRow.__table__  # type: ignore[attr-defined]  # SQLModel does not say that a table has one
        statement = update(table).where(table.c.id == bindparam("which")).values(wake_at=bindparam("until"))
        values = [{"which": number, "until": at} for number, at in times.items()]
        await (await tx.session.connection()).execute(statement, values)


async def upcoming(tx: Tx) -> datetime | None:
    """The next moment at which something here is to be done, or was to be done and is not yet; None when nothing is."""
    told = (col(ReminderRow.delivery).is_(None), col(ReminderRow.answered).is_(None))
    moments = (
        select(func.min(EscalationRow.wake_at)).where(col(EscalationRow.workspace) == tx.workspace),
        select(func.min(IntentRow.due)).where(col(IntentRow.workspace) == tx.workspace, IntentRow.status == "waiting"),
        select(func.min(ReminderRow.at)).where(col(ReminderRow.workspace) == tx.workspace, *told),
        select(func.min(OutboxRow.not_before)).where(
            col(OutboxRow.workspace) == tx.workspace, col(OutboxRow.status).in_([str(each) for each in UNSETTLED])
        ),
    )
    found = [(await tx.session.exec(each)).one() for each in moments]
    return min((at for at in found if at), default=None)


async def overdue(tx: Tx) -> tuple[int, datetime | None]:
    """How many should have been looked at more than a minute ago, in all workspaces, and the oldest's time."""
    statement = select(func.count(col(EscalationRow.id)), func.min(EscalationRow.wake_at))
    late = (everywhere(EscalationRow.workspace), col(EscalationRow.wake_at) < tx.now - LATE)
    number, oldest = (await tx.session.exec(statement.where(*late))).one()
    return number, oldest
