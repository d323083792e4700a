"""Once after a start: when each open escalation next needs a look is reckoned anew, as the policy, a holiday or a zone
may have changed since (promise 3). What was promised stays: due times are not moved."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from escalation_bot.desk.desk import Desk
from escalation_bot.domain import reminders
from escalation_bot.domain.policy import Policy
from escalation_bot.jobs.bell import Bell
from escalation_bot.store import waking
from escalation_bot.store.waking import Open

AT_ONCE = 100
"""How many are reckoned together, while nobody waits; and moved in one transaction, if they are still the same."""


class Reckoning:
    """Goes through all open ones, a batch in each round; then it has nothing more to do."""

    def __init__(self, desk: Desk, bell: Bell, at_once: int = AT_ONCE) -> None:
        self._desk = desk
        self._bell = bell
        self._at_once = at_once
        self._reached: int | None = 0
        self._anew = False

    def begin_anew(self) -> None:
        """Another policy is in force; what is under way may have been reckoned by the old one."""
        self._reached, self._anew = 0, True
        self._bell.ring()

    async def round(self) -> None:
        """The next batch, if there is one; one that is not saved is tried again."""
        if self._reached is None:
            return
        self._anew = False
        async with self._desk.look() as tx:
            seen = await waking.open_after(tx, self._reached, self._at_once)
        moved = await asyncio.to_thread(reckon, seen, self._desk.policy)  # working time takes a while to be added up
        if moved:
            async with self._desk.turn() as tx:
                same = [escalation.id for escalation, _ in await waking.still(tx, seen)]
                await waking.move(tx, {number: moved[number] for number in same if number in moved})
        if not self._anew:
            self._reached = seen[-1][0].number if seen else None
        self._bell.ring()


def reckon(found: Sequence[Open], policy: Policy) -> dict[int, datetime | None]:
    """When those need a look for which that has changed, by id; where the team is no more, never."""
    moved = {}
    for escalation, clocks in found:
        known = escalation.team in policy.teams
        at = reminders.wake_at(escalation, clocks, policy) if known else None
        if at != escalation.wake_at:
            moved[escalation.id] = at
    return moved
