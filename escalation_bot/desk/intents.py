"""What a reaction on a reply is about to do: shown first, done when the publish wait is over, stopped until then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from escalation_bot.desk import corrections, previews
from escalation_bot.desk.desk import Desk, Where, note, refuse
from escalation_bot.desk.turn import Details, permitted
from escalation_bot.desk.verbs import act
from escalation_bot.domain.delivery import Delivery, Kind, Role
from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import Person
from escalation_bot.domain.permits import Refused
from escalation_bot.domain.policy import Policy
from escalation_bot.messages import facts
from escalation_bot.store import escalations, outbox, replies
from escalation_bot.store.db import Tx
from escalation_bot.store.replies import Intent, Reply

_ONCE = frozenset({Verb.UPDATE, Verb.ASK})
"""What the same words are not said for twice, however many people react."""


async def announce(tx: Tx, policy: Policy, who: Person, verb: Verb, reply: Reply) -> None:
    """Notes what will happen and shows it in the card's thread. Raises Refused. A second time, by whomever: nothing."""
    if await replies.picked(tx, str(verb), reply, once=verb in _ONCE):
        return
    found, _ = await permitted(tx, policy, who, verb, reply.escalation)
    intent = Intent(
        verb=str(verb),
        escalation=reply.escalation,
        person=who.id,
        author=reply.author,
        words=reply.text,
        state=str(found.state),
        channel=reply.channel,
        ts=reply.ts,
        due=tx.now + policy.publish_wait,
    )
    intent = await replies.intend(tx, intent)
    await _preview(tx, policy, found, intent)


async def _preview(tx: Tx, policy: Policy, found: Escalation, intent: Intent) -> None:
    card = await _card_in(tx, intent.escalation, intent.channel)
    shown = facts.of(found, policy) | {
        "intent": intent.id,
        "verb": intent.verb,
        "words_now": intent.words,
        "person": intent.person,
        "author": intent.author,
        "seconds": int(policy.publish_wait.total_seconds()),
        "asks_needs": intent.verb == Verb.LEVEL_UP,
        "status": "waiting",
    }
    delivery = Delivery(Kind.POST, card.channel, "team/preview", shown, escalation=found.id, thread=card.id)
    preview = await outbox.add_one(tx, delivery)
    await replies.previewed(tx, intent.id, preview)


async def _card_in(tx: Tx, escalation: int, channel: str) -> outbox.Standing:
    """The card in this channel: the team's own, or a level's."""
    standing = await outbox.standing(tx, escalation)
    level = standing.get(Role.LEVEL)
    return level if level and level.channel == channel else standing[Role.CARD]


async def thread_of(tx: Tx, escalation: int, channel: str) -> str | None:
    """Where the card stands, in whose thread somebody has replied."""
    card = await _card_in(tx, escalation, channel)
    message = await outbox.one(tx, card.id) if card.channel == channel else None
    return message.ts if message else None


async def where(tx: Tx, intent: Intent) -> Where:
    """The thread in which it is shown, and was said."""
    preview = await outbox.one(tx, intent.preview) if intent.preview else None
    return Where(intent.channel, preview.parent.ts if preview and preview.parent else None)


async def settle(tx: Tx, intent: Intent, status: str, shown: str | None = None, by: str | None = None) -> bool:
    """Ends the wait; false if somebody was faster."""
    if not await replies.settle(tx, intent.id, status):
        return False
    await previews.show(tx, intent, shown or status, by)
    return True


async def edited(tx: Tx, policy: Policy, reply: Reply, words: str, where: Where) -> None:
    """Its author changed a reply. What they are about to send themselves has the new words; what somebody else picked
    stays as that person saw it, and what was sent stays as it is: its author may send the corrected words."""
    for intent in await replies.waiting_at(tx, reply.channel, reply.ts):
        if intent.person == reply.author and words:
            await replies.reword_intent(tx, intent.id, words)
            await previews.show(tx, replace(intent, words=words), "waiting")
    now = await replies.reword(tx, reply, words)
    await corrections.offer(tx, policy, now, where)


