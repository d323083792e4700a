"""A Slack Web API as fast as it gets: canned answers after a set latency, and a count of what was asked when.

`python -m bench.slack` tells its port and serves until it is stopped. It runs apart from the load and the subject.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import uvloop

from bench.wire import first_message

TRIGGER = "be9c4"  # ends our trigger ids; before it stands the microsecond of their making
EXPIRES = 3.0  # docs.slack.dev/interactivity/handling-user-interaction
_TRIGGER = re.compile(rb"(\d{16})\.be9c4")
_CLOSE = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)

_USER = {"id": "U0ANNA", "team_id": "T0BENCH", "tz": "Europe/Stockholm", "profile": {"display_name": "Anna Ek"}}
_ANSWERS: dict[str, dict[str, Any]] = {
    "auth.test": {"team_id": "T0BENCH", "user_id": "U0BOT", "bot_id": "B0BOT", "url": "https://bench.slack.com/"},
    "users.info": {"user": _USER},
    "usergroups.users.list": {"users": ["U0SAM"]},
    "chat.postMessage": {"channel": "C0BENCH", "ts": "1700000000.000001", "message": {}},
    "chat.getPermalink": {"permalink": "https://bench.slack.com/archives/C0BENCH/p1700000000000001"},
    "conversations.history": {"messages": [], "has_more": False},
    "conversations.open": {"channel": {"id": "D0BENCH"}},
    "views.open": {"view": {"id": "V0BENCH", "hash": "1.a", "state": {"values": {}}}},
}


@dataclass
class Record:
    """What was asked since the last reset."""

    latency: float = 0.0
    calls: Counter[str] = field(default_factory=Counter)
    connections: int = 0
    form_after: list[float] = field(default_factory=list)
    view: str = ""

    def note(self, method: str, head: bytes, body: bytes) -> None:
        """One call has come."""
        self.calls[method] += 1
        if method == "views.open":
            found = _TRIGGER.search(body)
            self.form_after.append(time.time() - int(found[1]) / 1e6 if found else EXPIRES)
            self.view = _view(head, body)

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {name: getattr(self, name) for name in ("calls", "connections", "form_after", "view")}


def _view(head: bytes, body: bytes) -> str:
    sent = json.loads(body)["view"] if b"application/json" in head.lower() else parse_qs(body.decode())["view"][0]
    return sent if isinstance(sent, str) else json.dumps(sent)


class Connection(asyncio.Protocol):
    """One connection: requests one after the other, answered when the latency is over."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._received = b""
        self._is_counted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody connected."""
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        """Answers each request as soon as it is there in full."""
        self._received += data
        if message := first_message(self._received):
            self._received = message.rest
            self._answer(message.head.split(b" ", 2)[1].decode(), message.head, message.body)

    def _answer(self, path: str, head: bytes, body: bytes) -> None:
        if path.startswith("/bench/"):
            self._transport.write(_http(self._control(path, body)))
            return
        if not self._is_counted:
            self._record.connections += 1
            self._is_counted = True
        method = path.removeprefix("/api/").partition("?")[0]
        self._record.note(method, head, body)
        loop = asyncio.get_running_loop()
        loop.call_later(self._record.latency, self._send, method, _CLOSE.search(head) is not None)

    def _send(self, method: str, is_last: bool) -> None:
        self._transport.write(_http({"ok": True, **_ANSWERS.get(method, {})}))
        if is_last:
            self._transport.close()

    def _control(self, path: str, body: bytes) -> dict[str, Any]:
        told = self._record.told()
        if path == "/bench/reset":
            fresh = Record(latency=float(body))
            self._record.__dict__.update(fresh.__dict__)
        return told


def _http(answer: dict[str, Any]) -> bytes:
    body = json.dumps(answer).encode()
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)


async def main() -> None:
    """Serves until the process is stopped."""
    record = Record()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(record), "127.0.0.1", 0, backlog=4096)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
