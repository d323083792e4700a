"""A changed policy is taken without a restart, and a bad one is not: on SIGHUP and by `policy reload`."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from escalation_bot.sandbox import Sandbox
from tests.cli.kit import EXAMPLE, PATIENCE, RUN, a_sandbox, ended, outcome, process, settings

POLICY = (sys.executable, "-m", "escalation_bot.cli", "policy")
GRACE = "Grace Hall, Support Lead"


@dataclass
class Desk:
    """A running bot, and the file that its policy stands in."""

    slack: Sandbox
    file: Path
    env: dict[str, str]
    bot: asyncio.subprocess.Process

    def writes(self, old: str, new: str) -> None:
        """Somebody edits the file."""
        self.file.write_text(self.file.read_text("utf-8").replace(old, new), "utf-8")

    async def answers(self, words: str) -> str:
        """What `/escalate policy` says, once it says this."""
        async with asyncio.timeout(PATIENCE):
            while True:
                answer = await self.slack.person("anna").types("/escalate policy", in_="#help-soc")
                if answer.text and words in answer.text:
                    return answer.text
                await asyncio.sleep(0.1)


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Desk]:
    """A bot with a policy of its own."""
    file = folder / "policy.yml"
    file.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    async with a_sandbox() as slack:
        env = settings(folder, slack) | {"ESCALATION_POLICY": str(file)}
        async with process(*RUN, env=env) as bot:
            await slack.connected(2, seconds=PATIENCE)
            yield Desk(slack, file, env, bot)


@pytest.mark.parametrize("way", ["SIGHUP", "policy reload"])
async def test_a_good_one_is_taken_and_a_bad_one_is_not(way: str, tmp_path: Path) -> None:
    async with running(tmp_path) as desk:

        async def reload() -> None:
            if way == "SIGHUP":
                desk.bot.send_signal(signal.SIGHUP)
            else:
                assert (await outcome(*POLICY, "reload", str(EXAMPLE), env=desk.env)).status == 0

        desk.writes("Mia Andersson, Head of Support", GRACE)
        await reload()
        await desk.answers(GRACE)
        desk.writes("max: 5, mode", "max: 0, mode")
        desk.writes(GRACE, "Somebody else")
        await reload()
        lena = desk.slack.person("lena")
        told = await lena.sees("The changed policy was not taken", in_="#escalation-ops", within=PATIENCE)
        assert "teams.deliverability.limit.max: must be at least 1" in told.text
        assert "Somebody else" not in await desk.answers(GRACE)
        desk.bot.send_signal(signal.SIGTERM)
        assert (await ended(desk.bot)).status == 0


async def test_a_bad_file_is_not_even_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "policy.yml"
    file.write_text("version: 9", "utf-8")
    end = await outcome(*POLICY, "reload", str(file), env=settings(tmp_path))
    assert end.status == 2
    assert f"{file}:1 version: must be 1, the only format there is" in end.errors
