"""The bot may be a process of its own and die at any moment; the sandbox is the witness."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process

from escalation_bot.sandbox import Sandbox

from .a_bot import happens


async def _start(slack: Sandbox) -> Process:
    tokens = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
    command = [sys.executable, "-m", "tests.sandbox.a_bot_process", slack.api_url]
    process = await asyncio.create_subprocess_exec(*command, env={**os.environ, **tokens})
    await slack.connected(seconds=30)
    return process


async def _kill(slack: Sandbox, process: Process) -> None:
    process.send_signal(signal.SIGKILL)
    await process.wait()
    await happens(lambda: not slack.sockets.usable)


async def test_what_a_killed_bot_missed_it_hears_after_its_restart(slack: Sandbox) -> None:
    anna = slack.person("anna")
    first = await _start(slack)
    message = await anna.says("one", in_="#help-soc")
    await anna.sees("heard", thread=message)
    await slack.quiet()  # acked as well: what is not would be delivered to the second bot again
    await _kill(slack, first)
    missed = await anna.says("two", in_="#help-soc")
    second = await _start(slack)
    assert await anna.sees("heard", thread=missed)
    await slack.quiet()
    await _kill(slack, second)
    posts = [call for call in slack.calls_of("chat.postMessage") if call.ok]
    assert len(posts) == 2
    assert len({call.connection for call in posts}) == 2
    assert {d.retry_num for d in slack.deliveries if d.payload["event"]["ts"] == missed.ts} == {0, 1}
