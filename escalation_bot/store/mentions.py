"""How often people are mentioned on a day: decided and counted once for each delivery (promise 9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import col, select

from escalation_bot.store.db import Tx
from escalation_bot.store.inserts import insert_missing
from escalation_bot.store.traffic import MentionRow, OutboxRow

_DAY, _PEOPLE = "day", "people"


async def spend(tx: Tx, delivery: int, wanted: Mapping[str, int | None], day: date) -> frozenset[str]:
    """Counts those whom a delivery mentions, each with how often that may be on a day (None: they are mentioned
    whatever has been), and answers whom it may not mention. The decision stands with the delivery: tried again on the
    same day it counts nobody twice, on a later day it is made anew.
    """
    noted = await _noted(tx, delivery)
    if noted.get(_DAY) != day.isoformat():
        await _refund(tx, noted)
        people = await _with_room(tx, wanted, day)
        await _add(tx, people, day, 1)
        noted = {_DAY: day.isoformat(), _PEOPLE: people}
        await _note(tx, delivery, noted)
    return frozenset(wanted) - frozenset(noted[_PEOPLE])


async def is_room(tx: Tx, person: str, day: date, most: int) -> bool:
    """May somebody be mentioned once more on that day? Until this transaction ends nobody else mentions them."""
    return bool(await _with_room(tx, {person: most}, day))


async def give_back(tx: Tx, delivery: int) -> None:
    """It is not sent after all, so nobody was mentioned; sent later, it is decided anew."""
    if noted := await _noted(tx, delivery):
        await _refund(tx, noted)
        await _note(tx, delivery, None)


async def counted(tx: Tx, person: str, day: date) -> int:
    """How often somebody was mentioned on a day."""
    return (await tx.session.exec(select(MentionRow.count).where(*_rows(tx, [person], day)))).first() or 0


async def forget_before(tx: Tx, day: date) -> None:
    """Days that are over need no counting."""
    old = (col(MentionRow.workspace) == tx.workspace, col(MentionRow.day) < day)
    await tx.session.exec(delete(MentionRow).where(*old))


async def _noted(tx: Tx, delivery: int) -> Mapping[str, Any]:
    statement = select(OutboxRow.mentions).where(OutboxRow.id == delivery).with_for_update()
    return (await tx.session.exec(statement)).first() or {}


async def _note(tx: Tx, delivery: int, noted: Mapping[str, Any] | None) -> None:
    await tx.session.exec(update(OutboxRow).where(col(OutboxRow.id) == delivery).values(mentions=noted))


async def _with_room(tx: Tx, wanted: Mapping[str, int | None], day: date) -> list[str]:
    """Those who may be mentioned once more."""
    none_yet = {"workspace": tx.workspace, "day": day, "count": 0}
    await insert_missing(tx, MentionRow, *({**none_yet, "person": person} for person in sorted(wanted)))
    counts = await _held(tx, wanted, day)
    return [person for person, count in counts if (most := wanted[person]) is None or count < most]


async def _held(tx: Tx, people: Collection[str], day: date) -> list[tuple[str, int]]:
    """How often they were mentioned. Until this transaction ends nobody else mentions any of them; each copy of the bot
    holds them in the same order, so that none waits for another for ever."""
    held = select(MentionRow.person, MentionRow.count).where(*_rows(tx, people, day))
    return list(await tx.session.exec(held.order_by(col(MentionRow.person)).with_for_update()))


async def _refund(tx: Tx, noted: Mapping[str, Any]) -> None:
    if people := noted.get(_PEOPLE):
        day = date.fromisoformat(noted[_DAY])
        await _held(tx, people, day)
        await _add(tx, people, day, -1)


async def _add(tx: Tx, people: Collection[str], day: date, number: int) -> None:
    theirs = update(MentionRow).where(*_rows(tx, people, day))
    await tx.session.exec(theirs.values(count=MentionRow.count + number))


def _rows(tx: Tx, people: Collection[str], day: date) -> tuple[ColumnElement[bool], ...]:
    return (col(MentionRow.workspace) == tx.workspace, col(MentionRow.person).in_(people), col(MentionRow.day) == day)
