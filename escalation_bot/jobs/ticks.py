"""The clock's tick: all that APScheduler is used for. Nothing is kept in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # it has no types

from escalation_bot.jobs.bell import Bell

_DEFAULTS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}


class Ticks:
    """Rings every bell each second, from start to stop."""

    def __init__(self, bells: Iterable[Bell], seconds: float = 1) -> None:
        self._bells = tuple(bells)
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=_DEFAULTS)
        self._scheduler.add_job(self._ring, "interval", seconds=seconds)

    async def start(self) -> None:
        """Begins to tick."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Ticks no more."""
        self._scheduler.shutdown(wait=False)

    async def _ring(self) -> None:  # a coroutine: APScheduler runs plain functions in another thread
        for bell in self._bells:
            bell.ring()
