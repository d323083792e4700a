"""Load as Slack makes it: signed commands and submissions, one after the other or all at once, each timed."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bench.slack import TRIGGER
from bench.subject import SECRET
from bench.wire import first_message

ACK = 3.0  # seconds; docs.slack.dev/interactivity/handling-user-interaction
GIVE_UP = 30.0  # seconds after which a request is not waited for any more
Make = Callable[[int], bytes]


@dataclass(frozen=True)
class Ack:
    """How one request was answered: its status (0: not at all), after how many seconds, and with what."""

    status: int
    seconds: float
    body: bytes = b""

    @property
    def missed(self) -> bool:
        """Would Slack have told the person that it did not work?"""
        return self.status != 200 or self.seconds > ACK


class Line(asyncio.Protocol):
    """One connection to the subject."""

    def __init__(self) -> None:
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is there."""
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        """The answer is complete when its length has come."""
        self._received += data
        message = first_message(self._received)
        if message and self._answer and not self._answer.done():
            self._answer.set_result((int(message.head.split(b" ", 2)[1]), message.body))

    def connection_lost(self, exc: Exception | None) -> None:
        """Without an answer it counts as a failure."""
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError())

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Sends a request; its status and body."""
        self._received = b""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Hangs up."""
        self._transport.close()


async def connect(port: int) -> Line:
    """A connection to the subject."""
    _, line = await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", port)
    return line


async def one_by_one(port: int, make: Make, count: int, pause: float) -> list[Ack]:
    """On one connection, each after the last one's ack and a pause for what goes on beside it."""
    acks, line = [], await connect(port)
    for number in range(count):
        request = make(number)
        began = time.perf_counter()
        async with asyncio.timeout(GIVE_UP):
            status, body = await line.ask(request)
        acks.append(Ack(status, time.perf_counter() - began, body))
        await asyncio.sleep(pause)
    line.close()
    return acks


async def at_once(port: int, make: Make, count: int) -> list[Ack]:
    """Each on a connection of its own, all begun in the same moment; the time to connect counts."""
    requests = [make(number) for number in range(count)]
    began = time.perf_counter()
    return list(await asyncio.gather(*(_alone(port, request, began) for request in requests)))


async def _alone(port: int, request: bytes, began: float) -> Ack:
    try:
        async with asyncio.timeout(GIVE_UP):
            line = await connect(port)
            status, body = await line.ask(request)
            line.close()
    except (OSError, TimeoutError):
        status, body = 0, b""
    return Ack(status, time.perf_counter() - began, body)


async def first_ack(port: int, make: Make, seconds: float = GIVE_UP) -> float:
    """Knocks until something is acked; the moment of it."""
    async with asyncio.timeout(seconds):
        while (await _alone(port, make(0), 0.0)).status != 200:  # noqa: ASYNC110 - another process is starting
            await asyncio.sleep(0.005)
    return time.perf_counter()


def command(number: int) -> bytes:
    """Somebody types /escalate."""
    fields = {
        **_sender(),
        "channel_id": "C0HELPSOC",
        "channel_name": "help-soc",
        "user_id": "U0ANNA",
        "user_name": "anna",
        "command": "/escalate",
        "text": f"SOC-{number + 1} the shop opens on Friday",
        "response_url": "http://127.0.0.1:9/commands/1",
        "trigger_id": _trigger(number),
        "is_enterprise_install": "false",
    }
    return _post(urlencode(fields))


def submissions(view: dict[str, Any], first: int) -> Make:
    """Somebody sends the form, filled in by its labels; each for a ticket of its own, from `first` on."""

    def make(number: int) -> bytes:
        sent = {**view, "id": f"V{first + number}", "team_id": "T0BENCH", "hash": "1.a", "root_view_id": "V1"}
        sent["state"] = {"values": _values(view["blocks"], f"SOC-{first + number}")}
        payload = {
            **_sender(),
            "type": "view_submission",
            "team": {"id": "T0BENCH", "domain": "bench"},
            "user": {"id": "U0ANNA", "name": "anna", "team_id": "T0BENCH"},
            "trigger_id": _trigger(number),
            "view": sent,
            "response_urls": [],
        }
        return _post(urlencode({"payload": json.dumps(payload)}))

    return make


def _values(blocks: Sequence[dict[str, Any]], ticket: str) -> dict[str, dict[str, Any]]:
    typed = {
        "Ticket ID": ticket,
        "Why must it go first?": "Deadline risk",
        "By when?": time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 86400)),
        "What happens if it is not done by then?": "Forty stores cannot take orders when they open, 12,000 € a day.",
        "Business impact": "Major",
        "Customer": "Nordwind",
    }
    inputs = [block for block in blocks if block["type"] == "input"]
    return {block["block_id"]: _value(block["element"], typed.get(block["label"]["text"])) for block in inputs}


def _value(element: dict[str, Any], typed: str | None) -> dict[str, Any]:
    match element["type"]:
        case "datepicker":
            state: dict[str, Any] = {"selected_date": typed}
        case "static_select" | "radio_buttons":
            state = {"selected_option": next((o for o in element["options"] if o["text"]["text"] == typed), None)}
        case _:
            state = {"value": typed}
    return {element["action_id"]: {"type": element["type"], **state}}


def _sender() -> dict[str, str]:
    return {"token": "deprecated", "team_id": "T0BENCH", "team_domain": "bench", "api_app_id": "A0BENCH"}


def _trigger(number: int) -> str:
    return f"{number + 1}.{time.time_ns() // 1000}.{TRIGGER}"


def _post(form: str) -> bytes:
    body, stamp = form.encode(), str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: bench\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nX-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={digest}\r\n\r\n"
    )
    return head.encode() + body
