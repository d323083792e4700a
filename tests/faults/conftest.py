"""The whole bot at a sandbox, with a database that can be troubled and a witness of what was posted."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from escalation_bot.domain.policy import Policy
from escalation_bot.sandbox.world import World
from tests.stories import conftest as stories

from .troubles import Store
from .wire import Wire

policy = stories.policy
world = stories.world


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
async def office(store: Store, policy: Policy, transport: str, world: World) -> AsyncIterator[stories.Office]:
    """A running bot at its desk."""
    async with stories.sandbox(policy, world) as slack:
        bot = await stories.opened(slack, store.url, policy, transport)
        yield stories.Office(slack, bot)
        await bot.stop()
