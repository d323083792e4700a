"""What digests say, summed up by the database: a few reads, however many are open; and who wants their own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, or_
from sqlalchemy import select as typed_select
from sqlmodel import col

from escalation_bot.domain.clocks import Kind as Clock
from escalation_bot.domain.delivery import Kind, Role
from escalation_bot.domain.digest import Line, Promise, Section, Shift, Week
from escalation_bot.domain.escalation import ENDED, SEATED, State
from escalation_bot.domain.life import Verb
from escalation_bot.store import places, tally
from escalation_bot.store.db import Tx
from escalation_bot.store.inserts import insert_once
from escalation_bot.store.tables import ClockRow, DigestReaderRow, EscalationRow, HistoryRow
from escalation_bot.store.traffic import OutboxRow, ReminderRow

_COLUMNS = ("id", "ticket", "team", "state", "impact", "private", "owner", "requester", "since", "arrived")
_PLACES = (Role.CARD, Role.RECEIPT)


def select(*columns: Any) -> Any:
    """SQLAlchemy's own, whose types end where a model's plain attributes stand for columns."""
    return typed_select(*columns)


async def is_given(tx: Tx, key: str) -> bool:
    """Was a delivery with that key written before?"""
    return bool(await _all(tx, select(OutboxRow.id).where(_in(tx, OutboxRow), col(OutboxRow.once) == key)))


async def lines(
    tx: Tx, before: datetime, today_ends: datetime, shown: int, *, team: str | None = None, requester: str | None = None
) -> list[Line]:
    """The open escalations of a team that somebody should do something about, or all of a requester's: of each section
    the `shown` oldest. Only those that were there `before` that moment."""
    opened = _opened(tx, before, team, requester)
    section = _section(opened, tx.now, today_ends, of_team=team is not None)
    ranked = select(
        opened,
        section.label("section"),
        func.count().over(partition_by=section).label("among"),
        func.row_number().over(partition_by=section, order_by=(opened.c.arrived, opened.c.id)).label("rank"),
    ).where(section.is_not(None))
    inner = ranked.subquery()
    rows = await _all(tx, select(inner).where(inner.c.rank <= shown).order_by(inner.c.arrived, inner.c.id))
    return await _with_places(tx, [_line(row) for row in rows])


def _opened(tx: Tx, before: datetime, team: str | None, requester: str | None) -> Any:
    """The open ones with the next word that is owed; what is held, with when it is to go on."""
    wanted = [_in(tx, EscalationRow), col(EscalationRow.state).not_in(ENDED), col(EscalationRow.arrived) < before]
    if team is not None:
        wanted.append(col(EscalationRow.team) == team)
    if requester is not None:
        wanted.append(col(EscalationRow.requester) == requester)
    columns = [col(getattr(EscalationRow, name)) for name in (*_COLUMNS, "waiting", "level_waits")]
    due = func.coalesce(_owed(ClockRow.due), EscalationRow.held_until).label("due")
    return select(*columns, due, _owed(ClockRow.kind).label("owed")).where(*wanted).subquery()


def _owed(column: Any) -> Any:
    """A column of the running clock that is due first."""
    running = (ClockRow.escalation == EscalationRow.id, col(ClockRow.stopped).is_(None), ClockRow.kind != Clock.VERIFY)
    first = select(column).where(*running).order_by(col(ClockRow.due)).limit(1)
    return first.correlate(EscalationRow).scalar_subquery()


def _section(opened: Any, now: datetime, today_ends: datetime, *, of_team: bool) -> Any:
    """The first that fits; a requester is told first what waits for them, and of everything else too."""
    column = opened.c
    overdue = (column.due <= now, Section.OVERDUE.value)
    asked = (or_(column.state.in_([State.ASKED, State.RESOLVED]), column.waiting.is_(True)), Section.REQUESTER.value)
    if not of_team:
        return case(asked, overdue, else_=Section.OTHER.value)
    nobody = and_(column.owner.is_(None), column.state.in_([State.REQUESTED, State.ACCEPTED]))
    today = (column.due < today_ends, Section.TODAY.value)
    return case(overdue, today, (or_(nobody, column.level_waits.is_(True)), Section.UNOWNED.value), asked)


def _line(row: Any) -> Line:
    return Line(
        id=row.id,
        section=Section(row.section),
        among=row.among,
        ticket=row.ticket,
        team=row.team,
        state=row.state,
        impact=row.impact,
        private=row.private,
        owner=row.owner,
        requester=row.requester,
        since=row.since,
        due=row.due,
        owed=row.owed,
    )


async def _with_places(tx: Tx, found: Sequence[Line]) -> list[Line]:
    """Where their newest card and receipt stand, as far as they are sent."""
    statement = select(OutboxRow.escalation, OutboxRow.role, OutboxRow.sent_channel, OutboxRow.ts).where(
        col(OutboxRow.escalation).in_([line.id for line in found]),
        col(OutboxRow.role).in_(_PLACES),
        OutboxRow.kind == Kind.POST,
        col(OutboxRow.ts).is_not(None),
    )
    standing: dict[int, dict[str, tuple[str, str]]] = {}
    for number, role, channel, ts in await _all(tx, statement.order_by(col(OutboxRow.id))):
        standing.setdefault(number, {})[role] = (channel, ts)
    return [replace(line, places=standing.get(line.id, {})) for line in found]


async def done(tx: Tx, team: str, start: datetime, end: datetime) -> tuple[int, int]:
    """How many of a team's were taken and how many solved in that time; each counts once."""
    swapped = and_(col(HistoryRow.verb) == Verb.SWAP, col(HistoryRow.after) == State.IN_PROGRESS)
    verb = case((swapped, Verb.TAKE.value), else_=col(HistoryRow.verb)).label("done")
    statement = select(verb, func.count(col(HistoryRow.escalation).distinct())).where(
        *_in_history(tx, team, start, end), or_(swapped, col(HistoryRow.verb).in_([Verb.TAKE, Verb.RESOLVE]))
    )
    found = dict(await _all(tx, statement.group_by(verb)))
    return found.get(Verb.TAKE, 0), found.get(Verb.RESOLVE, 0)


