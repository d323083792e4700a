"""The outbox: deliveries written with the verb that wants them, and everything that can become of them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, update
from sqlalchemy.orm import aliased
from sqlmodel import col, or_, select

from escalation_bot.domain.delivery import UNSETTLED, Delivery, Kind, Parent, Pending, Role, Status
from escalation_bot.store.care import everywhere
from escalation_bot.store.db import Tx
from escalation_bot.store.inserts import insert_all, insert_once, insert_one
from escalation_bot.store.traffic import OutboxRow

_LIVE = [str(status) for status in UNSETTLED]
_FIELDS = [f.name for f in fields(Delivery)]
ABOVE = func.coalesce(OutboxRow.target, OutboxRow.thread)
"""The id of the message that a delivery edits or answers."""
PARENT = aliased(OutboxRow)
"""That message; one alias for all queries, as making one costs more than many a query."""


async def add(tx: Tx, *deliveries: Delivery) -> None:
    """Writes deliveries in order; one with a `once` key that is known is left out."""
    await insert_all(tx, OutboxRow, *(_values(tx, delivery) for delivery in deliveries if delivery.once is None))
    for delivery in deliveries:
        if delivery.once is not None:
            await insert_once(tx, OutboxRow, _values(tx, delivery))


async def add_one(tx: Tx, delivery: Delivery) -> int:
    """Writes a delivery and answers its id; of one with a `once` key that is known the id that it has already."""
    if delivery.once is None:
        return await insert_one(tx, OutboxRow, _values(tx, delivery))
    await add(tx, delivery)
    known = select(OutboxRow.id).where(OutboxRow.workspace == tx.workspace, OutboxRow.once == delivery.once)
    return (await tx.session.exec(known)).one() or 0


async def answer_to(tx: Tx, delivery: int, message: int | None) -> None:
    """What is still to be sent goes to the thread of another message."""
    await tx.session.exec(update(OutboxRow).where(col(OutboxRow.id) == delivery).values(thread=message))


def _values(tx: Tx, delivery: Delivery) -> dict[str, Any]:
    values = {name: getattr(delivery, name) for name in _FIELDS}
    return values | {
        "workspace": tx.workspace,
        "mark": uuid.uuid4().hex,
        "lane": delivery.lane,
        "facts": dict(delivery.facts),
        "created": tx.now,
        "status": Status.WAITING,
        "attempts": 0,
        "not_before": delivery.not_before or tx.now,
    }


@dataclass(frozen=True)
class Standing:
    """One of an escalation's messages that are kept up to date: its delivery, its channel, and what it was made of."""

    id: int
    channel: str
    template: str
    facts: dict[str, Any]
    words: str | None


async def standing(tx: Tx, escalation: int) -> dict[Role, Standing]:
    """The receipt and the card as they are now: the newest posted as such. One channel for both has one message, the
    newest card where the first one was posted."""
    statement = select(OutboxRow).where(
        OutboxRow.escalation == escalation, col(OutboxRow.role).is_not(None), OutboxRow.kind == Kind.POST
    )
    rows = await tx.session.exec(statement.order_by(col(OutboxRow.id)))
    posted = [(Role(row.role or ""), _standing(row)) for row in rows]
    cards = [message for role, message in posted if role is Role.CARD]
    receipt = [message for message in cards if message.channel == cards[0].channel][-1:]
    return dict([*((Role.RECEIPT, message) for message in receipt), *posted])


async def quoting(tx: Tx, escalation: int, template: str, words: str | None) -> list[Standing]:
    """The newest message of that kind that quotes the words with this hash; two where they were told in two threads."""
    same = (OutboxRow.escalation == escalation, OutboxRow.template == template, OutboxRow.words == words)
    statement = select(OutboxRow).where(*same, OutboxRow.kind == Kind.POST).order_by(col(OutboxRow.id).desc())
    rows = (await tx.session.exec(statement)).all()
    return [_standing(row) for row in rows if row.created == rows[0].created]


async def newest(tx: Tx, escalation: int, template: str, since: datetime) -> list[Standing]:
    """The messages of that kind since then, the newest first."""
    same = (OutboxRow.escalation == escalation, OutboxRow.template == template, col(OutboxRow.created) >= since)
    statement = select(OutboxRow).where(*same, OutboxRow.kind == Kind.POST).order_by(col(OutboxRow.id).desc())
    return [_standing(row) for row in await tx.session.exec(statement)]


async def revise(tx: Tx, delivery: int, facts: Mapping[str, Any]) -> None:
    """Other facts for a message that is edited from now on."""
    await tx.session.exec(update(OutboxRow).where(col(OutboxRow.id) == delivery).values(facts=dict(facts)))


def _standing(row: OutboxRow) -> Standing:
    return Standing(row.id or 0, row.channel, row.template, row.facts, row.words)


async def recall(tx: Tx, escalation: int, template: str, since: datetime, words: str | None = None) -> bool:
    """Drops what was to be said since then, with `words` only what quotes those, and is not on its way yet; true if
    that was all of it."""
    said = (
        col(OutboxRow.escalation) == escalation,
        col(OutboxRow.template) == template,
        col(OutboxRow.created) >= since,
        *([] if words is None else [col(OutboxRow.words) == words]),
    )
    unsent = update(OutboxRow).where(*said, col(OutboxRow.status) == Status.WAITING, col(OutboxRow.attempts) == 0)
    dropped = unsent.values(status=Status.DROPPED, note="taken back before it was sent")
    some = (await tx.session.exec(dropped)).rowcount
    heard = select(OutboxRow.id).where(*said, col(OutboxRow.status) != Status.DROPPED)
    return bool(some) and (await tx.session.exec(heard)).first() is None


