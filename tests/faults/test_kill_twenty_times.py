"""Thirty requests are asked, taken and answered while the bot is killed twenty times; then everything stands once."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg  # type: ignore[import-untyped]  # it has no types
import pytest
from sqlmodel import col, select

from escalation_bot.app import SURFACES
from escalation_bot.manifest import manifest
from escalation_bot.sandbox import Sandbox
from escalation_bot.sandbox.pace import Pace
from escalation_bot.sandbox.people import Person
from escalation_bot.sandbox.seen import Seen
from escalation_bot.sandbox.world import Channel, World
from escalation_bot.store import places
from escalation_bot.store.db import Database
from escalation_bot.store.tables import HistoryRow
from tests.stories.conftest import form

from . import policies, victims, witness
from .hurry import HurriedClock
from .troubles import Store

KILLS, REQUESTS = 20, 30
KEYS = ("AB", "CD", "EF")
QUEUES = [policies.Queue(key, f"C0ASK{key}", f"C0WORK{key}") for key in KEYS]
ASKERS = ("anna", "paul", "mia", "nina", "erik")
NEWS = "the fix is being tested"
PATIENCE = 90.0
"""Seconds until everything must have come to its end."""


def world() -> World:
    """The example's people, in channels of each team's own."""
    known = World.example()
    members = tuple(user.id for user in known.users)
    named = [(each.intake, f"ask-{each.key.lower()}") for each in QUEUES]
    named += [(each.queue, f"work-{each.key.lower()}") for each in QUEUES]
    return replace(known, channels=(*known.channels, *(Channel(place, name, members) for place, name in named)))


@dataclass
class Trial:
    """People who go on as people do: what did not work is done once more. A screen shows one form at a time."""

    slack: Sandbox
    screens: dict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def one(self, number: int) -> None:
        """The life of one request: asked, taken, and news of it published."""
        key = KEYS[number % len(KEYS)]
        ticket = f"{key}-{100 + number}"
        asker, owner = self.slack.person(ASKERS[number % len(ASKERS)]), self.slack.person(("sam", "sofia")[number % 2])
        await self._asks(asker, ticket, f"#ask-{key.lower()}")
        card = await owner.sees(f"{ticket} · E-", in_=f"#work-{key.lower()}", within=PATIENCE)
        await self._takes(owner, card, by_button=number % 3 == 0)
        await self._tells(owner, card, f"{ticket}: {NEWS} until noon.", by_form=number % 3 != 1)
        await asker.sees(ticket, NEWS, in_=f"#ask-{key.lower()}", within=PATIENCE)

    async def _asks(self, asker: Person, ticket: str, where: str) -> None:
        async with self.screens[asker.id]:
            opened = (await asker.types(f"/escalate {ticket}", in_=where)).form
            while opened is None:
                await asyncio.sleep(0.1)
                opened = (await asker.types(f"/escalate {ticket}", in_=where)).form
            await opened.fill(form()).submit()
            while opened.title != "Escalated":  # it says that there was trouble, or that it was not saved
                await asyncio.sleep(0.1)
                await opened.submit()
            await opened.cancel()

    async def _takes(self, owner: Person, card: Seen, *, by_button: bool) -> None:
        if not by_button:
            await owner.reacts("eyes", card)
        while "has it" not in card.text:
            if by_button and "Take" in card.buttons:
                await owner.clicks("Take", card)
            await asyncio.sleep(0.05)

    async def _tells(self, owner: Person, card: Seen, words: str, *, by_form: bool) -> None:
        if not by_form:
            await owner.reacts("mega", await owner.replies(card, words))
            return
        async with self.screens[owner.id]:
            while (opened := await owner.clicks("Post update", card)) is None:  # noqa: ASYNC110  # another process does what is waited for
                await asyncio.sleep(0.1)
            opened.fill({"What is new?": words})
            while await opened.submit():  # noqa: ASYNC110  # another process does what is waited for
                await asyncio.sleep(0.1)


@dataclass
class Bots:
    """So many at once; one of them is killed, and another one is born."""

    nursery: victims.Nursery
    alive: list[int]

    async def one_dies(self) -> None:
        """The one that has lived longest."""
        os.kill(self.alive.pop(0), signal.SIGKILL)
        self.alive.append(await self.nursery.bears())


@pytest.fixture
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[list[Store]]:
    """Both kinds of database, for one trial each at the same time: most of it is waiting for Slack's pace."""
    file = f"sqlite:///{shutil.copy(request.getfixturevalue('migrated_sqlite'), tmp_path / 'desk.db')}"
    server, name = request.getfixturevalue("postgres_url"), f"desk_{uuid.uuid4().hex}"
    connection = await asyncpg.connect(server)
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('migrated_postgres')}")
    database = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    yield [Store(file, file), Store(database, database)]
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


@pytest.mark.timeout(180)
async def test_whoever_is_killed_whenever_everything_is_said_once(stores: list[Store], tmp_path: Path) -> None:
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as trials:
        for store, bots in zip(stores, (1, 2), strict=True):
            trials.create_task(trial(store, bots, policies.written(tmp_path, *QUEUES)))


async def trial(store: Store, at_once: int, policy: Path) -> None:
    """Lives go on while bots die; one bot at a time, or several."""
    clock, db = HurriedClock(), Database(store.direct)
    # no limits: a new process cannot know what Slack told the killed one
    surroundings = Sandbox(world(), manifest=manifest(SURFACES, "/escalate"), clock=clock, pace=Pace.unlimited())
    async with surroundings as slack, victims.nursery(slack, clock.begin, store.url, policy) as nursery:
        bots = Bots(nursery, [await nursery.bears() for _ in range(at_once)])
        await slack.connected(2 * at_once)
        await lives_and_deaths(Trial(slack), bots)
        while await witness.unsettled(db, slack):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await witness.each_post_must_stand_once_and_in_order(db, slack)
        await witness.each_request_must_have_one_receipt_and_one_card(db, slack, REQUESTS)
        await each_history_must_be_whole(db, slack)
    await db.close()


async def lives_and_deaths(people: Trial, bots: Bots) -> None:
    """Everybody asks at once, twenty bots die, and what Slack could not deliver it delivers again after minutes."""
    dice = random.Random(7)
    async with asyncio.TaskGroup() as group:
        lives = [group.create_task(people.one(number)) for number in range(REQUESTS)]
        for _ in range(KILLS):
            await asyncio.sleep(dice.uniform(0.1, 0.5))
            await bots.one_dies()
        while not all(life.done() for life in lives):
            people.slack.clock.advance(timedelta(seconds=2))
            await asyncio.sleep(0.1)


async def each_history_must_be_whole(db: Database, slack: Sandbox) -> None:
    """What people did stands there once, in order; the counted places are those that are taken."""
    done = defaultdict(list)
    async with db.read(slack.team_id, slack.clock.now()) as tx:
        for row in await tx.session.exec(select(HistoryRow).order_by(col(HistoryRow.id))):
            done[row.escalation].append(row.verb)
        assert await places.recount(tx) == {}
    assert list(done.values()) == [["request", "take", "update"]] * REQUESTS
