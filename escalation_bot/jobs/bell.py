"""Wakes a loop before its time."""

from __future__ import annotations

import asyncio

from escalation_bot.domain.moments import Watch

GATHER = 0.02
"""Seconds from the first ring to the look, which serves everybody who rang meanwhile."""


class Bell:
    """Rung by whoever has work for a loop; the loop waits for it, and looks by itself when nobody rings."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._rung = asyncio.Event()
        self._gather = GATHER

    def ring(self) -> None:
        """Wakes the loop; one that is at work looks once more when it is done."""
        self._rung.set()

    def ring_out(self) -> None:
        """Rings for the last time: nobody else is waited for."""
        self._gather = 0
        self._rung.set()

    async def wait(self, seconds: float) -> None:
        """Returns when the bell is rung, or after so many seconds by the watch."""
        waits = [asyncio.ensure_future(self._rung.wait()), asyncio.ensure_future(self._watch.sleep(seconds))]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        await self._watch.sleep(self._gather)
        self._rung.clear()
