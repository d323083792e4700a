"""A working week as it is: many ask, most owners answer, some forget. Nobody is called more often than the policy
allows, nobody at night or at the weekend, and reminders come one at a time (promise 9)."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from escalation_bot.domain.policy import Policy
from escalation_bot.sandbox.seen import Seen
from escalation_bot.sandbox.workspace import Notification
from escalation_bot.sandbox.world import User, World
from tests.stories.conftest import HERE, Office, click, form

MEMBERS, MANAGERS, REQUESTS = 15, 60, 50
FORGETFUL = 5
"""So many members take tickets and forget to say what is new."""
STEPS = [
    datetime(2026, 11, 23 + day, hour, tzinfo=UTC)
    for day in range(7)
    for hour in ((9, 10, 13, 15, 20) if day < 5 else (11,))
]
"""When somebody looks, from Monday to Sunday; hours in UTC, an hour before Stockholm's."""
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def handles(kind: str, number: int) -> list[str]:
    """What people of that kind are called."""
    return [f"{kind}{each:02}" for each in range(number)]


def crowded(world: World) -> World:
    """The example's workspace, where more people work."""
    users = tuple(
        User(f"U0{name.upper()}", name, f"{name.capitalize()} Example")
        for name in (*handles("member", MEMBERS), *handles("asker", MANAGERS))
    )
    everybody = tuple(user.id for user in users)
    members = everybody[:MEMBERS]
    world = replace(world, users=(*world.users, *users)).with_group("soc", members=members)
    world = world.with_channel("#help-soc", members=(*world.channel("#help-soc").members, *everybody))
    return world.with_channel("#soc-queue", members=(*world.channel("#soc-queue").members, *members))


@dataclass
class Week:
    """Who does what. The same dice fall in every run."""

    office: Office
    dice: random.Random = field(default_factory=lambda: random.Random(11))
    asked: int = 0
    cards: dict[str, tuple[str, Seen]] = field(default_factory=dict)

    async def step(self, hour: int) -> None:
        """At work people ask, take, and tell what is new, unless they forget."""
        if hour in {9, 13}:
            for _ in range(min(5, REQUESTS - self.asked)):
                await self._asks()
        if hour in {10, 15}:
            for ticket in list(self.cards):
                await self._answers(ticket)
            await self.office.later(seconds=31)  # a reaction waits so long before it counts

    async def passes(self, moment: datetime) -> None:
        """Time goes by until then, and what is due is said at Slack's pace, which is a message a second."""
        self.office.slack.clock.advance(max(timedelta(), moment - self.office.slack.clock.now()))
        for _ in range(10):
            await asyncio.sleep(0.02)
            self.office.slack.clock.advance(timedelta(seconds=3))
        await self.office.idle()

    async def _asks(self) -> None:
        self.asked += 1
        ticket, asker = f"SOC-{100 + self.asked}", f"asker{self.asked % MANAGERS:02}"
        impact = self.dice.choice(["Limited", "Moderate", "Major", "Major"])
        opened = (await self.office.person(asker).types(f"/escalate {ticket}", in_="#help-soc")).form
        assert opened
        assert await opened.fill(form(Business_impact=impact)).submit()
        if self.dice.random() < 0.8:  # the others lie there until somebody is reminded
            taker = f"member{self.dice.randrange(MEMBERS):02}"
            card = await self.office.person(taker).sees(ticket, in_="#soc-queue")
            await self.office.person(taker).reacts("eyes", card)
            self.cards[ticket] = taker, card

    async def _answers(self, ticket: str) -> None:
        owner, card = self.cards[ticket]
        if owner < f"member{FORGETFUL:02}" or self.dice.random() < 0.5:
            return
        if self.dice.random() < 0.3:
            del self.cards[ticket]
            reply = await self.office.person(owner).replies(card, f"The fix for {ticket} is live since noon.")
            await self.office.person(owner).reacts("white_check_mark", reply)
            return
        opened = await click(self.office.person(owner), "Post update", card)
        await opened.fill({"What is new?": f"{ticket}: we have found a part of the cause."}).submit()


def calls(office: Office) -> Iterator[tuple[str, Notification]]:
    """What called somebody by name, with their group or in a direct message; following a thread is their own wish."""
    for user in office.slack.ws.users.values():
        for each in office.slack.notified(user.name):
            if each.why in {"mention", "group", "dm"}:
                yield user.name, each


def shown(per_day: Counter[tuple[str, int]]) -> None:
    """Prints who was called how often on which day of the week."""
    people: defaultdict[str, list[int]] = defaultdict(lambda: [0] * 7)
    for (name, day), count in per_day.items():
        people[name][day] += count
    print("\ncalled             Mon Tue Wed Thu Fri Sat Sun")  # noqa: T201  # `pytest -s` shows it
    for name, days in sorted(people.items(), key=lambda pair: -sum(pair[1])):
        print(f"{name:16}", *(f"{count:3}" for count in days))  # noqa: T201


@HERE
@pytest.mark.timeout(120)
@pytest.mark.parametrize("world", [crowded], indirect=True)
async def test_in_a_week_nobody_is_called_too_often_or_out_of_hours(office: Office, policy: Policy) -> None:
    week = Week(office)
    for moment in STEPS:
        await week.passes(moment)
        if moment.weekday() < 5:
            await week.step(moment.hour)
    assert week.asked == REQUESTS
    called = list(calls(office))
    local = {id(each): each.at.astimezone(STOCKHOLM) for _, each in called}
    per_day = Counter((name, local[id(each)].weekday()) for name, each in called)
    shown(per_day)
    assert max(per_day.values()) <= policy.reminders.mentions_per_day
    assert {at.weekday() for at in local.values()} <= set(range(5))
    assert {at.hour for at in local.values()} <= set(range(9, 17))
    direct = defaultdict(list)
    for name, each in called:
        if each.why == "dm":
            direct[name].append(each.at)
    assert direct
    gaps = [later - sooner for times in direct.values() for sooner, later in pairwise(times)]
    assert min(gaps) > timedelta(minutes=59)
