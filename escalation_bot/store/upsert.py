"""Insert unless it is there: the database refuses the second one, nobody has to look first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from escalation_bot.store.db import Tx
from escalation_bot.store.tables import Base


async def insert_once(tx: Tx, table: type[Base], values: Mapping[str, Any]) -> bool:
    """Inserts a row; false, and nothing changed, where a unique key already has one."""
    dialect = tx.session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    result = await tx.session.exec(insert(table).values(**values).on_conflict_do_nothing())
    return bool(result.rowcount)
