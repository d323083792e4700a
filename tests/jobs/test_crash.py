"""A process dies in the middle of a call, or loses its lease: each post still stands exactly once (promise 5)."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from escalation_bot.domain.delivery import Pending, Status
from escalation_bot.messages.render import Message
from escalation_bot.sandbox import Sandbox
from escalation_bot.store import sending
from escalation_bot.store.db import Tx

from . import kit
from .kit import DEL, HELP, Office, edit, note, post

ROOT = Path(__file__).parents[2]


async def cut_off(office: Office, delivery: int, lane: str = HELP) -> None:
    """Leaves what a killed process leaves: its lease, and a row that says that it was calling."""
    seen = await office.get(delivery)
    assert await office.claim(lane, "the dead one")
    async with office.tx() as tx:
        assert await sending.calling(tx, seen)


async def taken(office: Office, delivery: int) -> None:
    """The dead process's call took effect."""
    stored = await office.get(delivery)
    mark = {"event_type": "escalation_bot_delivery", "event_payload": {"delivery": stored.mark}}
    words = stored.delivery.facts["words"]
    await office.api.call("chat.postMessage", channel=stored.delivery.channel, text=words, metadata=mark)


@pytest.mark.parametrize("effect", [False, True])
async def test_what_a_dead_process_was_posting_stands_once_within_15_seconds(office: Office, *, effect: bool) -> None:
    [one, _] = await office.add(post("once"), post("after it"))
    await cut_off(office, one)
    if effect:
        await taken(office, one)
    sender = office.sender("the heir")
    for _ in range(15):
        await sender.round()
        office.later(1)
    assert office.words() == ["once", "after it"]
    assert (await office.get(one)).ts in office.slack.channel(HELP).messages


async def test_nobody_touches_a_lane_while_its_lease_holds(office: Office) -> None:
    [one] = await office.add(post("once"))
    await cut_off(office, one)
    office.later(11)
    await office.sender("the heir").round()
    assert office.calls() == []
    assert (await office.get(one)).status is Status.CALLING


async def test_who_has_not_the_lane_does_not_even_begin(office: Office) -> None:
    [one] = await office.add(post("once"))
    assert await office.claim(HELP, "the other")
    await office.sender("the late one").round()
    stored = await office.get(one)
    assert (stored.status, stored.attempts, office.calls()) == (Status.WAITING, 0, [])


async def test_what_one_left_itself_in_the_middle_of_a_call_rests_until_the_call_must_be_over(office: Office) -> None:
    [one] = await office.add(post("once"))
    await cut_off(office, one)
    for _ in range(9):
        await office.sender("the dead one").round()  # it lives, it only could not note what came of the call
        office.later(1)
    assert office.calls() == []
    office.later(1)
    await office.sender("the dead one").round()
    assert office.words() == ["once"]


async def test_a_step_from_a_delivery_that_has_moved_since_changes_nothing(office: Office) -> None:
    [one] = await office.add(post("once"))
    seen = await office.get(one)
    await office.sender().round()
    async with office.tx() as tx:
        assert not await sending.calling(tx, seen)
        assert not await sending.settle(tx, seen, Status.DROPPED, "seen too long ago")
    assert await office.statuses() == {"sent": 1}


async def test_a_channel_of_a_dead_process_holds_up_no_other(office: Office) -> None:
    [one, _] = await office.add(post("once"), post("elsewhere", DEL))
    await cut_off(office, one)
    await office.sender("the heir").round()
    assert (office.words(), office.words(DEL)) == ([], ["elsewhere"])


async def test_a_note_that_a_dead_process_was_sending_is_not_sent_again(office: Office) -> None:
    [one] = await office.add(note("only you"))
    await cut_off(office, one, "note:U0ANNA")
    for _ in range(2):
        office.later(13)
        await office.sender("the heir").round()
    assert (await office.get(one)).status is Status.DROPPED
    assert office.calls() == []


async def test_an_edit_that_a_dead_process_was_making_is_made_again(office: Office) -> None:
    [one] = await office.add(post("before"))
    await office.sender().round()
    [change] = await office.add(edit(one, "after"))
    await cut_off(office, change)
    for _ in range(2):
        office.later(13)
        await office.sender("the heir").round()
    assert office.words() == ["after"]


async def test_who_loses_the_lane_before_a_call_does_not_call(office: Office) -> None:
    async def compose(_tx: Tx, _pending: Pending) -> Message:
        office.later(13)  # this process was paused: its lease is over
        assert await office.claim(HELP, "the heir")
        return kit.said("once")

    [one] = await office.add(post("once"))
    await office.sender("the paused one", compose=compose).round()
    assert office.calls() == []
    assert (await office.get(one)).status is Status.CALLING
    office.later(13)
    await office.sender("the heir").round()
    assert office.words() == ["once"]


async def test_who_was_paused_but_still_has_the_lane_renews_it_before_the_call(office: Office) -> None:
    async def compose(_tx: Tx, _pending: Pending) -> Message:
        office.later(5)
        return kit.said("once")

    await office.add(post("once"))
    claims: list[bool] = []
    office.slack.faults.add("chat.postMessage", "latency", seconds=0.2)
    working = kit.background(office.sender("the slow one", compose=compose).round())
    await kit.until(lambda: bool(office.calls()))
    office.later(8)  # 13 s after the first claim, 8 s after the call began
    claims.append(await office.claim(HELP, "the heir"))
    await working
    assert claims == [False]
    assert office.words() == ["once"]


async def test_a_success_is_noted_by_who_called_even_when_the_lane_is_lost(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "latency", seconds=0.2)
    [one] = await office.add(post("once"))
    working = kit.background(office.sender("the slow one").round())
    await kit.until(lambda: bool(office.calls()))
    office.later(13)
    assert await office.claim(HELP, "the heir")
    await working
    assert (await office.get(one)).status is Status.SENT
    await office.sender("the heir").round()
    assert office.calls() == ["chat.postMessage"]


async def test_a_sender_that_is_stopped_finishes_its_call_and_begins_no_other(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "latency", seconds=0.2)
    await office.add(post("under way"), post("not begun"))
    running = kit.background(office.sender().run())
    await kit.until(lambda: bool(office.calls()))
    await kit.cancel(running)
    assert await office.statuses() == {"sent": 1, "waiting": 1}
    assert await office.claim(HELP, "the next")


async def test_a_running_sender_sends_what_comes_when_its_bell_rings(office: Office) -> None:
    running = kit.background(office.sender().run())
    await office.add(post("hello"))
    await kit.until(lambda: office.words() == ["hello"])
    await kit.cancel(running)
    assert await office.statuses() == {"sent": 1}


@pytest.mark.parametrize("effect", [False, True])
async def test_a_process_killed_in_the_middle_of_a_call_posts_exactly_once(
    office: Office, slack: Sandbox, database_url: str, *, effect: bool
) -> None:
    slack.faults.add("chat.postMessage", "hang", after=effect)
    [one] = await office.add(post("once"))
    command = [sys.executable, "-m", "tests.jobs.a_sender_process"]
    process = await asyncio.create_subprocess_exec(
        *command, database_url, slack.team_id, slack.api_url, slack.bot_token, cwd=ROOT
    )
    await kit.until(lambda: bool(office.calls()) and len(office.words()) == effect, 30)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert (await office.get(one)).status is Status.CALLING
    sender = office.sender("the heir")
    for _ in range(15):
        await sender.round()
        office.later(1)
    assert office.words() == ["once"]
    assert await office.statuses() == {"sent": 1}
