"""One lane of the outbox: its deliveries one after the other, each step written before and after (promises 4 to 6)."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from escalation_bot.domain.backoff import CALL, LEASE, SETTLE
from escalation_bot.domain.delivery import Kind, Pending, Status
from escalation_bot.domain.moments import Watch
from escalation_bot.jobs import lookup
from escalation_bot.jobs.aftermath import follow_up
from escalation_bot.jobs.outcome import LOCKED_OUT, Verdict, of_call, of_look
from escalation_bot.jobs.pace import EVERYTHING, Pace
from escalation_bot.jobs.request import METHODS, arguments, place
from escalation_bot.messages.render import Message
from escalation_bot.slack.api import SlackApi
from escalation_bot.slack.errors import SlackError
from escalation_bot.store import leases, sending
from escalation_bot.store.db import Database, NotSaved, Tx

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Drop:
    """The message is not wanted any more, and why."""

    reason: str


Compose = Callable[[Tx, Pending], Awaitable[Message | Drop]]
"""Renders a delivery from how things are now, in a transaction that only reads; or says why it is not wanted."""


class _Wait(Exception):
    """Too early for a call by so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class _Lost(Exception):
    """Another holder works this lane, or has moved the delivery."""


@dataclass(frozen=True)
class Means:
    """What every lane of one sender works with. `operator` is the channel that hears what only people can mend."""

    db: Database
    workspace: str
    api: SlackApi
    compose: Compose
    watch: Watch
    pace: Pace
    holder: str
    operator: Callable[[], str | None]
    count: Callable[[str], None]

    def read(self) -> AbstractAsyncContextManager[Tx]:
        """A transaction that only reads."""
        return self.db.read(self.workspace, self.watch.now())

    def write(self) -> AbstractAsyncContextManager[Tx]:
        """A transaction that writes."""
        return self.db.write(self.workspace, self.watch.now())