async def refresh(tx: Tx, escalation: int | None, messages: Iterable[Standing]) -> None:
    """Asks for an edit of these messages; one that waits already will show the newest state anyway."""
    sent = {message.id: message for message in messages}
    statement = select(OutboxRow.target).where(
        col(OutboxRow.target).in_(list(sent)), OutboxRow.status == Status.WAITING, OutboxRow.kind == Kind.EDIT
    )
    waiting = set(await tx.session.exec(statement.with_for_update()))  # its call, if it begins now, sees this change
    edits = [_edit(message, escalation) for message in sent.values() if message.id not in waiting]
    await add(tx, *edits)


def _edit(message: Standing, escalation: int | None) -> Delivery:
    return Delivery(
        Kind.EDIT,
        message.channel,
        message.template,
        message.facts,
        escalation=escalation,
        target=message.id,
        words=message.words,
    )


async def listing(tx: Tx, *statuses: Status, limit: int = 200) -> list[Pending]:
    """Deliveries in these statuses, oldest first; for people who look after the bot."""
    return await pending(tx, col(OutboxRow.status).in_([str(status) for status in statuses]), limit=limit)


async def one(tx: Tx, delivery: int) -> Pending | None:
    """One delivery by id."""
    return next(iter(await pending(tx, OutboxRow.id == delivery, limit=1)), None)


async def pending(tx: Tx, *where: Any, limit: int) -> list[Pending]:
    """Deliveries as values, oldest first, each with the message that it answers or edits (in `where`: PARENT)."""
    statement = select(OutboxRow, PARENT).outerjoin(PARENT, col(PARENT.id) == ABOVE)
    statement = statement.where(OutboxRow.workspace == tx.workspace, *where).order_by(col(OutboxRow.id)).limit(limit)
    return [_value(row, above) for row, above in await tx.session.exec(statement)]


def _value(row: OutboxRow, above: OutboxRow | None) -> Pending:
    values = {name: getattr(row, name) for name in _FIELDS}
    return Pending(
        id=row.id or 0,
        mark=row.mark,
        delivery=Delivery(**values | {"kind": Kind(row.kind)}),
        status=Status(row.status),
        attempts=row.attempts,
        not_before=row.not_before,
        tried=row.tried,
        created=row.created,
        ts=row.ts,
        sent_channel=row.sent_channel,
        note=row.note,
        parent=Parent(Status(above.status), above.sent_channel, above.ts, above.role) if above else None,
    )


async def resend(tx: Tx, delivery: int) -> bool:
    """Puts a delivery that was set aside back on its way."""
    return await _again(tx, col(OutboxRow.id) == delivery) > 0


async def rename(tx: Tx, name: str, channel: str) -> None:
    """What was written for a channel by its name goes to its id, which is known by now."""
    statement = update(OutboxRow).where(col(OutboxRow.workspace) == tx.workspace, col(OutboxRow.channel) == name)
    await tx.session.exec(statement.values(channel=channel))
    for start in ("", "edit:"):
        lane = update(OutboxRow).where(col(OutboxRow.workspace) == tx.workspace, col(OutboxRow.lane) == start + name)
        await tx.session.exec(lane.values(lane=start + channel))


async def resend_to(tx: Tx, channel: str) -> int:
    """Puts everything that was set aside for a channel back on its way: the bot has joined it."""
    return await _again(tx, OutboxRow.workspace == tx.workspace, col(OutboxRow.channel) == channel)


async def _again(tx: Tx, *where: Any) -> int:
    statement = update(OutboxRow).where(*where, col(OutboxRow.status) == Status.SET_ASIDE)
    statement = statement.values(status=Status.WAITING, not_before=tx.now, attempts=0)
    return int((await tx.session.exec(statement)).rowcount)


async def at(tx: Tx, channel: str, ts: str) -> Pending | None:
    """Our message that stands there, if it is one of ours."""
    found = await pending(tx, OutboxRow.sent_channel == channel, OutboxRow.ts == ts, limit=1)
    return found[0] if found else None


async def unsettled_in(tx: Tx, channels: Collection[str], before: datetime) -> bool:
    """Is a message that was written before that moment on its way to these channels, its place not noted yet?"""
    statement = select(OutboxRow.id).outerjoin(PARENT, col(PARENT.id) == ABOVE)
    statement = statement.where(
        OutboxRow.workspace == tx.workspace,
        OutboxRow.kind == Kind.POST,
        col(OutboxRow.role).is_not(None),  # only those are reacted to and answered under
        col(OutboxRow.channel).in_(channels),
        col(OutboxRow.status).in_(_LIVE),
        col(OutboxRow.created) <= before,
        or_(col(PARENT.id).is_(None), col(PARENT.status) != Status.SET_ASIDE),
    )
    return (await tx.session.exec(statement)).first() is not None


async def oldest(tx: Tx) -> timedelta:
    """How long the oldest that waits has waited."""
    live = (everywhere(OutboxRow.workspace), col(OutboxRow.status).in_(_LIVE))
    statement = select(func.min(OutboxRow.created)).where(*live)
    first = (await tx.session.exec(statement)).one()
    return tx.now - first if first else timedelta()


async def count_by_status(tx: Tx, statuses: Collection[Status] = tuple(Status)) -> dict[str, int]:
    """How many deliveries are in each of these statuses; what is not sent is counted without reading what was."""
    wanted = (everywhere(OutboxRow.workspace), col(OutboxRow.status).in_([str(status) for status in statuses]))
    statement = select(OutboxRow.status, func.count()).where(*wanted).group_by(OutboxRow.status)
    return dict((await tx.session.exec(statement)).all())
