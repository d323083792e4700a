"""Where the demo takes place: a sandbox Slack, and the bot as a process of its own that knows nothing of it."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from escalation_bot.app import SURFACES
from escalation_bot.domain.policy import Policy
from escalation_bot.example import example_policy
from escalation_bot.manifest import manifest
from escalation_bot.policy_file import load_policy
from escalation_bot.sandbox import Sandbox

PUBLISH_WAIT = 2
"""Seconds; a demo has no time for the thirty of the example policy."""
_CONNECTIONS = 2  # the bot keeps two standing
_PATIENCE = 30.0  # seconds for the bot's start on a slow machine
_STOPPING = 10.0  # seconds, as promised
_BOT = (sys.executable, "-m", "escalation_bot.cli", "run")


class NotRunning(Exception):
    """The bot ended before it had reached the sandbox (its last words), or would not end."""


@asynccontextmanager
async def office() -> AsyncIterator[Sandbox]:
    """A sandbox that a bot is connected to. Raises NotRunning, and AssertionError where the bot broke Slack's rules."""
    with tempfile.TemporaryDirectory(prefix="escalation-bot-") as name:
        folder = Path(name)
        command = _policy_in(folder).command
        async with Sandbox(manifest=manifest(SURFACES, command)) as slack, _bot(slack, folder):
            yield slack


def _policy_in(folder: Path) -> Policy:
    """The example policy, but with a short wait before what a reaction publishes is sent."""
    file = folder / "policy.yml"
    text = example_policy().replace("publish_wait: 30s", f"publish_wait: {PUBLISH_WAIT}s")
    file.write_text(text, encoding="utf-8")
    return load_policy(file)


@asynccontextmanager
async def _bot(slack: Sandbox, folder: Path) -> AsyncIterator[None]:
    log = folder / "bot.log"
    bot = await _started(slack, folder, log)
    try:
        if not await _reaches(slack, bot):
            raise NotRunning(_words(log))
        yield
    finally:
        await _ended(bot)


async def _started(slack: Sandbox, folder: Path, log: Path) -> Process:
    with log.open("wb") as file:
        return await asyncio.create_subprocess_exec(
            *_BOT,
            cwd=folder,
            env=_environment() | bot_environment(slack),
            stdout=file,
            stderr=file,
            start_new_session=True,  # Ctrl-C is for the demo, which then ends the bot
        )


def _environment() -> dict[str, str]:
    """This process's own, without proxies: the sandbox is on this machine."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


async def _reaches(slack: Sandbox, bot: Process) -> bool:
    """Whether the bot connects before it ends or the time is over."""
    ended = asyncio.create_task(bot.wait())
    reached = asyncio.create_task(slack.connected(_CONNECTIONS, seconds=_PATIENCE))
    await asyncio.wait([ended, reached], return_when=asyncio.FIRST_COMPLETED)
    ended.cancel()
    return not reached.cancel() and reached.exception() is None


def _words(log: Path) -> str:
    return log.read_text(encoding="utf-8").strip() or "the bot said nothing"


def bot_environment(slack: Sandbox) -> dict[str, str]:
    """What a bot needs to know for this sandbox, for Socket Mode and a SQLite file in its working folder."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": "sqlite:///escalation.db",
        "ESCALATION_POLICY": "policy.yml",
        "HOST": "127.0.0.1",
        "PORT": "0",
    }


async def _ended(bot: Process) -> None:
    if bot.returncode is None:
        bot.terminate()
    try:
        await asyncio.wait_for(bot.wait(), _STOPPING)
    except TimeoutError:
        bot.kill()
        raise NotRunning(f"the bot did not stop within {_STOPPING:.0f} s") from None
