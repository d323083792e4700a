"""The queues: what is open, in which order, who is before whom, and what needs a look now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, update
from sqlmodel import col, select

from escalation_bot.domain.escalation import WAITING, Escalation, State
from escalation_bot.domain.order import Scales
from escalation_bot.store.db import Tx
from escalation_bot.store.escalations import ENDED_NAMES, value
from escalation_bot.store.tables import EscalationRow
from escalation_bot.store.weighing import line, stands_behind

_ARRIVAL = (col(EscalationRow.incident).desc(), col(EscalationRow.first_in_line).desc(), col(EscalationRow.arrived))
"""First come first (R1), for lists over several queues, which have no order among each other."""


async def open_ones(
    tx: Tx,
    *,
    team: str | None = None,
    requester: str | None = None,
    owner: str | None = None,
    states: Collection[State] = (),
    limit: int = 40,
) -> list[Escalation]:
    """Open escalations of a team, a requester or an owner, by arrival."""
    statement = select(EscalationRow).where(*_open(tx, team, requester, owner, states))
    rows = await tx.session.exec(statement.order_by(*_ARRIVAL, col(EscalationRow.id)).limit(limit))
    return [value(row) for row in rows]


async def in_line(tx: Tx, scales: Scales, *, limit: int, skip: int = 0) -> list[Escalation]:
    """Those of a team that wait for an owner, in the queue's order."""
    statement = select(EscalationRow).where(*_open(tx, scales.team.key, None, None, WAITING))
    rows = await tx.session.exec(statement.order_by(*line(scales)).limit(limit).offset(skip))
    return [value(row) for row in rows]


@dataclass(frozen=True)
class Place:
    """Where one stands in line: how many wait before it and behind it, and the first few of those behind."""

    before: int
    behind: int
    next_ones: tuple[Escalation, ...]

    @property
    def number(self) -> int:
        """Its place, from 1."""
        return self.before + 1


async def place(tx: Tx, scales: Scales, one: Escalation, shown: int = 3) -> Place:
    """Where it stands in line now, and who stands right behind it: two reads, however many wait."""
    others = (*_open(tx, one.team, None, None, WAITING), col(EscalationRow.id) != one.id)
    count = func.count(col(EscalationRow.id))
    behind = select(EscalationRow, count.over()).where(*others, stands_behind(scales, one)).order_by(*line(scales))
    found = (await tx.session.exec(behind.limit(shown))).all()
    number = found[0][1] if found else 0
    before = (await tx.session.exec(select(count).where(*others))).one() - number
    return Place(before, number, tuple(value(row) for row, _ in found))


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
    """Those of a team that wait for a lead: no place is free for them, or an appeal, or an offer."""
    wanted = col(EscalationRow.wanted_since).is_not(None)
    statement = select(EscalationRow).where(*_open(tx, team, None, None, WAITING), wanted)
    return [value(row) for row in await tx.session.exec(statement.order_by(*_ARRIVAL).limit(limit))]


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
