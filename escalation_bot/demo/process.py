"""The bot as a process of its own: started, killed, taken along through time, and what it logs."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from datetime import datetime
from pathlib import Path

from escalation_bot.sandbox import Sandbox

CONNECTIONS = 2  # the bot keeps two standing
_PATIENCE = 30.0  # seconds for the bot's start on a slow machine
_STOPPING = 10.0  # seconds, as promised
_ANSWER = 20.0  # seconds for its word that it has done what is due
_BOT = (sys.executable, "-m", "escalation_bot.demo.follower")


class NotRunning(Exception):
    """The bot ended before it had reached the sandbox (its last words), or would not end."""


class BotProcess:
    """One bot in a folder of its own, at any time running or not."""

    def __init__(self, slack: Sandbox, folder: Path) -> None:
        self._slack, self._folder = slack, folder
        self._log = folder / "bot.log"
        self._process: Process | None = None
        self._asking = asyncio.Lock()
        self._watching: asyncio.Task[None] | None = None
        self.starts = 0
        self.is_starting = False
        self.next: datetime | None = None
        self.digest: datetime | None = None

    @property
    def pid(self) -> int | None:
        """Its process, while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        """Starts it and waits until it has reached the sandbox. Raises NotRunning with its last words."""
        self.is_starting, self.starts = True, self.starts + 1
        self._slack.ws.journal.note("bot")
        try:
            with self._log.open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    *_BOT,
                    cwd=self._folder,
                    env=_environment() | bot_environment(self._slack),
                    stdin=PIPE,
                    stdout=PIPE,
                    stderr=log,
                    start_new_session=True,  # Ctrl-C is for who started it, which then ends the bot
                )
            if not await self._reaches(self._process):
                raise NotRunning(self.words())
            self._watching = asyncio.create_task(self._watch(self._process))
        finally:
            self.is_starting = False
            self._slack.ws.journal.note("bot")

    async def _reaches(self, bot: Process) -> bool:
        """Whether the bot connects before it ends or the time is over."""
        ended = asyncio.create_task(bot.wait())
        reached = asyncio.create_task(self._slack.connected(CONNECTIONS, seconds=_PATIENCE))
        await asyncio.wait([ended, reached], return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        return not reached.cancel() and reached.exception() is None

    async def _watch(self, bot: Process) -> None:
        """Its end is seen, whoever ended it."""
        await bot.wait()
        self._slack.ws.journal.note("bot")

    async def kill(self) -> None:
        """Ends it in the middle of whatever it does, and waits until Slack has noticed."""
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        self._slack.drop_sockets()
        while self._slack.sockets.connections:  # noqa: ASYNC110 - closing a dropped connection takes a turn of the loop
            await asyncio.sleep(0.005)
        self._slack.ws.journal.note("bot")

    async def stop(self) -> None:
        """Ends it as an operator would. Raises NotRunning where it does not end as promised."""
        bot = self._process
        if bot is None:
            return
        if bot.returncode is None:
            bot.terminate()
        try:
            await asyncio.wait_for(bot.wait(), _STOPPING)
        except TimeoutError:
            bot.kill()
            raise NotRunning(f"the bot did not stop within {_STOPPING:.0f} s") from None

    async def settled(self) -> bool:
        """Its clock is where the sandbox's is; whether it has done what is due by then. A bot that does not run has."""
        bot = self._process
        if self.pid is None or bot is None or bot.stdin is None or bot.stdout is None:
            return True
        async with self._asking:
            bot.stdin.write(json.dumps({"ahead": self._slack.clock.ahead.total_seconds()}).encode() + b"\n")
            try:
                answer = json.loads(await asyncio.wait_for(bot.stdout.readline(), _ANSWER))
            except (TimeoutError, ValueError, ConnectionError):
                return True  # it was killed meanwhile, or is stuck: nothing to wait for
        self.next, self.digest = _moment(answer["next"]), _moment(answer["digest"])
        return bool(answer["done"]) and not self._slack.api.busy and not self._slack.outgoing.busy

    def words(self, lines: int = 20) -> str:
        """The last that it logged."""
        return "\n".join(self.log(lines)) or "the bot said nothing"

    def log(self, lines: int) -> list[str]:
        """The last lines of its log."""
        if not lines or not self._log.exists():
            return []
        return self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


def _environment() -> dict[str, str]:
    """This process's own, without proxies: the sandbox is on this machine."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


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
        "SANDBOX_NOW": slack.clock.now().isoformat(),
        "SANDBOX_WORKSPACE": slack.team_id,
    }
