"""Reactions: on the card they are a verb, on a reply they say what its words mean."""

from __future__ import annotations

from dataclasses import dataclass

from escalation_bot.desk import intents
from escalation_bot.desk.desk import Where, note, refuse
from escalation_bot.desk.turn import Details, permitted
from escalation_bot.desk.verbs import act
from escalation_bot.domain.delivery import Pending, Role
from escalation_bot.domain.escalation import WORKED
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import Person
from escalation_bot.domain.permits import Refused
from escalation_bot.domain.policy import Team
from escalation_bot.front import Front
from escalation_bot.jobs.inbox import Effect, NotYet, nothing
from escalation_bot.messages import facts
from escalation_bot.store import escalations, inbox, outbox, replies
from escalation_bot.store.db import Tx
from escalation_bot.store.inbox import Stored
from escalation_bot.threads import LATE_REPLY, wait_for_post

WORDED = {
    "publish": Verb.UPDATE,
    "ask": Verb.ASK,
    "resolve": Verb.RESOLVE,
    "hold": Verb.HOLD,
    "decline": Verb.DECLINE,
    "level_up": Verb.LEVEL_UP,
}
"""What a reaction on a reply does with its words."""
ON_CARD = frozenset(WORDED) - {"publish", "ask"}
"""Those that ask for words where they stand on the card."""
CARDS = frozenset({Role.CARD, Role.LEVEL})
"""The messages that the team works from."""


@dataclass(frozen=True)
class Reaction:
    """Who put which meaning on which message."""

    who: Person
    name: str
    channel: str
    ts: str
    stored: Stored


async def _read(front: Front, stored: Stored) -> Reaction | None:
    event = stored.event.payload
    item = event.get("item") or {}
    name = front.policy.verb_of(str(event.get("reaction", "")))
    if name is None or item.get("type") != "message":
        return None
    return Reaction(await front.person(event["user"]), name, item["channel"], item["ts"], stored)


async def on_added(front: Front, stored: Stored) -> Effect:
    """Somebody reacted: with a meaning of ours, on a message of ours?"""
    reaction = await _read(front, stored)
    if reaction is None:
        return nothing

    async def effect(tx: Tx) -> None:
        if await inbox.newer_done(tx, stored.event):
            return
        if message := await outbox.at(tx, reaction.channel, reaction.ts):
            await _on_message(tx, front, reaction, message)
        elif reply := await replies.at(tx, reaction.channel, reaction.ts):
            if reply.side is Role.CARD and reaction.name in WORDED:
                await _on_reply(tx, front, reaction, reply)
        else:
            await _wait(tx, front, reaction)

    return effect


async def _wait(tx: Tx, front: Front, reaction: Reaction) -> None:
    await wait_for_post(tx, reaction.stored)
    ours = {channel for t in front.policy.teams.values() for channel in (t.queue_channel, *t.intake_channels)}
    if await inbox.expected(tx, reaction.channel, reaction.ts):
        raise NotYet("the reply that it stands under is being worked")
    if reaction.channel in ours and tx.now - reaction.stored.received < LATE_REPLY:
        raise NotYet("the reply that it stands under has not come yet")


async def _on_message(tx: Tx, front: Front, reaction: Reaction, message: Pending) -> None:
    number = message.delivery.escalation
    if number is None:
        return
    if message.delivery.role in CARDS and reaction.name == "take":
        await _act(tx, front, reaction, Verb.TAKE, number)
    elif message.delivery.role in CARDS and reaction.name in ON_CARD:
        await _ask_for_words(tx, front, reaction, number)
    elif message.delivery.role == Role.QUESTION and reaction.name == "resolve":
        await _confirm(tx, front, reaction, number)


async def _confirm(tx: Tx, front: Front, reaction: Reaction, number: int) -> None:
    """The requester's ✅ on the question; anybody else's means nothing there."""
    found = await escalations.load(tx, number)
    followers = await escalations.followers(tx, number)
    if found and (reaction.who.id == found.requester or followers.get(reaction.who.id)):
        await _act(tx, front, reaction, Verb.CONFIRM, number)


