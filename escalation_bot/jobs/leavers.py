"""Once an hour, and soon after Slack told of a change: are owners and requesters of open escalations still there?"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from escalation_bot.desk import leavers as desk_leavers
from escalation_bot.desk.desk import Desk
from escalation_bot.slack.directory import Directory
from escalation_bot.slack.errors import SlackError
from escalation_bot.store import leavers

log = logging.getLogger(__name__)
EVERY = timedelta(hours=1)
AGAIN = timedelta(minutes=1)
"""When it looks once more if Slack did not answer for everybody."""


class Leavers:
    """Acts only on what Slack says positively (LIFE, owner or requester gone); any number may look.

    `ring` wakes the loop that runs the rounds.
    """

    def __init__(self, desk: Desk, directory: Directory, ring: Callable[[], None]) -> None:
        self._desk = desk
        self._directory = directory
        self._ring = ring
        self._soon = True
        self._next: datetime | None = None

    def look_soon(self) -> None:
        """Somebody's profile or a group has changed."""
        self._soon = True
        self._ring()

    async def round(self) -> None:
        """Looks, if it is time."""
        now = self._desk.watch.now()
        if not self._soon and self._next and now < self._next:
            return
        self._soon, self._next = False, now + AGAIN
        if await self._look():
            self._next = now + EVERY

    async def _look(self) -> bool:
        """Everybody once; false where Slack did not answer for somebody."""
        teams = self._desk.policy.teams.keys()
        async with self._desk.look() as tx:
            owners, requesters = await leavers.owners(tx, teams), await leavers.requesters(tx, teams)
        answered = [await self._heard(self._owner(*who, numbers)) for who, numbers in owners.items()]
        answered += [await self._heard(self._requester(who, numbers)) for who, numbers in requesters.items()]
        return all(answered)

    async def _heard(self, looking: Awaitable[None]) -> bool:
        """One of whom Slack says nothing holds up no other."""
        try:
            await looking
        except SlackError as error:
            log.warning("it is not known whether somebody left: %s", error)
            return False
        return True

    async def _owner(self, owner: str, team: str, numbers: Sequence[int]) -> None:
        person = await self._directory.surely(owner, team)
        if person is None or team in person.member_of | person.leads:
            return
        for number in numbers:
            async with self._desk.turn() as tx:
                await desk_leavers.owner_left(tx, self._desk.policy, number, person)

    async def _requester(self, requester: str, numbers: Sequence[int]) -> None:
        if not await self._directory.is_deactivated(requester):
            return
        for number in numbers:
            async with self._desk.turn() as tx:
                await desk_leavers.requester_left(tx, self._desk.policy, number, requester)
