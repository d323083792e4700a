"""What changed, in order, so that whoever looks on needs to be told no more than that."""

import asyncio
from typing import Any

Change = tuple[str, ...]
"""What is different now: its kind, and what names it, e.g. ("message", channel, ts)."""


class Journal:
    """Every change since the start, and everything that went over the wire, by its number from 1."""

    def __init__(self) -> None:
        self._changes: list[Change] = []
        self.entries: list[Any] = []
        self._more = asyncio.Event()

    @property
    def version(self) -> int:
        """How much has changed."""
        return len(self._changes)

    def note(self, *change: str) -> None:
        """Something is different now."""
        self._changes.append(change)
        self._more.set()

    def enter(self, thing: object) -> str:
        """Record a delivery or a call that begins; the name under which its changes are noted."""
        self.entries.append(thing)
        self.note("entry", str(len(self.entries)))
        return str(len(self.entries))

    def since(self, version: int) -> list[Change]:
        """What changed after that, each thing once, in the order of its newest change."""
        newest_first = dict.fromkeys(reversed(self._changes[version:]))
        return list(newest_first)[::-1]

    async def more(self, version: int, seconds: float) -> bool:
        """Wait until something changed after that; False when nothing has in this time."""
        try:
            async with asyncio.timeout(seconds):
                while self.version <= version:
                    self._more.clear()
                    await self._more.wait()
        except TimeoutError:
            return False
        return True
