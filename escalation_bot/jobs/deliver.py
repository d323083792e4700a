"""Sends the outbox: every channel at once, each in its order, by whoever holds its lease."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from escalation_bot.domain.moments import Watch
from escalation_bot.jobs.bell import Bell
from escalation_bot.jobs.lane import Compose, Drop, Lane, Means
from escalation_bot.jobs.pace import EVERYTHING, Pace
from escalation_bot.slack.api import SlackApi
from escalation_bot.store import sending
from escalation_bot.store.db import Database, NotSaved

__all__ = ["Compose", "Drop", "Sender"]

log = logging.getLogger(__name__)
AT_ONCE: Final = 16
"""How many channels are worked at once, and how many channels' edits and people's notes beside them. Each kind has a
pace of its own, so who waits for a turn keeps their place, and the others need not ask whether it is theirs."""
PATIENCE: Final = 2.0
"""How many seconds a lane waits for its turn to call; for longer it is left, and taken up again."""


def _uncounted(_outcome: str) -> None:
    """Nobody counts."""


class Sender:
    """One sender of a workspace's deliveries; any number may run at once. `holder` is its own, unique name."""

    def __init__(
        self,
        db: Database,
        workspace: str,
        api: SlackApi,
        compose: Compose,
        watch: Watch,
        bell: Bell,
        pace: Pace,
        holder: str,
        operator: Callable[[], str | None] = lambda: None,
        count: Callable[[str], None] = _uncounted,
    ) -> None:
        self._means = Means(db, workspace, api, compose, watch, pace, holder, operator, count)
        self._bell = bell
        self._places = {kind: asyncio.Semaphore(AT_ONCE) for kind in ("", "edit", "note")}
        self._working: dict[str, asyncio.Task[None]] = {}
        self._asked_again: set[str] = set()
        self._stopping = False
        self._moved = False

    async def run(self) -> None:
        """Sends until cancelled; then finishes the calls that are under way."""
        self._stopping = False
        try:
            while True:
                await self._look()
                await self._bell.wait(1)
        finally:
            self._stopping = True
            await asyncio.gather(*self._working.values(), return_exceptions=True)

    async def round(self) -> None:
        """Sends everything that is due now. Raises NotSaved where the database does not answer."""
        await self._start()
        await asyncio.gather(*self._working.values())
        if self._moved:
            await self.round()

    async def _look(self) -> None:
        try:
            await self._start()
        except NotSaved as error:
            log.warning("the outbox cannot be read: %s", error)

    async def _start(self) -> None:
        self._moved = False
        async with self._means.read() as tx:
            if self._means.pace.wait(EVERYTHING, "", tx.now):
                return
            lanes = await sending.lanes(tx)
        self._asked_again |= self._working.keys() & set(lanes)
        for lane in lanes:
            if lane not in self._working:
                self._working[lane] = asyncio.create_task(self._work(lane), name=f"lane {lane}")
                self._working[lane].add_done_callback(lambda task, lane=lane: self._done(lane, task))  # type: ignore[misc]

    def _done(self, lane: str, task: asyncio.Task[None]) -> None:
        del self._working[lane]
        if self._moved or lane in self._asked_again:
            self._asked_again.discard(lane)
            self._bell.ring()  # another lane may have waited for what was sent; or something came at the very end
        if not task.cancelled() and (error := task.exception()):
            log.error("lane %s stopped", lane, exc_info=error)

    async def _work(self, name: str) -> None:
        lane = Lane(name, self._means)
        try:
            await self._steps(lane, self._places[name.rpartition(":")[0]])
            await lane.release()
        except NotSaved as error:
            log.warning("lane %s waits for the database: %s", name, error)

    async def _steps(self, lane: Lane, places: asyncio.Semaphore) -> None:
        while not self._stopping:
            async with places:
                pause = await lane.step()
                if pause is None or pause > PATIENCE:
                    return
                self._moved |= pause == 0
                if pause:
                    await self._means.watch.sleep(pause)
