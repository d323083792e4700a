"""Claims: who works a lane now. Compare and set, so that two never both act."""

from __future__ import annotations

from sqlalchemy import delete, update
from sqlmodel import col

from escalation_bot.domain.backoff import LEASE
from escalation_bot.store.db import Tx
from escalation_bot.store.inserts import insert_once
from escalation_bot.store.tables import LeaseRow


async def claim(tx: Tx, name: str, holder: str) -> bool:
    """Takes or renews the claim on `name` for LEASE; false while somebody else's holds."""
    until = tx.now + LEASE
    mine = (col(LeaseRow.until) <= tx.now) | (col(LeaseRow.holder) == holder)
    statement = update(LeaseRow).where(col(LeaseRow.name) == name, mine).values(holder=holder, until=until)
    if (await tx.session.exec(statement)).rowcount:
        return True
    return await insert_once(tx, LeaseRow, {"name": name, "holder": holder, "until": until})


async def release(tx: Tx, name: str, holder: str) -> None:
    """Gives the claim back, if it is still ours."""
    await tx.session.exec(delete(LeaseRow).where(col(LeaseRow.name) == name, col(LeaseRow.holder) == holder))
