"""When a listener fails: the person is told, their words are kept, and the operator has one line or the traceback."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.error import BoltUnhandledRequestError

from escalation_bot.front import Front
from escalation_bot.slack.errors import SlackError
from escalation_bot.store.db import NotSaved

log = logging.getLogger(__name__)
_TOLD = frozenset({"event_callback", "app_rate_limited"})
"""What Slack tells without anybody waiting for an answer."""


def _input(view: Mapping[str, Any]) -> str | None:
    """The input that an inline error can stand under: the words where there are some."""
    names = [block["block_id"] for block in view.get("blocks", []) if block.get("type") == "input"]
    return "words" if "words" in names else next(iter(names), None)


async def answer(front: Front, error: Exception, body: Mapping[str, Any]) -> BoltResponse | None:
    """What the person gets. None: Slack says that it failed; an event, for which nobody waits, is delivered again."""
    if isinstance(error, BoltUnhandledRequestError):
        return _unheard(body)
    if isinstance(error, NotSaved | SlackError | TimeoutError):
        log.warning("not done, and not acked as done: %s", str(error) or "it took too long")
    else:
        log.error("a listener failed", exc_info=error)
    kind = body.get("type")
    if kind == "view_submission" and (name := _input(body["view"])):
        line = front.render.line("problem", {"why": "not_saved"})
        return _json({"response_action": "errors", "errors": {name: line}})
    if kind == "block_actions":
        heard = await front.whisper(body.get("response_url"), "note/not_saved", {})
        return BoltResponse(status=200) if heard else None
    if "command" in body:
        message = front.render.message("note/not_saved", {})
        return _json({"response_type": "ephemeral", "text": message.text, "blocks": message.blocks})
    return None


def _unheard(body: Mapping[str, Any]) -> BoltResponse | None:
    """An event that nothing here listens to is acked: Slack would only send it again."""
    log.info("nothing listens to %s", (body.get("event") or body).get("type"))
    return BoltResponse(status=200) if body.get("type") in _TOLD else None


def _json(body: Mapping[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=dict(body))


def register(app: AsyncApp, front: Front) -> None:
    """Binds the last resort of every listener."""

    @app.error
    async def failed(error: Exception, body: dict[str, Any]) -> BoltResponse | None:
        return await answer(front, error, body)
