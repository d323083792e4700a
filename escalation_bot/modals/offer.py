"""The form `Offer one of yours`: a requester names which of their own may step down for another (R12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot.desk import deciding
from escalation_bot.desk.turn import Details
from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.judgement import Problem
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import Person
from escalation_bot.domain.permits import Refused
from escalation_bot.front import Front, View
from escalation_bot.messages import facts
from escalation_bot.modals import say
from escalation_bot.modals.errors import errors
from escalation_bot.modals.sending import bind
from escalation_bot.modals.values import chosen_id, field, memory, remember
from escalation_bot.store import escalations, queues
from escalation_bot.store.db import Tx

CALLBACK = "offer"


async def view(front: Front, who: Person, number: int) -> View:
    """Which of their own there are to choose from."""
    async with front.desk.look() as tx:
        found = await escalations.load(tx, number, lock=False)
        own = await own_ones(tx, front, found) if found and found.team in front.policy.teams else []
    if found is None or found.team not in front.policy.teams:
        return await say.refusal(front, who, Refused("gone"), "")
    about = facts.of(found, front.policy)
    if who.id != found.requester or not own:
        why = "no_offer" if who.id == found.requester else "requester_only"
        return await say.refusal(front, who, Refused(why, **about), "")
    return front.render.form("form/offer", {**about, "own": own}, callback=CALLBACK, metadata=remember(id=found.id))


async def own_ones(tx: Tx, front: Front, found: Escalation) -> list[facts.Facts]:
    """What its requester could offer for it; one indexed read."""
    theirs = await queues.open_ones(
        tx, team=found.team, requester=found.requester, states=deciding.OFFERABLE, limit=MOST
    )
    return facts.listing((each for each in theirs if deciding.stands(found, each)), front.policy)


MOST = 100
"""What a select of Slack's holds."""


async def on_submit(ack: AsyncAck, body: Mapping[str, Any], form: Mapping[str, Any], front: Front) -> None:
    """Offers it, and acks when it is stored."""
    who, number, other = await front.person(body["user"]["id"]), memory(form).number, chosen_id(form, "other")
    if not field(form, "other"):
        await ack(response_action="errors", errors=await errors(front, [Problem("other", "missing")]))
        return
    try:
        await front.desk.do(who, Verb.OFFER, number, Details(other=other, once=form["id"]))
    except Refused as refused:
        await ack(response_action="update", view=await say.refusal(front, who, refused, ""))
        return
    await ack()


def register(app: AsyncApp, front: Front) -> None:
    """Binds the form's sending, also where it stands below what was stored."""
    bind(app, front, CALLBACK, on_submit)
