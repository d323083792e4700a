"""How stories wait: until the bot has nothing to do, with time that goes by while it waits for nothing else."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from sqlalchemy.pool import QueuePool

from escalation_bot.app import Bot
from escalation_bot.domain.delivery import UNSETTLED
from escalation_bot.jobs.bell import GATHER
from escalation_bot.sandbox.server import Sandbox
from escalation_bot.store import inbox, outages, outbox, queues, reminders, replies, sending
from escalation_bot.store.db import Tx

LOOKS = 400


@dataclass
class Waiting:
    """The sandbox and the bot."""

    slack: Sandbox
    bot: Bot

    async def still(self) -> None:
        """Waits until neither Slack nor the bot is at work: what is not done now waits for its time, or for somebody.

        What has just been written to a socket is seen by its reader within a few turns of the loop that both run in.
        """
        pool, turns = cast("QueuePool", self.bot.db._engine.pool), 0
        async with asyncio.timeout(10):
            while turns < 30:
                busy = self.slack.outgoing.busy or self.slack.api.busy or pool.checkedout()
                turns = 0 if busy else turns + 1
                await asyncio.sleep(0.001 if busy else 0)

    async def idle(self) -> None:
        """Waits until the bot has worked and sent everything that is due. Time goes by while it has nothing to do: the
        moment in which a bell gathers, and a second for every few looks, as what is sent is paced."""
        for look in range(LOOKS):
            self.slack.clock.advance(timedelta(seconds=1 if look % 3 == 2 else GATHER))
            await self.still()
            async with self.bot.db.read(self.slack.team_id, self.slack.clock.now()) as tx:
                left = await _unsent(tx) or await _undone(tx) or await _unsent(tx)  # what is done ends in deliveries
            if not left:
                return
        raise AssertionError(f"the bot still has work: {left}")

    async def later(self, **span: float) -> None:
        """Time goes by."""
        await self.idle()
        self.slack.clock.advance(timedelta(**span))
        await self.idle()

    async def settled(self) -> None:
        """Waits until the bot has done what it can, where some messages have to wait for somebody."""
        for _ in range(LOOKS):
            self.slack.clock.advance(timedelta(seconds=GATHER))
            await self.still()
            async with self.bot.db.read(self.slack.team_id, self.slack.clock.now()) as tx:
                events, lanes = await inbox.count_by_status(tx), await sending.lanes(tx)
                news = await outages.unsettled(tx)
            if not events.get("waiting") and not lanes and not news:
                return
        raise AssertionError(f"the bot still has work: {events} {lanes}")


async def _unsent(tx: Tx) -> dict[str, int]:
    """The deliveries that are not settled, by status."""
    counts = await outbox.count_by_status(tx)
    return {status: counts[status] for status in UNSETTLED if counts.get(status)}


async def _undone(tx: Tx) -> dict[str, int]:
    """What is due besides, by kind."""
    found = {
        "in line": len(await queues.due(tx, 1)),
        "to be told": len(await reminders.recipients(tx)),
        "to be said of known issues": len(await outages.unsettled(tx)),
        "meant": len(await replies.due_intents(tx)),
        "events": (await inbox.count_by_status(tx)).get("waiting", 0),
    }
    return {kind: count for kind, count in found.items() if count}
