"""How often people are mentioned on a day: decided and counted once for each delivery (promise 9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import col, select

from escalation_bot.store.db import Tx
from escalation_bot.store.inserts import insert_once
from escalation_bot.store.traffic import MentionRow, OutboxRow

_DAY, _PEOPLE = "day", "people"


async def spend(
    tx: Tx, delivery: int, wanted: Collection[str], day: date, most: int, *, whatever: Collection[str] = ()
) -> frozenset[str]:
    """Counts those whom a delivery mentions, and answers whom it may not: `most` were theirs on that day already.

    Those in `whatever` are counted and mentioned all the same. The decision stands with the delivery: tried again on
    the same day it counts nobody twice, on a later day it is made anew.
    """
    noted = await _noted(tx, delivery)
    if noted.get(_DAY) != day.isoformat():
        await _refund(tx, noted)
        people = [each for each in sorted(wanted) if await _count(tx, each, day, None if each in whatever else most)]
        noted = {_DAY: day.isoformat(), _PEOPLE: people}
        await _note(tx, delivery, noted)
    return frozenset(wanted) - frozenset(noted[_PEOPLE])


async def is_room(tx: Tx, person: str, day: date, most: int) -> bool:
    """May somebody be mentioned once more on that day? Until this transaction ends nobody else mentions them."""
    await insert_once(tx, MentionRow, {"workspace": tx.workspace, "person": person, "day": day, "count": 0})
    held = select(MentionRow.count).where(*_row(tx, person, day)).with_for_update()
    return ((await tx.session.exec(held)).first() or 0) < most


async def give_back(tx: Tx, delivery: int) -> None:
    """It is not sent after all, so nobody was mentioned; sent later, it is decided anew."""
    if noted := await _noted(tx, delivery):
        await _refund(tx, noted)
        await _note(tx, delivery, None)


async def counted(tx: Tx, person: str, day: date) -> int:
    """How often somebody was mentioned on a day."""
    return (await tx.session.exec(select(MentionRow.count).where(*_row(tx, person, day)))).first() or 0


async def forget_before(tx: Tx, day: date) -> None:
    """Days that are over need no counting."""
    old = (col(MentionRow.workspace) == tx.workspace, col(MentionRow.day) < day)
    await tx.session.exec(delete(MentionRow).where(*old))


async def _noted(tx: Tx, delivery: int) -> Mapping[str, Any]:
    statement = select(OutboxRow.mentions).where(OutboxRow.id == delivery).with_for_update()
    return (await tx.session.exec(statement)).first() or {}


async def _note(tx: Tx, delivery: int, noted: Mapping[str, Any] | None) -> None:
    await tx.session.exec(update(OutboxRow).where(col(OutboxRow.id) == delivery).values(mentions=noted))


async def _count(tx: Tx, person: str, day: date, most: int | None) -> bool:
    """One mention more, unless there were `most`; the database decides, so two copies of the bot stay within it."""
    await insert_once(tx, MentionRow, {"workspace": tx.workspace, "person": person, "day": day, "count": 0})
    more = update(MentionRow).where(*_row(tx, person, day)).values(count=MentionRow.count + 1)
    if most is not None:
        more = more.where(col(MentionRow.count) < most)
    return bool((await tx.session.exec(more)).rowcount)


async def _refund(tx: Tx, noted: Mapping[str, Any]) -> None:
    for person in noted.get(_PEOPLE, ()):
        mine = _row(tx, person, date.fromisoformat(noted[_DAY]))
        await tx.session.exec(update(MentionRow).where(*mine).values(count=MentionRow.count - 1))


def _row(tx: Tx, person: str, day: date) -> tuple[ColumnElement[bool], ...]:
    return (col(MentionRow.workspace) == tx.workspace, col(MentionRow.person) == person, col(MentionRow.day) == day)
