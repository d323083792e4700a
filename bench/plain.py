"""Bolt's `AsyncApp` as it comes: a client without a shared session, the ack looked for every 10 ms."""

from __future__ import annotations

import os

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Route

from bench.form import CALLBACK, form


def make() -> Starlette:
    """The app behind Starlette."""
    client = AsyncWebClient(os.environ.pop("SLACK_BOT_TOKEN"), os.environ["SLACK_API_URL"])
    app = AsyncApp(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])
    view = form()

    @app.command("/escalate")
    async def escalate(ack: AsyncAck, body: dict[str, str]) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view(CALLBACK)
    async def sent(ack: AsyncAck) -> None:
        await ack()

    return Starlette(routes=[Route("/slack/events", AsyncSlackRequestHandler(app).handle, methods=["POST"])])


if __name__ == "__main__":
    uvicorn.run(make(), host="127.0.0.1", port=int(os.environ["PORT"]), access_log=False, log_level="warning")
