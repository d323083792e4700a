"""Deliveries to the app: signed HTTP or Socket Mode, three seconds for the ack, retries of events only."""

import asyncio
import hashlib
import hmac
import json
import random
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp

from .messages import Json
from .sockets import Lost, Sockets
from .webapi import body_of
from .workspace import Workspace

ACK_SECONDS = 3.0  # docs.slack.dev/apis/events-api, interactivity/handling-user-interaction
RETRY_AFTER = (0, 60, 300)  # "nearly immediately", one minute, five minutes


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
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def signed(secret: str, body: bytes, timestamp: int) -> dict[str, str]:
    """The signature headers (docs.slack.dev/authentication/verifying-requests-from-slack)."""
    base = b"v0:" + str(timestamp).encode() + b":" + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={digest}"}


class Deliveries:
    """Everything that goes to the app, and the record of it."""

    def __init__(self, ws: Workspace, transport: Transport) -> None:
        self.ws = ws
        self.transport = transport
        self.log: list[Delivery] = []
        self.busy = 0  # deliveries under way; those that wait for a retry later do not count
        self.duplicate = False
        self._held: list[Json] | None = None
        self._order = random.Random(0)
        self._tasks: set[asyncio.Task[Any]] = set()

    async def send(self, kind: str, payload: Json, retry_num: int = 0, reason: str = "") -> Delivery:
        """One attempt, recorded. Not answering on a living connection is a mistake in the app."""
        now = self.ws.clock.now()
        delivery = Delivery(kind, payload, self.transport.name, now, retry_num, reason)
        self.log.append(delivery)
        self.busy += 1
        try:
            await self.transport.send(delivery)
        finally:
            self.busy -= 1
        if delivery.failed and delivery.failed != "connection_failed":
            status = f" ({delivery.status})" if delivery.status else ""
            self.ws.wrong(f"{described(delivery)} was not acknowledged: {delivery.failed}{status}")
        return delivery

    def event(self, event: Json) -> None:
        """Send an event of the workspace in its wrapper, with retries, without waiting for it."""
        wrapper = self._wrapped(event)
        if self._held is not None:
            self._held.append(wrapper)
            return
        for _copy in range(2 if self.duplicate else 1):
            self.spawn(self._event(wrapper))

    def hold(self, seed: int) -> None:
        """Keep events back until `release`, which sends them in another order."""
        self._held, self._order = [], random.Random(seed)

    def release(self) -> None:
        """Send what was held, shuffled."""
        held, self._held = self._held or [], None
        self._order.shuffle(held)
        for wrapper in held:
            for _copy in range(2 if self.duplicate else 1):
                self.spawn(self._event(wrapper))

    async def _event(self, wrapper: Json) -> None:
        delivery = await self.send("event", wrapper)
        for number, seconds in enumerate(RETRY_AFTER, 1):
            if not delivery.failed or delivery.no_retry:
                return
            await self._pause(seconds)
            delivery = await self.send("event", wrapper, number, delivery.failed)

    async def _pause(self, seconds: int) -> None:
        """Wait on the clock; the immediate retry waits for a connection where there is none, a minute at most."""
        self.busy -= 1
        try:
            await (self.ws.clock.sleep(seconds) if seconds else self._reachable())
        finally:
            self.busy += 1

    async def _reachable(self) -> None:
        ready = asyncio.ensure_future(self.transport.ready())
        late = asyncio.ensure_future(self.ws.clock.sleep(60))
        try:
            await asyncio.wait([ready, late], return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
            late.cancel()

    def _wrapped(self, event: Json) -> Json:
        world, now = self.ws.world, self.ws.clock.now()
        grant = {"enterprise_id": None, "team_id": world.team_id, "user_id": world.bot_user_id}
        return {
            "token": "deprecated",
            "team_id": world.team_id,
            "context_team_id": world.team_id,
            "context_enterprise_id": None,
            "api_app_id": world.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{self.ws.number():08d}",
            "event_time": int(now.timestamp()),
            "authorizations": [{**grant, "is_bot": True, "is_enterprise_install": False}],
            "is_ext_shared_channel": False,
            "event_context": f"4-{self.ws.number()}",
        }

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run something beside the test; `close` raises what failed in it."""
        self.busy += 1
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self.busy -= 1
        if not task.cancelled() and task.exception() is None:
            self._tasks.discard(task)

    async def close(self) -> None:
        """Stop what still waits."""
        for task in self._tasks:
            task.cancel()
        for ended in await asyncio.gather(*self._tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended


def described(delivery: Delivery) -> str:
    """What was delivered, in a few words."""
    inner = delivery.payload.get("event", {})
    what = inner.get("subtype") or inner.get("type") or delivery.payload.get("command") or ""
    return f"{delivery.kind} {what}".strip()
