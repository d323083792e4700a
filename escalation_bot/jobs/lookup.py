"""Looks in Slack for a message whose outcome is not known, by the mark in its metadata (promise 5)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from escalation_bot.domain.delivery import Pending
from escalation_bot.jobs.request import EVENT, place, thread

Call = Callable[..., Awaitable[Mapping[str, Any]]]
"""Calls a method of Slack's with arguments; raises SlackError."""

SKEW = timedelta(minutes=5)
"""How far Slack's time and ours may be apart: what seems this much older than the delivery is looked at too."""
PAGE = 200


@dataclass(frozen=True)
class Place:
    """Where a message stands."""

    channel: str
    ts: str


async def find(call: Call, pending: Pending) -> Place | None:
    """Where the delivery stands, if it was posted. Raises SlackError where that cannot be seen."""
    channel, parent = await _conversation(call, pending), thread(pending)
    method, where = ("conversations.replies", {"ts": parent}) if parent else ("conversations.history", {})
    oldest = f"{(pending.created - SKEW).timestamp():.6f}"
    cursor: dict[str, str] = {}
    while True:
        answer = await call(
            method, channel=channel, oldest=oldest, limit=PAGE, include_all_metadata=True, **where, **cursor
        )
        for message in answer["messages"]:
            if _mark(message) == pending.mark:
                return Place(channel, message["ts"])
        following = (answer.get("response_metadata") or {}).get("next_cursor")
        if not following:
            return None
        cursor = {"cursor": following}


def _mark(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT:
        return None
    return str(metadata.get("event_payload", {}).get("delivery"))


async def _conversation(call: Call, pending: Pending) -> str:
    """The conversation's id; a person's id stands for the direct message with them."""
    channel = place(pending)
    if not channel.startswith(("U", "W")):
        return channel
    return str((await call("conversations.open", users=channel))["channel"]["id"])
