"""The stream of changes: each what is different now, as the person who looks on sees it."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import suppress

from aiohttp import web

from escalation_bot.sandbox.journal import Change
from escalation_bot.sandbox.messages import Json
from escalation_bot.sandbox.workspace import Workspace

from . import sight
from .guard import HEADERS
from .record import entry

_BEAT = 15.0
"""Seconds after which a word is sent that says nothing, so that a lost connection is noticed."""
_GATHER = 0.02
"""Seconds in which changes of one thing become one."""
_MOST = 2000
"""More changes than so many are not told one by one: everything is read again."""


class Changes:
    """What is told to whom. `shared` gives the rest by its kind: the time, the app's state, the faults, the stories."""

    def __init__(self, ws: Workspace, shared: dict[str, Callable[[], Json]]) -> None:
        self._ws = ws
        self._shared = shared

    async def stream(self, request: web.Request, people: list[str], since: int, *, record: bool) -> web.StreamResponse:
        """Tell of every change until whoever listens goes."""
        answer = web.StreamResponse(headers=HEADERS | {"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        await answer.write(b": listening\n\n")
        with suppress(ConnectionError):  # whoever listened is gone
            await self._tell(answer, people, min(since, self._ws.journal.version), record=record)
        return answer

    async def _tell(self, answer: web.StreamResponse, people: list[str], version: int, *, record: bool) -> None:
        while True:
            if not await self._ws.journal.more(version, _BEAT):
                await answer.write(b": still here\n\n")
                continue
            await asyncio.sleep(_GATHER)
            version, since = self._ws.journal.version, version
            for told in [*self.told(people, since, record=record), {"kind": "version", "version": version}]:
                await answer.write(f"id: {version}\ndata: {json.dumps(told)}\n\n".encode())

    def told(self, people: list[str], since: int, *, record: bool) -> Iterator[Json]:
        """What these people are told of everything since then, each thing once."""
        changes = self._ws.journal.since(since)
        if ("reset",) in changes or len(changes) > _MOST:
            yield {"kind": "reset"}
            return
        yield from self._of_all(changes, record=record)
        for user in people:
            for told in self._of_one(user, changes):
                yield {**told, "as": user}

    def _of_all(self, changes: list[Change], *, record: bool) -> Iterator[Json]:
        for kind, *names in changes:
            if kind in self._shared:
                yield {"kind": kind, kind: self._shared[kind]()}
            elif kind == "person":
                yield {"kind": kind, kind: sight.person(self._ws.users[names[0]])}
            elif kind == "group" and self._ws.groups:
                yield {"kind": kind, kind: sight.group(self._ws.groups[names[0]])}
            elif record and kind == "entry":
                yield {"kind": kind, kind: entry(self._ws, int(names[0]))}
            elif record and kind == "violation":
                yield from self._violation(int(names[0]))

    def _violation(self, number: int) -> Iterator[Json]:
        if number <= len(self._ws.violations):
            yield {"kind": "violation", "number": number, "words": self._ws.violations[number - 1]}

    def _of_one(self, user: str, changes: list[Change]) -> Iterator[Json]:
        for kind, *names in changes:
            if kind == "message":
                yield from self._message(user, *names)
            elif kind == "notification":
                yield from self._notification(user, int(names[0]))
            elif kind == "warning":
                yield from self._warning(user, int(names[0]))
            elif kind in ("modals", "home") and names[0] == user:
                yield {
                    "kind": kind,
                    kind: sight.modals(self._ws, user) if kind == "modals" else sight.home(self._ws, user),
                }
        for place in dict.fromkeys(names[0] for kind, *names in changes if kind in ("channel", "message")):
            yield self._channel(user, place)

    def _message(self, user: str, channel: str, ts: str) -> Iterator[Json]:
        where = self._ws.conversations[channel]
        if not self._ws.sees(user, where):
            return
        found = where.messages.get(ts)
        if found is None:
            yield {"kind": "removed", "channel": channel, "ts": ts}
        elif found.ephemeral_for in (None, user):
            yield {"kind": "message", "message": sight.message(self._ws, user, where, found)}
            if where.replies(ts) and user in where.followers.get(ts, ()):
                yield {"kind": "thread", "thread": sight.thread(self._ws, user, where, ts)}

    def _channel(self, user: str, channel: str) -> Json:
        where = self._ws.conversations[channel]
        if not self._ws.sees(user, where):
            return {"kind": "closed", "channel": channel}
        return {"kind": "channel", "channel": sight.channel(self._ws, user, where)}

    def _notification(self, user: str, number: int) -> Iterator[Json]:
        told = self._ws.notifications[number - 1]
        if told.user == user:
            yield {"kind": "notification", "notification": sight.notification(self._ws, number, told)}

    def _warning(self, user: str, number: int) -> Iterator[Json]:
        told = self._ws.warnings[number - 1]
        if told.user == user:
            yield {"kind": "warning", "warning": sight.warning(number, told)}
