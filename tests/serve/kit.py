"""A small real Bolt app behind the real doors, and ways to knock on them."""

import asyncio
import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.serve.health import Health
from escalation_bot.serve.http import SlackRequests, web
from escalation_bot.serve.intake import Intake
from escalation_bot.serve.metrics import Backlog, Metrics
from escalation_bot.serve.runner import Web

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


async def authorized() -> AuthorizeResult:
    """The answer of an auth.test made earlier."""
    return AuthorizeResult(
        enterprise_id=None, team_id="T0EXAMPLE", bot_id="B0BOT", bot_user_id="U0BOT", bot_token="xoxb-1"
    )


def new_app(heard: list[Any], client: AsyncWebClient | None = None) -> AsyncApp:
    """An app that notes what it hears."""
    app = AsyncApp(
        client=client,
        authorize=authorized,
        signing_secret=SECRET,
        process_before_response=True,
        request_verification_enabled=False,
    )

    @app.command("/escalate")
    async def escalate(ack: Any, body: Any) -> None:
        heard.append(body["text"])
        await ack(f"heard {body['text']}")

    @app.event("app_mention")
    async def mention(event: Any) -> None:
        heard.append(event["text"])

    @app.action("take")
    async def take(ack: Any) -> None:
        heard.append("take")
        await ack()

    @app.view("form")
    async def form(ack: Any) -> None:
        heard.append("form")
        await ack(response_action="errors", errors={"ticket": "Which one?"})

    return app


async def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Waits (bounded) for the condition."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - nothing tells when another process or connection is so far
            await asyncio.sleep(0.005)


async def no_trouble() -> str | None:
    return None


async def no_backlog() -> Backlog:
    return Backlog({}, {})


def health(**parts: Any) -> Health:
    """All is well, but for what is said."""
    well = {"database": no_trouble, "slack": lambda: None, "ready": lambda: True, "now": lambda: datetime.now(UTC)}
    return Health(**{**well, **parts})


@asynccontextmanager
async def door(
    app: AsyncApp | None, health: Health | None = None, metrics: Metrics | None = None
) -> AsyncIterator[str]:
    """The address of a running server; Slack's path is there only with an app."""
    counted = metrics or Metrics(no_backlog)
    slack = SlackRequests(Intake(app, counted), SECRET) if app else None
    server = Web(web(health or globals()["health"](), counted, slack), "127.0.0.1", 0)
    await server.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        await server.stop()


def signed(body: bytes, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """The headers that Slack would send with the body."""
    timestamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def command(text: str = "SOC-101") -> bytes:
    """What Slack posts for /escalate."""
    values = {"command": "/escalate", "text": text, "user_id": "U0ANNA", "team_id": "T0EXAMPLE", "trigger_id": "1.2.a"}
    return urlencode(values).encode()


async def posted(address: str, body: bytes, headers: Mapping[str, str], kind: str = FORM) -> tuple[int, str]:
    """Status and text of the answer."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{address}/slack/events", data=body, headers={"Content-Type": kind, **headers}) as got,
    ):
        return got.status, await got.text()


async def got(address: str, path: str) -> tuple[int, str]:
    """Status and text of the answer."""
    async with aiohttp.ClientSession() as session, session.get(f"{address}{path}") as answer:
        return answer.status, await answer.text()
