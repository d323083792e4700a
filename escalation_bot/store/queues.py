"""The queues: what is open, in which order, who is before whom, and what needs a look now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, update
from sqlmodel import col, select

from escalation_bot.domain.escalation import WAITING, Escalation, State
from escalation_bot.store.db import Tx
from escalation_bot.store.escalations import ENDED_NAMES, value
from escalation_bot.store.tables import EscalationRow

_LINE = (col(EscalationRow.incident).desc(), col(EscalationRow.first_in_line).desc(), col(EscalationRow.arrived))
"""The order of a queue: incidents (R11), then what came back, then first come first (R1)."""


async def open_ones(
    tx: Tx,
    *,
    team: str | None = None,
    requester: str | None = None,
    owner: str | None = None,
    states: Collection[State] = (),
    late: bool = False,
    limit: int = 40,
    skip: int = 0,
) -> list[Escalation]:
    """Open escalations of a team, a requester or an owner, in the queue's order; only `late` ones owe a word now."""
    statement = select(EscalationRow).where(*_open(tx, team, requester, owner, states))
    if late:
        statement = statement.where(col(EscalationRow.next_by) < tx.now)
    rows = await tx.session.exec(statement.order_by(*_LINE, col(EscalationRow.id)).limit(limit).offset(skip))
    return [value(row) for row in rows]


async def due(tx: Tx, limit: int) -> list[Escalation]:
    """Those that need a look now, the longest overdue first; one indexed read."""
    needs = (EscalationRow.workspace == tx.workspace, col(EscalationRow.wake_at) <= tx.now)
    statement = select(EscalationRow).where(*needs).order_by(col(EscalationRow.wake_at)).limit(limit)
    return [value(row) for row in await tx.session.exec(statement)]


async def claim_due(tx: Tx, number: int) -> Escalation | None:
    """One that still needs a look, held by this transaction; None where another replica has it or was faster."""
    needs = (EscalationRow.id == number, col(EscalationRow.wake_at) <= tx.now)
    statement = select(EscalationRow).where(*needs).with_for_update(skip_locked=True)
    row = (await tx.session.exec(statement)).first()
    return value(row) if row else None


async def sleep_until(tx: Tx, number: int, until: datetime | None) -> None:
    """Notes when it next needs a look."""
    await tx.session.exec(update(EscalationRow).where(col(EscalationRow.id) == number).values(wake_at=until))


async def count_open(tx: Tx, team: str, states: Collection[State]) -> int:
    """How many of a team's are in these states."""
    statement = select(func.count(col(EscalationRow.id))).where(*_open(tx, team, None, None, states))
    return (await tx.session.exec(statement)).one()


async def count_late(tx: Tx, team: str) -> int:
    """How many of a team's open ones owe a word now."""
    late = (*_open(tx, team, None, None, ()), col(EscalationRow.next_by) < tx.now)
    return (await tx.session.exec(select(func.count(col(EscalationRow.id))).where(*late))).one()


async def to_decide(tx: Tx, team: str, limit: int) -> list[Escalation]:
    """Those of a team that wait for a lead: somebody would take it and no place is free, or an appeal."""
    wanted = or_(col(EscalationRow.wanted_by).is_not(None), col(EscalationRow.appeals) > 0)
    statement = select(EscalationRow).where(*_open(tx, team, None, None, WAITING), wanted)
    return [value(row) for row in await tx.session.exec(statement.order_by(*_LINE).limit(limit))]


async def ahead_of(tx: Tx, escalation: Escalation) -> int:
    """How many wait for an owner before this one in its team's queue."""
    waiting = _open(tx, escalation.team, None, None, WAITING)
    incident, first = col(EscalationRow.incident), col(EscalationRow.first_in_line)
    same_kind, same_line = incident.is_(escalation.incident), first.is_(escalation.first_in_line)
    before = or_(
        incident.is_(True) if not escalation.incident else false(),
        and_(same_kind, first.is_(True)) if not escalation.first_in_line else false(),
        and_(same_kind, same_line, col(EscalationRow.arrived) < escalation.arrived),
    )
    return (await tx.session.exec(select(func.count(col(EscalationRow.id))).where(*waiting, before))).one()


def _open(
    tx: Tx, team: str | None, requester: str | None, owner: str | None, states: Collection[State]
) -> list[ColumnElement[bool]]:
    wanted = [col(EscalationRow.workspace) == tx.workspace]
    named = [str(state) for state in states]
    wanted.append(col(EscalationRow.state).in_(named) if named else col(EscalationRow.state).not_in(ENDED_NAMES))
    for column, wish in (("team", team), ("requester", requester), ("owner", owner)):
        if wish is not None:
            wanted.append(col(getattr(EscalationRow, column)) == wish)
    return wanted
