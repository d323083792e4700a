"""The bot is killed in the middle of what it does: another one goes on, nothing is lost, and nothing is said twice."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from escalation_bot.app import SURFACES
from escalation_bot.domain.policy import Policy
from escalation_bot.manifest import manifest
from escalation_bot.policy_file import load_policy
from escalation_bot.sandbox import Sandbox
from escalation_bot.sandbox.forms import Form
from escalation_bot.store.db import Database
from tests.stories import conftest as stories
from tests.stories.conftest import form

from . import policies, troubles, victims, witness
from .conftest import Office
from .hurry import HurriedClock
from .troubles import Store

QUEUE = "C0SOCQUEUE"


@pytest.fixture
def policy_file(tmp_path: Path) -> Path:
    """A policy with one team."""
    return policies.written(tmp_path, policies.Queue("SOC", "C0HELPSOC", QUEUE))


@pytest.fixture
def policy(policy_file: Path) -> Policy:
    """The same, read."""
    return load_policy(policy_file)


@pytest.fixture
async def slack(policy: Policy) -> AsyncIterator[Sandbox]:
    """A Slack whose clock shows the real time, as that of a process does."""
    async with Sandbox(manifest=manifest(SURFACES, policy.command)) as running:
        yield running


async def filled(slack: Sandbox, ticket: str) -> Form:
    """A form that only has to be sent."""
    answer = await slack.person("anna").types(f"/escalate {ticket}", in_="#help-soc")
    assert answer.form
    return answer.form.fill(form())


async def until(holds: Callable[[], bool]) -> None:
    """Waits for something that another process does; bounded."""
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def troubled(slack: Sandbox, method: str) -> bool:
    """Has Slack been asked that, with trouble?"""
    return any(call.fault for call in slack.calls_of(method))


def delivered(slack: Sandbox, kind: str) -> bool:
    """Has Slack sent the bot something of that kind?"""
    return any(each.kind == kind for each in slack.deliveries)


async def heir(slack: Sandbox, store: Store, policy: Policy) -> Office:
    """The next bot, in this process and on the sandbox's clock, which can be moved."""
    return Office(slack, await stories.opened(slack, store.url, policy, "socket"))


@pytest.mark.parametrize("effect", [False, True], ids=["before-the-effect", "after-the-effect"])
async def test_what_it_was_posting_stands_once_and_within_15_seconds(
    slack: Sandbox, store: Store, policy: Policy, policy_file: Path, *, effect: bool
) -> None:
    slack.faults.add("chat.postMessage", "hang", channel=QUEUE, after=effect)
    async with victims.started(slack, store.url, policy_file):
        sent = await filled(slack, "SOC-101")
        assert await sent.submit()
        await until(lambda: troubled(slack, "chat.postMessage"))
    office = await heir(slack, store, policy)
    slack.clock.advance(timedelta(seconds=15))
    await office.idle()
    await witness.each_request_must_have_one_receipt_and_one_card(office.bot.db, slack, 1)
    await witness.each_post_must_stand_once_and_in_order(office.bot.db, slack)
    await office.person("sam").reacts("eyes", office.message("card", "SOC-101", "sam"))
    await office.idle()
    assert (await office.found()).owner == "U0SAM"
    await office.bot.stop()


@dataclass(frozen=True)
class Hurried:
    """A Slack in a hurry, bots that can be born at any time, and the database between them."""

    slack: Sandbox
    nursery: victims.Nursery
    db: Database

    async def all_is_sent(self) -> None:
        """Waits until nothing is on its way; bounded."""
        async with asyncio.timeout(30):
            while await witness.unsettled(self.db, self.slack):  # noqa: ASYNC110
                await asyncio.sleep(0.02)


@pytest.fixture
async def hurried(store: Store, policy: Policy, policy_file: Path) -> AsyncIterator[Hurried]:
    """The surroundings of bots whose leases end within a test."""
    clock = HurriedClock()
    db = Database(store.direct)
    async with (
        Sandbox(manifest=manifest(SURFACES, policy.command), clock=clock) as slack,
        victims.nursery(slack, clock.begin, store.url, policy_file) as nursery,
    ):
        yield Hurried(slack, nursery, db)
    await db.close()


