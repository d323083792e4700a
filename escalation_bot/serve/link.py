"""One websocket of Socket Mode (docs.slack.dev/apis/events-api/using-socket-mode), from hello to its end."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aiohttp import ClientError, ClientWebSocketResponse, WSMsgType
from slack_bolt import BoltResponse

from escalation_bot.serve.intake import Intake, Malformed

log = logging.getLogger(__name__)

Frame = Mapping[str, Any]
_DRAIN = 3.0  # seconds for an ack: Slack waits no longer


class Link:
    """Reads envelopes and answers each on the connection that it came by. Reads on until Slack closes it or `close`."""

    def __init__(self, socket: ClientWebSocketResponse, intake: Intake) -> None:
        self._socket = socket
        self._intake = intake
        self._handling: set[asyncio.Task[None]] = set()
        self._greeted = False
        self.reason = "connection lost"
        self.leaving = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    @property
    def stands(self) -> bool:
        """Has Slack said hello, and not yet goodbye?"""
        return self._greeted and not self.leaving.is_set()

    async def retire(self, grace: float) -> None:
        """Reads on until Slack closes it, `grace` seconds at most, then closes it."""
        await asyncio.wait([self._reading], timeout=grace)
        await self.close()

    async def close(self) -> None:
        """Acks what is being handled, and what still arrives meanwhile, then closes."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN):
                while self._handling:
                    await asyncio.wait(self._handling)
        await self._socket.close()
        await asyncio.wait([self._reading])

    async def _read(self) -> None:
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    self._receive(_parsed(message.data))
        finally:
            self.leaving.set()

    def _receive(self, frame: Frame) -> None:
        match frame:
            case {"type": "hello"}:
                self._greeted = True
            case {"type": "disconnect"}:
                self.reason = str(frame.get("reason"))
                self.leaving.set()
            case {"envelope_id": str(envelope), "payload": dict(payload)}:
                task = asyncio.create_task(self._answer(envelope, payload, frame))
                self._handling.add(task)
                task.add_done_callback(self._handling.discard)
            case _:
                log.warning("a frame of an unknown kind was left out: %s", frame.get("type"))

    async def _answer(self, envelope: str, payload: dict[str, Any], frame: Frame) -> None:
        """Without an ack Slack delivers an event again, and tells a person that it did not work: rightly so."""
        try:
            response = await self._intake.envelope(payload, _retry_headers(frame))
            if response.status == 200:
                await self._socket.send_str(json.dumps(_ack(envelope, response)))
            else:
                log.warning("an envelope (%s) was not acked: status %d", frame.get("type"), response.status)
        except Malformed as malformed:
            log.warning("an envelope (%s) was refused as malformed: %s", frame.get("type"), malformed)
        except (ClientError, ConnectionError):
            log.warning("an envelope (%s) could not be acked: its connection was lost", frame.get("type"))


def _parsed(text: str) -> Frame:
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        frame = None
    return frame if isinstance(frame, dict) else {"type": "not JSON"}


def _retry_headers(frame: Frame) -> dict[str, str]:
    """The headers by which HTTP says the same."""
    names = {"retry_attempt": "x-slack-retry-num", "retry_reason": "x-slack-retry-reason"}
    return {header: str(frame[name]) for name, header in names.items() if frame.get(name) is not None}


def _ack(envelope: str, response: BoltResponse) -> dict[str, Any]:
    """The frame that says what the body of an HTTP answer would have said."""
    if not response.body:
        return {"envelope_id": envelope}
    is_json = response.headers.get("content-type", [""])[0].startswith("application/json")
    return {"envelope_id": envelope, "payload": json.loads(response.body) if is_json else {"text": response.body}}
