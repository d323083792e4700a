"""What an operator's probe is told: is the bot alive, is it ready, and what is wrong since when."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

_PATIENCE = 2.0  # seconds for the database's answer; a probe gives up soon itself


@dataclass(frozen=True)
class Report:
    """The answer to one probe."""

    is_ready: bool
    body: dict[str, str]


@dataclass(frozen=True)
class Health:
    """Asks the parts how they are: each tells what is wrong in a few words, or None.

    `ready` is false until the listeners are up and the first `auth.test` has succeeded. Slack's later trouble is
    shown and does not make the bot unready: another copy of it would fare no better.
    """

    database: Callable[[], Awaitable[str | None]]
    slack: Callable[[], str | None]
    ready: Callable[[], bool]
    now: Callable[[], datetime]
    _since: dict[str, datetime] = field(default_factory=dict)

    async def report(self) -> Report:
        """How it is now."""
        database = await self._database()
        is_ready = self.ready()
        body = {"database": self._words("database", database), "slack": self._words("slack", self.slack())}
        if not is_ready:
            body["bot"] = self._words("bot", "starting")
        return Report(is_ready and database is None, body)

    async def _database(self) -> str | None:
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self.database()
        except TimeoutError:
            return f"no answer within {_PATIENCE:.0f} s"

    def _words(self, name: str, trouble: str | None) -> str:
        if trouble is None:
            self._since.pop(name, None)
            return "ok"
        since = self._since.setdefault(name, self.now())
        return f"{trouble} (since {since.isoformat(timespec='seconds')})"
