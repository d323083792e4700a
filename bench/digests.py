"""The daily digest of a team with very many open escalations: read, summed up and rendered, as when it is sent."""

from __future__ import annotations

import time
from datetime import timedelta
from statistics import median

from bench.databases import Database
from bench.report import Figure, at_most
from bench.rows import NOW, TEAM, WORKSPACE, fill, policy
from escalation_bot.domain.digest import Due, Kind
from escalation_bot.domain.life import Verb
from escalation_bot.domain.policy import Policy
from escalation_bot.jobs import summaries
from escalation_bot.messages.render import Message, Renderer
from escalation_bot.store import db, places
from escalation_bot.store.inserts import insert_all
from escalation_bot.store.tables import HistoryRow

OPEN, TAKEN, ROUNDS = 10_000, 1_000, 7
"""How many are open, how many of them were taken on the working day before, and how often it is measured."""


async def digests(database: Database) -> list[Figure]:
    """Seconds for one digest; the first warms up."""
    url, rules, render = database.another("digests"), policy(), Renderer()
    await fill(url, OPEN, late=True)
    opened = db.Database(url)
    try:
        await _were_taken(opened)
        taken = [await _seconds(opened, rules, render) for _ in range(ROUNDS)][1:]
    finally:
        await opened.close()
    return [at_most(f"bot on {database.name}: daily digest of {OPEN:,} open", median(taken), 1, " s")]


async def _were_taken(opened: db.Database) -> None:
    friday = {"workspace": WORKSPACE, "at": NOW - timedelta(days=3), "who": "U0SAM", "verb": Verb.TAKE}
    noted = {**friday, "after": "in_progress", "policy_version": "", "facts": {}}
    async with opened.write(WORKSPACE, NOW) as tx:
        await places.prepare(tx, [TEAM])
        await insert_all(tx, HistoryRow, *({**noted, "escalation": number} for number in range(1, TAKEN + 1)))


async def _seconds(opened: db.Database, rules: Policy, render: Renderer) -> float:
    began = time.perf_counter()
    message = await _digest(opened, rules, render)
    took = time.perf_counter() - began
    if f"{TAKEN} taken" not in str(message.blocks):
        raise RuntimeError("the digest does not say how many were taken")
    return took


async def _digest(opened: db.Database, rules: Policy, render: Renderer) -> Message:
    team = rules.teams[TEAM]
    due = Due(Kind.DAILY, TEAM, team.calendar.local(NOW), NOW)
    async with opened.read(WORKSPACE, NOW) as tx:
        facts = await summaries.daily(tx, rules, team, due, "https://bench.slack.com/")
    return render.message("digest/daily", {**(facts or {}), "names": {}})
