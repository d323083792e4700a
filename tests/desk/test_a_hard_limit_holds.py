"""Whatever people do at one time, over several connections, no more are prioritised than a hard limit allows; and the
counter is what the rows say. They do a thousand things, or as many as ten seconds allow; with `HARD_LIMIT=20000` in the
environment so many, other ones every time.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from random import Random

import pytest

from escalation_bot.desk.desk import Desk
from escalation_bot.desk.request import Asked
from escalation_bot.desk.turn import Details
from escalation_bot.domain.escalation import SEATED, Escalation
from escalation_bot.domain.life import ROWS, Verb
from escalation_bot.domain.permits import Refused
from escalation_bot.domain.policy import Limit, LimitMode
from escalation_bot.store import escalations, places
from escalation_bot.store.db import Database, NotSaved
from tests.desk import book, laws
from tests.desk.office import Wristwatch
from tests.domain.cast import CAST, POLICY
from tests.domain.samples import asking

LONG = int(os.environ.get("HARD_LIMIT", "0"))
ACTIONS, PEOPLE, REPLICAS = LONG or 1000, 12, 3
PLACES, TICKETS = 3, 9
_SOC = replace(POLICY.teams["soc"], limit=Limit(PLACES, LimitMode.HARD))
RULES = replace(POLICY, teams={**POLICY.teams, "soc": _SOC})
WHO = {
    Verb.TAKE: "MOL",
    Verb.ACCEPT: "ML",
    Verb.SWAP: "L",
    Verb.STEP_DOWN: "L",
    Verb.HAND_BACK: "MOL",
    Verb.HOLD: "L",
    Verb.RESOLVE: "MO",
    Verb.NOT_YET: "Q",
    Verb.REOPEN: "L",
    Verb.DECLINE: "L",
    Verb.UNDO: "MOL",
    Verb.APPEAL: "Q",
    Verb.OFFER: "Q",
    Verb.INCIDENT: "M",
    Verb.PARK: "L",
    Verb.UNPARK: "L",
    Verb.WITHDRAW: "Q",
    Verb.BRING_BACK: "Q",
    Verb.CAME_BACK: "Q",
}
"""What takes or gives a place, or may, and who does it."""
OFTEN = {Verb.TAKE: 6, Verb.SWAP: 6, Verb.ACCEPT: 3, Verb.UNDO: 3, Verb.INCIDENT: 0.05}
"""Of what could be done, how much rather than others."""
BUSY = 10.0
"""For so many seconds they are at work at most, unless it is the long form."""


@dataclass
class Crowd:
    """Everybody at work, over some connections to one database, and what came of it."""

    desks: list[Desk]
    came: Counter[str] = field(default_factory=Counter)
    at_work: bool = True

    async def act(self, random: Random) -> None:
        """Somebody does to one of the tickets what could be done when they looked; others may have been faster."""
        desk = random.choice(self.desks)
        number, other = random.sample(range(1, TICKETS + 1), 2)
        async with desk.look() as tx:
            found = await escalations.load(tx, number, lock=False)
        verbs = [row.verb for row in ROWS if found and found.state in row.states and row.verb in WHO]
        verb = random.choices(verbs, [OFTEN.get(each, 1) for each in verbs])[0]
        undoes = random.choice((Verb.TAKE, Verb.DECLINE))
        details = Details("So.", other=other, undoes=undoes, person=CAST[random.choice("MO")])
        try:
            await desk.do(CAST[random.choice(WHO[verb])], verb, number, details)
            self.came.update(("done", verb))
        except Refused:
            self.came["refused"] += 1
        except NotSaved as error:
            self.came["deadlock" if "deadlock" in str(error) else "not saved"] += 1

    async def watch(self) -> None:
        """Counts again and again, while they are at work."""
        while self.at_work:
            await self.count()
            await asyncio.sleep(0.02)

    async def count(self) -> None:
        """The counter is within the limit, and what the rows say."""
        async with self.desks[0].look() as tx:
            assert await places.recount(tx) == {}
            taken = await places.taken(tx, "soc")
        assert 0 <= taken <= PLACES


@asynccontextmanager
async def crowd(url: str) -> AsyncIterator[Crowd]:
    """Desks with connections of their own, as replicas have; all places are taken, and more wait."""
    opened = [Database(url) for _ in range(REPLICAS)]
    desks = [Desk(each, "T1", RULES, Wristwatch(), lambda: None) for each in opened]
    try:
        async with desks[0].turn() as tx:
            await places.prepare(tx, RULES.teams)
        for number in range(1, TICKETS + 1):
            asked = Asked(asking(ticket=f"SOC-{number}"), CAST["Q"], "C0HELPSOC", f"V{number}")
            assert isinstance(await desks[0].request(asked), Escalation)
        for number in range(1, PLACES + 1):
            await desks[0].do(CAST["M"], Verb.TAKE, number)
        yield Crowd(desks)
    finally:
        for each in opened:
            await each.close()


@pytest.mark.timeout(0 if LONG else 120)
async def test_no_more_are_prioritised_than_a_hard_limit_allows(database_url: str) -> None:
    async with crowd(database_url) as people:
        over = asyncio.get_running_loop().time() + (LONG or BUSY)

        async def works(one: int) -> None:
            random = Random() if LONG else Random(one)
            for _ in range(ACTIONS // PEOPLE + 1):
                if asyncio.get_running_loop().time() < over:
                    await people.act(random)

        watch = asyncio.create_task(people.watch())
        await asyncio.gather(*(works(one) for one in range(PEOPLE)))
        people.at_work = False
        await watch
        await people.count()
        assert people.came["done"], people.came
        assert not people.came["deadlock"], people.came
        async with people.desks[0].look() as tx:
            left = await book.read(tx)
        assert (
            sum(each.state in SEATED and not each.incident for each in left.escalations.values()) == left.places["soc"]
        )
        laws.check_at_rest(left, RULES)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_leads_who_swap_the_same_two_do_not_wait_for_each_other(database_url: str) -> None:
    """Both wait in line, so both are told that neither has a place; and that at once."""
    async with crowd(database_url) as people:
        one, other = people.desks[:2]
        for _ in range(10):
            results = await asyncio.gather(_swap(one, 4, 5), _swap(other, 5, 4), return_exceptions=True)
            assert all(isinstance(each, Refused) for each in results), results


async def _swap(desk: Desk, number: int, other: int) -> Escalation:
    return await desk.do(CAST["L"], Verb.SWAP, number, Details("So.", other=other))
