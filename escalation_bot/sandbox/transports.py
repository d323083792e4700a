"""The two ways to the app: signed HTTP and Socket Mode. Three seconds for an ack."""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp

from .messages import Json
from .sockets import Lost, Sockets
from .webapi import body_of
from .workspace import Workspace

ACK_SECONDS = 3.0  # docs.slack.dev/apis/events-api, interactivity/handling-user-interaction
_FORM = "application/x-www-form-urlencoded"


@dataclass
class Delivery:
    """One attempt to hand something to the app. `acked_after` is in seconds, None when it was not acked in time."""

    kind: str  # event, command, block_actions, view_submission, view_closed, shortcut, message_action, …
    payload: Json
    transport: str
    at: datetime
    retry_num: int = 0
    retry_reason: str = ""
    acked_after: float | None = None
    response: Any = None
    status: int | None = None
    failed: str | None = None  # http_timeout, connection_failed, http_error
    no_retry: bool = False

    @property
    def event_id(self) -> str:
        """The same for every attempt of one event."""
        return str(self.payload.get("event_id", ""))


class Transport(Protocol):
    """A way to the app."""

    name: str

    async def send(self, delivery: Delivery) -> None:
        """Hand it over and note how it was received."""

    async def ready(self) -> None:
        """Return when the app can be reached again."""


class Http:
    """Signed POSTs to one address."""

    name = "http"

    def __init__(self, url: str, secret: str, session: aiohttp.ClientSession) -> None:
        self.url, self.secret, self.session = url, secret, session

    async def send(self, delivery: Delivery) -> None:
        """One POST; 2xx within three seconds is an ack."""
        body, content_type = encoded(delivery)
        headers = {"Content-Type": content_type, **signed(self.secret, body, int(time.time()))}
        if delivery.retry_num:
            headers["X-Slack-Retry-Num"] = str(delivery.retry_num)
            headers["X-Slack-Retry-Reason"] = delivery.retry_reason
        started = time.monotonic()
        try:
            await self.post(delivery, body, headers)
        except TimeoutError:
            delivery.failed = "http_timeout"
        except aiohttp.ClientError:
            delivery.failed = "connection_failed"
        else:
            delivery.acked_after = None if delivery.failed else time.monotonic() - started

    async def post(self, delivery: Delivery, body: bytes, headers: dict[str, str]) -> None:
        """Send these bytes with these headers."""
        async with asyncio.timeout(ACK_SECONDS), self.session.post(self.url, data=body, headers=headers) as got:
            delivery.status = got.status
            delivery.response = body_of(await got.text())
            delivery.no_retry = got.status != 200 and got.headers.get("x-slack-no-retry") == "1"
            delivery.failed = None if 200 <= got.status < 300 else "http_error"

    async def ready(self) -> None:
        """Nobody tells when a server is back."""

    async def forges(
        self,
        body: bytes,
        *,
        secret: str | None = None,
        age: timedelta = timedelta(),
        content_type: str = "application/json",
        sign: bool = True,
    ) -> tuple[int, str]:
        """POST a body that may be signed wrongly, too late or not at all; status and body of the answer."""
        moment = int(time.time() - age.total_seconds())
        headers = {"Content-Type": content_type}
        if sign:
            headers |= signed(self.secret if secret is None else secret, body, moment)
        async with self.session.post(self.url, data=body, headers=headers) as got:
            return got.status, await got.text()

    async def verify_url(self) -> bool:
        """Slack's check of a new request URL: whether the app gives the challenge back."""
        challenge = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"
        body = {"token": "deprecated", "challenge": challenge, "type": "url_verification"}
        status, answer = await self.forges(json.dumps(body).encode())
        return status == 200 and challenge in answer

    async def ssl_check(self) -> int:
        """Slack's occasional check of a command's certificate, which is not signed."""
        status, _ = await self.forges(b"ssl_check=1&token=deprecated", content_type=_FORM, sign=False)
        return status


class SocketMode:
    """Envelopes to one of the app's websockets."""

    name = "socket"

    def __init__(self, sockets: Sockets, ws: Workspace) -> None:
        self.sockets, self.ws = sockets, ws

    async def send(self, delivery: Delivery) -> None:
        """One envelope; an ack frame within three seconds is an ack, and nothing else is."""
        started = time.monotonic()
        try:
            delivery.response = await self.sockets.send(self._envelope(delivery), ACK_SECONDS)
            delivery.acked_after, delivery.status = time.monotonic() - started, 200
        except TimeoutError:
            delivery.failed = "timeout"
        except Lost:
            delivery.failed = "connection_failed"

    def _envelope(self, delivery: Delivery) -> Json:
        kinds = {"event": "events_api", "command": "slash_commands"}
        envelope = {
            "envelope_id": f"{self.ws.number():08d}-sandbox",
            "payload": delivery.payload,
            "type": kinds.get(delivery.kind, "interactive"),
            "accepts_response_payload": delivery.kind != "event",
        }
        if delivery.kind == "event":
            envelope |= {"retry_attempt": delivery.retry_num, "retry_reason": delivery.retry_reason}
        return envelope

    async def ready(self) -> None:
        """Return when the app has a connection."""
        await self.sockets.arrival()


def encoded(delivery: Delivery) -> tuple[bytes, str]:
    """Body and content type of a POST: events as JSON, commands as a form, the rest as `payload` in a form."""
    if delivery.kind == "event":
        return json.dumps(delivery.payload).encode(), "application/json"
    form = delivery.payload if delivery.kind == "command" else {"payload": json.dumps(delivery.payload)}
    return urlencode(form).encode(), _FORM


def signed(secret: str, body: bytes, timestamp: int) -> dict[str, str]:
    """The signature headers (docs.slack.dev/authentication/verifying-requests-from-slack)."""
    base = b"v0:" + str(timestamp).encode() + b":" + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={digest}"}