def _in_history(tx: Tx, team: str, start: datetime, end: datetime | None = None) -> list[ColumnElement[bool]]:
    theirs = select(EscalationRow.id).where(_in(tx, EscalationRow), col(EscalationRow.team) == team)
    wanted = [_in(tx, HistoryRow), col(HistoryRow.at) >= start, col(HistoryRow.escalation).in_(theirs)]
    return wanted if end is None else [*wanted, col(HistoryRow.at) < end]


async def week(tx: Tx, team: str, bounds: Sequence[datetime]) -> Week:
    """A team's last week; `bounds` are those of all weeks of the trend, oldest first."""
    start, end = bounds[-2:]
    return Week(
        start=start,
        end=end,
        volume=await _volume(tx, team, start, end),
        weeks=await _trend(tx, team, bounds),
        answers=await _promises(tx, team, Clock.ACKNOWLEDGE, start, end),
        resolutions=await _promises(tx, team, Clock.RESOLVE, start, end),
        solved=await _solved(tx, team, start, end),
        late_updates=await _late_updates(tx, team, start, end),
        repeats=await _repeats(tx, team, start, end),
        shifts=await _shifts(tx, team, start),
        held=await places.taken(tx, team),
        counted=await tally.counted(tx, team, start, end),
    )


def _asked(tx: Tx, team: str, start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    arrived = col(EscalationRow.arrived)
    return _in(tx, EscalationRow), col(EscalationRow.team) == team, arrived >= start, arrived < end


async def _volume(tx: Tx, team: str, start: datetime, end: datetime) -> dict[tuple[str, str], int]:
    statement = select(EscalationRow.motive, EscalationRow.impact, func.count()).where(*_asked(tx, team, start, end))
    rows = await _all(tx, statement.group_by(EscalationRow.motive, EscalationRow.impact))
    return {(motive, impact): count for motive, impact, count in rows}


async def _trend(tx: Tx, team: str, bounds: Sequence[datetime]) -> tuple[int, ...]:
    arrived = col(EscalationRow.arrived)
    counts = [func.sum(case((and_(arrived >= a, arrived < b), 1), else_=0)) for a, b in pairwise(bounds)]
    [row] = await _all(tx, select(*counts).where(*_asked(tx, team, bounds[0], bounds[-1])))
    return tuple(int(count or 0) for count in row)


async def _promises(tx: Tx, team: str, kind: Clock, start: datetime, end: datetime) -> tuple[Promise, ...]:
    """Those that were kept or missed in that time. What was taken back before its first answer is neither; a clock that
    rests unsolved has not come to its end."""
    statement = select(ClockRow.started, ClockRow.due, ClockRow.stopped).join(
        EscalationRow, col(ClockRow.escalation) == col(EscalationRow.id)
    )
    ended = col(EscalationRow.state) != State.WITHDRAWN
    if kind is Clock.RESOLVE:
        ended = col(EscalationRow.state).in_([State.RESOLVED, State.CLOSED])
    rows = await _all(
        tx,
        statement.where(
            _in(tx, ClockRow),
            col(EscalationRow.team) == team,
            ClockRow.kind == kind,
            col(ClockRow.due) >= start,
            col(ClockRow.started) < end,
            or_(col(ClockRow.stopped).is_(None), col(ClockRow.met).is_(True), ended),
        ),
    )
    found = (Promise(*row) for row in rows)
    return tuple(promise for promise in found if start <= promise.settled < end)


async def _solved(tx: Tx, team: str, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """When each was asked for and resolved; the wait for the requester's word begins then."""
    statement = select(EscalationRow.arrived, ClockRow.started).join(
        ClockRow, col(ClockRow.escalation) == col(EscalationRow.id)
    )
    rows = await _all(
        tx,
        statement.where(
            _in(tx, ClockRow),
            col(EscalationRow.team) == team,
            col(EscalationRow.state).in_([State.RESOLVED, State.CLOSED]),
            ClockRow.kind == Clock.VERIFY,
            col(ClockRow.due) >= start,
            col(ClockRow.started) >= start,
            col(ClockRow.started) < end,
        ),
    )
    return tuple((arrived, resolved) for arrived, resolved in rows)


async def _late_updates(tx: Tx, team: str, start: datetime, end: datetime) -> int:
    """How many updates somebody had to be reminded of after they were due."""
    late = select(ReminderRow.escalation, ReminderRow.started).where(
        _in(tx, ReminderRow),
        col(ReminderRow.team) == team,
        col(ReminderRow.kind) == Clock.UPDATE,
        col(ReminderRow.soon).is_(False),
        col(ReminderRow.due) >= start,
        col(ReminderRow.due) < end,
    )
    [[count]] = await _all(tx, select(func.count()).select_from(late.distinct().subquery()))
    return int(count)


async def _repeats(tx: Tx, team: str, start: datetime, end: datetime) -> int:
    """What came back, and what was asked for again after its ticket had been first before (R85)."""
    back = select(func.count()).where(*_in_history(tx, team, start, end), col(HistoryRow.verb) == Verb.CAME_BACK)
    again = select(func.count()).where(*_asked(tx, team, start, end), col(EscalationRow.previous).is_not(None))
    [[came], [asked]] = [*await _all(tx, back), *await _all(tx, again)]
    return int(came) + int(asked)


async def _shifts(tx: Tx, team: str, start: datetime) -> tuple[Shift, ...]:
    """Each time since then that one of a team's places was taken or given back; incidents need none (R11)."""
    seated = [str(state) for state in SEATED]
    before, after = func.coalesce(HistoryRow.before, "").in_(seated), col(HistoryRow.after).in_(seated)
    incident = select(EscalationRow.id).where(_in(tx, EscalationRow), col(EscalationRow.incident).is_(True))
    wanted = (*_in_history(tx, team, start), before != after, col(HistoryRow.escalation).not_in(incident))
    statement = select(HistoryRow.at, HistoryRow.before, HistoryRow.after).where(*wanted)
    return tuple(Shift(*row) for row in await _all(tx, statement))


async def readers(tx: Tx, team: str, before: datetime) -> list[str]:
    """Who wanted their own digest before that moment and has something open at this team since before it."""
    statement = select(DigestReaderRow.person).join(
        EscalationRow,
        and_(
            col(EscalationRow.workspace) == col(DigestReaderRow.workspace),
            col(EscalationRow.requester) == col(DigestReaderRow.person),
        ),
    )
    theirs = (col(EscalationRow.team) == team, col(EscalationRow.state).not_in(ENDED))
    earlier = (col(EscalationRow.arrived) < before, col(DigestReaderRow.since) < before)
    found = await _all(tx, statement.where(_in(tx, DigestReaderRow), *theirs, *earlier).distinct())
    return [person for (person,) in found]


async def reads(tx: Tx, person: str) -> bool:
    """Does this person get their own digest?"""
    return bool(await _all(tx, select(DigestReaderRow.person).where(*_reader(tx, person))))


async def subscribe(tx: Tx, person: str) -> None:
    """From the next morning on they get their own."""
    await insert_once(tx, DigestReaderRow, {"workspace": tx.workspace, "person": person, "since": tx.now})


async def unsubscribe(tx: Tx, person: str) -> None:
    """They get none any more."""
    await tx.session.exec(delete(DigestReaderRow).where(*_reader(tx, person)))


def _reader(tx: Tx, person: str) -> tuple[ColumnElement[bool], ...]:
    return _in(tx, DigestReaderRow), col(DigestReaderRow.person) == person


def _in(tx: Tx, table: Any) -> ColumnElement[bool]:
    mine: ColumnElement[bool] = table.workspace == tx.workspace
    return mine


async def _all(tx: Tx, statement: Any) -> Collection[Any]:
    return list(await tx.session.exec(statement))
