"""Tells people what waits for them: all of it at once, and not more often than they can bear (promise 9)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from escalation_bot.desk.desk import Desk
from escalation_bot.desk.one_thread import workplace
from escalation_bot.domain.clocks import calendar_of
from escalation_bot.domain.delivery import Delivery, Kind, Status
from escalation_bot.domain.people import Person
from escalation_bot.domain.policy import Audience, Policy
from escalation_bot.domain.reminders import opening
from escalation_bot.slack.errors import SlackError
from escalation_bot.store import escalations, leases, mentions, outbox, reminders
from escalation_bot.store.db import NotSaved, Tx
from escalation_bot.store.reminders import Given, Recipient

log = logging.getLogger(__name__)

QUIET = timedelta(hours=1)
"""For so long what comes for the same people joins the message that they have."""
MANY = 3
"""From so many on they are one message in the queue channel."""
MOST = 40
"""So many of them a message can show."""


class Telling:
    """One teller of a workspace's reminders; a lease on each recipient keeps others away from them. `told` hears how
    many were told to which audience."""

    def __init__(
        self, desk: Desk, person: Callable[[str], Awaitable[Person]], holder: str, told: Callable[[str, int], None]
    ) -> None:
        self._desk = desk
        self._person = person
        self._holder = holder
        self._told = told

    async def round(self) -> None:
        """Tells everybody what waits for them."""
        async with self._desk.look() as tx:
            recipients = await reminders.recipients(tx)
        for recipient in recipients:
            await self._attempt(recipient)

    async def _attempt(self, recipient: Recipient) -> None:
        """One who cannot be told keeps nobody else from it, and is told later."""
        told = 0
        away = await self._away(recipient)
        try:
            async with self._desk.turn() as tx:
                if await leases.claim(tx, recipient.name, self._holder):
                    told = await tell(tx, self._desk.policy, recipient, away)
                    await leases.release(tx, recipient.name, self._holder)
        except NotSaved:
            raise
        except Exception:
            log.exception("%s cannot be told", recipient.name)
        else:
            self._told(recipient.audience, told)

    async def _away(self, recipient: Recipient) -> frozenset[str]:
        """Where a lead is asked: which leads of the same teams are away."""
        if not _is_lead(recipient):
            return frozenset()
        teams = (team for team in self._desk.policy.teams.values() if recipient.person in team.leads)
        return await who_is_away(self._person, {lead for team in teams for lead in team.leads} | {recipient.person})


async def who_is_away(person: Callable[[str], Awaitable[Person]], users: Iterable[str]) -> frozenset[str]:
    """Who of these is away. Where Slack does not say, they count as there."""

    async def away_or_none(user: str) -> str | None:
        try:
            return user if (await person(user)).away else None
        except SlackError as error:
            log.info("whether %s is away is not known: %s", user, error)
            return None

    return frozenset(user for user in await asyncio.gather(*map(away_or_none, users)) if user)


def _is_lead(recipient: Recipient) -> bool:
    return recipient.audience is Audience.LEADS and bool(recipient.person)


async def tell(tx: Tx, policy: Policy, recipient: Recipient, away: frozenset[str] = frozenset()) -> int:
    """Puts what waits for somebody into a message: a new one, or the one that they have from within the hour. Answers
    how many are told by that."""
    waiting = await _for_now(tx, policy, await reminders.waiting(tx, recipient))
    if not waiting:
        return 0
    if recipient.person in away:
        await _pass_on(tx, policy, waiting, away)
        return 0
    if recipient.person:
        return len(waiting) if await _tell_person(tx, policy, recipient, waiting) else 0
    await _tell_team(tx, policy, recipient, waiting)
    return len(waiting)


async def _for_now(tx: Tx, policy: Policy, waiting: Sequence[Given]) -> list[Given]:
    """Those whose team works now. The others came when it still did, and wait until it does again (promise 9)."""
    now = []
    for each in (each for each in waiting if each.team in policy.teams):
        calendar = policy.teams[each.team].calendar
        if not calendar.is_open(tx.now) and (found := await escalations.load(tx, each.escalation, lock=False)):
            calendar = calendar_of(found, policy)  # that may be round the clock
        if calendar.is_open(tx.now):
            now.append(each)
        else:
            await reminders.postpone(tx, [each], opening(calendar, tx.now))
    return now


async def _pass_on(tx: Tx, policy: Policy, waiting: Sequence[Given], away: frozenset[str]) -> None:
    """A lead who is away is asked when they are back; the other leads were asked with them. Where all are away, it goes
    one step up (LIFE)."""
    await reminders.postpone(tx, waiting, tx.now + QUIET)
    for each in waiting:
        team = policy.teams[each.team]
        for manager in team.managers if away.issuperset(team.leads) else ():
            up = replace(each, audience=Audience.MANAGERS, person=manager, why=each.person, at=tx.now)
            await reminders.add(tx, up)


_DIRECT = {Audience.MANAGERS: "remind/managers", Audience.LEADS: "remind/leads"}
"""The direct messages to others than owners."""


async def _tell_person(tx: Tx, policy: Policy, recipient: Recipient, waiting: Sequence[Given]) -> bool:
    """One direct message with all that they owe, at most one an hour but for what they snoozed; managers one a day. Who
    has had as much as a day may bring hears it on the next working day (promise 9): false."""
    calendar = policy.teams[waiting[0].team].calendar
    today, managers = calendar.local(tx.now), recipient.audience is Audience.MANAGERS
    last = await reminders.newest_message(tx, recipient)
    asked_for = any(each.again for each in waiting)
    if last and _is_lead(recipient) and tx.now - last[1] < QUIET:
        await reminders.postpone(tx, waiting, last[1] + QUIET)  # who is to decide is to notice it
        return False
    if last and not managers and not asked_for and tx.now - last[1] < QUIET:
        await reminders.put(tx, waiting, last[0])
        await reminders.edit(tx, {last[0]})
        return True
    had_todays = managers and last is not None and calendar.local(last[1]) >= today
    most = policy.reminders.mentions_per_day
    if had_todays or not await mentions.is_room(tx, recipient.person, today, most):
        await reminders.postpone(tx, waiting, calendar.next_morning(tx.now))
        return False
    about = waiting if managers else await reminders.unanswered(tx, recipient)
    template = _DIRECT.get(recipient.audience, "remind/owner")
    number = await _post(tx, about, Delivery(Kind.POST, recipient.person, template))
    await mentions.spend(tx, number, {recipient.person: most}, today)
    await reminders.edit(tx, {each.delivery for each in about if each.delivery})
    return True


async def _post(tx: Tx, about: Sequence[Given], delivery: Delivery) -> int:
    number = await outbox.add_one(tx, delivery)
    await reminders.put(tx, about, number)
    return number


async def _tell_team(tx: Tx, policy: Policy, recipient: Recipient, waiting: Sequence[Given]) -> None:
    """A reply in each card's thread, or one message in the queue channel for many; more than fit are several."""
    by_case: dict[int, list[Given]] = {}
    for each in await _joined(tx, recipient, waiting):
        by_case.setdefault(each.escalation, []).append(each)
    team = policy.teams[recipient.team]
    facts = {"team_key": team.key, "audience": str(recipient.audience)}
    if len(by_case) < MANY:
        for number, about in by_case.items():
            await _reply(tx, number, about, facts)
        return
    cases = list(by_case.values())
    for first in range(0, len(cases), MOST):
        about = [each for case in cases[first : first + MOST] for each in case]
        more = {**facts, "further": first > 0, "heard": await _heard(tx, about)}
        await _post(tx, about, Delivery(Kind.POST, team.queue_channel, "remind/many", more))


