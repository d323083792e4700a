"""A line to the sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from escalation_bot.domain.policy import Policy
from escalation_bot.sandbox import Sandbox
from escalation_bot.slack.api import SlackApi, connect
from tests.domain import samples


@pytest.fixture
async def api(slack: Sandbox) -> AsyncIterator[SlackApi]:
    """The way to Slack, on the sandbox's time."""
    async with connect(slack.bot_token, slack.api_url, slack.clock) as opened:
        yield opened


@pytest.fixture
def policy() -> Policy:
    """Two teams of the sandbox's example world, by id."""
    leads = ("U0LENA", "U0OLGA")
    soc = samples.team("soc", group="S0SOC", members=("U0SAM", "U0SOFIA"), leads=leads, managers=("U0MIA",))
    return samples.policy(soc, samples.team("deliverability", group="S0DELIVERABILITY", leads=leads))
