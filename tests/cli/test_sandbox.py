"""`escalation-bot sandbox`: a bot that is started with what it prints is connected."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import Process
from pathlib import Path

from tests.cli.kit import RUN, a_free_port, ended, outcome, probed, process, settings, stopped

SANDBOX = (sys.executable, "-m", "escalation_bot.cli", "sandbox")


async def printed(made: Process, lines: int = 3) -> dict[str, str]:
    assert made.stdout
    async with asyncio.timeout(20):
        found = [(await made.stdout.readline()).decode().strip() for _ in range(lines)]
    assert all(line.startswith("export ") for line in found), found
    return dict(line.removeprefix("export ").split("=", 1) for line in found)


async def test_over_socket_mode(tmp_path: Path) -> None:
    async with process(*SANDBOX, env={}) as slack:
        env = settings(tmp_path) | await printed(slack)
        assert "SLACK_SIGNING_SECRET" not in env
        async with process(*RUN, env=env) as bot:
            await probed(env, "/readyz", 200)
            assert (await stopped(bot)).status == 0
        slack.send_signal(signal.SIGINT)
        assert (await ended(slack)).status == 0


async def test_over_http(tmp_path: Path) -> None:
    ours = settings(tmp_path)
    address = f"http://127.0.0.1:{ours['PORT']}"
    async with process(*SANDBOX, "--address", address, env={}) as slack:
        env = ours | {"SLACK_APP_TOKEN": ""} | await printed(slack)
        assert env["SLACK_APP_TOKEN"] == ""
        async with process(*RUN, env=env):
            await probed(env, "/readyz", 200)


async def test_a_port_of_ones_own() -> None:
    port = a_free_port()
    async with process(*SANDBOX, "--port", str(port), env={}) as slack:
        assert (await printed(slack))["SLACK_API_URL"] == f"http://127.0.0.1:{port}/api/"
        end = await outcome(*SANDBOX, "--port", str(port), env={})
    assert end.status == 2
    assert end.errors.startswith(f"--port {port}: ")
    assert end.errors.count("\n") == 1
