"""A sender's surroundings, on each database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from escalation_bot.sandbox import Sandbox
from escalation_bot.store.db import Database

from . import kit


@pytest.fixture
async def office(database: Database, slack: Sandbox) -> AsyncIterator[kit.Office]:
    """A database, a Slack, and the way between them."""
    async with kit.office(database, slack) as opened:
        yield opened
