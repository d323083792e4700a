"""Everything that the database holds of one workspace, as it is between two steps: values to compare, no rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import SQLModel, col, select

from escalation_bot.domain import deciding
from escalation_bot.domain.clocks import Clock
from escalation_bot.domain.escalation import SEATED, Escalation
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import Person, roles
from escalation_bot.domain.permits import Situation, possible
from escalation_bot.domain.policy import Audience, Policy
from escalation_bot.store import escalations
from escalation_bot.store.db import Tx
from escalation_bot.store.tables import (
    ClockRow,
    EscalationRow,
    FollowerRow,
    HistoryRow,
    IntentRow,
    OutageRow,
    TeamStateRow,
    WordsRow,
)
from escalation_bot.store.traffic import InboxRow, OutboxRow, ReminderRow

T = TypeVar("T")


@dataclass(frozen=True)
class Line:
    """One line of the history."""

    id: int
    escalation: int
    at: datetime
    who: str
    verb: str
    before: str | None
    after: str
    words: str | None
    facts: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True)
class Sent:
    """One delivery, on its way or not."""

    id: int
    kind: str
    template: str
    escalation: int | None
    role: str | None
    channel: str
    thread: int | None
    words: str | None
    person: str | None
    status: str


@dataclass(frozen=True)
class Intent:
    """What a reaction on a reply is about to do."""

    id: int
    escalation: int
    verb: str
    words: str
    due: datetime
    status: str


@dataclass(frozen=True)
class Words:
    """What somebody wrote."""

    id: int
    escalation: int
    hash: str
    text: str


@dataclass(frozen=True)
class Book:
    """What stands in the database at one moment. `events` counts the inbox by status and what failed in it;
    `asked` are the leads who were asked to decide, by escalation, each since when."""

    escalations: Mapping[int, Escalation] = field(default_factory=dict)
    clocks: Mapping[int, tuple[Clock, ...]] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    issues: frozenset[int] = frozenset()
    followers: frozenset[tuple[int, str, bool]] = frozenset()
    lines: tuple[Line, ...] = ()
    sent: tuple[Sent, ...] = ()
    words: tuple[Words, ...] = ()
    intents: tuple[Intent, ...] = ()
    events: Mapping[str, int] = field(default_factory=dict)
    asked: Mapping[int, frozenset[tuple[str, datetime]]] = field(default_factory=dict)

    def history(self, number: int) -> list[Line]:
        """What happened to one escalation, in order."""
        return [line for line in self.lines if line.escalation == number]

    def of(self, number: int) -> dict[str, object]:
        """How one escalation stands: its row, clocks, followers and its team's places; not what was said of it."""
        found = self.escalations[number]
        followers = {person: say for escalation, person, say in self.followers if escalation == number}
        clocks = {str(clock.kind): clock for clock in self.clocks[number]}
        return {**vars(found), **clocks, "followers": followers, "places": self.places[found.team]}

    def pick(self, number: int) -> Escalation | None:
        """One of the escalations, an open one rather than not."""
        found = sorted(self.escalations.values(), key=lambda each: (not each.is_open, -each.id))
        return found[number % len(found)] if found else None

    def one_to_step_down(self, number: int) -> int | None:
        """One of them, one with a place rather than not; or none at all."""
        found = sorted(self.escalations.values(), key=lambda each: (each.state not in SEATED, each.id))
        return found[number % len(found)].id if found and number % 5 else None

    def offered(
        self, found: Escalation, cast: Iterable[Person], now: datetime, policy: Policy
    ) -> dict[Verb, list[Person]]:
        """Who may do what with it at that time."""
        offered = defaultdict(list)
        followers = {user: say for number, user, say in self.followers if number == found.id}
        for person in cast:
            situation = Situation(person.id, roles(person, found, followers), now, policy)
            for verb in possible(found, situation):
                offered[verb].append(person)
        return offered

    def but_notes(self) -> Book:
        """The same without the notes that one person sees, and without what came in."""
        kept = tuple(each for each in self.sent if each.kind != "note")
        return replace(self, sent=kept, events={})


def changed(was: Mapping[str, object], now: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """What is not as it was, by name."""
    names = was.keys() | now.keys()
    return {name: (was.get(name), now.get(name)) for name in names if was.get(name) != now.get(name)}


async def read(tx: Tx) -> Book:
    """The book of this transaction's workspace."""
    clocks = defaultdict(list)
    for row in await _rows(tx, ClockRow):
        clocks[row.escalation].append(escalations._clock(row))
    return Book(
        escalations={row.id or 0: escalations.value(row) for row in await _rows(tx, EscalationRow)},
        clocks={number: tuple(sorted(each, key=lambda clock: clock.kind)) for number, each in clocks.items()},
        places={row.team: row.held for row in await _rows(tx, TeamStateRow)},
        issues=frozenset(row.id or 0 for row in await _rows(tx, OutageRow) if row.over is None),
        followers=frozenset((row.escalation, row.person, row.say) for row in await _rows(tx, FollowerRow)),
        lines=await _values(tx, HistoryRow, Line),
        sent=await _values(tx, OutboxRow, Sent),
        words=await _values(tx, WordsRow, Words),
        intents=await _values(tx, IntentRow, Intent),
        events=Counter(await _inbox(tx)),
        asked=await _asked(tx),
    )


async def _asked(tx: Tx) -> dict[int, frozenset[tuple[str, datetime]]]:
    rows = [row for row in await _rows(tx, ReminderRow) if row.kind == deciding.KIND and row.answered is None]
    found = {row.escalation: row.started for row in rows}
    leads = [row for row in rows if row.audience == Audience.LEADS]
    return {n: frozenset((row.person, row.started) for row in leads if row.escalation == n) for n in found}


async def _rows(tx: Tx, table: type[T]) -> list[T]:
    mine = col(table.workspace) == tx.workspace  # type: ignore[attr-defined]  # every row names its workspace
    return list(await tx.session.exec(select(table).where(mine)))


async def _values(tx: Tx, table: type[SQLModel], value: type[T]) -> tuple[T, ...]:
    """The rows of a table as values of this kind, in the order in which they were written."""
    columns = table.__table__.columns  # type: ignore[attr-defined]  # SQLModel does not say that a table has one
    wanted = [columns[each.name] for each in fields(value)]  # type: ignore[arg-type]  # a dataclass, all of them
    statement = select(*wanted).where(columns["workspace"] == tx.workspace).order_by(columns["id"])
    return tuple(value(*row) for row in await tx.session.exec(statement))


async def _inbox(tx: Tx) -> list[str]:
    statement = select(InboxRow.status, InboxRow.attempts).where(InboxRow.workspace == tx.workspace)
    return ["failed" if attempts else status for status, attempts in await tx.session.exec(statement)]
