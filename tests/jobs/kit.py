"""A sender at a sandbox: what is to be sent, what came of it, and what stands in Slack."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from escalation_bot.domain.delivery import Delivery, Kind, Pending, Status
from escalation_bot.jobs.bell import Bell
from escalation_bot.jobs.deliver import Compose, Drop, Sender
from escalation_bot.jobs.pace import Pace
from escalation_bot.messages.render import Message
from escalation_bot.sandbox import Sandbox
from escalation_bot.slack.api import SlackApi, connect
from escalation_bot.store import leases, outbox
from escalation_bot.store.db import Database, Tx

HELP, QUEUE, DEL, OPS, RANDOM = "C0HELPSOC", "C0SOCQUEUE", "C0DELQUEUE", "C0OPS", "C0RANDOM"


def post(words: str, channel: str = HELP, **more: Any) -> Delivery:
    """A message that says these words."""
    return Delivery(Kind.POST, channel, "says", {"words": words}, **more)


def edit(target: int, words: str, channel: str = HELP) -> Delivery:
    """An edit of a message."""
    return Delivery(Kind.EDIT, channel, "says", {"words": words}, target=target)


def note(words: str, person: str = "U0ANNA", channel: str = HELP, **more: Any) -> Delivery:
    """A note that one person sees."""
    return Delivery(Kind.NOTE, channel, "says", {"words": words}, person=person, **more)


def said(words: str) -> Message:
    """A message of one paragraph."""
    return Message(words, [{"type": "section", "text": {"type": "mrkdwn", "text": words}}])


async def plainly(_tx: Tx, pending: Pending) -> Message | Drop:
    """Composes what the delivery's facts say."""
    facts = pending.delivery.facts
    return said(str(facts.get("words") or f"{pending.delivery.template} {facts}"))


@dataclass
class Office:
    """One database and one Slack; any number of senders between them."""

    db: Database
    slack: Sandbox
    api: SlackApi
    operator: str | None = OPS
    pace: Pace = field(default_factory=Pace)

    def sender(self, holder: str = "one", compose: Compose = plainly, pace: Pace | None = None) -> Sender:
        """A sender of this name."""
        bell = Bell(self.slack.clock)
        return Sender(
            self.db,
            self.slack.team_id,
            self.api,
            compose,
            self.slack.clock,
            bell,
            pace or self.pace,
            holder,
            lambda: self.operator,
        )

    @asynccontextmanager
    async def tx(self) -> AsyncIterator[Tx]:
        """A transaction of this workspace."""
        async with self.db.write(self.slack.team_id, self.slack.clock.now()) as tx:
            yield tx

    async def add(self, *deliveries: Delivery) -> list[int]:
        """Puts deliveries into the outbox."""
        async with self.tx() as tx:
            return [await outbox.add_one(tx, delivery) for delivery in deliveries]

    async def get(self, delivery: int) -> Pending:
        """A delivery as it is now."""
        async with self.tx() as tx:
            found = await outbox.one(tx, delivery)
        assert found
        return found

    async def statuses(self) -> dict[str, int]:
        """How many deliveries are in each status."""
        return Counter(each.status for each in await self.everything())

    async def everything(self) -> list[Pending]:
        """All deliveries."""
        async with self.tx() as tx:
            return await outbox.listing(tx, *Status, limit=1000)

    async def claim(self, lane: str, holder: str) -> bool:
        """Takes a lane's lease."""
        async with self.tx() as tx:
            return await leases.claim(tx, f"deliver:{lane}", holder)

    def later(self, seconds: float) -> None:
        """Time goes by."""
        self.slack.clock.advance(timedelta(seconds=seconds))

    def words(self, channel: str = HELP) -> list[str]:
        """What the bot says in a channel and its threads, in order, as it reads now."""
        told = [message for message in self.slack.channel(channel).lasting() if "app_id" in message.content]
        return [str(message.content["text"]) for message in sorted(told, key=lambda message: message.ts)]

    def calls(self, *methods: str) -> list[str]:
        """The methods that were called, in order; of these where some are named."""
        return [call.method for call in self.slack.calls if not methods or call.method in methods]


@asynccontextmanager
async def office(db: Database, slack: Sandbox) -> AsyncIterator[Office]:
    """An office with an open line to Slack."""
    async with connect(slack.bot_token, slack.api_url, slack.clock) as api:
        yield Office(db, slack, api)


def background(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Begins work that is watched from outside."""
    return asyncio.create_task(work)


async def cancel(task: asyncio.Task[None]) -> None:
    """Ends work and waits until it is over."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    """Waits for a condition, bounded."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110  # what is waited for is another process's or Slack's doing
            await asyncio.sleep(0.005)
