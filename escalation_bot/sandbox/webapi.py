"""The Web API over HTTP: how arguments and tokens arrive, limits, faults, and the record of every call."""

import asyncio
import json
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from aiohttp import web

from .answers import respond
from .api import METHODS, answer
from .faults import Fault, Faults
from .messages import Json
from .pace import Limits, Pace
from .tickets import ResponseUrl
from .workspace import Workspace


@dataclass
class Call:
    """One call of the app. `answer` is None when it got none; `connection` tells TCP connections apart."""

    method: str
    args: Json
    at: datetime
    connection: str
    answer: Json | None = None
    status: int | None = None
    fault: str | None = None
    took: float = 0.0
    token: str = field(default="", repr=False)

    @property
    def ok(self) -> bool:
        """Whether Slack did what was asked and said so."""
        return bool(self.answer and self.answer.get("ok"))


class WebApi:
    """Serves /api/{method}, response urls and uploads, and records every call."""

    def __init__(self, ws: Workspace, pace: Pace) -> None:
        self.ws = ws
        self.limits = Limits(pace)
        self.faults = Faults()
        self.calls: list[Call] = []
        self.busy = 0

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of a method."""
        with self._called(request, request.match_info["method"]) as call:
            try:
                call.args = await arguments(request)
            except ValueError:
                return self._json(call, {"ok": False, "error": "invalid_post_type"})
            call.token = self._token(request, call)
            call.args.pop("token", None)
            limited = self._limited(call)
            return limited or await self._timed(request, call, lambda: self._json(call, self._do(call)))

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """Take an answer at a response_url."""
        with self._called(request, "response_url") as call:
            call.args = await request.json()
            url = self.ws.response_urls.get(request.match_info["key"])
            return await self._timed(request, call, lambda: self._responded(call, url))

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes of an announced file."""
        with self._called(request, "upload") as call:
            call.args = {"file": request.match_info["file"]}
            data = await request.read()
            return await self._timed(request, call, lambda: self._uploaded(call, data))

    @contextmanager
    def _called(self, request: web.Request, method: str) -> Iterator[Call]:
        call = Call(method, {}, self.ws.clock.now(), peer(request))
        self.calls.append(call)
        entry = self.ws.journal.enter(call)
        try:
            yield call
        finally:
            self.ws.journal.note("entry", entry)

    async def _timed(self, request: web.Request, call: Call, do: Callable[[], web.Response]) -> web.Response:
        started = time.monotonic()
        self.busy += 1
        try:
            fault = self.faults.take(call.method, channel_of(call.args))
            return await self._troubled(request, call, fault, do) if fault else do()
        finally:
            self.busy -= 1
            call.took = time.monotonic() - started

    def _do(self, call: Call) -> Json:
        return answer(self.ws, call.method, call.args, call.token)

    def _responded(self, call: Call, url: ResponseUrl | None) -> web.Response:
        result = respond(self.ws, url, call.args) if url else "no_such_url"
        gone = result in ("no_such_url", "used_url", "expired_url")
        status = 200 if result == "ok" else 404 if gone else 400
        call.answer, call.status = {"ok": status == 200, "error": result}, status
        return web.Response(status=status, text=result)

    def _uploaded(self, call: Call, data: bytes) -> web.Response:
        file = self.ws.files.by_id.get(call.args["file"])
        fits = file is not None and file.data is None and len(data) == file.length
        if file is not None and fits:
            file.data = data
        call.answer, call.status = {"ok": fits}, 200 if fits else 400
        return web.Response(status=call.status, text=f"OK - {len(data)}" if fits else "invalid upload")

    def _limited(self, call: Call) -> web.Response | None:
        method, now, channel = METHODS.get(call.method), self.ws.clock.now(), channel_of(call.args)
        if method is None:
            return None
        if self.limits.impatient(method, channel, now):
            self.ws.wrong(f"{call.method}: called again before Retry-After had passed")
        seconds = self.limits.wait(method, channel, now)
        return self._too_many(call, seconds) if seconds else None

    def _too_many(self, call: Call, seconds: int) -> web.Response:
        method = METHODS[call.method]
        self.limits.close(method, channel_of(call.args), self.ws.clock.now(), seconds)
        return self._json(call, {"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(seconds)})

    async def _troubled(
        self, request: web.Request, call: Call, fault: Fault, do: Callable[[], web.Response]
    ) -> web.Response:
        call.fault = fault.kind
        await asyncio.sleep(fault.seconds)
        done = self._forgiven(do) if fault.takes_effect else None
        if fault.kind == "latency" and done is not None:
            return done
        call.answer = call.status = None
        if fault.kind == "hang":
            await self._silence()
        if fault.kind in ("cut_before", "cut_after"):
            cut(request)
        return self._failed(call, fault)

    async def _silence(self) -> None:
        """Never answer; nobody waits for the end of it."""
        self.busy -= 1
        try:
            await asyncio.Event().wait()
        finally:
            self.busy += 1

    def _forgiven(self, do: Callable[[], web.Response]) -> web.Response:
        """Do it; what went wrong because of the fault (a trigger that expired meanwhile) is no violation."""
        before = len(self.ws.violations)
        done = do()
        del self.ws.violations[before:]
        return done

    def _failed(self, call: Call, fault: Fault) -> web.Response:
        if fault.kind == "429" and call.method in METHODS:
            return self._too_many(call, fault.retry_after)
        if fault.kind == "error":
            return self._json(call, {"ok": False, "error": fault.error})
        if fault.kind in ("500", "html"):
            call.status = 500 if fault.kind == "500" else 200
        return web.Response(status=call.status or 500, text="<html>Oops</html>", content_type="text/html")

    def _json(self, call: Call, body: Json, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
        call.answer, call.status = body, status
        scopes = {"x-oauth-scopes": ",".join(sorted(self.ws.app.scopes))}
        return web.json_response(body, status=status, headers=scopes | (headers or {}))

    def _token(self, request: web.Request, call: Call) -> str:
        if "token" in request.query:
            self.ws.wrong(f"{call.method}: token in the query string")
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme == "Bearer" and token:
            return token
        if call.method == "apps.connections.open":  # takes it in the header only
            return ""
        return str(call.args.get("token", ""))


async def arguments(request: web.Request) -> Json:
    """Query, form and JSON body together. ValueError for any other body."""
    given: Json = dict(request.query)
    if not request.can_read_body:
        return given
    if request.content_type == "application/json":
        body = await request.json()
        if not isinstance(body, dict):
            raise ValueError("the body has to be an object")
        return given | body
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return given | dict(await request.post())
    raise ValueError(request.content_type)


def channel_of(args: Json) -> str:
    """The conversation a call concerns, for limits and faults."""
    return str(args.get("channel") or args.get("channel_id") or "")


def peer(request: web.Request) -> str:
    """The other end of the TCP connection, which no other open connection has."""
    address = request.transport.get_extra_info("peername") if request.transport else None
    return f"{address[0]}:{address[1]}" if address else "gone"


def cut(request: web.Request) -> None:
    """Reset the TCP connection, as when a proxy dies."""
    if request.transport is not None:
        abort(request.transport)


def abort(transport: asyncio.BaseTransport) -> None:
    """Close a connection with a reset instead of a goodbye."""
    raw: Any = transport.get_extra_info("socket")
    if raw is not None and raw.fileno() >= 0:  # it may be gone by itself
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    cast("asyncio.WriteTransport", transport).abort()


def body_of(raw: str) -> Any:
    """A body as JSON when it is JSON, else as text; None when empty."""
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw
