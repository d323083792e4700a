"""The whole bot at a sandbox, with a database that can be troubled and a witness of what was posted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import pytest

from escalation_bot.domain.policy import Policy
from escalation_bot.sandbox.forms import Form
from escalation_bot.sandbox.world import World
from tests.stories import conftest as stories

from . import witness
from .troubles import Store
from .wire import Wire

policy = stories.policy
world = stories.world
T = TypeVar("T")


class Office(stories.Office):
    """The office of the stories, where things go wrong."""

    async def until(self, look: Callable[[], Awaitable[T]], wanted: T, *, step: float = 0, within: float = 10) -> None:
        """Waits until a look shows what is wanted, `step` seconds of the clock at a time; bounded."""
        end = asyncio.get_running_loop().time() + within
        while (seen := await look()) != wanted:
            assert asyncio.get_running_loop().time() < end, f"{seen}, not {wanted}"
            self.slack.clock.advance(timedelta(seconds=step))
            await asyncio.sleep(0.02)

    async def settles(self, step: float = 5, steps: int = 60) -> None:
        """Lets time go by until everything that waits for a time of its own is done; bounded."""
        for _ in range(steps):
            await self.slack.quiet()
            if not await self.unsettled():
                return
            self.slack.clock.advance(timedelta(seconds=step))
            await asyncio.sleep(0.02)
        raise AssertionError(f"there is still work: {await self.unsettled()}")

    async def unsettled(self) -> dict[str, int]:
        """What waits, by box and status."""
        return await witness.unsettled(self.bot.db, self.slack)

    async def fills_in(self, form: Form, **more: str) -> None:
        """Fills in a form and sends it, and waits for nothing."""
        assert await form.fill(stories.form(**more)).submit(), "the form closed"


@pytest.fixture
def transport() -> str:
    """How Slack reaches the bot, unless a test says otherwise."""
    return "http"


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """A migrated database; PostgreSQL at the end of a wire."""
    if database_url.startswith("sqlite"):
        yield Store(database_url, database_url)
        return
    wire = Wire(database_url)
    await wire.open()
    yield Store(wire.url, database_url, wire)
    await wire.close()


@pytest.fixture
async def office(store: Store, policy: Policy, transport: str, world: World) -> AsyncIterator[Office]:
    """A running bot at its desk."""
    async with stories.sandbox(policy, world) as slack:
        bot = await stories.opened(slack, store.url, policy, transport)
        yield Office(slack, bot)
        await bot.stop()
