"""What is only counted, by day, kind and team, and never with names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, update
from sqlmodel import col, select

from escalation_bot.store.db import Tx
from escalation_bot.store.inserts import insert_once
from escalation_bot.store.tables import TallyRow

AVOIDED, PRIVATE, DECLARED, PARKED = "avoided", "private", "declared", "parked"
"""A request that was not made, for its known issue is followed instead or to know where it stands was enough; one that
was sent to a person, not to the team; a known issue; a request that waits for its end. What a form's rules send back
counts as `refused:` or `unmet:` and the rule."""
NOON = timedelta(hours=12)


async def count(tx: Tx, kind: str, team: str) -> None:
    """It happened once more."""
    row = {"workspace": tx.workspace, "day": tx.now.date(), "kind": kind, "team": team}
    await insert_once(tx, TallyRow, {**row, "count": 0})
    mine = [col(getattr(TallyRow, name)) == value for name, value in row.items()]
    await tx.session.exec(update(TallyRow).where(*mine).values(count=TallyRow.count + 1))


async def counted(tx: Tx, team: str, start: datetime, end: datetime) -> Mapping[str, int]:
    """How often in that time, by kind. Days are those of UTC: for a local one, that which it has most of."""
    days = (col(TallyRow.day) >= (start + NOON).date(), col(TallyRow.day) < (end + NOON).date())
    theirs = (TallyRow.workspace == tx.workspace, TallyRow.team == team, *days)
    statement = select(TallyRow.kind, func.sum(TallyRow.count)).where(*theirs).group_by(TallyRow.kind)
    return {kind: int(many) for kind, many in await tx.session.exec(statement)}


async def totals(tx: Tx) -> Mapping[str, int]:
    """How often in all, by kind; for metrics."""
    statement = select(TallyRow.kind, func.sum(TallyRow.count)).group_by(TallyRow.kind)
    return {kind: int(many) for kind, many in await tx.session.exec(statement)}
