"""Escalations with their clocks, history, words and followers: rows in, frozen values out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col, select

from escalation_bot.domain.clocks import Clock, Kind
from escalation_bot.domain.escalation import ENDED, Escalation, Outcome, State
from escalation_bot.domain.policy import Impact
from escalation_bot.store.db import Tx
from escalation_bot.store.inserts import insert_all, insert_once, insert_one
from escalation_bot.store.tables import ClockRow, EscalationRow, FollowerRow, HistoryRow, WordsRow, WorkspaceRow

_CASTS: dict[str, Callable[[Any], Any]] = {
    "state": State,
    "impact": Impact,
    "outcome": lambda value: Outcome(value) if value else None,
}
ENDED_NAMES = [str(state) for state in ENDED]


@dataclass(frozen=True)
class Said:
    """Words that somebody wrote for an escalation."""

    kind: str
    author: str
    at: datetime
    text: str
    hash: str


def value(row: EscalationRow) -> Escalation:
    """The row as a frozen value."""
    return Escalation(**{f.name: _CASTS.get(f.name, _same)(getattr(row, f.name)) for f in fields(Escalation)})


def _same(value: Any) -> Any:
    return value


async def next_number(tx: Tx) -> int:
    """The next `E-` number of the workspace; numbers of refused requests are not used again."""
    statement = (
        update(WorkspaceRow)
        .where(col(WorkspaceRow.id) == tx.workspace)
        .values(next_number=WorkspaceRow.next_number + 1)
        .returning(col(WorkspaceRow.next_number))
    )
    return int((await tx.session.exec(statement)).scalar_one()) - 1


async def create(tx: Tx, escalation: Escalation) -> int:
    """Writes a new one, answers its id. Ends in Doubled: the ticket has an open one, or the form was sent."""
    return await insert_one(tx, EscalationRow, _columns(escalation))


def _columns(escalation: Escalation) -> dict[str, Any]:
    return {f.name: getattr(escalation, f.name) for f in fields(Escalation) if f.name != "id"}


async def save(tx: Tx, escalation: Escalation) -> None:
    """Writes every column of an escalation that this transaction holds."""
    statement = update(EscalationRow).where(col(EscalationRow.id) == escalation.id)
    await tx.session.exec(statement.values(**_columns(escalation)))


async def load(tx: Tx, number: int, *, lock: bool = True) -> Escalation | None:
    """One escalation by id, held by this transaction unless `lock` is off."""
    statement = select(EscalationRow).where(EscalationRow.id == number, EscalationRow.workspace == tx.workspace)
    row = (await tx.session.exec(statement.with_for_update() if lock else statement)).first()
    return value(row) if row else None


async def hold(tx: Tx, *numbers: int) -> None:
    """Holds several until this transaction ends, always in the same order, so that no two wait for each other."""
    statement = select(EscalationRow.id).where(
        col(EscalationRow.id).in_(numbers), EscalationRow.workspace == tx.workspace
    )
    await tx.session.exec(statement.order_by(col(EscalationRow.id)).with_for_update())


async def seen_by(tx: Tx, number: int) -> tuple[Escalation | None, dict[str, bool]]:
    """One escalation by id and its followers, as `followers` says; one read, nothing held."""
    follows = col(FollowerRow.escalation) == col(EscalationRow.id)
    statement = select(EscalationRow, FollowerRow.person, FollowerRow.say).outerjoin(FollowerRow, follows)
    found = (
        await tx.session.exec(statement.where(EscalationRow.id == number, EscalationRow.workspace == tx.workspace))
    ).all()
    return (value(found[0][0]) if found else None), {person: say for _, person, say in found if person}


async def open_for(tx: Tx, ticket: str) -> Escalation | None:
    """The open escalation of a ticket; at most one, by a unique index."""
    return await _first(tx, EscalationRow.ticket == ticket, col(EscalationRow.state).not_in(ENDED_NAMES))


async def latest_for(tx: Tx, ticket: str) -> Escalation | None:
    """The newest escalation of a ticket, open or not."""
    return await _first(tx, EscalationRow.ticket == ticket)


async def by_view(tx: Tx, view: str) -> Escalation | None:
    """The escalation that this very form made, if it was sent before; held by this transaction."""
    found = await _first(tx, EscalationRow.view == view)
    return await load(tx, found.id) if found else None


async def _first(tx: Tx, *where: Any) -> Escalation | None:
    statement = select(EscalationRow).where(EscalationRow.workspace == tx.workspace, *where)
    row = (await tx.session.exec(statement.order_by(col(EscalationRow.id).desc()))).first()
    return value(row) if row else None


async def clocks(tx: Tx, escalation: int) -> tuple[Clock, ...]:
    """Its clocks, running or not."""
    rows = await tx.session.exec(select(ClockRow).where(ClockRow.escalation == escalation))
    return tuple(_clock(row) for row in rows)


def _clock(row: ClockRow) -> Clock:
    return Clock(Kind(row.kind), row.started, row.due, row.step, row.snoozed_until, row.stopped, row.met)


async def save_clocks(tx: Tx, escalation: int, before: Mapping[Kind, Clock], after: Mapping[Kind, Clock]) -> None:
    """Writes the clocks that are new or changed, and deletes those that are there no more."""
    for kind in before.keys() - after.keys():
        mine = (col(ClockRow.escalation) == escalation, col(ClockRow.kind) == kind)
        await tx.session.exec(delete(ClockRow).where(*mine))
    new = [_clock_columns(tx, escalation, clock) for kind, clock in after.items() if kind not in before]
    await insert_all(tx, ClockRow, *new)
    for kind, clock in after.items():
        if kind in before and clock != before[kind]:
            mine = (col(ClockRow.escalation) == escalation, col(ClockRow.kind) == kind)
            await tx.session.exec(update(ClockRow).where(*mine).values(**_clock_columns(tx, escalation, clock)))


def _clock_columns(tx: Tx, escalation: int, clock: Clock) -> dict[str, Any]:
    columns = {f.name: getattr(clock, f.name) for f in fields(Clock)}
    return {"escalation": escalation, "workspace": tx.workspace, **columns}


def words_hash(text: str) -> str:
    """What the history keeps of words: enough to prove them, not to read them."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Entry:
    """One line of the history: who did what, from which state to which, under which policy, with which words.

    A key in `once` is written once: the second time the transaction ends in Doubled.
    """

    escalation: int
    who: str
    verb: str
    before: str | None
    after: str
    policy_version: str
    facts: dict[str, Any]
    kind: str | None = None
    words: str | None = None
    author: str | None = None
    once: str | None = None


