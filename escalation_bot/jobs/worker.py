"""A loop around one job: whenever its bell rings, and every second by itself, until it is stopped."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from escalation_bot.jobs.bell import Bell
from escalation_bot.store.db import NotSaved

log = logging.getLogger(__name__)


class Background:
    """Runs a job that loops by itself and, when it is cancelled, finishes what is under way.

    One that fails is logged and begins anew: what it was about is in the database.
    """

    def __init__(self, name: str, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._name = name
        self._job = job
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins."""
        self._task = asyncio.create_task(self._run(), name=self._name)

    async def _run(self) -> None:
        while True:
            try:
                await self._job()
            except Exception:
                log.exception("%s failed, it begins anew", self._name)
            await asyncio.sleep(1)

    async def stop(self) -> None:
        """Cancels it, and waits until it has finished."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


class Worker:
    """Runs `work` again and again. A round that fails is logged and tried anew: what it is about is in the database."""

    def __init__(self, name: str, work: Callable[[], Awaitable[None]], bell: Bell) -> None:
        self._name = name
        self._work = work
        self._bell = bell
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins."""
        self._task = asyncio.create_task(self._run(), name=self._name)

    async def stop(self) -> None:
        """Finishes the round under way."""
        self._stopping = True
        self._bell.ring_out()
        if self._task:
            await self._task

    async def _run(self) -> None:
        while not self._stopping:
            try:
                await self._work()
            except NotSaved as error:
                log.warning("%s: %s", self._name, error)
            except Exception:
                log.exception("%s failed, it will be tried again", self._name)
            await self._bell.wait(1)
