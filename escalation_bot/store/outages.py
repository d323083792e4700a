"""Known issues and who follows them; which escalations wait for one to be over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, delete, func, update
from sqlmodel import col, select

from escalation_bot.domain.escalation import State
from escalation_bot.domain.outages import Outage
from escalation_bot.domain.policy import Impact
from escalation_bot.store.db import Tx
from escalation_bot.store.inserts import insert_once, insert_one
from escalation_bot.store.tables import EscalationRow, OutageFollowerRow, OutageRow

_FIELDS = [f.name for f in fields(Outage)]


def _value(row: OutageRow) -> Outage:
    return Outage(**{name: getattr(row, name) for name in _FIELDS})


async def add(tx: Tx, outage: Outage) -> int:
    """Writes a new one, answers its id."""
    values = {name: getattr(outage, name) for name in _FIELDS if name != "id"}
    return await insert_one(tx, OutageRow, {"workspace": tx.workspace, "settled": True, **values})


async def open_ones(tx: Tx, team: str | None = None, *, hold: bool = False) -> list[Outage]:
    """Those that go on, the oldest first. Held, none of them ends before this transaction does."""
    wanted = [*_mine(tx), col(OutageRow.over).is_(None), *([col(OutageRow.team) == team] if team else [])]
    statement = select(OutageRow).where(*wanted).order_by(col(OutageRow.id))
    return [_value(row) for row in await tx.session.exec(statement.with_for_update(read=True) if hold else statement)]


async def all_of(tx: Tx) -> list[Outage]:
    """All that were ever declared, the oldest first."""
    return [
        _value(row) for row in await tx.session.exec(select(OutageRow).where(*_mine(tx)).order_by(col(OutageRow.id)))
    ]


async def load(tx: Tx, number: int, *, lock: bool = True) -> Outage | None:
    """One by id, held by this transaction unless `lock` is off."""
    statement = select(OutageRow).where(*_mine(tx), OutageRow.id == number)
    row = (await tx.session.exec(statement.with_for_update() if lock else statement)).first()
    return _value(row) if row else None


async def save(tx: Tx, outage: Outage, *, settled: bool) -> None:
    """Writes every column of one that this transaction holds."""
    values = {name: getattr(outage, name) for name in _FIELDS if name != "id"}
    await tx.session.exec(update(OutageRow).where(col(OutageRow.id) == outage.id).values(settled=settled, **values))


async def unsettled(tx: Tx) -> list[Outage]:
    """Those whose newest word not everybody may have heard."""
    statement = select(OutageRow).where(*_mine(tx), col(OutageRow.settled).is_(False)).order_by(col(OutageRow.id))
    return [_value(row) for row in await tx.session.exec(statement)]


async def settle(tx: Tx, outage: Outage) -> None:
    """Everybody has heard this word; unless there is a newer one by now."""
    same = (col(OutageRow.id) == outage.id, col(OutageRow.news_number) == outage.news_number)
    await tx.session.exec(update(OutageRow).where(*same).values(settled=True))


def _mine(tx: Tx) -> tuple[ColumnElement[bool], ...]:
    return (col(OutageRow.workspace) == tx.workspace,)


# -- who follows -----------------------------------------------------------------------------------------------


async def follow(tx: Tx, outage: Outage, person: str) -> bool:
    """Makes somebody a follower, who hears what is said from now on; false if they were one."""
    values = {"outage": outage.id, "person": person, "workspace": tx.workspace, "heard": outage.news_number}
    return await insert_once(tx, OutageFollowerRow, values)


async def unfollow(tx: Tx, number: int, person: str) -> None:
    """They follow it no more."""
    await tx.session.exec(delete(OutageFollowerRow).where(*_follower(number, person)))


async def to_tell(tx: Tx, outage: Outage) -> list[str]:
    """The followers who have not heard the newest word. Whose request waits for its end hear it in its thread."""
    theirs = select(EscalationRow.requester).where(EscalationRow.outage == outage.id)
    statement = select(OutageFollowerRow.person).where(
        OutageFollowerRow.outage == outage.id,
        col(OutageFollowerRow.heard) < outage.news_number,
        col(OutageFollowerRow.person).not_in(theirs),
    )
    return list(await tx.session.exec(statement.order_by(OutageFollowerRow.person)))


async def hears(tx: Tx, outage: Outage, person: str) -> bool:
    """Notes that a follower is told the newest word; false if they were, or follow no more."""
    late = (*_follower(outage.id, person), col(OutageFollowerRow.heard) < outage.news_number)
    statement = update(OutageFollowerRow).where(*late).values(heard=outage.news_number)
    return bool((await tx.session.exec(statement)).rowcount)


async def count_followers(tx: Tx) -> Mapping[int, int]:
    """How many follow each, by id."""
    statement = select(OutageFollowerRow.outage, func.count()).where(OutageFollowerRow.workspace == tx.workspace)
    return dict((await tx.session.exec(statement.group_by(col(OutageFollowerRow.outage)))).all())


def _follower(number: int, person: str) -> tuple[ColumnElement[bool], ...]:
    return col(OutageFollowerRow.outage) == number, col(OutageFollowerRow.person) == person


# -- what waits ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parked:
    """An escalation that waits until its known issue is over."""

    id: int
    ticket: str
    impact: Impact


async def parked(tx: Tx, number: int) -> list[Parked]:
    """Those that this one parked, in order of arrival."""
    statement = select(EscalationRow.id, EscalationRow.ticket, EscalationRow.impact).where(
        EscalationRow.workspace == tx.workspace,
        EscalationRow.outage == number,
        EscalationRow.state == State.PARKED,
    )
    rows = await tx.session.exec(statement.order_by(col(EscalationRow.arrived), col(EscalationRow.id)))
    return [Parked(found or 0, ticket, Impact(impact)) for found, ticket, impact in rows]
