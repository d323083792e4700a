"""Replies in the threads of cards and receipts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from escalation_bot.desk import copies, intents
from escalation_bot.desk.desk import Where, note, refuse
from escalation_bot.desk.one_thread import workplace
from escalation_bot.desk.turn import Details
from escalation_bot.desk.verbs import act
from escalation_bot.domain import text
from escalation_bot.domain.delivery import Pending, Role
from escalation_bot.domain.escalation import WORKED, Escalation
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import Person
from escalation_bot.domain.permits import Refused, is_asked
from escalation_bot.front import Front
from escalation_bot.jobs.inbox import Effect, NotYet
from escalation_bot.messages import facts
from escalation_bot.store import escalations, inbox, outbox, replies
from escalation_bot.store.db import Tx
from escalation_bot.store.inbox import Stored
from escalation_bot.store.replies import Reply

SPOKEN = (None, "file_share", "thread_broadcast")
"""The subtypes of messages that people say."""
CHANGED, DELETED = "message_changed", "message_deleted"
"""The subtypes of what becomes of them."""
SKEW = timedelta(minutes=1)
"""How far the clocks of two copies of the bot may be apart."""
LATE_REPLY = timedelta(seconds=30)
"""How long what is about a reply waits for that, which Slack may deliver after it."""
SIDES: Mapping[str, Role] = {
    Role.CARD: Role.CARD,
    Role.LEVEL: Role.CARD,
    Role.RECEIPT: Role.RECEIPT,
    Role.NOTICE: Role.RECEIPT,
}
"""Whose talk a thread is, by the message above it."""
ENOUGH = 20
"""How many characters make an owner's reply to the requester an update."""
NAME = 80
"""How many characters of a file's name are shown."""


