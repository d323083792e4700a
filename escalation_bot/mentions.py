"""Words to the bot itself, in a mention or a direct message, and in a help channel to one member: answered with a
button that opens the form with them.

Slack runs no commands in threads, so a mention is the way in from there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from escalation_bot import threads
from escalation_bot.desk import desk
from escalation_bot.desk.desk import Where
from escalation_bot.domain import text
from escalation_bot.domain.delivery import Delivery, Kind
from escalation_bot.domain.people import Person, knows
from escalation_bot.domain.policy import Policy, Team
from escalation_bot.domain.tickets import Found, find, route
from escalation_bot.front import Front
from escalation_bot.jobs.inbox import Effect, nothing
from escalation_bot.messages import facts
from escalation_bot.store import escalations, outbox, tally
from escalation_bot.store.db import Tx
from escalation_bot.store.inbox import Stored


@dataclass(frozen=True)
class Said:
    """What somebody told the bot, without the mention; `thread_ts` where that was in a thread."""

    who: Person
    words: str
    found: Found
    channel: str
    ts: str
    thread_ts: str | None


def is_direct(event: Mapping[str, Any]) -> bool:
    """Did a person write this to the bot? What the bot writes there comes as an event too."""
    spoken = event.get("subtype") in {None, "file_share"} and _is_a_persons(event)
    return spoken and event.get("channel_type") == "im"


def _is_a_persons(event: Mapping[str, Any]) -> bool:
    return "user" in event and not event.get("bot_id")


async def on_mention(front: Front, stored: Stored) -> Effect:
    """Answers where it was said, to its person alone. The message itself is an event of its own, which means nothing
    outside our threads; in one of ours, where the team reads it, a mention about the same ticket is just talk."""
    if not _is_a_persons(stored.event.payload):
        return nothing
    said = await _said(front, stored.event.payload)

    async def effect(tx: Tx) -> None:
        if not await _is_talk(tx, said):
            note = Delivery(Kind.NOTE, said.channel, "note/mentioned", person=said.who.id, thread_ts=said.thread_ts)
            await _answer(tx, front, said, note)

    return effect


async def on_direct(front: Front, stored: Stored) -> Effect:
    """Answers in the direct message, which nobody else reads. In a thread there it is a reply about a request, as
    anywhere, but under an answer of this kind."""
    said = await _said(front, stored.event.payload)
    reply = await threads.on_message(front, stored) if said.thread_ts else nothing

    async def effect(tx: Tx) -> None:
        above = await outbox.at(tx, said.channel, said.thread_ts) if said.thread_ts else None
        if said.thread_ts and (above is None or above.delivery.escalation):
            await reply(tx)
        else:
            post = Delivery(Kind.POST, said.channel, "note/mentioned", thread_ts=said.thread_ts)
            await _answer(tx, front, said, post)

    return effect


def may_be_private(event: Mapping[str, Any], policy: Policy) -> bool:
    """May this ask one person for what is the team's? Words in a help channel, with a ticket and a mention."""
    raw, teams = str(event.get("text", "")), _asked_in(str(event.get("channel", "")), policy)
    spoken = event.get("subtype") in threads.SPOKEN and _is_a_persons(event)
    return spoken and bool(teams and text.mentioned(raw) and find(text.plain(raw, {}), teams).ticket)


def _asked_in(channel: str, policy: Policy) -> list[Team]:
    return [team for team in policy.teams.values() if channel in team.intake_channels]


async def on_private(front: Front, stored: Stored) -> Effect:
    """Offers who asks one member to ask the team, once a day; only counted, without names (R25, R26). What is said in
    our own threads reaches the team, and members talk among themselves."""
    event = stored.event.payload
    said, called = await _said(front, event), text.mentioned(str(event.get("text", "")))
    teams = route(said.found, front.policy, said.channel)
    bot = front.api.identity
    if bot is None or bot.user_id in called or _belongs(said.who) or not teams:
        return nothing
    people = [await front.person(user) for user in sorted(called)]
    if not any(team.key in each.member_of | each.leads for team in teams for each in people):
        return nothing

    async def effect(tx: Tx) -> None:
        if said.thread_ts and await outbox.at(tx, said.channel, said.thread_ts):
            return
        await tally.count(tx, tally.PRIVATE, teams[0].key)
        there = await _there(tx, front, said)
        shown = {"ticket": said.found.ticket, **there, "there": bool(there), "value": said.words}
        once = f"private:{said.who.id}:{teams[0].calendar.local(tx.now)}"
        where = Where(said.channel, said.thread_ts)
        await desk.note(tx, said.who, "note/private", shown, where, once=once)

    return effect


def _belongs(who: Person) -> bool:
    return bool(who.member_of | who.leads | who.manages | who.levels)


async def _said(front: Front, event: Mapping[str, Any]) -> Said:
    me = front.api.identity.user_id if front.api.identity else ""
    raw = re.sub(rf"<@{me}(\|[^<>]*)?>", " ", str(event.get("text", "")))
    words = text.plain(raw, await front.directory.names(text.mentioned(raw)))
    found = find(words, front.policy.teams.values())
    return Said(await front.person(event["user"]), words, found, event["channel"], event["ts"], event.get("thread_ts"))


async def _is_talk(tx: Tx, said: Said) -> bool:
    above = await outbox.at(tx, said.channel, said.thread_ts) if said.thread_ts else None
    about = await escalations.load(tx, above.delivery.escalation or 0, lock=False) if above else None
    return about is not None and said.found.ticket in {None, about.ticket}


async def _answer(tx: Tx, front: Front, said: Said, delivery: Delivery) -> None:
    """Once for a message, however often Slack tells of it."""
    there = await _there(tx, front, said)
    shown = {
        **there,
        "there": bool(there),
        "tickets": said.found.tickets,
        "value": said.words,
        "direct": delivery.kind is Kind.POST,
        "command": front.policy.command,
    }
    once = f"mentioned:{said.channel}:{said.ts}"
    await outbox.add(tx, replace(delivery, facts=shown, once=once))


async def _there(tx: Tx, front: Front, said: Said) -> facts.Facts:
    """The ticket's open escalation; nothing of it where it is private and does not concern this person."""
    open_one = await escalations.open_for(tx, said.found.ticket) if said.found.ticket else None
    if open_one is None or open_one.team not in front.policy.teams:
        return {}
    if open_one.private and not knows(said.who, open_one.team, open_one.requester):
        return {}
    return facts.of(open_one, front.policy)
