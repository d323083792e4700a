"""Motivations sent back: counted by rule, and by form so that each is refused only so often."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import col, select

from escalation_bot.store.db import Tx
from escalation_bot.store.inserts import insert_all
from escalation_bot.store.tables import RefusalRow


async def count(tx: Tx, view: str) -> int:
    """How often this form was sent back already."""
    statement = select(func.count(col(RefusalRow.id))).where(
        RefusalRow.view == view, RefusalRow.workspace == tx.workspace
    )
    return (await tx.session.exec(statement)).one()


async def add(tx: Tx, view: str, rule: str) -> None:
    """Notes that a rule sent this form back."""
    await insert_all(tx, RefusalRow, {"workspace": tx.workspace, "view": view, "rule": rule, "at": tx.now})
