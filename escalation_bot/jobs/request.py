"""The call that a delivery makes: which method, with which arguments."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from escalation_bot.domain.delivery import Kind, Pending
from escalation_bot.messages.render import Message

METHODS: Mapping[Kind, str] = MappingProxyType(
    {Kind.POST: "chat.postMessage", Kind.EDIT: "chat.update", Kind.NOTE: "chat.postEphemeral"}
)
EVENT = "escalation_bot_delivery"
"""The event type of the metadata that everything the bot posts carries, with the delivery's mark."""


def arguments(pending: Pending, message: Message) -> dict[str, Any]:
    """What the method of the delivery's kind is called with."""
    body: dict[str, Any] = {"channel": place(pending), "text": message.text, "blocks": message.blocks}
    if pending.delivery.kind is Kind.EDIT:
        return body | {"ts": pending.parent.ts if pending.parent else None}
    if parent := thread(pending):
        body["thread_ts"] = parent
    if pending.delivery.kind is Kind.NOTE:
        return body | {"user": pending.delivery.person}
    mark = {"event_type": EVENT, "event_payload": {"delivery": pending.mark}}
    return body | {"metadata": mark, "unfurl_links": False, "unfurl_media": False}


def place(pending: Pending) -> str:
    """The conversation it goes to: where the message stands that it answers or edits, else the one it names."""
    return (pending.parent and pending.parent.channel) or pending.delivery.channel


def thread(pending: Pending) -> str | None:
    """The thread it goes to, if it goes to one."""
    return pending.parent.ts if pending.parent else pending.delivery.thread_ts
