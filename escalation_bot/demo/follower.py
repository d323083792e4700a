"""The bot as the sandbox runs it: the real one, by a clock that goes where it is told.

A line on stdin, `{"ahead": 900}`, says how far its clock is before the machine's. A line on stdout answers whether the
bot has done what is due by then, when it means to do something next, and when the next digest goes out: `{"done": true,
"next": "2026-11-23T09:00:00+00:00", "digest": null}`. When stdin ends, so does the bot.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from escalation_bot.app import Bot
from escalation_bot.demo.calendars import next_digest
from escalation_bot.sandbox import Clock
from escalation_bot.start import main
from escalation_bot.store import inbox, waking

_LOOKS, _STILL = 16, 3
"""How often it is looked whether all is done, and how often that has to be so in a row."""
_PAUSE = 0.03  # seconds between looks


class Follower:
    """Takes the bot's clock along, and tells when the bot has done what is due."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot, self._clock = bot, clock
        self._following: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins to listen."""
        self._following = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """Listens no more."""
        if self._following:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)

    async def _follow(self) -> None:
        lines = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        while line := await lines.readline():
            self._clock.set(timedelta(seconds=json.loads(line)["ahead"]))
            answer = json.dumps(await self._settled())
            sys.stdout.write(answer + "\n")
            sys.stdout.flush()
        signal.raise_signal(signal.SIGTERM)  # whoever started it is gone

    async def _settled(self) -> dict[str, Any]:
        still, following = 0, None
        for _ in range(_LOOKS):
            await asyncio.sleep(_PAUSE)
            is_done, following = await self._look()
            still = still + 1 if is_done else 0
            if still == _STILL:
                break
        digest = next_digest(self._bot.policy, self._clock.now())
        return {"done": still == _STILL, "next": _told(following), "digest": _told(digest)}

    async def _look(self) -> tuple[bool, datetime | None]:
        """Whether nothing is due now, and what comes next."""
        now = self._clock.now()
        if not self._bot.opened.is_set():
            return False, None
        async with self._bot.db.read(self._workspace, now) as tx:
            events, upcoming = await inbox.count_by_status(tx), await waking.upcoming(tx)
        return not events.get("waiting") and (upcoming is None or upcoming > now), upcoming

    @property
    def _workspace(self) -> str:
        return os.environ["SANDBOX_WORKSPACE"]


def _told(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


if __name__ == "__main__":
    watch = Clock(datetime.fromisoformat(os.environ["SANDBOX_NOW"]) - datetime.now(UTC))
    sys.exit(main(os.environ, watch=watch, beside=lambda bot: [Follower(bot, watch)]))
