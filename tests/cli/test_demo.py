"""`escalation-bot demo`: the whole story is told and ends well, and a story that does not happen is told as such."""

from __future__ import annotations

import asyncio
import io
import os
import re
import sys

import pytest
from rich.console import Console

from escalation_bot.demo.cast import Actor, NotAsTold
from escalation_bot.demo.narrator import Narrator, Printer
from escalation_bot.demo.play import figures, play
from escalation_bot.example import example_policy
from escalation_bot.sandbox import Sandbox
from tests.cli.kit import PATIENCE, a_sandbox, outcome

DEMO = (sys.executable, "-m", "escalation_bot.cli", "demo")
HOME = {"HOME": os.environ.get("HOME", "/"), "COLUMNS": "120"}


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=100)


def told(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


async def nothing(_slack: Sandbox, _narrator: Narrator) -> None:
    """A story in which nothing happens."""


async def test_the_story_is_told_to_its_end() -> None:
    end = await outcome(*DEMO, env=HOME | {"DEMO_ONCE": "1"}, within=90)
    assert end.status == 0, end.said[-2000:]
    for words in ("A promise cannot be the reason", "notified: Anna (mention)", "Not put first", "Closed, solved"):
        assert words in end.said
    assert re.search(r"Slack's rules broken +0 *\n", end.said)
    assert re.search(r"acks slower than 3 s +0 *\n", end.said)


async def test_without_once_it_stays_until_it_is_interrupted(console: Console) -> None:
    playing = asyncio.create_task(play(console, once=False, story=nothing))
    async with asyncio.timeout(PATIENCE):
        while "Ctrl-C ends both" not in told(console):  # noqa: ASYNC110 - a console has no event to wait for
            await asyncio.sleep(0.02)
    assert playing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await playing


async def test_what_does_not_happen_ends_it_with_status_1(console: Console) -> None:
    async def never(_slack: Sandbox, _narrator: Narrator) -> None:
        raise NotAsTold("nobody came")

    assert await play(console, once=True, story=never) == 1
    assert told(console).endswith("The story stopped: nobody came\n")


async def test_what_the_bot_does_against_slacks_rules_ends_it_with_status_1(console: Console) -> None:
    async def rude(slack: Sandbox, _narrator: Narrator) -> None:
        slack.violations.append("chat.postMessage: 51 blocks")

    assert await play(console, once=True, story=rude) == 1
    assert "51 blocks" in told(console)


async def test_a_bot_that_cannot_start_is_told_with_its_own_words(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")
    assert await play(console, once=True) == 1
    assert "LOG_LEVEL must be" in told(console)


async def test_an_actor_notices_what_does_not_come(console: Console) -> None:
    async with a_sandbox() as slack:
        anna = Actor(slack, Printer(console, slack), "anna")
        with pytest.raises(NotAsTold, match="Anna got no form"):
            await anna.types("/unknown", in_="#help-soc")
        assert figures(slack)["acks slower than 3 s"] == 0


async def test_a_late_ack_is_counted() -> None:
    async with a_sandbox() as slack:
        await slack.person("anna").types("/escalate", in_="#help-soc")
        assert figures(slack)["acks slower than 3 s"] == 1


def test_the_wait_of_the_demo_is_short() -> None:
    assert example_policy().count("publish_wait: 30s") == 1
