"""Bots in processes of their own, to be killed and stopped at any moment."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

from escalation_bot.sandbox.server import Sandbox
from tests.stories.conftest import ROOT


def environ(slack: Sandbox, database_url: str, policy: Path) -> dict[str, str]:
    """What a bot is told of its surroundings."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": database_url,
        "ESCALATION_POLICY": str(policy),
        "HOST": "127.0.0.1",
        "PORT": "0",
        "LOG_LEVEL": "WARNING",
    }


@asynccontextmanager
async def started(slack: Sandbox, database_url: str, policy: Path) -> AsyncIterator[Process]:
    """`python bot.py`, connected; it is killed at the end, if it still lives."""
    settings = {"PATH": os.environ["PATH"], **environ(slack, database_url, policy)}
    process = await asyncio.create_subprocess_exec(sys.executable, str(ROOT / "bot.py"), env=settings)
    try:
        await slack.connected(2, seconds=30)
        yield process
    finally:
        await kill(slack, process)


async def kill(slack: Sandbox, process: Process) -> None:
    """SIGKILL, and until Slack has noticed."""
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGKILL)
    await process.wait()
    async with asyncio.timeout(10):
        while slack.sockets.usable:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


class Nursery:
    """Bots that are there at once, and whose time is the sandbox's hurried one."""

    def __init__(self, process: Process, order: dict[str, object]) -> None:
        self._process = process
        self._order = json.dumps(order).encode() + b"\n"

    async def bears(self) -> int:
        """A new bot's process id."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(self._order)
        await self._process.stdin.drain()
        return int(await asyncio.wait_for(self._process.stdout.readline(), 30))

    async def close(self) -> None:
        """Ends it, and its bots."""
        assert self._process.stdin
        self._process.stdin.close()
        await self._process.wait()


@asynccontextmanager
async def nursery(slack: Sandbox, begin: datetime, database_url: str, policy: Path) -> AsyncIterator[Nursery]:
    """A nursery for one sandbox and one database."""
    command = [sys.executable, "-m", "tests.faults.nursery"]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE, stdout=PIPE)
    settings, log = environ(slack, database_url, policy), str(policy.with_suffix(".log"))
    opened = Nursery(process, {"environ": settings, "begin": begin.isoformat(), "log": log})
    try:
        yield opened
    finally:
        await opened.close()
