"""`More…`: what this person may do with an escalation now, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot.domain import life
from escalation_bot.domain.life import Refused, Verb
from escalation_bot.domain.people import Person, roles
from escalation_bot.front import Front, View
from escalation_bot.messages import facts
from escalation_bot.modals import say
from escalation_bot.modals.values import field, memory, remember
from escalation_bot.store import escalations

CALLBACK = "more"
NEWEST = 5
"""How many of the words that came later are shown beside the motivation, as on the card: Slack's forms have an end."""
_SAID = ("motivation", "add_facts", "answer", "said", "not_yet")
"""What came from the requester's side."""


async def view(front: Front, who: Person, number: int) -> View:
    """The choices, worked out from the table of life for this person and the state now. One read; a second one for the
    words of a private request, which members read here only."""
    async with front.desk.look() as tx:
        found, follows = await escalations.seen_by(tx, who.id, number)
        hides = found is not None and found.private and found.team in who.member_of | who.leads
        said = await escalations.said(tx, number, *_SAID) if hides else []
    if found is None or found.team not in front.policy.teams:
        return front.render.form("form/refused", {"message": None, "words": ""}, callback="refused")
    held = roles(who, found, [who.id] if follows else [])
    choices = [str(verb) for verb in life.possible(found, held)]
    words = [each.text for each in (*said[:1], *said[1:][-NEWEST:])]
    shown = {**facts.of(found, front.policy), "choices": choices, "said": words}
    shown["hidden"] = facts.is_hidden(shown, who)
    metadata = remember(id=number, seen=str(found.state))
    return front.render.form("form/more", shown, callback=CALLBACK, metadata=metadata)


async def on_submit(ack: AsyncAck, body: Mapping[str, Any], form: Mapping[str, Any], front: Front) -> None:
    """Goes on to the verb's own form, or does it."""
    known, chosen = memory(form), field(form, "verb")
    who = await front.person(body["user"]["id"])
    verb = Verb(chosen) if chosen in set(Verb) else None
    if verb is None:
        await ack(response_action="update", view=await say.refusal(front, who, Refused("gone"), ""))
        return
    if say.needs_form(verb):
        await ack(response_action="update", view=await say.view(front, who, verb, known.number))
        return
    try:
        await front.desk.do(who, verb, known.number, seen=known.seen)
    except Refused as refused:
        await ack(response_action="update", view=await say.refusal(front, who, refused, ""))
        return
    await ack()


def register(app: AsyncApp, front: Front) -> None:
    """Binds the form's sending."""

    @app.view(CALLBACK)
    async def submitted(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await on_submit(ack, body, view, front)