class Lane:
    """Works one lane, step by step. Each call to Slack is covered by the lane's lease, from its start to its end."""

    def __init__(self, name: str, means: Means) -> None:
        self._name = name
        self._means = means
        self._lease = f"deliver:{name}"
        self._held_until: datetime | None = None
        self._is_left = False

    async def step(self) -> float | None:
        """Does what is next. In so many seconds there may be more; None: nothing now, or somebody else's turn."""
        if self._is_left:
            return None
        async with self._means.read() as tx:
            seen = await self._next(tx)
        if seen is None:
            return None
        try:
            await self._advance(seen)
        except _Wait as wait:
            return wait.seconds
        except _Lost:
            return None
        return 0

    async def release(self) -> None:
        """Gives the lane back, so that others need not wait for the lease to end."""
        if self._held_until and not self._is_left:
            async with self._means.write() as tx:
                await leases.release(tx, self._lease, self._means.holder)

    async def _next(self, tx: Tx) -> Pending | None:
        seen = await sending.head(tx, self._name)
        return seen if seen and seen.not_before <= tx.now else None

    async def _advance(self, seen: Pending) -> None:
        kind = seen.delivery.kind
        if seen.parent and seen.parent.status is Status.DROPPED:
            await self._settle(seen, Verdict(Status.DROPPED, "the message it belongs to was dropped"))
        elif seen.status is Status.CALLING:
            await self._found_cut_off(seen)
        elif seen.status is Status.UNKNOWN and kind is Kind.NOTE:
            await self._settle(seen, Verdict(Status.DROPPED, "it may have been shown, and a note is sent at most once"))
        elif seen.status is Status.UNKNOWN and kind is Kind.POST:
            await self._look(seen)
        else:
            await self._send(seen)

    async def _found_cut_off(self, seen: Pending) -> None:
        """Who began this call holds the lane no more. What became of it is seen when it can only be over."""
        async with self._claimed() as tx:
            over = max(tx.now, (seen.tried or tx.now) + SETTLE)
            await sending.settle(tx, seen, Status.UNKNOWN, "cut off in the middle of the call", over)

    async def _look(self, seen: Pending) -> None:
        try:
            found = await lookup.find(self._ask, seen)
        except SlackError as error:
            await self._settle(seen, of_look(error, self._means.watch.now()), error)
            return
        async with self._means.write() as tx:
            if found:
                await sending.sent(tx, seen, found.channel, found.ts)
            else:
                await sending.settle(tx, seen, Status.WAITING, "not in Slack, so it is sent again", tx.now)

    async def _send(self, seen: Pending) -> None:
        method = METHODS[seen.delivery.kind]
        self._await_turn(method, place(seen))
        begun = await self._begin(seen)
        message = await self._composed(begun)
        if isinstance(message, Verdict):
            await self._settle(begun, message)
            return
        try:
            answer = await self._call(method, **arguments(begun, message))
        except SlackError as error:
            await self._settle(begun, of_call(begun, error, self._means.watch.now()), error)
            return
        where = (answer["channel"], answer["ts"]) if begun.delivery.kind is Kind.POST else ()
        async with self._means.write() as tx:
            await sending.sent(tx, begun, *where)
            if is_last := await self._next(tx) is None:
                await leases.release(tx, self._lease, self._means.holder)
        self._is_left = is_last
        self._means.count(Status.SENT)

    async def _begin(self, seen: Pending) -> Pending:
        """Notes the call before it is made; composing comes after, so that a change meanwhile asks for an edit."""
        async with self._claimed() as tx:
            if not await sending.calling(tx, seen):
                raise _Lost
        return replace(seen, status=Status.CALLING, attempts=seen.attempts + 1, tried=tx.now)

    async def _composed(self, begun: Pending) -> Message | Verdict:
        try:
            async with self._means.read() as tx:
                message = await self._means.compose(tx, begun)
        except NotSaved:
            raise
        except Exception as error:  # a broken template must hold up no other message, and is shown
            log.exception("delivery %s cannot be written", begun.id)
            return Verdict(Status.SET_ASIDE, f"cannot be written: {type(error).__name__}: {error}")
        return Verdict(Status.DROPPED, message.reason) if isinstance(message, Drop) else message

    async def _settle(self, seen: Pending, verdict: Verdict, error: SlackError | None = None) -> None:
        async with self._means.write() as tx:
            moved = await sending.settle(tx, seen, verdict.status, verdict.note, verdict.until)
            if moved and error:
                await follow_up(tx, seen, error, verdict, self._means.operator())
        if moved:
            self._means.count(verdict.status)
        if error and moved:
            log.warning("delivery %s to %s: %s, %s", seen.id, seen.delivery.channel, verdict.status, error)

    async def _ask(self, method: str, **args: Any) -> Mapping[str, Any]:
        self._await_turn(method, "")
        return await self._call(method, **args)

    async def _call(self, method: str, **args: Any) -> Mapping[str, Any]:
        await self._hold()
        try:
            return await self._means.api.call(method, **args)
        except SlackError as error:
            self._heed(error)
            raise

    def _await_turn(self, method: str, channel: str) -> None:
        if seconds := self._means.pace.wait(method, channel, self._means.watch.now()):
            raise _Wait(seconds)

    def _heed(self, error: SlackError) -> None:
        now, pace = self._means.watch.now(), self._means.pace
        if error.auth:
            pace.close(EVERYTHING, now + LOCKED_OUT)
        elif error.retry_after is not None:
            pace.close(error.method, now + timedelta(seconds=error.retry_after))

    async def _hold(self) -> None:
        """Makes sure that nobody else takes the lane before a call that starts now is over."""
        if self._held_until is None or self._held_until - self._means.watch.now() < CALL:
            async with self._claimed():
                pass

    @asynccontextmanager
    async def _claimed(self) -> AsyncIterator[Tx]:
        async with self._means.write() as tx:
            if not await leases.claim(tx, self._lease, self._means.holder):
                raise _Lost
            yield tx
        self._held_until = tx.now + LEASE
