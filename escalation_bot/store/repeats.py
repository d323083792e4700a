"""What came before: the same ticket, customer or root cause (R54, R85, R131), and the lessons that are still owed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_
from sqlmodel import col, select

from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.store.db import Tx
from escalation_bot.store.escalations import value
from escalation_bot.store.tables import EscalationRow

SHOWN = 3
"""How many of those before are shown; the newest."""


async def before(tx: Tx, one: Escalation, since: datetime) -> list[Escalation]:
    """Earlier ones of the same ticket, whenever that was, and of the same customer `since` then; the newest first.

    Of a private one nobody learns here that it was there.
    """
    row = EscalationRow
    same = [col(row.ticket) == one.ticket]
    if one.customer_key:
        same.append(and_(col(row.customer_key) == one.customer_key, col(row.arrived) >= since))
    return await _newest(tx, or_(*same), col(row.id) < one.id)


async def by_cause(tx: Tx, one: Escalation, since: datetime) -> list[Escalation]:
    """Others with the same root cause since then; the newest first."""
    row = EscalationRow
    return await _newest(tx, col(row.cause) == one.cause, col(row.id) != one.id, col(row.arrived) >= since)


async def _newest(tx: Tx, *where: Any) -> list[Escalation]:
    here = (EscalationRow.workspace == tx.workspace, col(EscalationRow.private).is_(False))
    statement = select(EscalationRow).where(*here, *where).order_by(col(EscalationRow.id).desc()).limit(SHOWN)
    return [value(row) for row in await tx.session.exec(statement)]


async def owed_lessons(
    tx: Tx, *, owner: str | None = None, team: str | None = None, limit: int = SHOWN
) -> tuple[Sequence[Escalation], int]:
    """Closed ones of an owner or a team of which nobody has written what was learnt, the oldest first; and how many."""
    wanted: list[Any] = [EscalationRow.workspace == tx.workspace, col(EscalationRow.owes_lesson).is_(True)]
    wanted.append(col(EscalationRow.state) == State.CLOSED)
    wanted += [col(getattr(EscalationRow, name)) == of for name, of in (("owner", owner), ("team", team)) if of]
    counted = select(EscalationRow, func.count(col(EscalationRow.id)).over()).where(*wanted)
    found = (await tx.session.exec(counted.order_by(col(EscalationRow.since)).limit(limit))).all()
    return [value(row) for row, _ in found], found[0][1] if found else 0
