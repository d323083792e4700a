"""Known issues: declared, told of and ended by the leads, followed by whoever wants; requests wait for their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from escalation_bot.desk.desk import Desk
from escalation_bot.desk.turn import Details
from escalation_bot.desk.verbs import act
from escalation_bot.domain.delivery import Delivery, Kind
from escalation_bot.domain.escalation import State
from escalation_bot.domain.life import Verb
from escalation_bot.domain.outages import Outage
from escalation_bot.domain.people import BOT, Person
from escalation_bot.domain.permits import Refused
from escalation_bot.domain.policy import Impact, Mention, Policy
from escalation_bot.messages import facts
from escalation_bot.store import escalations, mentions, outages, outbox, tally
from escalation_bot.store.db import Tx
from escalation_bot.store.outages import Parked


async def declare(desk: Desk, who: Person, new: Outage) -> Outage:
    """From now on what it is about waits until it is over; the team reads so in its queue. Raises Refused."""
    if new.team not in who.leads:
        raise Refused("not_your_outage")
    async with desk.turn() as tx:
        stored = replace(new, id=await outages.add(tx, new))
        await tally.count(tx, tally.DECLARED, new.team)
        await _tell_team(tx, desk.policy, stored, "outage/declared")
    await desk.look_around()
    return stored


async def update(desk: Desk, who: Person, number: int, words: str) -> Outage:
    """A further word on it, for the team, its followers and whoever waits for its end. Raises Refused."""
    async with desk.turn() as tx:
        told = _said(await _open_one(tx, desk.policy, who, number), who, words, tx)
        await outages.save(tx, told, settled=False)
        await _tell_team(tx, desk.policy, told, "outage/updated")
    await desk.look_around()
    return told


async def end(desk: Desk, who: Person, number: int, words: str = "") -> Outage:
    """It is over. The team hears in one message what wakes; that wakes one by one, see `wake`. Raises Refused."""
    async with desk.turn() as tx:
        told = _said(await _open_one(tx, desk.policy, who, number), who, words, tx)
        ended = replace(told, over=tx.now)
        await outages.save(tx, ended, settled=False)
        waking = await outages.parked(tx, number)
        more = {"tickets": [each.ticket for each in waking], "ask_group": _asked_group(desk.policy, ended, waking)}
        await _tell_team(tx, desk.policy, ended, "outage/over", **more)
    await desk.look_around()
    return ended


def _asked_group(policy: Policy, outage: Outage, waking: Sequence[Parked]) -> str | None:
    """Whom the message mentions, as a new card of these would."""
    team = policy.teams[outage.team]
    critical = team.mention is Mention.CRITICAL and any(each.impact is Impact.CRITICAL for each in waking)
    return team.group if critical or (waking and team.mention is Mention.ALWAYS) else None


def _said(outage: Outage, who: Person, words: str, tx: Tx) -> Outage:
    return replace(outage, news=words, news_at=tx.now, news_by=who.id, news_number=outage.news_number + 1)


async def _open_one(tx: Tx, policy: Policy, who: Person, number: int) -> Outage:
    """One that goes on, of a team that this person leads, held by this transaction. Raises Refused."""
    found = await outages.load(tx, number)
    if found is None or found.team not in policy.teams:
        raise Refused("gone")
    if found.team not in who.leads:
        raise Refused("not_your_outage")
    if found.over:
        raise Refused("outage_over", **facts.issue(found, policy))
    return found


async def _tell_team(tx: Tx, policy: Policy, outage: Outage, template: str, **more: object) -> None:
    """One message in the queue, which notifies nobody."""
    shown = {**facts.issue(outage, policy), **more}
    await outbox.add(tx, Delivery(Kind.POST, policy.teams[outage.team].queue_channel, template, shown))


# -- who follows -----------------------------------------------------------------------------------------------


async def follow(desk: Desk, who: Person, number: int, *, instead: bool = False) -> Outage:
    """They hear each update and the end; `instead` of asking for a ticket of their own, which is counted. Raises
    Refused."""
    async with desk.turn() as tx:
        found = await outages.load(tx, number)
        if found is None or found.team not in desk.policy.teams:
            raise Refused("gone")
        if found.over:
            raise Refused("outage_over", **facts.issue(found, desk.policy))
        await outages.follow(tx, found, who.id)
        if instead:
            await tally.count(tx, tally.AVOIDED, found.team)
    return found


async def unfollow(desk: Desk, who: Person, number: int) -> None:
    """They hear no more of it."""
    async with desk.turn() as tx:
        await outages.unfollow(tx, number, who.id)


async def tell_follower(tx: Tx, policy: Policy, outage: Outage, person: str) -> None:
    """The newest word, once, in a direct message. Who has had as much as a day may bring reads it the next working
    morning, and then only what is the newest by that time (promise 9)."""
    if not await outages.hears(tx, outage, person):
        return
    calendar, most = policy.teams[outage.team].calendar, policy.reminders.mentions_per_day
    today, post = calendar.local(tx.now), Delivery(Kind.POST, person, "outage/news", facts.issue(outage, policy))
    if await mentions.is_room(tx, person, today, most):
        await mentions.spend(tx, await outbox.add_one(tx, post), {person: most}, today)
        return
    morning = calendar.next_morning(tx.now)
    once = f"outage:{outage.id}:{person}:{calendar.local(morning)}"
    await outbox.add(tx, replace(post, once=once, not_before=morning))


# -- what waits ------------------------------------------------------------------------------------------------


async def tell_requester(tx: Tx, policy: Policy, outage: Outage, number: int) -> None:
    """The newest word in the thread of what waits for its end; once."""
    once = f"outage:{outage.id}:{outage.news_number}:{number}"
    if await _waits_for(tx, outage, number) and not await escalations.is_noted(tx, once):
        lead = Person(outage.news_by, leads=frozenset({outage.team}))
        await act(tx, policy, lead, Verb.UPDATE, number, Details(outage.news, once=once))


async def wake(tx: Tx, policy: Policy, outage: Outage, number: int) -> None:
    """What waited for its end is in line again; once."""
    if await _waits_for(tx, outage, number):
        await act(tx, policy, BOT, Verb.OVER, number, Details(outage.news, author=outage.news_by))


async def _waits_for(tx: Tx, outage: Outage, number: int) -> bool:
    found = await escalations.load(tx, number)
    return found is not None and (found.state, found.outage) == (State.PARKED, outage.id)
