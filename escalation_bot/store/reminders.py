"""Reminders: given once, each standing in a message, and answered in that message."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, distinct, func, or_, update
from sqlmodel import col, select

from escalation_bot.domain.delivery import Status
from escalation_bot.domain.policy import Audience
from escalation_bot.store import outbox
from escalation_bot.store.db import Tx
from escalation_bot.store.inserts import insert_once
from escalation_bot.store.traffic import OutboxRow, ReminderRow


@dataclass(frozen=True)
class Given:
    """One reminder: about which escalation and clock, for whom, since when, in which message, and its answer.

    `person` is empty where a team's thread is the place. `again`: it was snoozed. `why` says why it is not for who
    comes first. `at`: not told before.
    """

    escalation: int
    team: str
    kind: str
    started: datetime
    step: int
    soon: bool
    again: bool
    audience: str
    due: datetime
    at: datetime
    person: str = ""
    why: str = ""
    delivery: int | None = None
    answered: datetime | None = None
    id: int = 0


@dataclass(frozen=True)
class Recipient:
    """To whom reminders go: a person, or a team's members or leads in its own channel."""

    audience: Audience
    team: str
    person: str

    @property
    def name(self) -> str:
        """What the lease on telling them is called."""
        return f"remind:{self.audience}:{self.person or self.team}"


_FIELDS = tuple(Given.__dataclass_fields__)


async def add(tx: Tx, given: Given) -> bool:
    """Notes a reminder that is to be given; false if it was noted before."""
    values = {name: getattr(given, name) for name in _FIELDS if name != "id"}
    return await insert_once(tx, ReminderRow, {"workspace": tx.workspace, **values})


async def ask(tx: Tx, given: Given) -> int | None:
    """Notes a question; where it was answered before, and the answer taken back, it waits again. Answers the message
    that says so then."""
    if await add(tx, given):
        return None
    key = ("escalation", "kind", "started", "due", "step", "again", "audience", "person")
    same = [getattr(ReminderRow, name) == getattr(given, name) for name in key]
    again = update(ReminderRow).where(*same).values(answered=None).returning(col(ReminderRow.delivery))
    delivery: int | None = (await tx.session.exec(again)).scalar_one()
    return delivery


def _given(row: ReminderRow) -> Given:
    return Given(**{name: getattr(row, name) for name in _FIELDS})


async def recipients(tx: Tx) -> list[Recipient]:
    """Everybody for whom something waits to be told; a person hears everything of all their teams at once, and before
    teams do, who need not call them again."""
    statement = select(ReminderRow.audience, ReminderRow.team, ReminderRow.person).where(*_waiting(tx)).distinct()
    found = (await tx.session.exec(statement.order_by(col(ReminderRow.person).desc()))).all()
    return list(dict.fromkeys(Recipient(Audience(a), "" if person else team, person) for a, team, person in found))


def _waiting(tx: Tx) -> tuple[ColumnElement[bool], ...]:
    return (
        col(ReminderRow.workspace) == tx.workspace,
        col(ReminderRow.at) <= tx.now,
        col(ReminderRow.delivery).is_(None),
        col(ReminderRow.answered).is_(None),
    )


def _to(recipient: Recipient) -> tuple[ColumnElement[bool], ...]:
    same = (col(ReminderRow.audience) == recipient.audience, col(ReminderRow.person) == recipient.person)
    return same if recipient.person else (*same, col(ReminderRow.team) == recipient.team)


async def waiting(tx: Tx, recipient: Recipient) -> list[Given]:
    """What waits to be told to them, oldest first."""
    statement = select(ReminderRow).where(*_waiting(tx), *_to(recipient)).order_by(col(ReminderRow.id))
    return [_given(row) for row in await tx.session.exec(statement)]


async def unanswered(tx: Tx, recipient: Recipient) -> list[Given]:
    """All that they were or are to be told by now and that waits for its answer."""
    told = or_(col(ReminderRow.at) <= tx.now, col(ReminderRow.delivery).is_not(None))
    open_ones = (col(ReminderRow.workspace) == tx.workspace, col(ReminderRow.answered).is_(None), told, *_to(recipient))
    return [_given(row) for row in await tx.session.exec(select(ReminderRow).where(*open_ones))]


async def newest_message(tx: Tx, recipient: Recipient) -> tuple[int, datetime] | None:
    """The newest message to them: its delivery and when it was written. It cannot be dropped until this transaction
    ends."""
    statement = select(OutboxRow.id, OutboxRow.created).join(ReminderRow, col(ReminderRow.delivery) == OutboxRow.id)
    newest = statement.where(*_reached(tx, recipient)).order_by(col(ReminderRow.delivery).desc()).limit(1)
    found = (await tx.session.exec(newest.with_for_update(of=OutboxRow))).first()
    return (found[0] or 0, found[1]) if found else None


