"""The HTTP side: Slack's requests where there is no Socket Mode, and what operators look at in both modes."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from escalation_bot.serve.guard import Rejected, signed_body
from escalation_bot.serve.health import Health
from escalation_bot.serve.intake import Intake, Malformed
from escalation_bot.serve.metrics import Metrics

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SlackRequests:
    """`POST /slack/events`. The same request twice is harmless: what it asks for is done once.

    `clock` is epoch seconds by the machine's clock, which Slack's signatures are made with.
    """

    intake: Intake
    signing_secret: str
    clock: Callable[[], float] = time.time

    async def answer(self, request: Request) -> Response:
        """Bolt's answer, or 4xx for what is not from Slack, too long or broken."""
        try:
            body = await signed_body(request, self.signing_secret, self.clock())
            return to_starlette_response(await self.intake.http(body, request.headers))
        except Rejected as rejected:
            return _refusal(rejected.status, str(rejected))
        except Malformed as malformed:
            log.warning("a signed request was refused as malformed: %s", malformed)
            return _refusal(400, "malformed")


class Door(Protocol):
    """Whoever answers Slack's requests."""

    async def answer(self, request: Request) -> Response:
        """The answer."""


def _refusal(status: int, reason: str) -> Response:
    # what is left of a body that was not read to its end would be taken for the next request
    return JSONResponse({"error": reason}, status, headers={"Connection": "close"})


def web(health: Health, metrics: Metrics, slack: Door | None = None) -> ASGIApp:
    """The application. Without `slack` (Socket Mode) there is no path for Slack's requests."""

    async def alive(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(_: Request) -> Response:
        report = await health.report()
        return JSONResponse(report.body, 200 if report.is_ready else 503)

    async def scraped(_: Request) -> Response:
        return Response(await metrics.text(), media_type=metrics.content_type)

    routes = [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", scraped)]
    if slack is None:
        return Starlette(routes=routes)
    return _SlackFirst(slack, Starlette(routes=[*routes, Route("/slack/events", slack.answer, methods=["POST"])]))


@dataclass(frozen=True)
class _SlackFirst:
    """Slack's requests go straight in: Starlette's routing takes a fifth of the time that people wait for an ack."""

    slack: Door
    pages: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (scope["type"], scope.get("path"), scope.get("method")) == ("http", "/slack/events", "POST"):
            response = await self.slack.answer(Request(scope, receive))
            await response(scope, receive, send)
        else:
            await self.pages(scope, receive, send)
