"""The clocks of several bots on one database: a restart loses nothing, and some may leave them to others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from escalation_bot.app import Bot
from escalation_bot.domain.policy import Policy
from tests.stories.conftest import HERE, ONE_WAY, Office, opened

UPDATE_DUE = datetime(2026, 11, 24, 9, 0, 30, tzinfo=UTC)
"""Just after the working day in which Sam owes an update."""


async def until(office: Office, moment: datetime) -> None:
    """Time goes by until then."""
    await office.later(seconds=(moment - office.slack.clock.now()).total_seconds())


def reminders(office: Office, name: str) -> list[str]:
    """What asks somebody for the update that was due, in their direct messages."""
    return [each.text for each in office.person(name).reads("dm") if "update was due" in each.text]


async def restarted(office: Office, policy: Policy, *, clock: bool = True) -> None:
    """The bot ends, and another begins on the same database."""
    await office.bot.stop()
    office.bot = Bot(office.bot.settings, policy, watch=office.slack.clock, clock=clock)
    await office.bot.start()
    await office.bot.opened.wait()
    await office.slack.connected(2)


@ONE_WAY
async def test_a_restart_in_the_middle_loses_no_reminder_and_repeats_none(office: Office, policy: Policy) -> None:
    await office.asked(taken_by="sam")
    await until(office, datetime(2026, 11, 23, 15, 30, tzinfo=UTC))
    await restarted(office, policy)
    await until(office, UPDATE_DUE)
    assert len(reminders(office, "sam")) == 1
    await restarted(office, policy)
    await office.later(hours=1)
    assert len(reminders(office, "sam")) == 1


@ONE_WAY
async def test_two_bots_on_one_database_remind_once(office: Office, database_url: str, policy: Policy) -> None:
    await office.asked(taken_by="sam")
    second = await opened(office.slack, database_url, policy, "socket")
    await until(office, UPDATE_DUE)
    assert len(reminders(office, "sam")) == 1
    await second.stop()


@HERE
async def test_without_its_clock_a_bot_works_and_reminds_nobody_until_another_has_one(
    office: Office, policy: Policy
) -> None:
    await restarted(office, policy, clock=False)
    await office.asked(taken_by="sam")
    office.slack.clock.advance(UPDATE_DUE - office.slack.clock.now())
    await office.settled()
    assert office.hears("sam") == []
    await restarted(office, policy)
    await office.idle()
    assert len(reminders(office, "sam")) == 1


@HERE
async def test_after_a_start_with_another_policy_reminders_come_by_that(office: Office, policy: Policy) -> None:
    await office.asked(taken_by="sam")
    to_team = replace(policy.reminders, due_soon=0, steps=policy.reminders.steps[1:])
    await restarted(office, replace(policy, reminders=to_team))
    await office.idle()
    office.forget()
    await until(office, UPDATE_DUE)
    assert office.hears("sam") == []
    await until(office, datetime(2026, 11, 24, 14, 1, tzinfo=UTC))
    await office.person("sam").sees("SOC-101", "update was due", in_="#soc-queue")
