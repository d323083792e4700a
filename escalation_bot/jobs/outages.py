"""Tells everybody whom it concerns the newest word on a known issue, and wakes what waited for its end.

Each in a transaction of its own, done at most once: hundreds hold up nobody, and a restart in between loses nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from escalation_bot.desk import outages as desk_outages
from escalation_bot.desk.desk import Desk
from escalation_bot.domain.outages import Outage
from escalation_bot.domain.policy import Policy
from escalation_bot.store import outages
from escalation_bot.store.db import Doubled, NotSaved, Tx

log = logging.getLogger(__name__)
T = TypeVar("T")


class Outages:
    """Looks for words that not everybody has heard; any number of replicas may."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def round(self) -> None:
        """Sees to all of them."""
        async with self._desk.look() as tx:
            waiting = await outages.unsettled(tx)
        for outage in (each for each in waiting if each.team in self._desk.policy.teams):
            await self._see_to(outage)

    async def _see_to(self, outage: Outage) -> None:
        async with self._desk.look() as tx:
            people, parked = await outages.to_tell(tx, outage), await outages.parked(tx, outage.id)
        tell = desk_outages.wake if outage.over else desk_outages.tell_requester
        done = [await self._attempt(desk_outages.tell_follower, outage, person) for person in people]
        done += [await self._attempt(tell, outage, each.id) for each in parked]
        if all(done):
            async with self._desk.turn() as tx:
                await outages.settle(tx, outage)

    async def _attempt(self, tell: Callable[[Tx, Policy, Outage, T], Awaitable[None]], outage: Outage, whom: T) -> bool:
        """One that fails holds up no other; it is tried again."""
        try:
            async with self._desk.turn() as tx:
                await tell(tx, self._desk.policy, outage, whom)
        except NotSaved:
            raise
        except Doubled:  # another replica was faster
            return True
        except Exception:
            log.exception("the word on a known issue cannot be told")
            return False
        return True
