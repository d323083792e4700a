"""Once after a start: when each open escalation next needs a look is reckoned anew, as the policy, a holiday or a zone
may have changed since (promise 3). What was promised stays: due times are not moved."""

from __future__ import annotations

from escalation_bot.desk.desk import Desk
from escalation_bot.domain import reminders
from escalation_bot.domain.policy import Policy
from escalation_bot.jobs.bell import Bell
from escalation_bot.store import waking
from escalation_bot.store.db import Tx

AT_ONCE = 25
"""How many are reckoned in one transaction: others wait for it, and what is overdue for years takes its time."""


class Reckoning:
    """Goes through all open ones, a batch in each round; then it has nothing more to do."""

    def __init__(self, desk: Desk, bell: Bell, at_once: int = AT_ONCE) -> None:
        self._desk = desk
        self._bell = bell
        self._at_once = at_once
        self._reached: int | None = 0

    def begin_anew(self) -> None:
        """Another policy is in force."""
        self._reached = 0
        self._bell.ring()

    async def round(self) -> None:
        """The next batch, if there is one; one that is not saved is tried again."""
        if self._reached is None:
            return
        async with self._desk.turn() as tx:
            reached = await reckon(tx, self._desk.policy, self._reached, self._at_once)
        self._reached = reached
        self._bell.ring()


async def reckon(tx: Tx, policy: Policy, after: int, limit: int) -> int | None:
    """Reckons the next ones after this number; answers the last one that it reached, None where there was none left."""
    found = await waking.open_after(tx, after, limit)
    moved = {}
    for escalation, clocks in found:
        known = escalation.team in policy.teams
        at = reminders.wake_at(escalation, clocks, policy) if known else None
        if at != escalation.wake_at:
            moved[escalation.id] = at
    await waking.move(tx, moved)
    return found[-1][0].number if found else None
