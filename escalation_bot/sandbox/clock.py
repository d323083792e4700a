"""The sandbox's time: real time plus what a test added to it."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta


class Clock:
    """Real time that a test may move forward; whoever sleeps on it wakes at once when it has moved far enough."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self._ahead = ahead
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        """The time now, aware, in UTC."""
        return datetime.now(UTC) + self._ahead

    @property
    def ahead(self) -> timedelta:
        """How far it is before the machine's own."""
        return self._ahead

    def set(self, ahead: timedelta) -> None:
        """So far before the machine's own from now on, be it back in time: for a workspace that is put back whole."""
        self._ahead = ahead
        self._moved.set()
        self._moved = asyncio.Event()

    def advance(self, by: timedelta) -> None:
        """Move time forward; never back, because timestamps of messages only grow."""
        if by < timedelta():
            raise ValueError("a clock goes forward only")
        self.set(self._ahead + by)

    async def sleep(self, seconds: float) -> None:
        """Return when this clock shows `seconds` more than now."""
        until = self.now() + timedelta(seconds=seconds)
        while (left := (until - self.now()).total_seconds()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), left)
