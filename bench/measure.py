"""What is measured of a subject, and the stub of Slack that it is measured with."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench import load
from bench.slack import EXPIRES
from bench.subject import ROOT, Running, stop

LATENCY = 0.15  # seconds; what Slack's Web API takes on a usual day
WARM_UP = 40  # commands before the first that counts
ALONE = 40  # requests one at a time whose median is taken
_BETWEEN = 0.01  # seconds between them, so that what one leaves to be done does not slow the next


class Slack:
    """The stub, in a process of its own."""

    def __init__(self, port: int) -> None:
        self._origin = f"http://127.0.0.1:{port}"
        self.api_url = f"{self._origin}/api/"

    def reset(self, latency: float = 0.0) -> None:
        """Forgets what was asked; answers after so many seconds from now on."""
        self._control("reset", str(latency).encode())

    def told(self) -> dict[str, Any]:
        """What was asked since."""
        return self._control("told", b"")

    def _control(self, what: str, body: bytes) -> dict[str, Any]:
        request = urllib.request.Request(f"{self._origin}/bench/{what}", body, {"Connection": "close"})  # noqa: S310
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own address
            told: dict[str, Any] = json.load(answer)
        return told


@contextmanager
def slack() -> Iterator[Slack]:
    """A running stub."""
    argv = (sys.executable, "-m", "bench.slack")
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:  # noqa: S603
        try:
            yield Slack(int(process.stdout.readline()))  # type: ignore[union-attr]
        finally:
            stop(process)


@dataclass(frozen=True)
class Lone:
    """Medians in seconds, of one command at a time: until its ack, until Slack was asked for the form."""

    ack: float
    form: float


@dataclass(frozen=True)
class Burst:
    """Commands or submissions all at once. `per_second` counts what was done, late or not."""

    count: int
    missed: int
    expired: int
    per_second: float
    connections: int

    @classmethod
    def of(cls, acks: Sequence[load.Ack], told: dict[str, Any]) -> Burst:
        """From what both sides saw. A form that never opened counts as expired."""
        forms: list[float] = told["form_after"]
        wanted = len(acks) if forms else 0
        late = sum(after > EXPIRES for after in forms) + max(0, wanted - len(forms))
        done = len(forms) or sum(ack.status == 200 for ack in acks)
        last = max([*forms, *(ack.seconds for ack in acks if ack.status == 200)], default=load.GIVE_UP)
        return cls(len(acks), sum(ack.missed for ack in acks), late, done / last, told["connections"])


async def lone(subject: Running, stub: Slack, make: load.Make = load.command) -> Lone:
    """One at a time, Slack answering at once."""
    stub.reset()
    acks = await load.one_by_one(subject.port, make, ALONE, _BETWEEN)
    await asyncio.sleep(0.1)
    forms = stub.told()["form_after"] or [0.0]
    if wrong := next((ack for ack in acks if ack.status != 200), None):
        raise RuntimeError(f"{subject.subject.name} answered {wrong.status}: {wrong.body[:200]!r}")
    return Lone(median(ack.seconds for ack in acks), median(forms))


async def burst(subject: Running, stub: Slack, make: load.Make = load.command, count: int = 1000) -> Burst:
    """All at once, Slack taking its usual time."""
    stub.reset(LATENCY)
    acks = await load.at_once(subject.port, make, count)
    await _settled(stub)
    return Burst.of(acks, stub.told())


async def _settled(stub: Slack) -> None:
    """Waits (bounded) until no more forms come."""
    seen = -1
    for _ in range(60):
        await asyncio.sleep(0.5)
        now = len(stub.told()["form_after"])
        if now == seen:
            return
        seen = now


async def started(subject: Running) -> float:
    """Seconds from the start of the process to its first ack."""
    return await load.first_ack(subject.port, load.command) - subject.started


async def warm_up(subject: Running) -> None:
    """Has it work a little, so that everything is loaded."""
    await started(subject)
    await load.one_by_one(subject.port, load.command, WARM_UP, _BETWEEN)


async def megabytes_at_rest(subject: Running) -> float:
    """The memory it holds when it has started and nobody asks anything."""
    await asyncio.sleep(1)
    return subject.megabytes()
