"""`escalation-bot sandbox`: a bot that is started with what it prints is connected."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import Process
from pathlib import Path

import aiohttp

from tests.cli.kit import ROOT, RUN, a_free_port, ended, outcome, probed, process, settings, stopped

SANDBOX = (sys.executable, "-m", "escalation_bot.cli", "sandbox")


async def printed(made: Process, lines: int = 3) -> dict[str, str]:
    assert made.stdout
    async with asyncio.timeout(20):
        found = [(await made.stdout.readline()).decode().strip() for _ in range(lines)]
    assert all(line.startswith("export ") for line in found), found
    return dict(line.removeprefix("export ").split("=", 1) for line in found)


async def test_over_socket_mode(tmp_path: Path) -> None:
    async with process(*SANDBOX, "--no-bot", env={}) as slack:
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
    async with process(*SANDBOX, "--no-bot", "--port", str(port), env={}) as slack:
        assert (await printed(slack))["SLACK_API_URL"] == f"http://127.0.0.1:{port}/api/"
        end = await outcome(*SANDBOX, "--no-bot", "--port", str(port), env={})
    assert end.status == 2
    assert end.errors.startswith(f"--port {port}: ")
    assert end.errors.count("\n") == 1


async def test_with_the_bot_in_it(tmp_path: Path) -> None:
    world = tmp_path / "world.yml"
    world.write_text((ROOT / "world.example.yml").read_text(encoding="utf-8"), encoding="utf-8")
    async with process(*SANDBOX, "--world", str(world), env={}) as made, aiohttp.ClientSession() as session:
        assert made.stdout
        async with asyncio.timeout(30):
            said = (await made.stdout.readline()).decode()
        address = said.removeprefix("The page is at ").partition("/,")[0]
        queue = await (await session.get(f"{address}/sandbox/as/sam/messages?in=soc-queue")).json()
        assert any("SOC-101" in each["plain"] for each in queue["messages"])
        made.send_signal(signal.SIGINT)
        assert (await ended(made)).status == 0


async def test_a_world_with_mistakes_ends_it_with_each_of_them(tmp_path: Path) -> None:
    (tmp_path / "world.yml").write_text("people:\n  anna: {}\n  paul: {}\n", encoding="utf-8")
    end = await outcome(*SANDBOX, "--world", str(tmp_path / "world.yml"), env={})
    assert end.status == 2
    assert end.errors.count("name: is missing\n") == 2