async def messages_since(tx: Tx, recipient: Recipient, since: datetime) -> dict[int, int]:
    """By escalation the delivery of the newest message to them that was written after that moment; none of these can
    be dropped until this transaction ends."""
    statement = select(ReminderRow.escalation, ReminderRow.delivery).join(
        OutboxRow, col(OutboxRow.id) == ReminderRow.delivery
    )
    newer = statement.where(*_reached(tx, recipient), col(OutboxRow.created) > since).order_by(col(OutboxRow.id))
    found = await tx.session.exec(newer.with_for_update(of=OutboxRow))
    return {escalation: delivery or 0 for escalation, delivery in found}


async def owners_told(tx: Tx, cases: Collection[int], since: datetime) -> list[str]:
    """Who had a direct message after that moment that called them, as the owner of all these escalations."""
    statement = select(ReminderRow.person).join(OutboxRow, col(OutboxRow.id) == ReminderRow.delivery)
    about = (col(ReminderRow.audience) == Audience.OWNER, col(ReminderRow.escalation).in_(cases))
    called = (col(OutboxRow.created) > since, col(OutboxRow.created) >= col(ReminderRow.at))  # others joined by an edit
    sent = (col(ReminderRow.workspace) == tx.workspace, col(OutboxRow.status) != Status.DROPPED)
    each = statement.where(*about, *called, *sent).group_by(ReminderRow.person)
    found = await tx.session.exec(each.having(func.count(distinct(col(ReminderRow.escalation))) == len(cases)))
    return list(found)


def _reached(tx: Tx, recipient: Recipient) -> tuple[ColumnElement[bool], ...]:
    """What stands in a message to them, or in one that is on its way."""
    return (col(ReminderRow.workspace) == tx.workspace, *_to(recipient), col(OutboxRow.status) != Status.DROPPED)


async def put(tx: Tx, reminders: Iterable[Given], delivery: int) -> None:
    """These stand in that message now."""
    ids = [each.id for each in reminders]
    await tx.session.exec(update(ReminderRow).where(col(ReminderRow.id).in_(ids)).values(delivery=delivery))


async def postpone(tx: Tx, reminders: Iterable[Given], until: datetime) -> None:
    """These are told then, not now."""
    ids = [each.id for each in reminders]
    await tx.session.exec(update(ReminderRow).where(col(ReminderRow.id).in_(ids)).values(at=until))


async def wait_again(tx: Tx, delivery: int) -> None:
    """That message is not sent; what it was to remind of, and nobody has answered, waits to be told."""
    mine = (col(ReminderRow.delivery) == delivery, col(ReminderRow.answered).is_(None))
    await tx.session.exec(update(ReminderRow).where(*mine).values(delivery=None))


async def standing_in(tx: Tx, delivery: int) -> list[Given]:
    """What a message reminds of, in the order in which it came."""
    statement = select(ReminderRow).where(ReminderRow.delivery == delivery).order_by(col(ReminderRow.id))
    return [_given(row) for row in await tx.session.exec(statement)]


async def answer(tx: Tx, escalation: int, kinds: Collection[str], former_owner: str | None = None) -> set[int]:
    """What was asked for by these clocks, of leads, or of an owner who has it no more, is answered; the messages that
    are to say so."""
    about: list[ColumnElement[bool]] = [col(ReminderRow.kind).in_([str(kind) for kind in kinds])]
    if former_owner:
        about.append(col(ReminderRow.person) == former_owner)
    mine = (col(ReminderRow.escalation) == escalation, col(ReminderRow.answered).is_(None), or_(*about))
    if not kinds and not former_owner:
        return set()
    await tx.session.exec(delete(ReminderRow).where(*mine, col(ReminderRow.delivery).is_(None)))
    told = update(ReminderRow).where(*mine).values(answered=tx.now).returning(col(ReminderRow.delivery))
    return {each[0] for each in await tx.session.exec(told)}


async def show_again(tx: Tx, escalation: int) -> None:
    """The messages that still wait for an answer about it are shown as they are now."""
    mine = (col(ReminderRow.escalation) == escalation, col(ReminderRow.answered).is_(None))
    found = await tx.session.exec(select(ReminderRow.delivery).where(*mine, col(ReminderRow.delivery).is_not(None)))
    await edit(tx, {delivery or 0 for delivery in found})


async def edit(tx: Tx, deliveries: Collection[int]) -> None:
    """Asks for these messages to be shown as they are now."""
    for delivery in sorted(deliveries):
        found = await outbox.one(tx, delivery)
        if found:
            said = found.delivery
            message = outbox.Standing(found.id, said.channel, said.template, dict(said.facts), said.words)
            await outbox.refresh(tx, said.escalation, [message])
