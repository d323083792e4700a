"""Sends digests when their time has come, once for each team and local day (promise 9)."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import datetime

from escalation_bot.desk.desk import Desk
from escalation_bot.domain import digest
from escalation_bot.domain.backoff import delay
from escalation_bot.domain.digest import Due, Kind
from escalation_bot.domain.policy import Team
from escalation_bot.jobs import summaries
from escalation_bot.messages import chart
from escalation_bot.messages.facts import Facts
from escalation_bot.messages.render import Renderer
from escalation_bot.slack.errors import SlackError
from escalation_bot.store import digests as store
from escalation_bot.store import outbox
from escalation_bot.store.db import NotSaved

log = logging.getLogger(__name__)
TRIES = 5
"""So often a picture is tried to be uploaded; then the words go without it."""
Upload = Callable[[str, bytes, str], Awaitable[str]]
"""Puts a file (name, bytes, what it shows) into Slack and answers its id; raises SlackError."""


class Digests:
    """Looks for digests that are due; any number of replicas may, the outbox's unique key lets one through."""

    def __init__(self, desk: Desk, render: Renderer, upload: Upload) -> None:
        self._desk = desk
        self._render = render
        self._upload = upload
        self._done: set[str] = set()
        self._failed: dict[str, tuple[int, datetime]] = {}

    async def round(self) -> None:
        """Sends what is due. What was seen to is not looked at again in this process."""
        wanted = list(self._due())
        keys = {due.key for due, _ in wanted}
        self._done &= keys
        self._failed = {key: failed for key, failed in self._failed.items() if key in keys}
        for due, team in wanted:
            if due.key not in self._done and self._may_try(due):
                await self._attempt(due, team)

    def _due(self) -> Iterator[tuple[Due, Team]]:
        now = self._desk.watch.now()
        for team in self._desk.policy.teams.values():
            yield from ((due, team) for due in digest.due(team, now))
            if begun := digest.morning(team, now):
                yield begun, team

    def _may_try(self, due: Due) -> bool:
        return due.key not in self._failed or self._failed[due.key][1] <= self._desk.watch.now()

    async def _attempt(self, due: Due, team: Team) -> None:
        """One that fails holds up no other; it is tried again, later and later."""
        try:
            await self._give(due, team)
        except NotSaved:
            raise
        except SlackError as error:
            log.warning("%s waits for Slack: %s", due.key, error)
        except Exception:
            log.exception("%s cannot be made", due.key)
        else:
            self._done.add(due.key)
            return
        times = self._times_failed(due) + 1
        self._failed[due.key] = times, self._desk.watch.now() + delay(times)

    def _times_failed(self, due: Due) -> int:
        return self._failed.get(due.key, (0, None))[0]

    async def _give(self, due: Due, team: Team) -> None:
        if due.kind is Kind.MINE:
            await self._give_own(due, team)
        elif due.kind is Kind.WEEKLY:
            await self._give_weekly(due, team)
        else:
            await self._give_daily(due, team)

    async def _give_daily(self, due: Due, team: Team) -> None:
        async with self._desk.look() as tx:
            if await summaries.daily(tx, self._desk.policy, team, due, "") is None:
                return
        async with self._desk.turn() as tx:
            await outbox.add(tx, summaries.delivery(due, team))

    async def _give_own(self, due: Due, team: Team) -> None:
        async with self._desk.look() as tx:
            people = await store.readers(tx, team.key, due.at)
        if people:
            async with self._desk.turn() as tx:
                await outbox.add(tx, *(summaries.own(due, team, person) for person in people))

    async def _give_weekly(self, due: Due, team: Team) -> None:
        async with self._desk.look() as tx:
            given = await store.is_given(tx, due.key)
            found = None if given else await store.week(tx, team.key, digest.weeks(team.calendar, due.day))
        made = found and await summaries.weekly(found, self._desk.policy, team, due, self._render)
        if not made:
            return
        facts, figures = made
        wanted = summaries.delivery(due, team)
        more = {**facts, "picture_id": await self._picture(due, facts, figures)}
        async with self._desk.turn() as tx:
            await outbox.add(tx, replace(wanted, facts={**wanted.facts, **more}))

    async def _picture(self, due: Due, facts: Facts, figures: Facts) -> str | None:
        """The uploaded chart's id; None where there can be none, for the words are worth more. Raises SlackError for
        what may go well later."""
        if self._times_failed(due) >= TRIES:
            return None
        try:
            return await self._upload("week.png", await chart.draw(figures), facts["alt"])
        except chart.NotDrawn as error:
            log.warning("%s goes without its chart: %s", due.key, error)
        except SlackError as error:
            if not error.permanent:
                raise
            log.warning("%s goes without its chart: %s", due.key, error)
        return None
