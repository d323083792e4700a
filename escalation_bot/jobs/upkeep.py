"""Once an hour: are the places counted right, and what need not be kept is deleted."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from escalation_bot.domain.delivery import Delivery, Kind
from escalation_bot.domain.moments import Watch
from escalation_bot.store import inbox, mentions, outbox, places
from escalation_bot.store.db import Database, Tx

log = logging.getLogger(__name__)
EVERY = timedelta(hours=1)
KEPT = timedelta(days=1)
"""How long an event is remembered when it was worked; Slack repeats one for some hours at most."""


class Upkeep:
    """Looks after one workspace's database; any number may."""

    def __init__(self, db: Database, workspace: str, watch: Watch, operator: Callable[[], str | None]) -> None:
        self._db = db
        self._workspace = workspace
        self._watch = watch
        self._operator = operator
        self._next: datetime | None = None

    async def round(self) -> None:
        """Does what is due, if it is."""
        now = self._watch.now()
        if self._next and now < self._next:
            return
        async with self._db.write(self._workspace, now) as tx:
            await inbox.forget_before(tx, now - KEPT)
            await mentions.forget_before(tx, (now - 2 * KEPT).date())  # yesterday may last elsewhere
            for team, (counted, seated) in (await places.recount(tx)).items():
                await self._tell(tx, team, counted, seated)
        self._next = now + EVERY

    async def _tell(self, tx: Tx, team: str, counted: int, seated: int) -> None:
        """A counter that is off would let too many in, or too few (promise 11): people have to look why."""
        log.error("team %s: %d places are counted as taken, %d are", team, counted, seated)
        if operator := self._operator():
            facts = {"team": team, "counted": counted, "seated": seated}
            once = f"places:{team}:{tx.now:%Y-%m-%d}"
            await outbox.add(tx, Delivery(Kind.POST, operator, "operator/places", facts, once=once))