async def _reply(tx: Tx, number: int, about: Sequence[Given], facts: Mapping[str, str]) -> None:
    """In the card's thread; where the card was given up and stands nowhere, in its channel."""
    if found := await escalations.load(tx, number, lock=False):
        card = workplace(found, await outbox.standing(tx, number))
        above = await outbox.one(tx, card.id)
        thread = card.id if above and above.status is not Status.DROPPED else None
        more = {**facts, "heard": await _heard(tx, about)}
        await _post(tx, about, Delivery(Kind.POST, card.channel, "remind/thread", more, number, thread=thread))


async def _heard(tx: Tx, about: Sequence[Given]) -> list[str]:
    """Who heard of all this within the hour, as who owes it: they are not called again where they are a lead, too."""
    return await reminders.owners_told(tx, {each.escalation for each in about}, tx.now - QUIET)


async def _joined(tx: Tx, recipient: Recipient, waiting: Sequence[Given]) -> list[Given]:
    """Those that did not join a message of the last hour about the same case for the same people."""
    known = await reminders.messages_since(tx, recipient, tx.now - QUIET)
    joining = [each for each in waiting if each.escalation in known]
    for each in joining:
        await reminders.put(tx, [each], known[each.escalation])
    await reminders.edit(tx, {known[each.escalation] for each in joining})
    return [each for each in waiting if each.escalation not in known]