async def test_killed_while_it_looks_for_a_post_it_leaves_the_look_to_the_next(hurried: Hurried) -> None:
    slack = hurried.slack
    slack.faults.add("chat.postMessage", "500", channel=QUEUE, after=True)
    slack.faults.add("conversations.history", "hang")
    first = await hurried.nursery.bears()
    await slack.connected(2)
    assert await (await filled(slack, "SOC-101")).submit()
    await until(lambda: troubled(slack, "conversations.history"))
    os.kill(first, signal.SIGKILL)
    await hurried.nursery.bears()
    await hurried.all_is_sent()
    await witness.each_post_must_stand_once_and_in_order(hurried.db, slack)
    await witness.each_request_must_have_one_receipt_and_one_card(hurried.db, slack, 1)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("kind", ["cut_before", "latency"], ids=["before-the-effect", "after-the-effect"])
async def test_stopped_in_a_call_for_longer_than_its_lease_it_says_nothing_twice(hurried: Hurried, kind: str) -> None:
    slack = hurried.slack
    slack.faults.add("chat.postMessage", kind, seconds=0.3, channel=QUEUE)  # type: ignore[arg-type]
    stopped = await hurried.nursery.bears()
    await slack.connected(2)
    assert await (await filled(slack, "SOC-101")).submit()
    # the receipt is through: a process that stands still between its look at the lease and the first byte of a call is
    # the one case that no lease covers
    await until(lambda: any(message.channel != QUEUE for _, message in witness.posted(slack)))
    await until(lambda: troubled(slack, "chat.postMessage"))
    os.kill(stopped, signal.SIGSTOP)
    await hurried.nursery.bears()
    await slack.connected(4)
    await hurried.all_is_sent()
    os.kill(stopped, signal.SIGCONT)
    for number in range(102, 106):
        assert await (await filled(slack, f"SOC-{number}")).submit()
    await hurried.all_is_sent()
    await witness.each_post_must_stand_once_and_in_order(hurried.db, slack)
    await witness.each_request_must_have_one_receipt_and_one_card(hurried.db, slack, 5)


@pytest.mark.parametrize(
    ("database_url", "locked"),
    [("sqlite", troubles.sqlite_locked), ("postgresql", troubles.postgres_locked)],
    ids=["sqlite", "postgresql"],
    indirect=["database_url"],
)
async def test_killed_before_a_request_is_stored_it_is_sent_again_and_stored_once(
    slack: Sandbox, store: Store, policy: Policy, policy_file: Path, locked: troubles.Trouble
) -> None:
    async with victims.started(slack, store.url, policy_file):
        sent = await filled(slack, "SOC-101")
        async with locked(store, None):
            sending = asyncio.create_task(sent.submit())
            await until(lambda: delivered(slack, "view_submission"))
    await sending
    assert sent.trouble
    await sent_again(slack, store, policy, sent)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_killed_between_storing_and_acking_a_request_is_there_once(
    slack: Sandbox, store: Store, policy: Policy, policy_file: Path
) -> None:
    assert store.wire
    async with victims.started(slack, store.url, policy_file):
        sent = await filled(slack, "SOC-101")
        store.wire.swallow_the_answer_to(b"COMMIT", after=b"INSERT INTO escalation")
        sending = asyncio.create_task(sent.submit())
        await asyncio.wait_for(store.wire.swallowed.wait(), 10)
    await sending
    assert sent.trouble
    await sent_again(slack, store, policy, sent)


async def sent_again(slack: Sandbox, store: Store, policy: Policy, sent: Form) -> None:
    """The person sees trouble and presses the button once more."""
    office = await heir(slack, store, policy)
    assert await sent.submit()
    slack.clock.advance(timedelta(seconds=15))
    await office.idle()
    assert await office.stored() == {"requested": 1}
    await witness.each_request_must_have_one_receipt_and_one_card(office.bot.db, slack, 1)
    await witness.each_post_must_stand_once_and_in_order(office.bot.db, slack)
    await office.bot.stop()
