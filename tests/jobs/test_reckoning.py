"""After a start the next look at each open escalation is reckoned by the policy as it is now, in batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from escalation_bot.desk.desk import Desk
from escalation_bot.desk.request import Asked, request
from escalation_bot.desk.verbs import act
from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.life import Verb
from escalation_bot.domain.policy import Policy
from escalation_bot.jobs.bell import Bell
from escalation_bot.jobs.reckoning import Reckoning
from escalation_bot.sandbox import Clock
from escalation_bot.store import escalations, places, waking
from escalation_bot.store.db import Database
from tests.domain.cast import CAST, POLICY
from tests.domain.samples import NOW, asking

HOUR = timedelta(hours=1)


def minutes_later(minutes: float) -> Clock:
    clock = Clock()
    clock.advance(NOW + timedelta(minutes=minutes) - clock.now())
    return clock


async def asked(database: Database, tickets: Sequence[str]) -> list[int]:
    numbers = []
    async with database.write("T1", NOW) as tx:
        await places.prepare(tx, POLICY.teams)
        for ticket in tickets:
            new = await request(tx, POLICY, Asked(asking(ticket=ticket), CAST["Q"], "C0HELPSOC", ticket))
            assert isinstance(new, Escalation)
            numbers.append(new.id)
    return numbers


async def found(database: Database, numbers: Sequence[int]) -> list[Escalation]:
    async with database.read("T1", NOW) as tx:
        loaded = [await escalations.load(tx, number, lock=False) for number in numbers]
    return [each for each in loaded if each]


async def reckoned(database: Database, policy: Policy, rounds: int, at_once: int = 100) -> None:
    watch = minutes_later(5)
    reckoning = Reckoning(Desk(database, "T1", policy, watch, lambda: None), Bell(watch), at_once)
    for _ in range(rounds):
        await reckoning.round()


async def test_another_policy_moves_the_next_look_and_no_promise(database: Database) -> None:
    numbers = await asked(database, ["SOC-1"])
    (before,) = await found(database, numbers)
    async with database.write("T1", NOW) as tx:
        await waking.move(tx, {numbers[0]: NOW + 900 * HOUR})
    await reckoned(database, POLICY, 2)
    assert await found(database, numbers) == [before]
    later = replace(POLICY, reminders=replace(POLICY.reminders, steps=POLICY.reminders.steps[1:]))
    await reckoned(database, later, 2)
    (after,) = await found(database, numbers)
    assert (before.wake_at, after.wake_at) == (NOW + 4 * HOUR, NOW + 6 * HOUR)
    assert after.next_by == before.next_by


async def test_they_are_reckoned_in_batches_and_what_has_ended_sleeps_on(database: Database) -> None:
    numbers = await asked(database, ["SOC-1", "SOC-2", "SOC-3", "SOC-4"])
    async with database.write("T1", NOW) as tx:
        await act(tx, POLICY, CAST["Q"], Verb.WITHDRAW, numbers[1])
        await waking.move(tx, {number: NOW + 900 * HOUR for number in numbers if number != numbers[1]})
    await reckoned(database, POLICY, 1, at_once=2)
    due, wrong = NOW + 4 * HOUR, NOW + 900 * HOUR
    assert [each.wake_at for each in await found(database, numbers)] == [due, None, due, wrong]
    await reckoned(database, POLICY, 3, at_once=2)
    assert [each.wake_at for each in await found(database, numbers)] == [due, None, due, due]


async def test_what_somebody_changes_while_it_is_reckoned_is_left_to_them(database: Database) -> None:
    numbers = await asked(database, ["SOC-1", "SOC-2", "SOC-3"])
    async with database.read("T1", NOW) as tx:
        seen = await waking.open_after(tx, 0, 10)
    async with database.write("T1", NOW) as tx:
        await act(tx, POLICY, CAST["M"], Verb.TAKE, numbers[0])
        await act(tx, POLICY, CAST["Q"], Verb.WITHDRAW, numbers[2])
    async with database.write("T1", NOW) as tx:
        assert [escalation.id for escalation, _ in await waking.still(tx, seen)] == [numbers[1]]


async def test_a_team_that_the_policy_has_no_more_is_not_looked_at(database: Database) -> None:
    numbers = await asked(database, ["SOC-1"])
    await reckoned(database, replace(POLICY, teams={"del": POLICY.teams["del"]}), 1)
    assert [each.wake_at for each in await found(database, numbers)] == [None]


async def test_a_look_that_is_late_by_more_than_a_minute_is_counted(database: Database) -> None:
    await asked(database, ["SOC-1", "SOC-2"])
    for minutes, late in ((241, (0, None)), (242, (2, NOW + 4 * HOUR))):
        async with database.read("", NOW + timedelta(minutes=minutes)) as tx:
            assert await waking.overdue(tx) == late
