"""A small real Bolt app, and ways to run it against a sandbox over Socket Mode or HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from escalation_bot.sandbox import Sandbox, World

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def words_input(block: str, label: str, **element: Any) -> Json:
    field = {"type": "plain_text_input", "action_id": f"{block}_value", **element}
    return {"type": "input", "block_id": block, "label": plain(label), "element": field}


def modal(*blocks: Json, title: str = "A form", **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "a_form",
        "title": plain(title),
        "submit": plain("Send"),
        "blocks": list(blocks),
        **more,
    }


def button(words: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(words), "action_id": action_id, **more}


def card(*buttons: Json, text: str = "A card") -> list[Json]:
    shown = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    return [shown, *([{"type": "actions", "elements": list(buttons)}] if buttons else [])]


def web_client(slack: Sandbox, token: str | None = None) -> AsyncWebClient:
    """slack_sdk's client without its own retries."""
    return AsyncWebClient(token=token or slack.bot_token, base_url=slack.api_url, retry_handlers=[], timeout=5)


def new_app(slack: Sandbox) -> AsyncApp:
    """An app that knows no listener yet."""
    return AsyncApp(client=web_client(slack), signing_secret=slack.signing_secret, process_before_response=True)


def hearing_app(slack: Sandbox, heard: list[Json]) -> AsyncApp:
    """An app that keeps what it is sent when something is said."""
    app = new_app(slack)

    @app.event("message")
    async def said(body: Any) -> None:
        heard.append(body)

    return app


@asynccontextmanager
async def over_sockets(slack: Sandbox, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    """Run the app over Socket Mode."""
    handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=1)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.connected()
    try:
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def over_http(slack: Sandbox, app: AsyncApp) -> AsyncIterator[str]:
    """Run the app behind HTTP."""

    async def serve(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    async with listening(slack, serve) as url:
        yield url


@asynccontextmanager
async def listening(slack: Sandbox, hear: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[str]:
    """A server that the sandbox delivers to; its address."""
    site = web.Application()
    site.router.add_post("/slack/events", hear)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = "http://{}:{}/slack/events".format(*runner.addresses[0][:2])
    slack.deliver_to(url)
    try:
        yield url
    finally:
        await runner.cleanup()


Running = Callable[[Sandbox, AsyncApp], AbstractAsyncContextManager[Any]]
BOTH = pytest.mark.parametrize("running", [over_sockets, over_http])


def sandbox(world: World | None = None, **options: Any) -> Sandbox:
    """A sandbox of the example world."""
    return Sandbox(world or World.example(), **options)


async def happens(condition: Callable[[], bool], seconds: float = 8.0) -> None:
    """Wait (bounded) until something holds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - there is nothing to be woken by
            await asyncio.sleep(0.005)


@dataclass
class Refusal:
    """What a refused call was answered; filled in when the block ends."""

    answer: Json = field(default_factory=dict)


@contextmanager
def must_be_refused(slack: Sandbox, error: str, *, bug: bool = False) -> Iterator[Refusal]:
    """Checks that the call inside is refused with this error, and whether that counts as a mistake of the app."""
    refusal, before = Refusal(), len(slack.violations)
    with pytest.raises(SlackApiError) as raised:
        yield refusal
    assert isinstance(raised.value.response, AsyncSlackResponse)
    assert isinstance(raised.value.response.data, dict)
    refusal.answer = raised.value.response.data
    found = slack.violations[before:]
    del slack.violations[before:]
    assert refusal.answer["error"] == error
    assert bool(found) == bug, found


Refused = Callable[..., AbstractContextManager[Refusal]]
