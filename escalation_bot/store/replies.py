"""Replies in the threads that the bot listens to, and what reactions on them are about to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlmodel import col, select

from escalation_bot.domain.delivery import Role
from escalation_bot.store.db import Tx
from escalation_bot.store.inserts import insert_once, insert_one
from escalation_bot.store.tables import IntentRow, ReplyRow


@dataclass(frozen=True)
class Reply:
    """What somebody wrote in a card's or receipt's thread, as text.

    `told`: the hash of its words as they were passed on, so that an edit since then is seen. `files`: the name and
    address (or None) of each file that came with it; they are not kept.
    """

    channel: str
    ts: str
    escalation: int
    side: Role
    author: str
    text: str
    told: str | None = None
    files: tuple[Mapping[str, str | None], ...] = ()

    @property
    def said(self) -> str:
        """Its words; the names of its files where it has none."""
        return self.text or ", ".join(str(file["name"]) for file in self.files)


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
    row = await tx.session.get(ReplyRow, (tx.workspace, channel, ts), populate_existing=True)
    return Reply(channel, ts, row.escalation, Role(row.side), row.author, row.text, row.told) if row else None


async def wrote(tx: Tx, escalation: int, channel: str, author: str) -> bool:
    """Has this person replied about it in this channel?"""
    mine = (ReplyRow.escalation == escalation, ReplyRow.channel == channel, ReplyRow.author == author)
    return (await tx.session.exec(select(ReplyRow.ts).where(*mine).limit(1))).first() is not None


def _place(tx: Tx, channel: str, ts: str) -> tuple[ColumnElement[bool], ...]:
    return (col(ReplyRow.workspace) == tx.workspace, col(ReplyRow.channel) == channel, col(ReplyRow.ts) == ts)


async def reword(tx: Tx, reply: Reply, text: str) -> Reply:
    """Its author changed it: it has these words now."""
    statement = update(ReplyRow).where(*_place(tx, reply.channel, reply.ts)).values(text=text)
    told = (await tx.session.exec(statement.returning(col(ReplyRow.told)))).scalar_one()
    return replace(reply, text=text, told=told)


async def passed_on(tx: Tx, channel: str, ts: str, digest: str | None) -> Reply | None:
    """Notes that others have read words with this hash, or with None that those were taken back; the reply as it is
    by now."""
    await tx.session.exec(update(ReplyRow).where(*_place(tx, channel, ts)).values(told=digest))
    return await at(tx, channel, ts)


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


async def waiting_at(tx: Tx, channel: str, ts: str) -> list[Intent]:
    """What is about to happen with the reply that stands there; held by this transaction."""
    mine = (IntentRow.workspace == tx.workspace, IntentRow.channel == channel, IntentRow.ts == ts)
    statement = select(IntentRow).where(IntentRow.status == "waiting", *mine).order_by(col(IntentRow.id))
    return [_intent(row) for row in await tx.session.exec(statement.with_for_update())]


async def reword_intent(tx: Tx, number: int, words: str) -> None:
    """Other words will be sent."""
    await tx.session.exec(update(IntentRow).where(col(IntentRow.id) == number).values(words=words))


async def picked(tx: Tx, verb: str, reply: Reply, *, once: bool) -> bool:
    """Are these words picked for that already? With `once` also where it is done."""
    statuses = ("waiting", "done") if once else ("waiting",)
    where = (IntentRow.channel == reply.channel, IntentRow.ts == reply.ts, col(IntentRow.status).in_(statuses))
    statement = select(IntentRow.id).where(IntentRow.workspace == tx.workspace, IntentRow.verb == verb, *where)
    return (await tx.session.exec(statement)).first() is not None


async def undone(tx: Tx, number: int) -> bool:
    """What was done is taken back; false if that was noted before."""
    statement = update(IntentRow).where(col(IntentRow.id) == number, col(IntentRow.status) == "done")
    return bool((await tx.session.exec(statement.values(status="undone"))).rowcount)


async def done_intent(tx: Tx, place: tuple[str, str, str, str]) -> Intent | None:
    """The newest that was done, by (verb, person, channel, ts)."""
    columns = (IntentRow.verb, IntentRow.person, IntentRow.channel, IntentRow.ts)
    where = [column == value for column, value in zip(columns, place, strict=True)]
    statement = select(IntentRow).where(IntentRow.status == "done", IntentRow.workspace == tx.workspace, *where)
    row = (await tx.session.exec(statement.order_by(col(IntentRow.id).desc()))).first()
    return _intent(row) if row else None


async def done_intents(tx: Tx, escalation: int, verb: str) -> list[Intent]:
    """All of an escalation's that were done to that end."""
    where = (IntentRow.escalation == escalation, IntentRow.verb == verb, IntentRow.status == "done")
    return [_intent(row) for row in await tx.session.exec(select(IntentRow).where(*where).order_by(col(IntentRow.id)))]


async def settle(tx: Tx, number: int, status: str) -> bool:
    """Ends the wait as `done`, `stopped` or `refused`; false if somebody was faster."""
    statement = update(IntentRow).where(col(IntentRow.id) == number, col(IntentRow.status) == "waiting")
    return bool((await tx.session.exec(statement.values(status=status))).rowcount)


async def previewed(tx: Tx, number: int, delivery: int) -> None:
    """Notes which message shows what is about to happen."""
    await tx.session.exec(update(IntentRow).where(col(IntentRow.id) == number).values(preview=delivery))
