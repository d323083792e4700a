"""Words that their author changed after they were sent: what was sent stays, the corrected words can follow."""

from __future__ import annotations

from escalation_bot.desk import copies
from escalation_bot.desk.desk import Desk, Where, note, refuse
from escalation_bot.desk.turn import Details
from escalation_bot.desk.verbs import act
from escalation_bot.domain.delivery import Role
from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import Person
from escalation_bot.domain.permits import Refused
from escalation_bot.domain.policy import Policy
from escalation_bot.messages import facts
from escalation_bot.store import escalations, replies
from escalation_bot.store.db import Tx
from escalation_bot.store.replies import Reply


async def offer(tx: Tx, policy: Policy, reply: Reply, where: Where) -> None:
    """Offers its author alone to send the words that a reply has now, where others have read it with different ones."""
    if not _is_newer(reply):
        return
    found = await escalations.load(tx, reply.escalation, lock=False)
    if found and found.team in policy.teams:
        shown = {**facts.of(found, policy), "side": str(reply.side), "channel": reply.channel, "ts": reply.ts}
        await note(tx, Person(reply.author), "note/edited", shown, where)


def _is_newer(reply: Reply) -> bool:
    return bool(reply.text) and reply.told not in {None, escalations.words_hash(reply.text)}


async def send(desk: Desk, who: Person, number: int, place: tuple[str, str], where: Where) -> None:
    """`Send the corrected words`: the newest ones, once, by their author; a member's to the requester, what was said
    in the receipt's thread to the team."""
    async with desk.turn() as tx:
        found = await escalations.load(tx, number)  # held: pressed twice at the same moment, it is sent once
        reply = await replies.at(tx, *place)
        if found is None or reply is None or (reply.escalation, reply.author) != (number, who.id):
            await refuse(tx, who, Refused("gone"), where)
            return
        try:
            await _correct(tx, desk.policy, who, found, reply)
        except Refused as refused:
            await refuse(tx, who, refused, where)
        else:
            shown = {**facts.of(found, desk.policy), "side": str(reply.side)}
            await note(tx, who, "note/corrected", shown, where)


async def _correct(tx: Tx, policy: Policy, who: Person, found: Escalation, reply: Reply) -> None:
    """Raises Refused."""
    if found.team not in policy.teams:
        raise Refused("gone")
    if not _is_newer(reply):
        raise Refused("nothing_newer", **facts.of(found, policy))
    if reply.side is Role.CARD:
        await act(tx, policy, who, Verb.CORRECT, found.id, Details(reply.text))
        await replies.passed_on(tx, reply.channel, reply.ts, escalations.words_hash(reply.text))
    else:
        await copies.copy(tx, policy, found, reply, corrected=True)
