"""Works the inbox: in the order in which things happened within a thread, effect and "done" in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Protocol

from escalation_bot.domain.backoff import delay
from escalation_bot.domain.moments import Watch
from escalation_bot.slack.errors import SlackError
from escalation_bot.store import inbox, leases
from escalation_bot.store.db import Database, NotSaved, Tx
from escalation_bot.store.inbox import Stored

Effect = Callable[[Tx], Awaitable[None]]
Handler = Callable[[Stored], Awaitable[Effect]]
log = logging.getLogger(__name__)
TRIES = 5
SOON = timedelta(seconds=1)
SLACK_AWAY = timedelta(seconds=5)
"""How long an event rests when Slack has to be asked about it and does not answer: that is no fault of the event's."""


class NotYet(Exception):
    """What the event is about is not there yet; it is worked again in a second. Whoever raises it sees to an end."""


class Counter(Protocol):
    """Hears what became of each event."""

    def __call__(self, outcome: str) -> None:
        """Counts one."""


async def nothing(_tx: Tx) -> None:
    """The effect of an event that is not for us."""


class Inbox:
    """One worker of a workspace's inbox; any number may run, a lease keeps each channel with one of them."""

    def __init__(
        self,
        db: Database,
        workspace: str,
        watch: Watch,
        handlers: Mapping[str, Handler],
        ring: Callable[[], None],
        holder: str,
        count: Counter,
    ) -> None:
        self._db = db
        self._workspace = workspace
        self._watch = watch
        self._handlers = handlers
        self._ring = ring
        self._holder = holder
        self._count = count

    async def round(self) -> None:
        """Works everything that is due now."""
        async with self._db.read(self._workspace, self._watch.now()) as tx:
            lanes = await inbox.lanes(tx)
        for lane in lanes:
            await self._lane(lane)

    async def _lane(self, lane: str) -> None:
        stuck: set[str] = set()
        for place, stored in enumerate(await self._claimed(lane)):
            if stored.event.thread in stuck:
                continue
            if place and not await self._claim(lane):
                return
            if stored.not_before > self._watch.now() or not await self._work(stored):
                stuck.add(stored.event.thread)
        async with self._db.write(self._workspace, self._watch.now()) as tx:
            await leases.release(tx, f"inbox:{lane}", self._holder)

    async def _claim(self, lane: str) -> bool:
        async with self._db.write(self._workspace, self._watch.now()) as tx:
            return await leases.claim(tx, f"inbox:{lane}", self._holder)

    async def _claimed(self, lane: str) -> list[Stored]:
        """What is to be worked in a lane that is ours now."""
        async with self._db.write(self._workspace, self._watch.now()) as tx:
            return await inbox.batch(tx, lane) if await leases.claim(tx, f"inbox:{lane}", self._holder) else []

    async def _work(self, stored: Stored) -> bool:
        """Works one event; false when it waits, and with it what follows in its thread."""
        try:
            effect = await self._handlers[str(stored.event.payload.get("type"))](stored)
            async with self._db.write(self._workspace, self._watch.now()) as tx:
                if await inbox.finish(tx, stored.row):
                    await effect(tx)
        except NotYet as reason:
            return await self._later(stored, str(reason), SOON)
        except NotSaved as error:
            log.warning("event %s waits for the database: %s", stored.event.id, error)
            return False
        except SlackError as error:
            if error.permanent:
                return await self._failed(stored, error)
            return await self._later(stored, str(error), _rest(error))
        except Exception as error:  # noqa: BLE001  # one bad event must not stop the others; it is set aside, visibly
            return await self._failed(stored, error)
        self._count("done")
        self._ring()
        return True

    async def _later(self, stored: Stored, reason: str, rest: timedelta) -> bool:
        now = self._watch.now()
        async with self._db.write(self._workspace, now) as tx:
            await inbox.later(tx, stored.row, now + rest, stored.attempts, reason)
        return False

    async def _failed(self, stored: Stored, error: Exception) -> bool:
        log.error("event %s failed", stored.event.id, exc_info=error)
        attempts, now = stored.attempts + 1, self._watch.now()
        async with self._db.write(self._workspace, now) as tx:
            if attempts >= TRIES:
                await inbox.set_aside(tx, stored.row, f"{type(error).__name__}: {error}")
                self._count("set_aside")
                return True
            await inbox.later(tx, stored.row, now + delay(attempts), attempts, type(error).__name__)
        return False


def _rest(error: SlackError) -> timedelta:
    return SLACK_AWAY if error.retry_after is None else timedelta(seconds=error.retry_after)
