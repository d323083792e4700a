"""The desk as handlers see it: every method is one transaction, after which whoever delivers is woken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from escalation_bot.desk import request as requests
from escalation_bot.desk.request import Asked, Declined
from escalation_bot.desk.turn import NOTHING, Details
from escalation_bot.desk.verbs import act
from escalation_bot.domain.delivery import Delivery, Kind
from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.domain.life import Verb
from escalation_bot.domain.moments import Watch
from escalation_bot.domain.outages import Outage
from escalation_bot.domain.people import Person
from escalation_bot.domain.permits import Refused
from escalation_bot.domain.policy import Policy
from escalation_bot.store import care, escalations, outages, outbox, places
from escalation_bot.store.db import Database, Doubled, NotSaved, Tx

PATIENCE = 2.0
"""Seconds that a submission has in all; Slack shows its own error after three (DESIGN, promise 2)."""


@dataclass(frozen=True)
class Where:
    """Where somebody did something: their answer is shown there, to them alone."""

    channel: str
    thread_ts: str | None = None


@dataclass(frozen=True)
class AlreadyOpen:
    """The ticket has an open escalation; what was typed can be added to it."""

    escalation: Escalation


class Desk:
    """All verbs, over one workspace's database and policy."""

    def __init__(self, db: Database, workspace: str, policy: Policy, watch: Watch, ring: Callable[[], None]) -> None:
        self.policy = policy
        self.workspace = workspace
        self._db = db
        self._watch = watch
        self._ring = ring
        self._taken: dict[str, int] = {}
        self.issues: tuple[Outage, ...] = ()
        """The known issues that went on when the desk last looked."""
        self.policy_asked: datetime | None = None
        """When the bots were last asked to read their policy anew, as far as the desk has seen."""

    def taken(self, team: str) -> int:
        """How many of a team's places were taken when the desk last looked: a form that opens asks no database."""
        return self._taken.get(team, 0)

    async def look_around(self) -> None:
        """Notes how many places are taken, which known issues go on, and whether a new policy is wanted; the clock asks
        for it every second."""
        async with self.look() as tx:
            self._taken = await places.taken_by_team(tx)
            self.issues = tuple(await outages.open_ones(tx))
            self.policy_asked = await care.policy_asked(tx)

    @property
    def watch(self) -> Watch:
        """Where the desk has the time from."""
        return self._watch

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Tx]:
        """A transaction that writes, within the time that a person waits. Raises NotSaved."""
        try:
            async with (
                asyncio.timeout(PATIENCE),
                self._db.write(self.workspace, self._watch.now(), person_waits=True) as tx,
            ):
                yield tx
        except TimeoutError as error:
            raise NotSaved("the database took too long") from error
        self._ring()

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Tx]:
        """A transaction that only reads, within the time that a person waits. Raises NotSaved."""
        try:
            async with asyncio.timeout(PATIENCE), self._db.read(self.workspace, self._watch.now()) as tx:
                yield tx
        except TimeoutError as error:
            raise NotSaved("the database took too long") from error

    async def request(self, asked: Asked) -> Escalation | AlreadyOpen | Declined:
        """Stores a request. Its answer is what is in the queue now, be it this or the ticket's earlier one; or the
        decision that stands in its way."""
        try:
            async with self.turn() as tx:
                return await requests.request(tx, self.policy, asked)
        except Doubled:
            return await self._request_again(asked)

    async def _request_again(self, asked: Asked) -> Escalation | AlreadyOpen | Declined:
        async with self.turn() as tx:
            stored = await requests.again(tx, self.policy, asked)
            if stored is None and (other := await escalations.open_for(tx, asked.request.ticket)):
                return AlreadyOpen(other)
        return stored or await self.request(asked)

    async def do(
        self, who: Person, verb: Verb, number: int, details: Details = NOTHING, seen: State | None = None
    ) -> Escalation:
        """Does a verb; what has been done under the same `details.once` is not done again. Raises Refused."""
        try:
            async with self.turn() as tx:
                return await act(tx, self.policy, who, verb, number, details, seen)
        except Doubled:
            return await self._do_again(who, verb, number, details, seen)

    async def _do_again(self, who: Person, verb: Verb, number: int, details: Details, seen: State | None) -> Escalation:
        """It was done before; or its ticket has got another escalation at this very moment, which is seen now."""
        async with self.turn() as tx:
            found = await escalations.load(tx, number)
            if found and details.once and await escalations.is_noted(tx, details.once):
                return found
            return await act(tx, self.policy, who, verb, number, details, seen)

    async def attempt(
        self,
        who: Person,
        verb: Verb,
        number: int,
        where: Where,
        details: Details = NOTHING,
        seen: State | None = None,
    ) -> Escalation | None:
        """Does a verb, or tells the person alone why not."""
        async with self.turn() as tx:
            try:
                return await act(tx, self.policy, who, verb, number, details, seen)
            except Refused as refused:
                await refuse(tx, who, refused, where)
        return None

    async def say(self, who: Person, template: str, facts: Mapping[str, Any], where: Where) -> None:
        """Tells one person something, in a note that only they see."""
        async with self.turn() as tx:
            await note(tx, who, template, facts, where)

    async def write_to(self, user: str, template: str, facts: Mapping[str, Any]) -> None:
        """Tells one person something in the direct message with the bot."""
        async with self.turn() as tx:
            await outbox.add(tx, Delivery(Kind.POST, user, template, dict(facts)))


async def refuse(tx: Tx, who: Person, refused: Refused, where: Where) -> None:
    """Writes the note that tells a person why nothing was changed."""
    await note(tx, who, f"refused/{refused.why}", {**refused.facts, "who": who.id}, where)


async def note(
    tx: Tx, who: Person, template: str, facts: Mapping[str, Any], where: Where, *, once: str | None = None
) -> None:
    """Writes a note that only `who` sees; with `once`, not again for the same key.

    In a direct message it is said as a message, which stays.
    """
    delivery = Delivery(
        Kind.POST if where.channel == who.id else Kind.NOTE,
        where.channel,
        template,
        dict(facts),
        person=who.id,
        thread_ts=where.thread_ts,
        once=once,
    )
    await outbox.add(tx, delivery)
