"""A desk to which anybody may do anything: the real code over a real database, told of events as Slack tells them.

People come from the sandbox. What the bot says is composed and put into the hands of a Slack that takes every message
and gives it a place; when that happens, the test decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck

from escalation_bot import events
from escalation_bot.desk.desk import Desk
from escalation_bot.domain.delivery import Kind, Pending, Status
from escalation_bot.domain.policy import Policy
from escalation_bot.front import Front
from escalation_bot.jobs.compose import Compose
from escalation_bot.jobs.inbox import Inbox
from escalation_bot.jobs.lane import Drop
from escalation_bot.jobs.outages import Outages
from escalation_bot.jobs.wake import Wake
from escalation_bot.messages.render import Message, Renderer
from escalation_bot.sandbox.blockkit import check_message
from escalation_bot.slack.api import SlackApi
from escalation_bot.slack.directory import Directory
from escalation_bot.store import outbox, places, sending
from escalation_bot.store.db import Database
from tests.desk import book

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""When it begins: ten o'clock in Stockholm, a working day."""


@dataclass
class Wristwatch:
    """Stands still until somebody moves it."""

    at: datetime = MONDAY

    def now(self) -> datetime:
        """The time now."""
        return self.at

    async def sleep(self, seconds: float) -> None:
        """So much time goes by."""
        self.at += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Place:
    """A message that people can react to or answer: where it stands, under which one, and what it is."""

    channel: str
    ts: str
    top: str
    kind: str
    escalation: int


def _nobody_counts(outcome: str) -> None: ...


