"""What is not asked for any more when its reminder could be sent is dropped, and what still is asked for is told
once: in working time, and not more of it on a day than one person can bear (promises 6 and 9)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from escalation_bot.cli import care
from escalation_bot.domain.delivery import Kind, Pending, Status
from escalation_bot.domain.policy import Policy
from escalation_bot.sandbox.seen import Seen
from escalation_bot.store import outbox
from tests.stories.conftest import HERE, ONE_WAY, Office, click


def without_digests(policy: Policy) -> Policy:
    """Nothing else is said in the morning."""
    return replace(policy, teams={key: replace(team, digests={}) for key, team in policy.teams.items()})


MONDAY_1630 = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
"""A quarter of the day before an update is due on Tuesday, Stockholm."""
TUESDAY_1000 = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TUESDAY_1700 = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
WEDNESDAY_0900 = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


async def until(office: Office, moment: datetime) -> None:
    """Time goes by until then."""
    await office.later(seconds=(moment - office.slack.clock.now()).total_seconds())


async def dropped(office: Office) -> list[Pending]:
    """The reminders that were not sent, and why."""
    async with office.bot.db.read(office.slack.team_id, office.slack.clock.now()) as tx:
        found = await outbox.listing(tx, Status.DROPPED)
    posts = [each for each in found if each.delivery.kind is Kind.POST]
    return [each for each in posts if each.delivery.template.startswith("remind/")]


async def updates(office: Office, card: Seen) -> None:
    """Sam says what is new, by form."""
    form = await click(office.person("sam"), "Post update", card)
    assert await form.fill({"What is new?": "We have found the cause of it."}).submit() is None


def overdue(office: Office, name: str) -> list[Seen]:
    """What waits for an owner, as their direct messages say."""
    return [each for each in office.person(name).reads("dm") if "update was due" in each.text]


async def slack_is_busy_when_it_is_due(office: Office, moment: datetime) -> None:
    """At that moment Slack takes no message for a while; what was due is written down all the same."""
    busy = office.slack.faults.add("chat.postMessage", "429", retry_after=20)
    office.slack.clock.advance(moment - office.slack.clock.now())
    async with asyncio.timeout(10):
        while busy.times:  # noqa: ASYNC110  # the bot asks when it wants to
            await asyncio.sleep(0.02)
    await office.slack.quiet()


@ONE_WAY
@pytest.mark.parametrize("policy", [without_digests], indirect=True)
async def test_what_was_answered_before_it_was_sent_is_dropped_with_the_reason(office: Office) -> None:
    card, _ = await office.asked(taken_by="sam")
    await until(office, MONDAY_1630)
    office.forget()
    await slack_is_busy_when_it_is_due(office, TUESDAY_1000)
    await updates(office, card)
    await office.later(minutes=5)
    assert [each.note for each in await dropped(office)] == ["answered meanwhile"]
    assert office.hears("sam") == []


@HERE
@pytest.mark.parametrize("policy", [without_digests], indirect=True)
async def test_what_comes_within_the_hour_of_a_dropped_reminder_is_told_all_the_same(office: Office) -> None:
    card, _ = await office.asked(taken_by="sam")
    await office.later(hours=2, minutes=20)
    await office.asked("SOC-102", taken_by="sam")
    await until(office, MONDAY_1630.replace(minute=55))
    office.forget()
    await slack_is_busy_when_it_is_due(office, TUESDAY_1000)
    await updates(office, card)
    await until(office, TUESDAY_1000.replace(minute=25))
    assert len(await dropped(office)) == 1
    assert len(office.hears("sam")) == 1
    assert "SOC-102" in office.person("sam").reads("dm")[-1].text


@HERE
@pytest.mark.parametrize("policy", [without_digests], indirect=True)
async def test_what_could_not_be_sent_before_work_ended_is_told_when_it_begins_again(office: Office) -> None:
    await office.asked(taken_by="sam")
    await office.later(hours=6, minutes=58)
    await office.asked("SOC-102", taken_by="sam")
    await until(office, TUESDAY_1000.replace(minute=30))
    office.forget()
    await slack_is_busy_when_it_is_due(office, TUESDAY_1700.replace(hour=15, minute=59, second=50))
    await until(office, TUESDAY_1700.replace(minute=10))
    assert {each.note for each in await dropped(office)} == {"work is over, so it is told when it begins again"}
    assert office.hears("sam") == []
    await until(office, WEDNESDAY_0900.replace(minute=1))
    assert len(office.hears("sam")) == 1


def a_day(most: int) -> Callable[[Policy], Policy]:
    """Nobody is mentioned more often than that."""
    return lambda policy: replace(policy, reminders=replace(policy.reminders, mentions_per_day=most))


@ONE_WAY
@pytest.mark.parametrize("policy", [a_day(1)], indirect=True)
async def test_an_owner_who_heard_enough_today_is_reminded_on_the_next_working_day(office: Office) -> None:
    await office.asked(taken_by="sam")
    await office.later(hours=4, minutes=35)
    await office.asked("SOC-102", taken_by="sam")
    await until(office, MONDAY_1630.replace(minute=55))
    office.forget()
    for hour in (9, 10, 13, 22):
        await until(office, TUESDAY_1000.replace(hour=hour, minute=30))
    assert len(office.hears("sam")) == 1
    assert "SOC-102" not in overdue(office, "sam")[-1].text
    await until(office, WEDNESDAY_0900.replace(minute=1))
    assert len(office.hears("sam")) == 1
    assert "SOC-102" in overdue(office, "sam")[-1].text


MONDAY_1500 = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
"""When the first answer is due to what was asked for at ten, Stockholm."""


async def waiting(office: Office) -> list[Pending]:
    """The reminders that wait for the message that they are to stand under."""
    async with office.bot.db.read(office.slack.team_id, office.slack.clock.now()) as tx:
        found = await outbox.listing(tx, Status.WAITING)
    return [each for each in found if each.delivery.template == "remind/thread"]


@HERE
async def test_where_the_card_was_taken_away_it_is_posted_again_and_the_team_reminded_under_it(office: Office) -> None:
    sam = office.person("sam")
    card, _ = await office.asked()
    office.slack.remove_message(card)
    await until(office, MONDAY_1500.replace(minute=1))
    again = office.message("card", "SOC-101", "sam")
    assert "Waits for an owner" in again.text
    assert ["first answer was due" in each.text for each in again.thread] == [True]
    assert len(office.hears("sam")) == 1
    await sam.clicks("Take", again)
    await office.idle()
    assert (await office.found()).owner == "U0SAM"
    assert "answered" in again.thread[0].text


@ONE_WAY
async def test_where_the_card_was_given_up_the_team_is_reminded_in_its_channel(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "error", error="restricted_action", channel="C0SOCQUEUE")
    await office.sends("SOC-101")
    await office.settled()
    office.slack.clock.advance(MONDAY_1500 - office.slack.clock.now())
    async with asyncio.timeout(10):
        while not await waiting(office):  # noqa: ASYNC110  # the bot reminds when it looks
            await asyncio.sleep(0.02)
    async with office.bot.db.write(office.slack.team_id, office.slack.clock.now()) as tx:
        [aside] = await outbox.listing(tx, Status.SET_ASIDE)
        assert await care.drop(tx, aside.id, "nobody may post there")
    await office.later(minutes=1)
    said = await office.person("sam").sees("first answer was due", "nobody has it yet", in_="#soc-queue")
    assert not said.message.is_reply
    assert len([each for each in office.hears("sam") if "SOC-101" in each]) == 1
    await until(office, MONDAY_1500.replace(hour=15))
    assert [each for each in office.hears("lena") if "SOC-101" in each] == []
