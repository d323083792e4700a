"""A real process: how it starts, drains and ends."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from starlette.applications import Starlette

from escalation_bot.serve.runner import Part, Web, serve, stop_all

from .a_server import Talker, say
from .kit import got

BOTH = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])


@asynccontextmanager
async def process(*words: str) -> AsyncIterator[tuple[Process, str]]:
    """The process and its address; it is killed if a test leaves it running."""
    made = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.serve.a_server", *words, stdout=PIPE, stderr=PIPE
    )
    try:
        line = await until_it_says(made, "port ")
        yield made, f"http://127.0.0.1:{line.removeprefix('port ')}"
    finally:
        if made.returncode is None:
            made.kill()
        await made.communicate()


async def until_it_says(made: Process, words: str) -> str:
    assert made.stdout is not None
    async with asyncio.timeout(20):
        while line := (await made.stdout.readline()).decode().strip():
            if line.startswith(words):
                return line
    raise AssertionError(f"it ended without saying {words}")


async def is_refused(address: str) -> bool:
    try:
        await got(address, "/healthz")
    except aiohttp.ClientConnectorError:
        return True
    return False


async def ended(made: Process) -> tuple[int, list[str], str]:
    """Exit status, what it said since, and its log; within the ten seconds that a stop may take."""
    async with asyncio.timeout(10):
        said, log = await made.communicate()
    assert made.returncode is not None
    return made.returncode, said.decode().splitlines(), log.decode()


@BOTH
async def test_a_signal_lets_a_request_under_way_finish_and_stops_the_parts_in_reverse(number: signal.Signals) -> None:
    async with process() as (made, address):
        answer = asyncio.create_task(got(address, "/slow?seconds=0.5"))
        await until_it_says(made, "asked")
        made.send_signal(number)
        assert await answer == (200, "answered")
        status, said, log = await ended(made)
    assert status == 0
    assert said[:3] == ["told to stop", "jobs stops", "store stops"]
    assert said[3].startswith("ended on uvloop")
    assert "Traceback" not in log


async def test_after_the_signal_nobody_new_is_let_in() -> None:
    async with process() as (made, address):
        answer = asyncio.create_task(got(address, "/slow?seconds=1"))
        await until_it_says(made, "asked")
        made.terminate()
        await until_it_says(made, "told to stop")
        refused = [await is_refused(address)]
        while not refused[-1] and not answer.done():
            refused.append(await is_refused(address))
        assert refused[-1]
        assert await answer == (200, "answered")


async def test_a_stuck_request_and_a_stuck_part_do_not_keep_the_process_for_ten_seconds() -> None:
    async with process("stuck") as (made, address):
        answer = asyncio.create_task(got(address, "/slow?seconds=60"))
        await until_it_says(made, "asked")
        made.terminate()
        status, said, log = await ended(made)
        assert (await answer)[0] == 500
    assert status == 0
    assert said[-2].startswith("store stops")
    assert "Talker did not stop as it should" in log


class Slow(Talker):
    """A part that has something under way."""

    async def stop(self) -> None:
        await asyncio.sleep(0.8)
        say(f"{self.name} stops")


async def test_the_first_to_stop_has_its_time_however_many_parts_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    others = [Talker(f"part {number}") for number in range(14)]
    await stop_all([*others, Slow("the door")], seconds=4)
    assert capsys.readouterr().out.startswith("the door stops\n")


async def test_a_server_without_time_to_stop_gives_its_port_back() -> None:
    server = Web(Starlette(), "127.0.0.1", 0)
    await server.start()
    address = f"http://127.0.0.1:{server.port}"
    await got(address, "/")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await server.stop()
    assert await is_refused(address)


@BOTH
async def test_a_second_signal_ends_it_at_once(number: signal.Signals) -> None:
    async with process("stuck") as (made, _):
        made.terminate()
        await until_it_says(made, "jobs stops")
        made.send_signal(number)
        status, _, _ = await ended(made)
    assert status == -number


async def test_a_part_that_cannot_start_ends_the_start_and_stops_those_before_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    first = Web(Starlette(), "127.0.0.1", 0)
    parts: list[Part] = [Talker("store"), first]
    await first.start()
    try:
        with pytest.raises(OSError, match="in use"):
            await serve([parts[0], Web(Starlette(), "127.0.0.1", first.port), Talker("never")], asyncio.Event())
    finally:
        await first.stop()
    assert capsys.readouterr().out.splitlines() == ["store starts", "store stops"]
