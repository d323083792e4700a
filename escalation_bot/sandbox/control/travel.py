"""Time travel: the sandbox's clock and the app's go on together, and the app does each thing at its time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from escalation_bot.sandbox.clock import Clock
from escalation_bot.sandbox.messages import Json
from escalation_bot.sandbox.workspace import Workspace

from .asked import NotNow, Wrong
from .guest import Guest
from .sight import moment, notified

FURTHEST = timedelta(days=366)
_SECOND = timedelta(seconds=1)
_PATIENCE = 60
"""Seconds of the clock that pass at most until the app has done what is due: its messages are paced."""
_MOST_STOPS = 400
_IN_SIGHT = timedelta(days=28)
"""How far it is looked for the next thing that somebody is told."""


class Travel:
    """Moves the time, one journey at once."""

    def __init__(self, ws: Workspace, guest: Callable[[], Guest | None]) -> None:
        self._ws = ws
        self._clock: Clock = ws.clock
        self._found = guest
        self._moving = asyncio.Lock()

    @property
    def _guest(self) -> Guest | None:
        return self._found()

    def time(self) -> Json:
        """TIME."""
        following = self._guest.next() if self._guest else None
        return {
            "now": moment(self._clock.now()),
            "ahead": self._clock.ahead.total_seconds(),
            "next": moment(following) if following else None,
            "moving": self._moving.locked(),
        }

    async def look(self) -> Json:
        """TIME, with what the app means to do next as of now."""
        if self._guest and not self._moving.locked():
            await self._guest.settled()
        return self.time()

    async def by(self, seconds: float) -> Json:
        """Let so much time go by."""
        return await self._journey(lambda: self._until(self._clock.now() + timedelta(seconds=seconds)), seconds)

    async def to(self, where: str) -> Json:
        """Go on to the next working morning, the next thing somebody is told, or a moment."""
        if where == "next":
            return await self._journey(self._to_next)
        target = self._morning() if where == "morning" else _parsed(where)
        return await self.by((target - self._clock.now()).total_seconds())

    def _morning(self) -> datetime:
        if self._guest is None:
            raise NotNow("only a bot of the sandbox's own says when its working day begins")
        return self._guest.morning(self._clock.now())

    async def _journey(self, going: Callable[[], Awaitable[None]], seconds: float = 0) -> Json:
        if not 0 <= seconds <= FURTHEST.total_seconds():
            raise Wrong("time goes forward, by a year at most")
        if self._moving.locked():
            raise NotNow("time is moving already")
        began, version = self._clock.now(), self._ws.journal.version
        async with self._moving:
            self._ws.journal.note("time")
            await going()
        self._ws.journal.note("time")
        return {"time": self.time(), "from": moment(began), "happened": happened(self._ws, version)}

    async def _until(self, target: datetime) -> None:
        """Stop wherever the app means to do something, and let it."""
        for _stop in range(_MOST_STOPS):
            await self._settle()
            following = self._guest.next() if self._guest else None
            stop = min(target, following + _SECOND) if following else target
            if stop <= self._clock.now():
                stop = min(target, self._clock.now() + timedelta(minutes=1))
            if stop <= self._clock.now():
                break
            self._go(stop)
        self._go(target)
        await self._settle()

    async def _to_next(self) -> None:
        if self._guest is None:
            raise NotNow("only a bot of the sandbox's own says what it means to do next")
        await self._settle()
        if self._guest.next(summaries=False) is None:
            raise NotNow("nobody waits for anything, so the bot has nothing to say by itself")
        heard, furthest = len(self._ws.notifications), self._clock.now() + _IN_SIGHT
        while len(self._ws.notifications) == heard:
            following = self._guest.next()
            if following is None or following > furthest:
                return
            self._go(max(following, self._clock.now()) + _SECOND)
            await self._settle()

    def _go(self, stop: datetime) -> None:
        self._clock.advance(max(timedelta(), stop - self._clock.now()))
        self._ws.journal.note("time")

    async def _settle(self) -> None:
        """Wait until the app has done what is due; a second goes by for each look, as what it sends is paced."""
        if self._guest is None:
            return
        for _second in range(_PATIENCE):
            if await self._guest.settled():
                return
            self._clock.advance(_SECOND)


def happened(ws: Workspace, version: int) -> list[Json]:
    """What became of messages since then, in their order; what was posted and then edited was posted."""
    changes = [each for each in ws.journal.since(version) if each[0] in ("posted", "edited", "deleted")]
    new = {(channel, ts) for what, channel, ts in changes if what == "posted"}
    seen = [each for each in changes if each[0] != "edited" or (each[1], each[2]) not in new]
    return [_told(ws, *each) for each in sorted(seen, key=lambda each: each[2])]


def _told(ws: Workspace, what: str, channel: str, ts: str) -> Json:
    message = ws.conversations[channel].messages.get(ts)
    at = datetime.fromtimestamp(float(ts), tz=ws.clock.now().tzinfo)
    return {
        "at": moment(at),
        "channel": channel,
        "ts": ts,
        "what": what,
        "user": message.user if message else None,
        "text": message.content.get("text", "") if message else "",
        "notified": notified(ws, channel, ts) if what == "posted" else [],
    }


def _parsed(where: str) -> datetime:
    try:
        target = datetime.fromisoformat(where)
    except ValueError:
        raise Wrong("to has to be morning, next, or a moment such as 2026-11-24T08:00:00Z") from None
    if target.tzinfo is None:
        raise Wrong(f"{where} has no time zone")
    return target
