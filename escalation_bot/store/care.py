"""What people who look after the bot ask the database, beside the outbox itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlmodel import col, select

from escalation_bot.store.db import Tx
from escalation_bot.store.tables import WorkspaceRow
from escalation_bot.store.traffic import InboxRow


@dataclass(frozen=True)
class Trouble:
    """An event that could not be worked, without what somebody wrote in it."""

    row: int
    event: str
    kind: str
    channel: str
    person: str
    received: datetime
    attempts: int
    is_set_aside: bool
    note: str


async def workspaces(tx: Tx) -> list[str]:
    """The workspaces that a bot has worked for."""
    return list(await tx.session.exec(select(WorkspaceRow.id).order_by(col(WorkspaceRow.id))))


def everywhere(workspace: str) -> ColumnElement[bool]:
    """A column that names a workspace, whichever it is: one after the other, so that an index leads to the rest."""
    return col(workspace).in_(select(WorkspaceRow.id))


async def ask_for_policy(tx: Tx) -> None:
    """Every bot of the workspace is to read its policy anew."""
    statement = update(WorkspaceRow).where(col(WorkspaceRow.id) == tx.workspace)
    await tx.session.exec(statement.values(policy_asked=tx.now))


async def policy_asked(tx: Tx) -> datetime | None:
    """When that was asked for last."""
    return (await tx.session.exec(select(WorkspaceRow.policy_asked).where(WorkspaceRow.id == tx.workspace))).first()


async def troubled_events(tx: Tx, limit: int = 200) -> list[Trouble]:
    """Events that were set aside or wait after a failure, oldest first."""
    statement = select(InboxRow).where(
        InboxRow.workspace == tx.workspace,
        col(InboxRow.status).in_(["waiting", "set_aside"]),
        col(InboxRow.note).is_not(None),
    )
    return [_trouble(row) for row in await tx.session.exec(statement.order_by(col(InboxRow.id)).limit(limit))]


def _trouble(row: InboxRow) -> Trouble:
    return Trouble(
        row=row.id or 0,
        event=row.event_id,
        kind=str(row.payload.get("type", "")),
        channel=row.lane,
        person=str(row.payload.get("user", "")),
        received=row.received,
        attempts=row.attempts,
        is_set_aside=row.status == "set_aside",
        note=row.note or "",
    )


async def retry_event(tx: Tx, row: int) -> bool:
    """Puts an event that was set aside back into the inbox; false for any other."""
    statement = update(InboxRow).where(
        col(InboxRow.id) == row, col(InboxRow.workspace) == tx.workspace, col(InboxRow.status) == "set_aside"
    )
    statement = statement.values(status="waiting", not_before=tx.now, attempts=0)
    return bool((await tx.session.exec(statement)).rowcount)
