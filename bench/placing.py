"""Placing a new request in line and showing what it costs others: behind 50 that wait, and behind 5,000, in turns."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from typing import Any

from bench import databases
from bench.report import Figure, at_most
from bench.rows import NOW
from escalation_bot.desk import in_line
from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.domain.policy import Impact, Policy
from escalation_bot.example import example_policy
from escalation_bot.messages import facts
from escalation_bot.messages.render import Renderer
from escalation_bot.policy_file import parse_policy
from escalation_bot.store.db import Database, Tx
from escalation_bot.store.escalations import _columns
from escalation_bot.store.inserts import insert_all
from escalation_bot.store.tables import EscalationRow

BASE = 20_000_000
"""Their ids begin here: what else is measured on the same database keeps its own."""
FEW, MANY, ROUNDS = 50, 5_000, 30
WORKSPACE = "PLACING"
_ORDINARY = dict.fromkeys(("channel", "home"), "C0HELP") | {"to_all": False, "outside": False, "names": {}}


async def placing(database: databases.Database) -> list[Figure]:
    """The time from "it is stored" to the form that says where it stands."""
    db, render, policy = Database(database.url), Renderer(), parse_policy(example_policy(), name="policy.example.yml")
    small, large = policy.teams
    try:
        async with db.write(WORKSPACE, NOW) as tx:
            await _fill(tx, large, range(MANY))
            await _fill(tx, small, range(MANY, MANY + FEW))
        await asyncio.sleep(1)
        few, many = [], []
        for _ in range(ROUNDS):
            few.append(await _shown(db, policy, render, small))
            many.append(await _shown(db, policy, render, large))
    finally:
        await db.close()
    what, took = f"bot on {database.name}: placed in line among {MANY:,}", median(many)
    return [
        at_most(what, took * 1000, 50, " ms"),
        at_most(what, took / median(few), 3, f" × among {FEW}", f"{median(few) * 1000:.1f} ms"),
    ]


async def _shown(db: Database, policy: Policy, render: Renderer, team: str) -> float:
    """Seconds to place one in the middle and to render the form that says so."""
    one = replace(_one(BASE, team), by=date(2026, 12, 1))
    began = time.perf_counter()
    async with db.read(WORKSPACE, NOW) as tx:
        stands = await in_line.stands(tx, policy, one)
    form = render.form("form/stored", facts.of(one, policy) | _ORDINARY | stands, callback="stored")
    took = time.perf_counter() - began
    if "one place longer" not in str(form):
        raise RuntimeError("the form does not say what it costs others")
    return took


async def _fill(tx: Tx, team: str, numbers: range) -> None:
    await insert_all(tx, EscalationRow, *[_row(number, team) for number in numbers])


def _row(number: int, team: str) -> Mapping[str, Any]:
    return {**_columns(_one(BASE + number + 1, team)), "id": BASE + number + 1}


def _one(number: int, team: str) -> Escalation:
    """Of all kinds, so that they are spread over the line."""
    return Escalation(
        id=number,
        workspace=WORKSPACE,
        number=number,
        ticket=f"SOC-{number}",
        team=team,
        state=State.REQUESTED,
        motive="deal",
        impact=list(Impact)[number % 4],
        by=date(2026, 11, 20) + timedelta(days=number % 17) if number % 3 else None,
        customer="",
        requester="U0ANNA",
        arrived=NOW - timedelta(minutes=number % 997),
        since=NOW,
        by_whom="U0ANNA",
        channel="C0HELP",
        affected=number % 400 if number % 5 else None,
        next_by=NOW,
    )
