"""Whatever goes wrong between two senders and Slack: in the end each message stands once, in its order."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from escalation_bot.jobs.pace import Pace, Rate
from escalation_bot.sandbox import Pace as SlacksPace
from escalation_bot.sandbox import Sandbox
from escalation_bot.store.db import Database

from . import kit
from .kit import DEL, HELP, OPS, Office, post

CHANNELS = (HELP, DEL, OPS)
FAULTS: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    ("chat.postMessage", "cut_before", {}),
    ("chat.postMessage", "cut_after", {}),
    ("chat.postMessage", "500", {}),
    ("chat.postMessage", "500", {"after": True}),
    ("chat.postMessage", "html", {"after": True}),
    ("chat.postMessage", "error", {"error": "internal_error", "after": True}),
    ("chat.postMessage", "error", {"error": "service_unavailable"}),
    ("chat.postMessage", "429", {"retry_after": 2}),
    ("chat.postMessage", "latency", {"seconds": 0.01}),
    ("conversations.history", "500", {}),
    ("conversations.history", "cut_before", {}),
)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_each_of_60_deliveries_stands_once_and_in_order(database: Database, slack: Sandbox, seed: int) -> None:
    chance = random.Random(seed)
    slack.pace = SlacksPace.unlimited()  # faults enough
    async with kit.office(database, slack) as office:
        told = [(f"{n}", CHANNELS[n % 3]) for n in range(60)]
        await office.add(*(post(words, channel) for words, channel in told))
        senders = [_sender(office, name) for name in ("one", "two")]
        for _ in range(400):
            _trouble(slack, chance)
            await asyncio.gather(*(sender.round() for sender in senders))
            office.later(chance.uniform(0.5, 4))
            if await office.statuses() == {"sent": 60}:
                break
        for channel in CHANNELS:
            assert office.words(channel) == [words for words, where in told if where == channel]
        assert all(
            stored.ts in slack.channel(stored.sent_channel or "").messages for stored in await office.everything()
        )


def _sender(office: Office, name: str) -> Any:
    hurry = Pace(channel=Rate(1000, 1000), methods={})
    return office.sender(name, pace=hurry)


def _trouble(slack: Sandbox, chance: random.Random) -> None:
    """One to three kinds of trouble for the calls to come, in one channel or all."""
    slack.faults.clear()
    for method, kind, more in chance.sample(FAULTS, chance.randint(1, 3)):
        channel = chance.choice((None, *CHANNELS))
        slack.faults.add(method, kind, channel=channel, skip=chance.randint(0, 3), **more)