async def deleted(tx: Tx, channel: str, ts: str, where: Where) -> None:
    """What was to be sent and is not there any more is not sent: its author took it away, and nobody has read it yet.
    Who picked it is told. What was sent stays: deleting is no undo (LIFE)."""
    for intent in await replies.waiting_at(tx, channel, ts):
        await settle(tx, intent, "stopped", "deleted")
        if intent.person != intent.author:
            shown = {"author": intent.author}
            await note(tx, Person(intent.person), "note/deleted", shown, where)


async def take_back(tx: Tx, person: str, verb: Verb, channel: str, ts: str) -> bool:
    """The reaction was removed in time: nothing happens. False: there is nothing waiting."""
    intent = await replies.waiting_intent(tx, place=(str(verb), person, channel, ts))
    return intent is not None and await settle(tx, intent, "stopped")


_BACK: Mapping[Verb, Verb] = {
    Verb.UPDATE: Verb.RETRACT,
    Verb.ASK: Verb.UNDO,
    Verb.DECLINE: Verb.UNDO,
    Verb.LEVEL_UP: Verb.UNDO,
    Verb.RESOLVE: Verb.REOPEN,
    Verb.HOLD: Verb.RESUME,
}
"""How what a reaction did is taken back."""
_WHILE: Mapping[Verb, State] = {Verb.HOLD: State.HELD, Verb.RESOLVE: State.RESOLVED}
"""What is taken back only while it stands by these very words; later it means nothing."""


async def undo(tx: Tx, policy: Policy, who: Person, verb: Verb, channel: str, ts: str) -> None:
    """The reaction was removed when its words had done their work: that is taken back (LIFE). Raises Refused."""
    intent = await replies.done_intent(tx, (str(verb), who.id, channel, ts))
    if intent is None:
        return
    digest = escalations.words_hash(intent.words)
    if verb in _WHILE and not await _stands(tx, verb, intent.escalation, digest):
        return
    await act(tx, policy, who, _BACK[verb], intent.escalation, Details(digest=digest, undoes=verb))
    await previews.taken_back(tx, intent)


async def _stands(tx: Tx, verb: Verb, number: int, digest: str) -> bool:
    """Is it still held or resolved by these words? What is closed says itself what can be done."""
    found, last = await escalations.load(tx, number), await escalations.newest(tx, number, verb)
    states = {_WHILE[verb], State.CLOSED} if verb is Verb.RESOLVE else {_WHILE[verb]}
    return found is not None and found.state in states and last is not None and last.words == digest


async def fulfil(tx: Tx, policy: Policy, who: Person, intent: Intent) -> Refused | None:
    """The wait is over: state, clocks and words together. Answers why not, where it cannot be done any more."""
    details = Details(intent.words, author=intent.author)
    try:
        await act(tx, policy, who, Verb(intent.verb), intent.escalation, details, State(intent.state))
    except Refused as refused:
        await settle(tx, intent, "refused")
        return refused
    await settle(tx, intent, "done")
    reply = await replies.passed_on(tx, intent.channel, intent.ts, escalations.words_hash(intent.words))
    if reply:
        await corrections.offer(tx, policy, reply, await where(tx, intent))
    return None


async def stop(desk: Desk, who: Person, number: int, where: Where) -> Intent | None:
    """`Stop` or `Change`, by whoever reacted or a lead of that team; answers what was stopped."""
    async with desk.turn() as tx:
        intent = await replies.waiting_intent(tx, number=number, lock=True)
        if intent is None:
            await refuse(tx, who, Refused("too_late_to_stop"), where)
        elif who.id != intent.person and not await _leads(tx, who, intent):
            await refuse(tx, who, Refused("not_your_reaction", person=intent.person), where)
        else:
            await settle(tx, intent, "stopped", by=who.id)
            return intent
    return None


async def _leads(tx: Tx, who: Person, intent: Intent) -> bool:
    found = await escalations.load(tx, intent.escalation, lock=False)
    return found is not None and found.team in who.leads