async def note(tx: Tx, entry: Entry) -> str | None:
    """Adds a line to the history, and its words to their own table; answers the words' hash."""
    digest = words_hash(entry.words) if entry.words else None
    names = ("escalation", "who", "verb", "before", "after", "policy_version", "facts", "once")
    line = {name: getattr(entry, name) for name in names}
    await insert_all(tx, HistoryRow, {"workspace": tx.workspace, "at": tx.now, "words": digest, **line})
    if digest:
        await insert_all(tx, WordsRow, _words(tx, entry, digest))
    return digest


def _words(tx: Tx, entry: Entry, digest: str) -> dict[str, Any]:
    return {
        "workspace": tx.workspace,
        "escalation": entry.escalation,
        "kind": entry.kind or entry.verb,
        "author": entry.author or entry.who,
        "at": tx.now,
        "hash": digest,
        "text": entry.words,
    }


@dataclass(frozen=True)
class Line:
    """A line of the history as it was written: `words` is the hash of what was said."""

    id: int
    at: datetime
    who: str
    verb: str
    before: str | None
    after: str
    words: str | None
    facts: dict[str, Any]


def _line(row: HistoryRow) -> Line:
    return Line(row.id or 0, row.at, row.who, row.verb, row.before, row.after, row.words, row.facts)


async def history(tx: Tx, escalation: int) -> list[Line]:
    """The whole history, in order."""
    statement = select(HistoryRow).where(HistoryRow.escalation == escalation).order_by(col(HistoryRow.id))
    return [_line(row) for row in await tx.session.exec(statement)]


async def newest(tx: Tx, escalation: int, *verbs: str) -> Line | None:
    """The newest line of the history that is about one of these verbs."""
    statement = select(HistoryRow).where(HistoryRow.escalation == escalation, col(HistoryRow.verb).in_(verbs))
    row = (await tx.session.exec(statement.order_by(col(HistoryRow.id).desc()))).first()
    return _line(row) if row else None


async def is_noted(tx: Tx, once: str) -> bool:
    """Does the history have a line under this key?"""
    statement = select(HistoryRow.id).where(HistoryRow.workspace == tx.workspace, HistoryRow.once == once)
    return (await tx.session.exec(statement)).first() is not None


async def said(tx: Tx, escalation: int, *kinds: str) -> list[Said]:
    """What was written for it, in order; only these kinds where some are named."""
    statement = select(WordsRow).where(WordsRow.escalation == escalation)
    if kinds:
        statement = statement.where(col(WordsRow.kind).in_(kinds))
    rows = await tx.session.exec(statement.order_by(col(WordsRow.id)))
    return [Said(row.kind, row.author, row.at, row.text, row.hash) for row in rows]


async def words_of(tx: Tx, escalation: int, digest: str) -> str:
    """The words behind a hash; empty where they were erased."""
    statement = select(WordsRow.text).where(WordsRow.escalation == escalation, WordsRow.hash == digest)
    return (await tx.session.exec(statement)).first() or ""


async def follow(tx: Tx, escalation: int, person: str, *, say: bool = True) -> bool:
    """Makes somebody a follower, with a say or without; false if they were one with as much of it."""
    values = {"escalation": escalation, "person": person, "workspace": tx.workspace, "say": say}
    if await insert_once(tx, FollowerRow, values):
        return True
    if say:
        mine = (col(FollowerRow.escalation) == escalation, col(FollowerRow.person) == person)
        await tx.session.exec(update(FollowerRow).where(*mine).values(say=True))
    return False


async def unfollow(tx: Tx, escalation: int, person: str) -> None:
    """They follow it no more."""
    mine = (col(FollowerRow.escalation) == escalation, col(FollowerRow.person) == person)
    await tx.session.exec(delete(FollowerRow).where(*mine))


async def followers(tx: Tx, escalation: int) -> dict[str, bool]:
    """Who follows it, and whether they have a say."""
    statement = select(FollowerRow.person, FollowerRow.say).where(FollowerRow.escalation == escalation)
    return dict((await tx.session.exec(statement)).all())
