"""What is said in the receipt's thread is seen by the team: copied to the card's thread, quick replies joined."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from escalation_bot.desk.one_thread import workplace
from escalation_bot.domain.delivery import Delivery, Kind, Role
from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.permits import is_asked
from escalation_bot.domain.policy import Policy
from escalation_bot.messages import facts
from escalation_bot.store import escalations, outbox, replies
from escalation_bot.store.db import Tx
from escalation_bot.store.outbox import Standing
from escalation_bot.store.replies import Reply

JOINED = timedelta(seconds=60)
"""For so long one person's further replies stand in the same copy (LIFE)."""
MOST = 20
"""How many replies, and files, one copy shows."""
ROOM = 9000
"""How many characters one copy quotes; Slack's messages have an end."""
_COPIED = "team/copied"


def carried(reply: Reply) -> facts.Facts:
    """What a message says of the files that came with a reply; in a direct message nobody else can open them."""
    if not reply.files:
        return {}
    return {"files": list(reply.files), "files_shut": reply.channel.startswith("D"), "only_files": not reply.text}


async def asks(tx: Tx, found: Escalation, person: str) -> bool:
    """Does this person speak for the requester's side?"""
    return person == found.requester or (await escalations.followers(tx, found.id)).get(person, False)


async def copy(tx: Tx, policy: Policy, found: Escalation, reply: Reply, *, corrected: bool = False) -> None:
    """Carries a reply to the team; the owner hears of what the requester's side says. A correction stands alone."""
    digest = await escalations.note(tx, _entry(policy, found, reply, corrected=corrected))
    await replies.passed_on(tx, reply.channel, reply.ts, digest)
    if corrected or not await _join(tx, found, reply, digest):
        heard = found.owner not in {None, reply.author} and await asks(tx, found, reply.author)
        shown = facts.of(found, policy) | {
            "author": reply.author,
            "mention": [found.owner] if heard else [],
            "corrected": corrected,
            "length": len(reply.said),
            **carried(reply),
        }
        card = workplace(found, await outbox.standing(tx, found.id))
        copied = Delivery(Kind.POST, card.channel, _COPIED, shown, found.id, thread=card.id, words=digest)
        await outbox.add(tx, copied)


async def mention(tx: Tx, policy: Policy, found: Escalation, reply: Reply) -> None:
    """Where everybody reads one thread nothing is copied. Whoever asked or has it is mentioned there once, and follows
    it from then on; who has written there follows it already."""
    card = (await outbox.standing(tx, found.id))[Role.CARD]
    heard = (found.asked_by if is_asked(found) else None) or found.owner
    if heard is None or heard == reply.author or await replies.wrote(tx, found.id, reply.channel, heard):
        return
    shown = {**facts.of(found, policy), "author": reply.author, "mention": [heard]}
    once = f"call:{card.id}:{heard}"
    await outbox.add(tx, Delivery(Kind.POST, card.channel, "team/here", shown, found.id, thread=card.id, once=once))


def _entry(policy: Policy, found: Escalation, reply: Reply, *, corrected: bool) -> escalations.Entry:
    return escalations.Entry(
        escalation=found.id,
        who=reply.author,
        verb="said",
        before=str(found.state),
        after=str(found.state),
        policy_version=policy.version,
        facts={"corrected": True} if corrected else {},
        kind="said",
        words=reply.said,
    )


async def _join(tx: Tx, found: Escalation, reply: Reply, digest: str | None) -> bool:
    """Shows a reply in its author's copy of just now; false where there is none, or no room in one that is the only
    way for the team to read it. An edit notifies nobody: who should hear of it has just heard."""
    since = tx.now - JOINED
    recent = (copied for copied in await outbox.newest(tx, found.id, _COPIED, since) if not copied.facts["corrected"])
    last = next((copied for copied in recent if copied.facts["author"] == reply.author), None)
    if last is None:
        return False
    joined = _joined(last, reply, digest)
    if joined["beyond"] and reply.channel.startswith("D"):
        return False
    await outbox.revise(tx, last.id, joined)
    await outbox.refresh(tx, found.id, [last])
    return True


def _joined(last: Standing, reply: Reply, digest: str | None) -> dict[str, Any]:
    """The facts of a copy with one reply more; what has no room is counted."""
    shown, more = dict(last.facts), last.facts.get("more", [])
    length = shown["length"] + len(reply.said)
    if len(more) + 1 >= MOST or length > ROOM:
        return shown | {"beyond": shown.get("beyond", 0) + 1}
    files = [*shown.get("files", ()), *reply.files]
    shown |= {"length": length, "beyond": shown.get("beyond", 0)}
    shown |= {"files": files[:MOST], "files_shut": reply.channel.startswith("D")} if files else {}
    return shown | {"more": [*more, *([digest] if reply.text else ())]}
