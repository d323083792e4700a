"""Socket Mode: the connections of the app, envelopes to exactly one of them, and how connections end."""

import asyncio
import json
import random
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from .messages import Json
from .webapi import abort
from .workspace import Workspace

MOST = 10  # docs.slack.dev/apis/events-api/using-socket-mode


class Lost(Exception):
    """The envelope could not be sent, or its connection closed before the ack."""


@dataclass
class Connection:
    """One websocket of the app and the envelopes that wait for their ack on it."""

    socket: web.WebSocketResponse
    transport: asyncio.BaseTransport | None
    waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)
    is_retiring: bool = False


class Sockets:
    """All open connections. Each envelope goes to any one of them."""

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        self.connections: list[Connection] = []
        self.opened = 0
        self._random = random.Random(0)
        self._arrived = asyncio.Event()

    @property
    def usable(self) -> list[Connection]:
        """Connections that envelopes may go to."""
        return [c for c in self.connections if not c.is_retiring and not c.socket.closed]

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Accept one connection; its ticket is good once."""
        ticket = request.query.get("ticket", "")
        if ticket not in self.ws.socket_tickets:
            raise web.HTTPForbidden(text="invalid ticket")
        self.ws.socket_tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        if len(self.usable) >= MOST or not self.ws.app.socket_mode:
            await _goodbye(socket, "too_many_websockets" if self.ws.app.socket_mode else "link_disabled")
            return socket
        await self._live(Connection(socket, request.transport))
        return socket

    async def _live(self, connection: Connection) -> None:
        await connection.socket.send_json(self._hello(len(self.usable) + 1))
        self.connections.append(connection)
        self.opened += 1
        self.ws.journal.note("bot")
        self._arrived.set()
        self._arrived = asyncio.Event()
        try:
            async for frame in connection.socket:
                if frame.type == WSMsgType.TEXT:
                    self._acked(connection, frame.data)
        finally:
            self.connections.remove(connection)
            self.ws.journal.note("bot")
            for future in connection.waiting.values():
                if not future.done():
                    future.set_exception(Lost("connection closed before the ack"))

    def _hello(self, number: int) -> Json:
        debug = {"host": "sandbox", "build_number": 1, "approximate_connection_time": 3600}
        info = {"app_id": self.ws.world.app_id}
        return {"type": "hello", "num_connections": number, "debug_info": debug, "connection_info": info}

    def _acked(self, connection: Connection, frame: str) -> None:
        if not frame.startswith("{"):
            return
        ack = json.loads(frame)
        future = connection.waiting.pop(ack.get("envelope_id", ""), None)
        if future is not None and not future.done():
            future.set_result(ack.get("payload"))

    async def arrival(self) -> None:
        """Return when there is a usable connection."""
        while not self.usable:
            await self._arrived.wait()

    async def send(self, envelope: Json, seconds: float) -> Any:
        """The ack's payload. Lost without a connection, TimeoutError without an ack."""
        if not self.usable:
            raise Lost("no connection")
        connection = self._random.choice(self.usable)
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope["envelope_id"]] = future
        try:
            await connection.socket.send_json(envelope)
            return await asyncio.wait_for(future, seconds)
        except ConnectionError as error:
            raise Lost(str(error)) from error
        finally:
            connection.waiting.pop(envelope["envelope_id"], None)

    async def refresh(self) -> None:
        """Slack's regular refresh: ask every connection to be replaced, then close it."""
        old = list(self.usable)
        for connection in old:
            connection.is_retiring = True
            await _goodbye(connection.socket, "refresh_requested", close=False)
        for connection in old:
            await asyncio.wait_for(self.arrival(), 10)
            await connection.socket.close()

    async def warn(self) -> None:
        """What Slack says about ten seconds before a refresh."""
        for connection in list(self.usable):
            await _goodbye(connection.socket, "warning", close=False)

    def drop(self) -> None:
        """Reset every connection without a word."""
        for connection in list(self.connections):
            if connection.transport is not None:
                abort(connection.transport)

    async def close(self, reason: str = "link_disabled") -> None:
        """End every connection with a reason."""
        for connection in list(self.connections):
            await _goodbye(connection.socket, reason)


async def _goodbye(socket: web.WebSocketResponse, reason: str, *, close: bool = True) -> None:
    if not socket.closed:
        frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
        await socket.send_json(frame)
    if close:
        await socket.close()
