"""Time that passes faster, the same for a sandbox and for the bots of other processes: leases end within a test."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from escalation_bot.sandbox.clock import Clock

HASTE = 8
"""How many seconds pass in one; not so many that a busy machine makes a call last longer than its lease."""


def _passed(begin: datetime) -> timedelta:
    return (datetime.now(UTC) - begin) * HASTE


class HurriedWatch:
    """What a bot has instead of the machine's time."""

    def __init__(self, begin: datetime) -> None:
        self._begin = begin

    def now(self) -> datetime:
        """The time now, aware, in UTC."""
        return self._begin + _passed(self._begin)

    async def sleep(self, seconds: float) -> None:
        """Waits so long by this watch."""
        await asyncio.sleep(seconds / HASTE)


class HurriedClock(Clock):
    """A sandbox's clock that runs like those watches, and can still be moved ahead of them."""

    def __init__(self) -> None:
        super().__init__()
        self.begin = datetime.now(UTC)

    def now(self) -> datetime:
        """The time now, aware, in UTC."""
        return self.begin + _passed(self.begin) + self._ahead

    async def sleep(self, seconds: float) -> None:
        """Return when this clock shows `seconds` more than now."""
        until = self.now() + timedelta(seconds=seconds)
        while (left := (until - self.now()).total_seconds()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), left / HASTE)
