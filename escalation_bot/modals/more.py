"""`More…`: what this person may do with an escalation now, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot.desk.turn import NOTHING, Details
from escalation_bot.domain.escalation import WAITING, Escalation
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import Person
from escalation_bot.domain.permits import Refused, possible
from escalation_bot.front import Front, View
from escalation_bot.messages import facts
from escalation_bot.modals import decide, offer, say
from escalation_bot.modals.sending import bind, follows
from escalation_bot.modals.values import field, memory, remember
from escalation_bot.store import escalations

CALLBACK = "more"
NEWEST = 5
"""How many of the words that came later are shown beside the motivation, as on the card: Slack's forms have an end."""
_SAID = ("motivation", "add_facts", "answer", "said", "not_yet", "appeal", "came_back")
"""What came from the requester's side."""


async def view(front: Front, who: Person, number: int) -> View:
    """The choices, worked out from the table of life for this person and the state now. One read; a second one for the
    words of a private request, which members read here only, and for what its requester could offer."""
    async with front.desk.look() as tx:
        found, followers = await escalations.seen_by(tx, number)
        hides = found is not None and found.private and who.works_for(found)
        said = await escalations.said(tx, number, *_SAID) if hides else []
        own = await offer.own_ones(tx, front, found) if found and _may_offer(front, who, found) else []
    if found is None or found.team not in front.policy.teams:
        return front.render.form("form/refused", {"message": None, "words": ""}, callback="refused")
    can = possible(found, await front.situation(who, found, followers))
    choices = [str(verb) for verb in can if verb is not Verb.OFFER or own]
    words = [each.text for each in (*said[:1], *said[1:][-NEWEST:])]
    shown = {**facts.of(found, front.policy), "choices": choices, "said": words}
    shown["hidden"] = facts.is_hidden(shown, who)
    metadata = remember(id=number, seen=str(found.state))
    return front.render.form("form/more", shown, callback=CALLBACK, metadata=metadata)


def _may_offer(front: Front, who: Person, found: Escalation) -> bool:
    return who.id == found.requester and found.state in WAITING and found.team in front.policy.teams


_FORMS = {Verb.SWAP: decide.view, Verb.OFFER: offer.view}
"""The verbs that have a form of their own."""


async def form_for(front: Front, verb: Verb, who: Person, number: int) -> View:
    """The form for a verb's words and choices."""
    own = _FORMS.get(verb)
    return await own(front, who, number) if own else await say.view(front, who, verb, number)


async def on_submit(ack: AsyncAck, body: Mapping[str, Any], form: Mapping[str, Any], front: Front) -> None:
    """Goes on to the verb's own form, or does it."""
    known, chosen = memory(form), field(form, "verb")
    who = await front.person(body["user"]["id"])
    verb = Verb(chosen) if chosen in set(Verb) else None
    if verb is None:
        await ack(response_action="update", view=await say.refusal(front, who, Refused("gone"), ""))
        return
    if say.needs_form(verb) or verb in _FORMS:
        following = follows(form, await form_for(front, verb, who, known.number))
        await ack(response_action="update", view=following)
        return
    try:
        await front.desk.do(who, verb, known.number, await _details(front, verb, known.number), known.seen)
    except Refused as refused:
        await ack(response_action="update", view=await say.refusal(front, who, refused, ""))
        return
    await ack()


async def _details(front: Front, verb: Verb, number: int) -> Details:
    """What Slack has to be asked for before it is taken over: is its owner away?"""
    if verb is not Verb.TAKE_OVER:
        return NOTHING
    async with front.desk.look() as tx:
        found = await escalations.load(tx, number, lock=False)
    return Details(owner_away=found is not None and await front.owner_away(found))


def register(app: AsyncApp, front: Front) -> None:
    """Binds the form's sending."""
    bind(app, front, CALLBACK, on_submit)
