"""The sender's side of the outbox: what is next in a lane, and each step of a delivery on its way.

A step is taken from a delivery as it was seen; where it has moved since, nothing happens and the answer is false.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlmodel import col, or_, select

from escalation_bot.domain.delivery import UNSETTLED, Pending, Status
from escalation_bot.store import mentions, outbox, reminders
from escalation_bot.store.db import Tx
from escalation_bot.store.outbox import PARENT
from escalation_bot.store.traffic import OutboxRow

_LIVE = [str(status) for status in UNSETTLED]
_SETTLED = [str(Status.SENT), str(Status.DROPPED)]


async def lanes(tx: Tx) -> list[str]:
    """The lanes with something to do now."""
    statement = select(OutboxRow.lane).outerjoin(PARENT, col(PARENT.id) == outbox.ABOVE)
    statement = statement.where(OutboxRow.workspace == tx.workspace, col(OutboxRow.not_before) <= tx.now, *_ready())
    return list(await tx.session.exec(statement.distinct()))


async def head(tx: Tx, lane: str) -> Pending | None:
    """What is next in a lane. One that failed holds up the lane until its time; one that waits for a time of its own
    (a publish wait) or for a message that is not in Slack yet lets the others pass."""
    tried = or_(col(OutboxRow.attempts) > 0, col(OutboxRow.not_before) <= tx.now)
    found = await outbox.pending(tx, OutboxRow.lane == lane, tried, *_ready(), limit=1)
    return found[0] if found else None


def _ready() -> tuple[ColumnElement[bool], ...]:
    settled = or_(col(PARENT.id).is_(None), col(PARENT.status).in_(_SETTLED))
    return (col(OutboxRow.status).in_(_LIVE), settled)


async def calling(tx: Tx, seen: Pending) -> bool:
    """The call begins now."""
    return await _move(tx, seen, status=Status.CALLING, tried=tx.now, attempts=seen.attempts + 1)


async def sent(tx: Tx, seen: Pending, channel: str | None = None, ts: str | None = None) -> None:
    """It stands in Slack, and where. True whoever else has touched the delivery meanwhile."""
    values = {"status": Status.SENT, "note": None} | ({"sent_channel": channel, "ts": ts} if ts else {})
    statement = update(OutboxRow).where(col(OutboxRow.id) == seen.id, col(OutboxRow.status) != Status.SENT)
    await tx.session.exec(statement.values(**values))


async def settle(tx: Tx, seen: Pending, status: Status, note: str, until: datetime | None = None) -> bool:
    """Not sent this time: its next status, why, and when it is tried or looked for again, where it is.

    What surely is not in Slack counts as no mention. What a message was to remind of that is dropped in the end, or
    with the one above it, is told in another if it still waits for its answer.
    """
    when = {"not_before": until} if until else {}
    moved = await _move(tx, seen, status=status, note=note, **when)
    if moved and status in {Status.SET_ASIDE, Status.DROPPED} and seen.status is not Status.UNKNOWN:
        await mentions.give_back(tx, seen.id)
    with_card = seen.parent is not None and seen.parent.status is Status.DROPPED
    if moved and status is Status.DROPPED and (seen.status is Status.CALLING or with_card):
        await reminders.wait_again(tx, seen.id)
    return moved


async def _move(tx: Tx, seen: Pending, **values: Any) -> bool:
    as_seen = (col(OutboxRow.status) == seen.status, col(OutboxRow.attempts) == seen.attempts)
    statement = update(OutboxRow).where(col(OutboxRow.id) == seen.id, *as_seen).values(**values)
    return bool((await tx.session.exec(statement)).rowcount)
