"""Inserting: plain statements, as few as can be. Whoever sends a form waits for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite

from escalation_bot.store.columns import Base
from escalation_bot.store.db import Tx


async def insert_all(tx: Tx, table: type[Base], *rows: Mapping[str, Any]) -> None:
    """Inserts rows in order, in one statement."""
    if rows:
        connection = await tx.session.connection()
        await connection.execute(insert(table), [dict(row) for row in rows])


async def insert_one(tx: Tx, table: type[Base], row: Mapping[str, Any]) -> int:
    """Inserts a row and answers its id. The transaction ends in Doubled where a unique key is taken."""
    connection = await tx.session.connection()
    key = (await connection.execute(insert(table), dict(row))).inserted_primary_key
    return int(key[0]) if key else 0


async def insert_once(tx: Tx, table: type[Base], row: Mapping[str, Any]) -> bool:
    """Inserts a row; false, and nothing changed, where a unique key already has one: nobody has to look first."""
    return await insert_missing(tx, table, row) > 0


async def insert_missing(tx: Tx, table: type[Base], *rows: Mapping[str, Any]) -> int:
    """Inserts those rows whose unique keys nothing has yet, in one statement; answers how many."""
    if not rows:
        return 0
    connection = await tx.session.connection()
    insert_into = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    result = await connection.execute(insert_into(table).values([dict(row) for row in rows]).on_conflict_do_nothing())
    return int(result.rowcount)
