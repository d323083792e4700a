"""Answers that are kept, shared and asked for again."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from escalation_bot.sandbox import Clock
from escalation_bot.slack.cache import Cache
from escalation_bot.slack.errors import SlackError

FAILED = SlackError("users.info", "timeout", unknown=True)


class Source:
    """Something to ask; a test gives the answers, in order."""

    def __init__(self) -> None:
        self.asked: list[asyncio.Future[str]] = []
        self.clock = Clock()
        self.cache = Cache(self._load, self.clock)

    async def _load(self, _key: str) -> str:
        self.asked.append(asyncio.get_running_loop().create_future())
        return await self.asked[-1]

    async def gets(self) -> asyncio.Task[str]:
        """Somebody who waits for an answer, and has asked."""
        waiting = asyncio.create_task(self.cache.get("key"))
        await turn()
        return waiting

    async def fails(self) -> None:
        """The latest question gets no answer."""
        self.asked[-1].set_exception(FAILED)
        await turn()


async def turn() -> None:
    """Everybody who can go on has done so."""
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
async def source() -> Source:
    return Source()


async def test_all_who_wait_share_one_answer(source: Source) -> None:
    waiting = [await source.gets() for _ in range(5)]
    source.asked[0].set_result("answer")
    assert await asyncio.gather(*waiting) == ["answer"] * 5
    assert await source.cache.get("key") == "answer"
    assert len(source.asked) == 1


async def test_who_gives_up_waiting_takes_nothing_from_the_others(source: Source) -> None:
    impatient, patient = await source.gets(), await source.gets()
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    source.asked[0].set_result("answer")
    assert await patient == "answer"


async def test_an_answer_that_was_asked_for_before_the_change_is_not_kept(source: Source) -> None:
    early = await source.gets()
    source.cache.forget("key")
    late = await source.gets()
    source.asked[1].set_result("new")
    source.asked[0].set_result("old")
    assert (await early, await late) == ("old", "new")
    assert await source.cache.get("key") == "new"


async def test_a_failure_is_not_kept(source: Source) -> None:
    waiting = await source.gets()
    await source.fails()
    with pytest.raises(SlackError):
        await waiting
    again = await source.gets()
    source.asked[1].set_result("answer")
    assert await again == "answer"


async def test_an_old_answer_serves_while_a_new_one_is_on_its_way_and_when_it_fails(source: Source) -> None:
    first = await source.gets()
    source.asked[0].set_result("old")
    await first
    source.clock.advance(timedelta(minutes=61))
    assert await (await source.gets()) == "old"
    await source.fails()
    assert await (await source.gets()) == "old"
    source.asked[2].set_result("new")
    await turn()
    assert await source.cache.get("key") == "new"


async def test_where_an_old_answer_does_not_do_a_new_one_is_waited_for(source: Source) -> None:
    first = await source.gets()
    source.asked[0].set_result("old")
    assert await first == await source.cache.fresh("key", timedelta(minutes=1)) == "old"
    source.clock.advance(timedelta(minutes=2))
    waiting = asyncio.create_task(source.cache.fresh("key", timedelta(minutes=1)))
    await turn()
    await source.fails()
    with pytest.raises(SlackError):
        await waiting
    assert await source.cache.get("key") == "old"