def message_of(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """The message that an event is about: with an edit and a deletion it stands inside."""
    inside = {CHANGED: "message", DELETED: "previous_message"}.get(str(event.get("subtype")))
    found = event.get(inside) if inside else event
    return found if isinstance(found, Mapping) else {}


def is_talk(event: Mapping[str, Any]) -> bool:
    """Is this about a reply of a person: said, given other words, or taken away? Slack says that a message changed for
    links that it unfolds and for counts, too."""
    said, before = message_of(event), event.get("previous_message") or {}
    top = said.get("thread_ts")
    if not top or top == said.get("ts") or said.get("subtype") not in SPOKEN:
        return False
    same = event.get("subtype") == CHANGED and said.get("text") == before.get("text")
    return "user" in said and not said.get("bot_id") and not same


async def on_message(front: Front, stored: Stored) -> Effect:
    """What somebody said, changed or took away in a thread."""
    change = _CHANGES.get(str(stored.event.payload.get("subtype")), _on_said)
    return await change(front, stored)


async def _on_said(front: Front, stored: Stored) -> Effect:
    """Keeps a reply in one of our threads, and does what it means there."""
    event, top = stored.event.payload, str(stored.event.payload["thread_ts"])
    raw, words = await _words(front, event)
    who = await front.person(event["user"])

    async def effect(tx: Tx) -> None:
        above = await outbox.at(tx, event["channel"], top)
        if above is None:
            await wait_for_post(tx, stored)
        elif above.delivery.escalation and (side := await _side(tx, above)):
            number, files = above.delivery.escalation, _files(event)
            reply = Reply(event["channel"], event["ts"], number, side, who.id, words, files=files)
            if await replies.keep(tx, reply):
                await _act_on(tx, front, who, reply, above, calls=text.calls_anybody(raw))

    return effect


async def _words(front: Front, message: Mapping[str, Any]) -> tuple[str, str]:
    """A message's words as Slack has them, and as text."""
    raw = str(message.get("text", ""))
    return raw, text.plain(raw, await front.directory.names(text.mentioned(raw)))


def _files(message: Mapping[str, Any]) -> tuple[Mapping[str, str | None], ...]:
    """The name of each file that came with a message, and where it is read in Slack."""
    return tuple(
        {"name": text.excerpt(text.clean(str(file.get("name") or file["id"])), NAME), "url": _address(file)}
        for file in message.get("files") or ()
    )


def _address(file: Mapping[str, Any]) -> str | None:
    address = str(file.get("permalink") or "")
    return address if address.startswith("https://") else None


async def _side(tx: Tx, above: Pending) -> Role | None:
    """Whose talk a thread is, by the message above it. What was card and receipt in one is the receipt alone once the
    card stands elsewhere."""
    side = SIDES.get(above.delivery.role or "")
    if side is Role.CARD and above.delivery.escalation:
        standing = await outbox.standing(tx, above.delivery.escalation)
        return Role.RECEIPT if standing[Role.RECEIPT].id == above.id != standing[Role.CARD].id else side
    return side


async def _on_edited(front: Front, stored: Stored) -> Effect:
    """A kept reply takes its new words; other changes of a message are none for us."""
    event, message = stored.event.payload, stored.event.payload["message"]
    where = Where(event["channel"], message["thread_ts"])
    _, words = await _words(front, message)

    async def effect(tx: Tx) -> None:
        if await inbox.newer_done(tx, stored.event):
            return
        reply = await replies.at(tx, where.channel, message["ts"])
        if reply is None:
            await _wait_for_reply(tx, stored, where)
        elif reply.text != words:
            await intents.edited(tx, front.policy, reply, words, where)

    return effect


async def _wait_for_reply(tx: Tx, stored: Stored, where: Where) -> None:
    """Slack may deliver an edit before what it changes."""
    above = await outbox.at(tx, where.channel, where.thread_ts or "")
    if above and above.delivery.role in SIDES and tx.now - stored.received < LATE_REPLY:
        raise NotYet("the reply that was edited has not come yet")


async def _on_deleted(_front: Front, stored: Stored) -> Effect:
    """What was about to be sent of a reply that is gone is not sent; what was sent stays."""
    event = stored.event.payload
    where = Where(event["channel"], event["previous_message"]["thread_ts"])

    async def effect(tx: Tx) -> None:
        await intents.deleted(tx, where.channel, event["deleted_ts"], where)

    return effect


_CHANGES = {CHANGED: _on_edited, DELETED: _on_deleted}


async def wait_for_post(tx: Tx, stored: Stored) -> None:
    """Leaves an event for later while a message that it may be about is on its way and its place not noted yet.

    Messages written after the event came cannot be meant, so the wait has an end.
    """
    places = {stored.event.lane, str(stored.event.payload.get("user"))}  # a DM is sent to the person's id
    if await outbox.unsettled_in(tx, places, stored.received + SKEW):
        raise NotYet("a message to this channel is on its way")


async def _act_on(tx: Tx, front: Front, who: Person, reply: Reply, above: Pending, *, calls: bool) -> None:
    found = await escalations.load(tx, reply.escalation)
    if found is None or not reply.said:
        return
    if reply.side is Role.RECEIPT:
        await _in_receipt(tx, front, who, found, reply, Where(reply.channel, above.ts), calls=calls)
    elif await copies.asks(tx, found, who.id):
        await _in_one_thread(tx, front, who, found, reply, above)


async def _in_one_thread(tx: Tx, front: Front, who: Person, found: Escalation, reply: Reply, above: Pending) -> None:
    """Where the card is the receipt, too, everybody reads it where it stands; to an open question it is the answer.
    While a further level works on it in a channel of its own, it is carried there."""
    standing = await outbox.standing(tx, found.id)
    if standing[Role.RECEIPT].id != above.id:
        return
    if workplace(found, standing).id != above.id:
        await _from_requester(tx, front, who, found, reply)
        return
    await copies.mention(tx, front.policy, found, reply)
    if found.is_open and is_asked(found):
        await act(tx, front.policy, who, Verb.ANSWER, found.id, Details(reply.said, quiet=True))


async def _in_receipt(
    tx: Tx, front: Front, who: Person, found: Escalation, reply: Reply, where: Where, *, calls: bool
) -> None:
    """The requester's side answers or says more; the owner's words to them are an update; all else the team reads."""
    if await copies.asks(tx, found, who.id):
        await _from_requester(tx, front, who, found, reply)
    elif who.id == found.owner and found.state in WORKED and len(reply.text) >= ENOUGH and not calls:
        await _from_owner(tx, front, who, found, reply, where)
    else:
        await copies.copy(tx, front.policy, found, reply)


async def _from_requester(tx: Tx, front: Front, who: Person, found: Escalation, reply: Reply) -> None:
    """An answer where one was asked for, else further words for the team."""
    if not (found.is_open and is_asked(found)):
        await copies.copy(tx, front.policy, found, reply)
        return
    await act(tx, front.policy, who, Verb.ANSWER, found.id, Details(reply.said, files=copies.carried(reply)))
    await replies.passed_on(tx, reply.channel, reply.ts, escalations.words_hash(reply.said))


async def _from_owner(tx: Tx, front: Front, who: Person, found: Escalation, reply: Reply, where: Where) -> None:
    """It counts as the update; only the owner is told, the requester has read it, and reads an edit of it too. Under
    a notice the requester does not read it, so it is sent to them."""
    notice = (await outbox.standing(tx, found.id)).get(Role.NOTICE)
    aside = notice is not None and notice.channel == reply.channel
    details = Details(reply.text, quiet=not aside, aside=aside)
    try:
        after = await act(tx, front.policy, who, Verb.UPDATE, found.id, details)
    except Refused as refused:
        await refuse(tx, who, refused, where)
        return
    shown = {**facts.of(after, front.policy), "digest": escalations.words_hash(reply.text)}
    await note(tx, who, "note/counted", shown, where)
