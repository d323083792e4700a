"""What tests of the command line share: the bot as a process of its own, and where it is told to go."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from escalation_bot.app import SURFACES
from escalation_bot.manifest import manifest
from escalation_bot.sandbox import Sandbox, World

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "policy.example.yml"
BOT_PY = (sys.executable, str(ROOT / "bot.py"))
RUN = (sys.executable, "-m", "escalation_bot.cli", "run")
PATIENCE = 20.0


def a_sandbox(world: World | None = None, port: int = 0) -> Sandbox:
    """A sandbox with the app installed as its manifest says."""
    return Sandbox(world, manifest=manifest(SURFACES, "/escalate"), port=port)


def settings(folder: Path, slack: Sandbox | None = None) -> dict[str, str]:
    """A complete environment, for a sandbox or for a Slack that is not there."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token if slack else "xoxb-1",
        "SLACK_APP_TOKEN": slack.app_token if slack else "xapp-1",
        "SLACK_API_URL": slack.api_url if slack else f"http://127.0.0.1:{a_free_port()}/api/",
        "DATABASE_URL": f"sqlite:///{folder / 'desk.db'}",
        "ESCALATION_POLICY": str(EXAMPLE),
        "HOST": "127.0.0.1",
        "PORT": str(a_free_port()),
    }


def a_free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@dataclass(frozen=True)
class Ended:
    """How a process ended."""

    status: int
    said: str
    errors: str


@asynccontextmanager
async def process(*command: str, env: Mapping[str, str]) -> AsyncIterator[Process]:
    """A running process that sees only `env`; killed where a test leaves it running."""
    clean = {"PATH": os.environ["PATH"]} | dict(env)
    made = await asyncio.create_subprocess_exec(*command, env=clean, stdout=PIPE, stderr=PIPE, cwd=ROOT)
    try:
        yield made
    finally:
        if made.returncode is None:
            made.kill()
        await made.communicate()


async def ended(made: Process, within: float = PATIENCE) -> Ended:
    """Its end, waited for."""
    async with asyncio.timeout(within):
        said, errors = await made.communicate()
    return Ended(made.returncode or 0, said.decode(), errors.decode())


async def outcome(*command: str, env: Mapping[str, str], within: float = PATIENCE) -> Ended:
    """Runs it to its end."""
    async with process(*command, env=env) as made:
        return await ended(made, within)


async def stopped(made: Process) -> Ended:
    """Its end after SIGTERM, within the ten seconds that it may take."""
    made.send_signal(signal.SIGTERM)
    return await ended(made, within=10)


async def probed(env: Mapping[str, str], path: str, status: int) -> str:
    """What an operator's probe reads, once it has this status."""
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{env['PORT']}{path}") as answer:
                    if answer.status == status:
                        return await answer.text()
            except aiohttp.ClientConnectorError:
                pass  # it does not listen yet
            await asyncio.sleep(0.02)
