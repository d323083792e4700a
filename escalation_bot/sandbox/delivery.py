"""Deliveries to the app and the record of them: retries of events, duplicates, another order."""

import asyncio
import random
from collections.abc import Coroutine
from typing import Any

from .messages import Json
from .transports import Delivery, Transport
from .workspace import Workspace

RETRY_AFTER = (0, 60, 300)  # "nearly immediately", one minute, five minutes


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
        self._tasks: set[asyncio.Task[None]] = set()

    async def send(self, kind: str, payload: Json, retry_num: int = 0, reason: str = "") -> Delivery:
        """One attempt, recorded. Not answering on a living connection is a mistake in the app."""
        now = self.ws.clock.now()
        delivery = Delivery(kind, payload, self.transport.name, now, retry_num, reason)
        self.log.append(delivery)
        entry = self.ws.journal.enter(delivery)
        self.busy += 1
        try:
            if kind in ("event", "command") or self.ws.app.interactivity:
                await self.transport.send(delivery)
            else:
                delivery.failed = "interactivity is not enabled"
        finally:
            self.busy -= 1
            self.ws.journal.note("entry", entry)
        if delivery.failed and delivery.failed != "connection_failed":
            status = f" ({delivery.status})" if delivery.status else ""
            self.ws.wrong(f"{described(delivery)} was not acknowledged: {delivery.failed}{status}")
        return delivery

    def event(self, event: Json) -> None:
        """Send an event of the workspace in its wrapper, with retries, without waiting for it."""
        wrapper = self._wrapped(event)
        if self._held is not None:
            self._held.append(wrapper)
        else:
            self._start(wrapper)

    def hold(self, seed: int) -> None:
        """Keep events back until `release`, which sends them in another order."""
        self._held, self._order = [], random.Random(seed)

    def release(self) -> None:
        """Send what was held, shuffled."""
        held, self._held = self._held or [], None
        self._order.shuffle(held)
        for wrapper in held:
            self._start(wrapper)

    def _start(self, wrapper: Json) -> None:
        for _copy in range(2 if self.duplicate else 1):
            self._spawn(self._event(wrapper))

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

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside the test; `close` raises what failed in it."""
        self.busy += 1
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
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
