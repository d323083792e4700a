"""Replies in the threads that the bot listens to, and what reactions on them are about to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from escalation_bot.domain.delivery import Role
from escalation_bot.store.db import Tx
from escalation_bot.store.inserts import insert_once, insert_one
from escalation_bot.store.tables import IntentRow, ReplyRow


@dataclass(frozen=True)
class Reply:
    """What somebody wrote in a card's or receipt's thread, as text."""

    channel: str
    ts: str
    escalation: int
    side: Role
    author: str
    text: str


@dataclass(frozen=True)
class Intent:
    """Words that a reaction picked: what will be done with them, for whom, when. `state` is what its person saw."""

    verb: str
    escalation: int
    person: str
    author: str
    words: str
    state: str
    channel: str
    ts: str
    due: datetime
    preview: int | None = None
    id: int = 0
    status: str = "waiting"


async def keep(tx: Tx, reply: Reply) -> bool:
    """Keeps a reply; false if it was kept before."""
    values = {"workspace": tx.workspace, "side": str(reply.side)}
    names = ("channel", "ts", "escalation", "author", "text")
    return await insert_once(tx, ReplyRow, values | {name: getattr(reply, name) for name in names})


async def at(tx: Tx, channel: str, ts: str) -> Reply | None:
    """The reply that stands there, if it is in a thread of ours."""
    row = await tx.session.get(ReplyRow, (tx.workspace, channel, ts))
    return Reply(row.channel, row.ts, row.escalation, Role(row.side), row.author, row.text) if row else None


def _intent(row: IntentRow) -> Intent:
    return Intent(**{name: getattr(row, name) for name in Intent.__dataclass_fields__})


async def intend(tx: Tx, intent: Intent) -> Intent:
    """Notes what is about to happen."""
    values = {name: getattr(intent, name) for name in Intent.__dataclass_fields__ if name != "id"}
    return replace(intent, id=await insert_one(tx, IntentRow, {"workspace": tx.workspace, **values}))


async def due_intents(tx: Tx) -> list[int]:
    """What is to happen now."""
    due = (IntentRow.status == "waiting", col(IntentRow.due) <= tx.now, IntentRow.workspace == tx.workspace)
    return [
        number or 0 for number in await tx.session.exec(select(IntentRow.id).where(*due).order_by(col(IntentRow.id)))
    ]


async def waiting_intent(
    tx: Tx, *, number: int | None = None, place: tuple[str, str, str, str] | None = None, lock: bool = False
) -> Intent | None:
    """One that still waits: by its id, or by (verb, person, channel, ts)."""
    statement = select(IntentRow).where(IntentRow.status == "waiting", IntentRow.workspace == tx.workspace)
    if number is not None:
        statement = statement.where(IntentRow.id == number)
    if place is not None:
        columns = (IntentRow.verb, IntentRow.person, IntentRow.channel, IntentRow.ts)
        statement = statement.where(*(column == value for column, value in zip(columns, place, strict=True)))
    row = (await tx.session.exec(statement.with_for_update() if lock else statement)).first()
    return _intent(row) if row else None


async def picked(tx: Tx, verb: str, reply: Reply, *, once: bool) -> bool:
    """Are these words picked for that already? With `once` also where it is done."""
    statuses = ("waiting", "done") if once else ("waiting",)
    where = (IntentRow.channel == reply.channel, IntentRow.ts == reply.ts, col(IntentRow.status).in_(statuses))
    statement = select(IntentRow.id).where(IntentRow.workspace == tx.workspace, IntentRow.verb == verb, *where)
    return (await tx.session.exec(statement)).first() is not None


async def undone(tx: Tx, number: int) -> None:
    """What was done is taken back."""
    await tx.session.exec(update(IntentRow).where(col(IntentRow.id) == number).values(status="undone"))


async def done_intent(tx: Tx, place: tuple[str, str, str, str]) -> Intent | None:
    """The newest that was done, by (verb, person, channel, ts)."""
    columns = (IntentRow.verb, IntentRow.person, IntentRow.channel, IntentRow.ts)
    where = [column == value for column, value in zip(columns, place, strict=True)]
    statement = select(IntentRow).where(IntentRow.status == "done", IntentRow.workspace == tx.workspace, *where)
    row = (await tx.session.exec(statement.order_by(col(IntentRow.id).desc()))).first()
    return _intent(row) if row else None


async def settle(tx: Tx, number: int, status: str) -> bool:
    """Ends the wait as `done`, `stopped` or `refused`; false if somebody was faster."""
    statement = update(IntentRow).where(col(IntentRow.id) == number, col(IntentRow.status) == "waiting")
    return bool((await tx.session.exec(statement.values(status=status))).rowcount)


async def previewed(tx: Tx, number: int, delivery: int) -> None:
    """Notes which message shows what is about to happen."""
    await tx.session.exec(update(IntentRow).where(col(IntentRow.id) == number).values(preview=delivery))