async def _act(tx: Tx, front: Front, reaction: Reaction, verb: Verb, number: int) -> None:
    try:
        await act(tx, front.policy, reaction.who, verb, number)
    except Refused as refused:
        await _tell(tx, front, reaction, refused)


async def _tell(tx: Tx, front: Front, reaction: Reaction, refused: Refused, thread: str | None = None) -> None:
    """Why nothing happened; strangers hear it once a day, managers not at all.

    In a thread only where somebody replied already: in an empty one Slack shows no note (SLACK-FACTS B6).
    """
    who = reaction.who
    here = {t.key for t in front.policy.teams.values() if reaction.channel in _workplaces(t)}
    if here & (who.member_of | who.leads | {team for team, _ in who.levels}):
        await refuse(tx, who, refused, Where(reaction.channel, thread))
        return
    if here & who.manages:
        return
    shown = {**refused.facts, "who": reaction.who.id}
    once = f"stranger:{reaction.who.id}:{reaction.channel}:{tx.now.date()}"
    await note(tx, reaction.who, "refused/members_only", shown, Where(reaction.channel, thread), once=once)


def _workplaces(team: Team) -> set[str | None]:
    return {team.queue_channel, *(level.channel for level in team.levels)}


async def _ask_for_words(tx: Tx, front: Front, reaction: Reaction, number: int) -> None:
    try:
        found, _ = await permitted(tx, front.policy, reaction.who, WORDED[reaction.name], number)
    except Refused as refused:
        await _tell(tx, front, reaction, refused)
        return
    shown = {**facts.of(found, front.policy), "verb": str(WORDED[reaction.name])}
    await note(tx, reaction.who, "note/words_wanted", shown, Where(reaction.channel))


async def _on_reply(tx: Tx, front: Front, reaction: Reaction, reply: replies.Reply) -> None:
    """The words are there: what will be sent, to whom, is shown; it happens when the publish wait is over."""
    try:
        await intents.announce(tx, front.policy, reaction.who, WORDED[reaction.name], reply)
    except Refused as refused:
        await _tell(tx, front, reaction, refused, await intents.thread_of(tx, reply.escalation, reply.channel))


async def on_removed(front: Front, stored: Stored) -> Effect:
    """Somebody took their own reaction back: within the wait nothing happened; later what it did is undone (LIFE)."""
    reaction = await _read(front, stored)
    if reaction is None:
        return nothing

    async def effect(tx: Tx) -> None:
        if await inbox.newer_done(tx, stored.event):
            return
        if message := await outbox.at(tx, reaction.channel, reaction.ts):
            await _undo_take(tx, front, reaction, message)
        elif reaction.name in WORDED:
            await _undo_words(tx, front, reaction)

    return effect


async def _undo_take(tx: Tx, front: Front, reaction: Reaction, message: Pending) -> None:
    number = message.delivery.escalation
    if number is None or message.delivery.role not in CARDS or reaction.name != "take":
        return
    found = await escalations.load(tx, number)
    if found is None or reaction.who.id not in {found.owner, found.wanted_by}:
        return
    try:
        await act(tx, front.policy, reaction.who, Verb.UNDO, number, Details(undoes=Verb.TAKE))
    except Refused:
        if found.owner == reaction.who.id and found.state in WORKED:
            await _act(tx, front, reaction, Verb.HAND_BACK, number)


async def _undo_words(tx: Tx, front: Front, reaction: Reaction) -> None:
    verb = WORDED[reaction.name]
    if await intents.take_back(tx, reaction.who.id, verb, reaction.channel, reaction.ts):
        return
    try:
        await intents.undo(tx, front.policy, reaction.who, verb, reaction.channel, reaction.ts)
    except Refused as refused:
        reply = await replies.at(tx, reaction.channel, reaction.ts)
        thread = await intents.thread_of(tx, reply.escalation, reply.channel) if reply else None
        await _tell(tx, front, reaction, refused, thread)
