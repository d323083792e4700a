"""From two hundred due reminders to messages in Slack, beside a loop that does nothing but post, both at Slack's pace.

Each of the two hundred has an owner of its own, so each comes to one direct message: all that one owner owes is one
message, and a team's channel has one for forty. Two hundred people get one each, so what limits the bot is how many
messages Slack takes from the whole workspace. How often people may be looked up is left out: who they are is usually
known, and a loop that only posts does not ask.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import aiohttp

from bench.databases import Database
from bench.report import Figure, at_least
from bench.rows import TEAM
from bench.subject import ROOT, Running, Subject, bot, running
from escalation_bot.app import SURFACES
from escalation_bot.domain.clocks import Clock, Kind
from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.domain.policy import Impact
from escalation_bot.jobs.pace import Pace, Rate
from escalation_bot.manifest import manifest
from escalation_bot.sandbox.pace import Pace as SlacksPace
from escalation_bot.sandbox.server import Sandbox
from escalation_bot.sandbox.webapi import Call
from escalation_bot.sandbox.world import User, World
from escalation_bot.store import db, escalations

DUE = 200
ROUNDS = 1 if os.environ.get("BENCH_QUICK") else 3
SLACKS = Rate.per_minute(300)
"""Several hundred messages a minute from a workspace: https://docs.slack.dev/apis/web-api/rate-limits/"""
PATIENCE = 120
"""Seconds until everybody must have heard."""
POST = "chat.postMessage"
OWNERS = tuple(f"U0OWNER{number:03}" for number in range(DUE))


async def reminding(database: Database) -> list[Figure]:
    """The bot and the loop at the same time, so that what else this machine does falls on both."""
    with tempfile.TemporaryDirectory() as folder:
        policy = _always_at_work(Path(folder))
        taken = [await _round(database.another(f"reminding_{number}"), policy) for number in range(ROUNDS)]
    mine, floor = (median(seconds) for seconds in zip(*taken, strict=True))
    what = f"bot on {database.name}: {DUE} due reminders to as many messages"
    return [at_least(what, floor / mine, 0.9, " × Slack's pace", f"{mine:.1f} s of {floor:.1f}")]


def _always_at_work(folder: Path) -> Path:
    """The benchmark's policy for a team that works at all hours and has all owners as members."""
    text = (ROOT / "bench" / "policy.yml").read_text(encoding="utf-8")
    always = text.replace('mon-fri: "09:00-17:00"', 'mon-sun: "00:00-24:00"')
    file = folder / "policy.yml"
    file.write_text(always.replace("[U0SAM, U0SOFIA]", f"[{', '.join(OWNERS)}]"), encoding="utf-8")
    return file


async def _round(url: str, policy: Path) -> tuple[float, float]:
    """Seconds of the bot, just started, and of the loop, each at a Slack of its own."""
    async with _sandbox() as slack, _sandbox() as other:
        with running(_subject(url, policy, slack), slack.api_url) as subject:
            await _ready(subject)
            return await asyncio.gather(_reminded(url, slack), _posted(other))


def _sandbox() -> Sandbox:
    people = (User(owner, owner.lower(), owner.title()) for owner in OWNERS)
    world, pace = World.example(), SlacksPace(tiers=False)
    return Sandbox(replace(world, users=(*world.users, *people)), manifest=manifest(SURFACES, "/escalate"), pace=pace)


def _subject(url: str, policy: Path, slack: Sandbox) -> Subject:
    plain = bot(url)
    return replace(plain, env={**plain.env, "SLACK_BOT_TOKEN": slack.bot_token, "ESCALATION_POLICY": str(policy)})


async def _ready(subject: Running) -> None:
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{subject.port}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                pass  # it does not listen yet
            await asyncio.sleep(0.1)


async def _posted(slack: Sandbox) -> float:
    """The least that any bot can do: posts as soon as the pace allows it."""
    pace, headers = Pace(methods={POST: SLACKS}), {"Authorization": f"Bearer {slack.bot_token}"}
    began = datetime.now(UTC)
    async with aiohttp.ClientSession(headers=headers) as session:
        for owner in OWNERS:
            while wait := pace.wait(POST, owner, datetime.now(UTC)):  # noqa: ASYNC110  # time itself is waited for
                await asyncio.sleep(wait)
            async with session.post(slack.api_url + POST, json={"channel": owner, "text": "An update was due."}):
                pass
    return _seconds(slack, began)


async def _reminded(url: str, slack: Sandbox) -> float:
    """All fall due at one moment."""
    began = await _all_are_due(url, slack.team_id)
    async with asyncio.timeout(PATIENCE):
        while len(_posts(slack)) < DUE:  # noqa: ASYNC110  # another process does it
            await asyncio.sleep(0.1)
    return _seconds(slack, began)


async def _all_are_due(url: str, workspace: str) -> datetime:
    opened = db.Database(url)
    try:
        async with opened.write(workspace, datetime.now(UTC)) as tx:
            for number, owner in enumerate(OWNERS, 1):
                found = _owned(number, owner, workspace, tx.now)
                stored = await escalations.create(tx, found)
                await escalations.save_clocks(tx, stored, {}, {Kind.UPDATE: Clock(Kind.UPDATE, found.since, tx.now)})
        return datetime.now(UTC)
    finally:
        await opened.close()


def _owned(number: int, owner: str, workspace: str, now: datetime) -> Escalation:
    yesterday = now - timedelta(days=1)
    return Escalation(
        id=0,
        workspace=workspace,
        number=number,
        ticket=f"SOC-{number}",
        team=TEAM,
        state=State.IN_PROGRESS,
        motive="deal",
        impact=Impact.MAJOR,
        by=None,
        customer="",
        requester="U0ANNA",
        arrived=yesterday,
        since=yesterday,
        by_whom="U0ANNA",
        channel="C0HELPSOC",
        owner=owner,
        wake_at=now,
    )


def _posts(slack: Sandbox) -> Sequence[Call]:
    return [call for call in slack.calls if call.method == POST and call.ok]


def _seconds(slack: Sandbox, began: datetime) -> float:
    """Until the last one stood in Slack."""
    posts = _posts(slack)
    if sorted(str(call.args["channel"]) for call in posts) != list(OWNERS):
        raise RuntimeError("somebody has no message, or two")
    return max((call.at - began).total_seconds() + call.took for call in posts)
