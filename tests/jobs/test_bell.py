"""What wakes the loops."""

from __future__ import annotations

import asyncio

from escalation_bot.jobs.bell import Bell
from escalation_bot.jobs.ticks import Ticks
from escalation_bot.sandbox import Clock

LONG = 3600.0


async def test_a_bell_wakes_who_waits() -> None:
    bell = Bell(Clock())
    waiting = asyncio.create_task(bell.wait(LONG))
    await asyncio.sleep(0)
    bell.ring()
    await asyncio.wait_for(waiting, 5)
    assert waiting.done()


async def test_a_bell_rung_during_work_is_heard_after_it_and_only_once() -> None:
    bell = Bell(Clock())
    bell.ring()
    bell.ring()
    await asyncio.wait_for(bell.wait(LONG), 5)
    again = asyncio.create_task(bell.wait(LONG))
    await asyncio.wait([again], timeout=0.05)
    assert not again.done()
    again.cancel()


async def test_nobody_rings_and_the_time_passes_by_the_watch() -> None:
    slept: list[float] = []

    class Hurried(Clock):
        async def sleep(self, seconds: float) -> None:
            slept.append(seconds)

    await asyncio.wait_for(Bell(Hurried()).wait(LONG), 5)
    assert slept[0] == LONG


async def test_rung_for_the_last_time_it_waits_for_nobody_else() -> None:
    slept: list[float] = []

    class Hurried(Clock):
        async def sleep(self, seconds: float) -> None:
            slept.append(seconds)

    bell = Bell(Hurried())
    bell.ring_out()
    await asyncio.wait_for(bell.wait(LONG), 5)
    assert slept[-1] == 0


async def test_every_bell_is_rung_by_the_ticks_until_they_stop() -> None:
    bells = [Bell(Clock()), Bell(Clock())]
    ticks = Ticks(bells, seconds=0.01)
    await ticks.start()
    for bell in bells:
        await asyncio.wait_for(bell.wait(LONG), 5)
    await ticks.stop()
    for bell in bells:
        await bell.wait(0.05)  # what was rung before the end
    late = asyncio.create_task(bells[0].wait(LONG))
    await asyncio.wait([late], timeout=0.05)
    assert not late.done()
    late.cancel()
