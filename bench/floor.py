"""The least that any bot can do: check the signature, ack, open the form over one shared session. Stores nothing."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import time
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
import uvicorn
from starlette.types import Receive, Scope, Send

from bench.form import form


class Floor:
    """An ASGI application by hand."""

    def __init__(self) -> None:
        self._secret = os.environ["SLACK_SIGNING_SECRET"].encode()
        self._url = os.environ["SLACK_API_URL"] + "views.open"
        self._headers = {"Authorization": f"Bearer {os.environ['SLACK_BOT_TOKEN']}"}
        self._form = form()
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Acks what is signed; a command opens the form beside the ack."""
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        status = 200 if self._is_signed(dict(scope["headers"]), body) else 401
        if status == 200:
            self._handle(dict(parse_qsl(body.decode(), keep_blank_values=True)))
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body"})

    def _is_signed(self, headers: dict[bytes, bytes], body: bytes) -> bool:
        stamp = headers.get(b"x-slack-request-timestamp", b"0")
        digest = hmac.new(self._secret, b"v0:" + stamp + b":" + body, hashlib.sha256).hexdigest()
        is_fresh = abs(time.time() - int(stamp)) <= 300
        return is_fresh and hmac.compare_digest(b"v0=" + digest.encode(), headers.get(b"x-slack-signature", b""))

    def _handle(self, fields: dict[str, str]) -> None:
        if "command" in fields:
            task = asyncio.create_task(self._open(fields["trigger_id"]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            json.loads(fields["payload"])

    async def _open(self, trigger: str) -> None:
        sent: dict[str, Any] = {"trigger_id": trigger, "view": self._form}
        async with self._shared().post(self._url, json=sent, headers=self._headers) as answer:
            await answer.json()

    def _shared(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1000))
        return self._session


if __name__ == "__main__":
    port = int(os.environ["PORT"])
    uvicorn.run(Floor(), host="127.0.0.1", port=port, lifespan="off", access_log=False, log_level="warning")
