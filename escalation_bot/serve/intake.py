"""The one way to Bolt from either transport: what Slack could not have sent stops here, every answer is counted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from escalation_bot.serve.metrics import Metrics

_KINDS = {
    "event_callback": "event",
    "block_actions": "action",
    "view_submission": "view",
    "view_closed": "view",
    "shortcut": "shortcut",
    "message_action": "shortcut",
    "block_suggestion": "options",
}
_OBJECTS = ("event", "view", "message", "container")
_PATIENCE = 2.5  # seconds for a listener, so that its person still gets an answer of ours within Slack's three

Late = Callable[[Exception, Mapping[str, Any]], Awaitable[BoltResponse | None]]
"""Answers for a listener that took too long; None: let Slack say so."""


class Malformed(ValueError):
    """The body has not the shape of anything that Slack sends."""


async def _silence(_error: Exception, _body: Mapping[str, Any]) -> None:
    """Nothing to say."""


class Intake:
    """Hands what came in to the Bolt app. Bolt answers every failure of a listener itself, with 500."""

    def __init__(self, app: AsyncApp, metrics: Metrics, late: Late = _silence) -> None:
        self._app = app
        self._metrics = metrics
        self._late = late

    async def http(self, body: bytes, headers: Mapping[str, str]) -> BoltResponse:
        """Answers a request whose signature was found good. Raises Malformed."""
        return await self._dispatch(lambda: _request(body.decode(), headers, "http"))

    async def envelope(self, payload: Mapping[str, Any], headers: Mapping[str, str]) -> BoltResponse:
        """Answers what came in an envelope of Socket Mode. Raises Malformed."""
        return await self._dispatch(lambda: _request(dict(payload), headers, "socket_mode"))

    async def _dispatch(self, make: Callable[[], AsyncBoltRequest]) -> BoltResponse:
        began = time.perf_counter()
        request = _checked(make)
        response = await self._answered(request)
        self._metrics.answered(_kind(request.body), response.status, time.perf_counter() - began)
        return response

    async def _answered(self, request: AsyncBoltRequest) -> BoltResponse:
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._app.async_dispatch(request)
        except TimeoutError as error:
            return await self._late(error, request.body) or BoltResponse(status=503)


def _request(
    body: str | dict[str, Any], headers: Mapping[str, str], mode: Literal["http", "socket_mode"]
) -> AsyncBoltRequest:
    return AsyncBoltRequest(body=body, headers=dict(headers), mode=mode)


def _checked(make: Callable[[], AsyncBoltRequest]) -> AsyncBoltRequest:
    """Bolt parses in the constructor, and takes for granted that everything has Slack's shape."""
    try:
        request = make()
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise Malformed(type(error).__name__) from error
    if not _has_slacks_shape(request.body):
        raise Malformed("not a shape of Slack's")
    return request


def _has_slacks_shape(body: Mapping[str, Any]) -> bool:
    actions = body.get("actions", [{}])
    return (
        bool(body)
        and all(isinstance(body.get(name, {}), dict) for name in _OBJECTS)
        and isinstance(actions, list)
        and bool(actions)
        and all(isinstance(action, dict) for action in actions)
    )


def _kind(body: Mapping[str, Any]) -> str:
    return "command" if "command" in body else _KINDS.get(str(body.get("type")), "other")
