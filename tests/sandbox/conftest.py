"""A sandbox that is up, and slack_sdk's client for it."""

from collections.abc import AsyncIterator
from functools import partial

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.sandbox import Sandbox

from .a_bot import Refused, must_be_refused, new_app, over_http, sandbox, web_client
from .a_form import Bench


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with sandbox() as running:
        yield running


@pytest.fixture
async def client(slack: Sandbox) -> AsyncWebClient:
    return web_client(slack)


@pytest.fixture
def refused(slack: Sandbox) -> Refused:
    """`with refused("no_text")`: the call inside must be refused so, and noted as a mistake of the app (or not)."""
    return partial(must_be_refused, slack)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with sandbox() as slack:
        made = Bench(slack, new_app(slack))
        async with over_http(slack, made.app):
            yield made
