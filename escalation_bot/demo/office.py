"""Where the demo takes place: a sandbox Slack, and the bot as a process of its own that knows nothing of it."""

from __future__ import annotations

import asyncio
import base64
import json
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path

from escalation_bot.app import SURFACES
from escalation_bot.demo.calendars import next_morning
from escalation_bot.demo.furnishing import send
from escalation_bot.demo.process import BotProcess, NotRunning
from escalation_bot.demo.rules import demo_policy
from escalation_bot.demo.stories import STORIES
from escalation_bot.demo.telling import Telling
from escalation_bot.demo.world_file import Ticket
from escalation_bot.manifest import manifest
from escalation_bot.policy_file import PolicyError, parse_policy, text_of
from escalation_bot.sandbox import Sandbox, World
from escalation_bot.sandbox.control.asked import NotNow, Wrong
from escalation_bot.sandbox.messages import Json


class Office:
    """A sandbox and the bot in it: what the control API asks of a Guest."""

    def __init__(self, slack: Sandbox, folder: Path, policy: str, *, is_example: bool) -> None:
        self.slack, self._folder = slack, folder
        self.process = BotProcess(slack, folder)
        self.telling = Telling(self, STORIES if is_example else {})
        self._beginning: Json = {}
        self._take(policy)

    def _take(self, policy: str) -> None:
        self.policy = parse_policy(policy, name="policy.yml")
        self._policy_text = policy
        (self._folder / "policy.yml").write_text(policy, encoding="utf-8")

    async def open(self) -> None:
        """Starts the bot, and keeps how all is now for stories to begin with. Raises NotRunning."""
        await self.process.start()
        self.slack.guest = self
        self._beginning = await self.slack.control.save()

    async def begin_anew(self) -> None:
        """Everything as it was when the office opened, but for the time, which is the machine's."""
        workspace = self._beginning["workspace"] | {"at": datetime.now(UTC).isoformat()}
        await self.slack.control.load(self._beginning | {"workspace": workspace})

    async def furnish(self, tickets: Iterable[Ticket]) -> None:
        """People ask for these. Raises PolicyError where the policy does not let them."""
        for ticket in tickets:
            await send(self.slack, self.policy, ticket)

    async def load_file(self, file: Path) -> None:
        """Goes on with what was saved. Raises PolicyError where it is no such file."""
        try:
            await self.slack.control.load(json.loads(text_of(file)))
        except (ValueError, NotNow) as error:
            raise PolicyError([f"{file}: {error}"]) from None

    def bot(self, *, lines: int = 0) -> Json:
        """BOT of the control API."""
        process = self.process
        state = "starting" if process.is_starting else "running" if process.pid else "stopped"
        return {"state": state, "pid": process.pid, "restarts": max(0, process.starts - 1), "log": process.log(lines)}

    async def kill(self) -> None:
        """Ends the bot in the middle of whatever it does."""
        await self.process.kill()

    async def start(self) -> None:
        """Starts the bot again."""
        if self.process.pid:
            raise NotNow("the bot is running")
        try:
            await self.process.start()
        except NotRunning as error:
            raise NotNow(f"the bot does not start: {error}") from error

    async def settled(self) -> bool:
        """Has the bot, at the sandbox's time, done what is due?"""
        return await self.process.settled()

    def next(self, *, summaries: bool = True) -> datetime | None:
        """When the bot means to do something next; without `summaries`, but for its digests."""
        if self.process.pid is None:
            return None
        found = (self.process.next, self.process.digest if summaries else None)
        return min((at for at in found if at), default=None)

    def morning(self, after: datetime) -> datetime:
        """When the next working day begins."""
        return next_morning(self.policy, after)

    def stories(self) -> Json:
        """STORIES of the control API."""
        return self.telling.state()

    async def tell(self, do: str, story: str) -> None:
        """play, step, pause, restart or stop a story."""
        await self.telling.do(do, story)

    @property
    def _database(self) -> Path:
        return self._folder / "escalation.db"

    async def save(self) -> Json:
        """The bot's database and policy."""
        data = await asyncio.to_thread(_copied, self._database) if self._database.exists() else b""
        return {"database": base64.b64encode(data).decode(), "policy": self._policy_text}

    async def load(self, saved: Json, put: Callable[[], None]) -> None:
        """The bot begins with that database and that policy; `put` makes the workspace fit while it is down."""
        try:
            data, policy = base64.b64decode(saved["database"], validate=True), str(saved["policy"])
            parse_policy(policy, name="policy.yml")
        except (KeyError, ValueError, PolicyError) as error:
            raise Wrong(f"the bot's part of the saved state cannot be read: {error}") from None
        await self.telling.stop()
        await self.process.kill()
        for old in self._folder.glob("escalation.db*"):
            old.unlink()
        put()
        if data:
            self._database.write_bytes(data)
        self._take(policy)
        self.slack.reinstall(manifest(SURFACES, self.policy.command))
        await self.start()

    async def close(self) -> None:
        """Ends the story that is told, and the bot."""
        await self.telling.stop()
        await self.process.stop()


def _copied(path: Path) -> bytes:
    """A copy of a database that is in use, as one file."""
    with closing(sqlite3.connect(path)) as there, closing(sqlite3.connect(":memory:")) as here:
        there.backup(here)
        return here.serialize()


@asynccontextmanager
async def office(world: World | None = None, policy: str | None = None, *, port: int = 0) -> AsyncIterator[Office]:
    """A sandbox that a bot is connected to. Raises NotRunning, and AssertionError where the bot broke Slack's rules."""
    text = policy or demo_policy()
    with tempfile.TemporaryDirectory(prefix="escalation-bot-") as name:
        command = parse_policy(text, name="policy.yml").command
        async with Sandbox(world, manifest=manifest(SURFACES, command), port=port) as slack:
            made = Office(slack, Path(name), text, is_example=world is None and policy is None)
            try:
                await made.open()
                yield made
            finally:
                await made.close()
