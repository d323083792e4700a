"""Replies in the threads of cards and receipts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from escalation_bot.desk.desk import Where, note, refuse
from escalation_bot.desk.turn import Details
from escalation_bot.desk.verbs import act
from escalation_bot.domain import text
from escalation_bot.domain.delivery import Delivery, Kind, Role
from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import Person
from escalation_bot.domain.permits import Refused, is_asked
from escalation_bot.front import Front
from escalation_bot.jobs.inbox import Effect, NotYet, nothing
from escalation_bot.messages import facts
from escalation_bot.store import escalations, outbox, replies
from escalation_bot.store.db import Tx
from escalation_bot.store.inbox import Stored
from escalation_bot.store.replies import Reply

SPOKEN = (None, "file_share", "thread_broadcast")
"""The subtypes of messages that people say; edits and deletions change nothing that was sent (LIFE)."""
SKEW = timedelta(minutes=1)
"""How far the clocks of two copies of the bot may be apart."""
_WORKED = frozenset({State.IN_PROGRESS, State.HELD})
SIDES: Mapping[str, Role] = {
    Role.CARD: Role.CARD,
    Role.LEVEL: Role.CARD,
    Role.RECEIPT: Role.RECEIPT,
    Role.NOTICE: Role.RECEIPT,
}
"""Whose talk a thread is, by the message above it."""
ENOUGH = 20
"""How many characters make an owner's reply to the requester an update."""


async def on_message(front: Front, stored: Stored) -> Effect:
    """Keeps a reply in one of our threads, and does what it means there."""
    event = stored.event.payload
    top = event.get("thread_ts")
    if not top or top == event.get("ts") or "user" not in event or event.get("bot_id"):
        return nothing
    raw = str(event.get("text", ""))
    names = await front.directory.names(text.mentioned(raw))
    who = await front.person(event["user"])

    async def effect(tx: Tx) -> None:
        above = await outbox.at(tx, event["channel"], top)
        if above is None:
            await wait_for_post(tx, stored)
        elif (side := SIDES.get(above.delivery.role or "")) and above.delivery.escalation:
            reply = Reply(
                event["channel"], event["ts"], above.delivery.escalation, side, who.id, text.plain(raw, names)
            )
            if await replies.keep(tx, reply) and side is Role.RECEIPT:
                await _in_receipt(tx, front, who, reply, top, calls=text.calls_anybody(raw))

    return effect


async def wait_for_post(tx: Tx, stored: Stored) -> None:
    """Leaves an event for later while a message that it may be about is on its way and its place not noted yet.

    Messages written after the event came cannot be meant, so the wait has an end.
    """
    places = {stored.event.lane, str(stored.event.payload.get("user"))}  # a DM is sent to the person's id
    if await outbox.unsettled_in(tx, places, stored.received + SKEW):
        raise NotYet("a message to this channel is on its way")


async def _in_receipt(tx: Tx, front: Front, who: Person, reply: Reply, top: str, *, calls: bool) -> None:
    found = await escalations.load(tx, reply.escalation)
    if found is None or not reply.text:
        return
    followers = await escalations.followers(tx, found.id)
    if who.id == found.requester or followers.get(who.id):
        await _from_requester(tx, front, who, found, reply)
    elif who.id == found.owner and found.state in _WORKED and len(reply.text) >= ENOUGH and not calls:
        await _from_owner(tx, front, who, found, reply, Where(reply.channel, top))
    else:
        await _copy(tx, front, found, reply, [])


async def _from_requester(tx: Tx, front: Front, who: Person, found: Escalation, reply: Reply) -> None:
    """An answer where one was asked for, else further words for the team."""
    if found.is_open and is_asked(found):
        await act(tx, front.policy, who, Verb.ANSWER, found.id, Details(reply.text))
    else:
        await _copy(tx, front, found, reply, [found.owner] if found.owner else [])


async def _from_owner(tx: Tx, front: Front, who: Person, found: Escalation, reply: Reply, where: Where) -> None:
    """It counts as the update; only the owner is told, the requester has read it."""
    try:
        after = await act(tx, front.policy, who, Verb.UPDATE, found.id, Details(reply.text, quiet=True))
    except Refused as refused:
        await refuse(tx, who, refused, where)
        return
    shown = {**facts.of(after, front.policy), "digest": escalations.words_hash(reply.text)}
    await note(tx, who, "note/counted", shown, where)


async def _copy(tx: Tx, front: Front, found: Escalation, reply: Reply, mention: list[str]) -> None:
    """What is said in the receipt's thread is seen by the team; the requester's side is heard by the owner."""
    card = (await outbox.standing(tx, found.id))[Role.CARD]
    entry = escalations.Entry(
        escalation=found.id,
        who=reply.author,
        verb="said",
        before=str(found.state),
        after=str(found.state),
        policy_version=front.policy.version,
        facts={},
        kind="said",
        words=reply.text,
    )
    shown: Mapping[str, Any] = {**facts.of(found, front.policy), "author": reply.author, "mention": mention}
    await outbox.add(
        tx,
        Delivery(
            Kind.POST,
            card.channel,
            "team/copied",
            shown,
            escalation=found.id,
            thread=card.id,
            words=await escalations.note(tx, entry),
        ),
    )
