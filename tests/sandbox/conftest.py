"""A sandbox that is up, and slack_sdk's client for it."""

from collections.abc import AsyncIterator, Callable

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.sandbox import Sandbox

from .a_bot import Refusal, sandbox, web_client


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with sandbox() as running:
        yield running


@pytest.fixture
async def client(slack: Sandbox) -> AsyncWebClient:
    return web_client(slack)


@pytest.fixture
def refused(slack: Sandbox) -> Callable[..., Refusal]:
    """`with refused("no_text")`: the call inside is refused so, and noted as a mistake of the app (or not)."""
    return lambda error, *, bug=False: Refusal(slack, error, bug=bug)
