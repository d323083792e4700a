"""Claims: who works a lane now. Compare and set, so that two never both act."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import col

from escalation_bot.domain.backoff import LEASE
from escalation_bot.store.db import Tx
from escalation_bot.store.inserts import insert_once
from escalation_bot.store.traffic import LeaseRow


async def claim(tx: Tx, name: str, holder: str) -> bool:
    """Takes or renews the claim on `name` for LEASE; false while somebody else's holds."""
    until = tx.now + LEASE
    mine = (col(LeaseRow.until) <= tx.now) | (col(LeaseRow.holder) == holder)
    statement = update(LeaseRow).where(*_lease(tx, name), mine).values(holder=holder, until=until)
    if (await tx.session.exec(statement)).rowcount:
        return True
    values = {"workspace": tx.workspace, "name": name, "holder": holder, "until": until}
    return await insert_once(tx, LeaseRow, values)


async def release(tx: Tx, name: str, holder: str) -> None:
    """Gives the claim back, if it is still ours."""
    await tx.session.exec(delete(LeaseRow).where(*_lease(tx, name), col(LeaseRow.holder) == holder))


def _lease(tx: Tx, name: str) -> tuple[ColumnElement[bool], ...]:
    return (col(LeaseRow.workspace) == tx.workspace, col(LeaseRow.name) == name)
