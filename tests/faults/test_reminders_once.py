"""Many reminders are due at once while bots are killed: each stands in exactly one message, with the sandbox as
witness (promises 3 to 5)."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import signal
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col, func, select

from escalation_bot.app import SURFACES
from escalation_bot.domain.clocks import Clock, Kind
from escalation_bot.domain.delivery import Delivery, Role, Status
from escalation_bot.domain.delivery import Kind as DeliveryKind
from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.domain.policy import Impact
from escalation_bot.manifest import manifest
from escalation_bot.sandbox import Sandbox
from escalation_bot.sandbox.pace import Pace
from escalation_bot.sandbox.seen import Seen
from escalation_bot.store import escalations, outbox
from escalation_bot.store.db import Database, Tx
from escalation_bot.store.traffic import OutboxRow, ReminderRow

from . import policies, victims, witness
from .hurry import HurriedClock
from .troubles import Store

DUE = int(os.environ.get("REMINDERS_DUE", "80"))
KILLS = int(os.environ.get("REMINDERS_KILLS", "5"))
"""How often a bot is killed. Who has the time asks for 200 reminders and 20 deaths."""
OWNERS = ("U0SAM", "U0SOFIA")
TEAM = policies.Queue("SOC", "C0HELPSOC", "C0SOCQUEUE")
PATIENCE = 60.0
"""Seconds until everything must have come to its end."""


def request(number: int, workspace: str, now: datetime) -> tuple[Escalation, Clock]:
    """One that owes a word since a minute: every fifth one has an owner, who hears it alone."""
    owned = number % 5 == 0
    length = timedelta(days=1) if owned else timedelta(hours=4)
    asked = now - length - timedelta(minutes=1)
    found = Escalation(
        id=0,
        workspace=workspace,
        number=number,
        ticket=f"SOC-{number}",
        team=TEAM.key,
        state=State.IN_PROGRESS if owned else State.REQUESTED,
        motive="deadline",
        impact=Impact.MAJOR,
        by=None,
        customer="",
        requester="U0ANNA",
        arrived=asked,
        since=asked,
        by_whom="U0ANNA",
        channel=TEAM.intake,
        owner=OWNERS[number // 5 % len(OWNERS)] if owned else None,
        wake_at=now,
    )
    return found, Clock(Kind.UPDATE if owned else Kind.ACKNOWLEDGE, asked, asked + length)


async def all_are_due(db: Database, slack: Sandbox, card: Seen) -> None:
    """As if they had been asked for one by one; their cards are one message, which is enough to answer under."""
    async with db.write(slack.team_id, slack.clock.now()) as tx:
        for number in range(1000, 1000 + DUE):
            found, clock = request(number, slack.team_id, tx.now)
            stored = await escalations.create(tx, found)
            await escalations.save_clocks(tx, stored, {}, {clock.kind: clock})
            await stands(tx, stored, card)


async def stands(tx: Tx, escalation: int, card: Seen) -> None:
    """Its card is posted."""
    wanted = Delivery(DeliveryKind.POST, TEAM.queue, "card", escalation=escalation, role=Role.CARD)
    number = await outbox.add_one(tx, wanted)
    row = {"status": Status.SENT, "ts": card.message.ts, "sent_channel": TEAM.queue}
    await tx.session.exec(update(OutboxRow).where(col(OutboxRow.id) == number).values(row))


async def noted(db: Database, slack: Sandbox, *, told: bool) -> int:
    """How many reminders are noted; or told: they stand in a message."""
    wanted = select(func.count(col(ReminderRow.id)))
    async with db.read(slack.team_id, slack.clock.now()) as tx:
        found = wanted.where(col(ReminderRow.delivery).is_not(None)) if told else wanted
        return (await tx.session.exec(found)).one()


async def done(db: Database, slack: Sandbox) -> int:
    """How much is done: each reminder is noted, put into a message, and said."""
    return await noted(db, slack, told=False) + await noted(db, slack, told=True) + lines(slack).total()


async def bots_die(db: Database, slack: Sandbox, nursery: victims.Nursery, at_once: int) -> None:
    """Each time a further part of the work is done (noted, put into messages, said) one of them is killed, and another
    one is born."""
    dice, alive = random.Random(7), [await nursery.bears() for _ in range(at_once)]
    for kill in range(KILLS):
        while await done(db, slack) < 3 * DUE * kill // KILLS:  # noqa: ASYNC110  # another process does it
            await asyncio.sleep(0.005)
        await asyncio.sleep(dice.uniform(0, 0.1))
        os.kill(alive.pop(0), signal.SIGKILL)
        alive.append(await nursery.bears())


def lines(slack: Sandbox) -> Counter[str]:
    """In how many messages of the bot's each ticket stands; the text of a message repeats its first block."""
    shown = (json.dumps(message.content, ensure_ascii=False) for _, message in witness.posted(slack))
    return Counter(ticket for text in shown for ticket in set(re.findall(r"SOC-\d+(?=[>|*][^~]*?was due)", text)))


@pytest.mark.timeout(90)
@pytest.mark.parametrize(
    ("database_url", "at_once"), [("sqlite", 1), ("postgresql", 2), ("postgresql", 3)], indirect=["database_url"]
)
async def test_whoever_is_killed_each_reminder_stands_in_one_message(
    store: Store, tmp_path: Path, at_once: int
) -> None:
    clock, db, policy = HurriedClock(), Database(store.direct), policies.written(tmp_path, TEAM)
    surroundings = Sandbox(manifest=manifest(SURFACES, "/escalate"), clock=clock, pace=Pace.unlimited())
    async with surroundings as slack, victims.nursery(slack, clock.begin, store.url, policy) as nursery:
        await all_are_due(db, slack, await slack.person("sam").says("All of them", in_="#soc-queue"))
        async with asyncio.timeout(PATIENCE):
            await bots_die(db, slack, nursery, at_once)
            while await noted(db, slack, told=True) < DUE or await witness.unsettled(db, slack):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert await noted(db, slack, told=False) == DUE
        assert lines(slack) == {f"SOC-{number}": 1 for number in range(1000, 1000 + DUE)}
        marks = Counter(mark for mark, _ in witness.posted(slack))
        assert set(marks.values()) == {1}
    await db.close()
