"""Alembic's entry point: the connection comes from `store.migrate`, there is no settings file."""

from __future__ import annotations

from typing import Literal

from alembic import context

from escalation_bot.store import tables, traffic  # noqa: F401  # every table is to be known
from escalation_bot.store.columns import Base, UtcDateTime


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=_render,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