@dataclass
class Office:
    """One workspace. `shown` is what stands in Slack, by delivery; `places` what can be reacted to, in order."""

    db: Database
    workspace: str
    policy: Policy
    api: SlackApi
    directory: Directory
    watch: Wristwatch = field(default_factory=Wristwatch)
    places: list[Place] = field(default_factory=list)
    shown: dict[int, Message] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)
    _late: dict[str, Any] | None = None
    _ticks: int = 0

    def __post_init__(self) -> None:
        desk = Desk(self.db, self.workspace, self.policy, self.watch, lambda: None)
        self.front = Front(desk, Renderer(), self.directory, self.api, lambda: None, lambda: None)
        handlers = {name: partial(handler, self.front) for name, handler in events.HANDLERS.items()}
        self._inbox = Inbox(self.db, self.workspace, self.watch, handlers, lambda: None, "one", _nobody_counts)
        self._wake = Wake(desk, self.directory.person)
        self._outages = Outages(desk)
        self._compose = Compose(self.front.render, self.directory, self.db)

    @property
    def desk(self) -> Desk:
        """Where verbs are done."""
        return self.front.desk

    async def open(self) -> None:
        """Makes the workspace."""
        async with self.desk.turn() as tx:
            await places.prepare(tx, self.policy.teams)

    async def book(self) -> book.Book:
        """Everything that is stored."""
        async with self.db.read(self.workspace, self.watch.now()) as tx:
            assert await places.recount(tx) == {}, "the counter of the places and the rows"
            return await book.read(tx)

    def ts(self) -> str:
        """A timestamp of Slack's after all others."""
        self._ticks += 1
        return f"{int(self.watch.now().timestamp())}.{self._ticks:06d}"

    # -- what Slack tells --------------------------------------------------------------------------------------

    async def tell(self, event: dict[str, Any], how: str = "once") -> None:
        """Slack tells the bot of an event: once, twice, or later than the one that follows."""
        body = {"event_id": f"Ev{len(self.told)}", "event": {**event, "event_ts": event.get("event_ts") or self.ts()}}
        self.told.append(body)
        if how == "late" and self._late is None:
            self._late = body
            return
        for each in (body, body) if how == "twice" else (body,):
            await self.repeat(each)
        await self.catch_up()

    async def catch_up(self) -> None:
        """Slack tells what it has held back."""
        late, self._late = self._late, None
        if late:
            await self.repeat(late)

    async def repeat(self, body: dict[str, Any]) -> None:
        """An event arrives, be it for the first time."""
        await events.on_event(AsyncAck(), body, self.front)  # type: ignore[no-untyped-call]  # Bolt's own
        await self._inbox.round()

    async def react(self, who: str, emoji: str, place: Place, *, added: bool, how: str = "once") -> None:
        """Somebody puts an emoji under a message, or takes their own away."""
        item = {"type": "message", "channel": place.channel, "ts": place.ts}
        name = "reaction_added" if added else "reaction_removed"
        await self.tell({"type": name, "user": who, "reaction": emoji, "item": item}, how)

    async def reply(self, who: str, words: str, place: Place, how: str = "once") -> Place:
        """Somebody writes in the thread of a message."""
        ts = self.ts()
        said = replace(place, ts=ts, kind="reply")
        self.places.append(said)
        event = {"type": "message", "user": who, "text": words, "channel": place.channel}
        await self.tell({**event, "ts": ts, "event_ts": ts, "thread_ts": place.top}, how)
        return said

    # -- what the bot does by itself ---------------------------------------------------------------------------

    async def pass_time(self, span: timedelta) -> None:
        """Time goes by, and the bot looks at what is due."""
        self.watch.at += span
        await self._inbox.round()
        await self._wake.round()
        await self._outages.round()

    async def deliver(self) -> None:
        """Slack takes everything that waits."""
        while lanes := await self._lanes():
            for lane in lanes:
                while head := await self._head(lane):
                    await self._hand_over(head)

    async def _lanes(self) -> list[str]:
        async with self.db.read(self.workspace, self.watch.now()) as tx:
            return await sending.lanes(tx)

    async def _head(self, lane: str) -> Pending | None:
        async with self.db.read(self.workspace, self.watch.now()) as tx:
            return await sending.head(tx, lane)

    async def _hand_over(self, head: Pending) -> None:
        message = await self.composed(head)
        async with self.db.write(self.workspace, self.watch.now()) as tx:
            if isinstance(message, Drop):
                await sending.settle(tx, head, Status.DROPPED, "not wanted any more")
                return
            await sending.calling(tx, head)
            await sending.sent(tx, head, *self._stands(head, message))

    async def composed(self, pending: Pending) -> Message | Drop:
        """What would be sent now; Slack takes it."""
        async with self.db.read(self.workspace, self.watch.now()) as tx:
            message = await self._compose(tx, pending)
        if isinstance(message, Message):
            assert not check_message({"text": message.text, "blocks": message.blocks}), message
            assert "None" not in str(message.text), message
        return message

    def _stands(self, head: Pending, message: Message) -> tuple[str, str] | tuple[()]:
        delivery = head.delivery
        if delivery.kind is Kind.EDIT:
            self.shown[delivery.target or 0] = message
        if delivery.kind is not Kind.POST:
            return ()
        self.shown[head.id] = message
        channel, ts = f"D{delivery.channel}" if delivery.channel[0] == "U" else delivery.channel, self.ts()
        if delivery.role:
            self.places.append(Place(channel, ts, ts, delivery.role, delivery.escalation or 0))
        return channel, ts

    async def as_it_would_read(self, delivery: int) -> Message | Drop:
        """What an edit would make of a message that stands in Slack."""
        async with self.db.read(self.workspace, self.watch.now()) as tx:
            stands = await outbox.one(tx, delivery)
        assert stands
        edit = replace(stands.delivery, kind=Kind.EDIT, target=stands.id)
        return await self.composed(replace(stands, delivery=edit))


def as_then(message: Message | Drop) -> object:
    """A message without the place in line, which is worked out when it is written and says at which time."""
    if isinstance(message, Drop):
        return message
    return replace(message, blocks=[block for block in message.blocks if "Place " not in str(block.get("elements"))])
