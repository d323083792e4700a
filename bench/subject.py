"""A server under measurement: a process of its own, started, watched and stopped by the benchmark."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped]

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
ROOT = Path(__file__).parents[1]
_SUBJECTS_CORE, _OUR_CORE = 0, 1


@dataclass(frozen=True)
class Subject:
    """What is measured: how it is started, and what it is told beside what every subject is told."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)


def module(name: str, **env: str) -> Subject:
    """A subject of this package."""
    return Subject(name, (sys.executable, "-m", f"bench.{name}"), env)


def bot(database: str) -> Subject:
    """The bot itself, on a database that is not there yet or empty."""
    env = {"DATABASE_URL": database, "ESCALATION_POLICY": str(ROOT / "bench" / "policy.yml")}
    return Subject("bot", (sys.executable, str(ROOT / "bot.py")), env)


@dataclass(frozen=True)
class Running:
    """A subject that runs."""

    subject: Subject
    port: int
    process: psutil.Process
    started: float

    def megabytes(self) -> float:
        """Its resident memory."""
        return float(self.process.memory_info().rss) / 1e6


@contextmanager
def running(subject: Subject, api_url: str) -> Iterator[Running]:
    """Starts it on a free port and stops it at the end. It may not listen yet."""
    port = _free_port()
    common = {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SLACK_API_URL": api_url,
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": SECRET,
        "LOG_LEVEL": "WARNING",
    }
    started = time.perf_counter()
    process = subprocess.Popen(subject.argv, env=_environment() | common | dict(subject.env), cwd=ROOT)  # noqa: S603
    try:
        _pin(process.pid, _SUBJECTS_CORE)
        yield Running(subject, port, psutil.Process(process.pid), started)
    finally:
        stop(process)


def pin_us() -> None:
    """Keeps the load off the subject's core, where there is more than one."""
    _pin(os.getpid(), _OUR_CORE)


def _pin(pid: int, core: int) -> None:
    if sys.platform == "linux" and core in os.sched_getaffinity(0) | os.sched_getaffinity(pid):
        os.sched_setaffinity(pid, {core})


def stop(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    """Ends a process that we started, politely first."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(12)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "DATABASE_"))}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
