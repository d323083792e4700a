"""When a listener fails: the person is told, their words are kept, and the operator has one line or the traceback."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp

from escalation_bot.front import Front
from escalation_bot.slack.errors import SlackError
from escalation_bot.store.db import NotSaved

log = logging.getLogger(__name__)


def _input(view: Mapping[str, Any]) -> str | None:
    """The input that an inline error can stand under: the words where there are some."""
    names = [block["block_id"] for block in view.get("blocks", []) if block.get("type") == "input"]
    return "words" if "words" in names else next(iter(names), None)


async def answer(front: Front, error: Exception, body: Mapping[str, Any]) -> BoltResponse | None:
    """What the person gets instead of Slack's own error. None: no person waits, so Slack delivers it again."""
    if isinstance(error, NotSaved | SlackError):
        log.warning("not done, the person was told: %s", error)
    else:
        log.error("a listener failed", exc_info=error)
    kind = body.get("type")
    if kind == "view_submission" and (name := _input(body["view"])):
        line = front.render.line("problem", {"why": "not_saved"})
        return _json({"response_action": "errors", "errors": {name: line}})
    if kind == "block_actions":
        await front.whisper(body.get("response_url"), "note/not_saved", {})
        return BoltResponse(status=200)
    if "command" in body:
        message = front.render.message("note/not_saved", {})
        return _json({"response_type": "ephemeral", "text": message.text, "blocks": message.blocks})
    return None


def _json(body: Mapping[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=dict(body))


def register(app: AsyncApp, front: Front) -> None:
    """Binds the last resort of every listener."""

    @app.error
    async def failed(error: Exception, body: dict[str, Any]) -> BoltResponse | None:
        return await answer(front, error, body)
