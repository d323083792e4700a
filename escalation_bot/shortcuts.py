"""Shortcuts: the form from anywhere in Slack, and from a message whose words become the draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot.domain.text import mentioned, plain
from escalation_bot.front import Again, Front
from escalation_bot.modals import escalate
from escalation_bot.modals.escalate import Draft

ANYWHERE = "escalate_anywhere"
FROM_MESSAGE = "escalate_message"


async def on_anywhere(ack: AsyncAck, body: Mapping[str, Any], front: Front) -> None:
    """The empty form. It comes from no channel: that it did not open is said in the messages with the bot."""
    draft, again = Draft.of("", None, front), Again("open_form", "")
    front.open_form(body["trigger_id"], lambda: escalate.view(front, draft), None, again, user=body["user"]["id"])
    await ack()


async def on_message(ack: AsyncAck, body: Mapping[str, Any], front: Front) -> None:
    """The form with the message's words, for who wrote them where that is somebody else."""
    message, user, raw = body["message"], body["user"]["id"], str(body["message"].get("text", ""))
    author = str(message.get("user") or message.get("bot_id") or "")
    text = plain(raw, await front.names_soon(mentioned(raw)))
    draft = await escalate.draft_of(front, user, text, author, body["channel"]["id"])
    again = Again(escalate.opening(draft), text)
    front.open_form(body["trigger_id"], lambda: escalate.view(front, draft), body.get("response_url"), again, user=user)
    await ack()


def register(app: AsyncApp, front: Front) -> None:
    """Binds both; the manifest names them."""

    @app.global_shortcut(ANYWHERE)
    async def anywhere(ack: AsyncAck, body: dict[str, Any]) -> None:
        await on_anywhere(ack, body, front)

    @app.message_shortcut(FROM_MESSAGE)
    async def from_message(ack: AsyncAck, body: dict[str, Any]) -> None:
        await on_message(ack, body, front)
