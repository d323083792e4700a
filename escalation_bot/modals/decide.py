"""The form in which a lead decides: who has a place and who waits, with why; let one step down, accept, or decline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot.desk import deciding
from escalation_bot.desk.turn import Details
from escalation_bot.domain.escalation import SEATED, WAITING, Escalation
from escalation_bot.domain.judgement import Problem
from escalation_bot.domain.life import Verb
from escalation_bot.domain.order import Scales
from escalation_bot.domain.people import Person
from escalation_bot.domain.permits import Refused, row
from escalation_bot.domain.policy import LimitMode
from escalation_bot.front import Front, View
from escalation_bot.messages import facts
from escalation_bot.modals import say
from escalation_bot.modals.errors import errors
from escalation_bot.modals.sending import bind
from escalation_bot.modals.values import chosen_id, field, memory, remember
from escalation_bot.store import escalations, places, queues
from escalation_bot.store.db import Tx

CALLBACK = "decide"
SEATS, LINE = 50, 10
"""So many of the places and of the line are shown: a form has a hundred blocks."""
_VERBS = (Verb.SWAP, Verb.ACCEPT, Verb.DECLINE)
_SAID = ("motivation", "appeal", "add_facts")


async def view(front: Front, who: Person, number: int) -> View:
    """Everything at a look, worked out now. Who may not decide it is told before they write."""
    async with front.desk.look() as tx:
        found, followers = await escalations.seen_by(tx, number)
        shown = await _shown(tx, front, found) if found and found.team in front.policy.teams else None
    if found is None or shown is None:
        return await say.refusal(front, who, Refused("gone"), "")
    try:
        row(Verb.SWAP, found, await front.situation(who, found, followers))
    except Refused as refused:
        about = {**facts.of(found, front.policy), **refused.facts}
        return await say.refusal(front, who, Refused(refused.why, **about), "")
    people = {person for item in (shown, *shown["seats"], *shown["line"]) for person in facts.people(item)}
    named = {**shown, "hidden": False, "names": await front.names_soon(people)}
    known = remember(id=found.id, seen=str(found.state))
    return front.render.form("form/decide", named, callback=CALLBACK, metadata=known)


async def _shown(tx: Tx, front: Front, found: Escalation) -> facts.Facts:
    """It, what was said for it, the places with what may step down first in sight, and the line."""
    team = front.policy.teams[found.team]
    scales = Scales(front.policy, team, tx.now)
    seated = await queues.open_ones(tx, team=team.key, states=SEATED, limit=SEATS)
    other = await escalations.load(tx, found.offered, lock=False) if found.offered else None
    offered = other if other and deciding.stands(found, other) else None
    line = await queues.in_line(tx, scales, limit=LINE)
    taken = await places.taken(tx, team.key)
    is_full = taken >= team.limit.places
    firm = team.limit.mode is LimitMode.HARD
    return facts.of(found, front.policy) | {
        "said": [each.text for each in await escalations.said(tx, found.id, *_SAID)],
        "offered": facts.of(offered, front.policy) if offered else None,
        "seats": [_weighed(each, scales) for each in seated if not each.incident],
        "line": [_weighed(each, scales) for each in line],
        "waiting_in_all": await queues.count_open(tx, team.key, WAITING),
        "taken": taken,
        "places": team.limit.places,
        "full": is_full,
        "firm": firm,
        "currency": front.policy.order.currency,
    }


def _weighed(one: Escalation, scales: Scales) -> facts.Facts:
    """One line: what it is, and why it stands where it does."""
    return facts.of(one, scales.policy) | {"points": scales.points(one), "parts": facts.parts(scales.parts(one))}


async def on_submit(ack: AsyncAck, body: Mapping[str, Any], form: Mapping[str, Any], front: Front) -> None:
    """Decides, and acks when it is stored; what changed meanwhile is said, with the words that were typed."""
    known, chosen, words = memory(form), field(form, "decision"), field(form, "words")
    who = await front.person(body["user"]["id"])
    other = chosen_id(form, "other")
    if problems := [*_problems(chosen, other, words)]:
        await ack(response_action="errors", errors=await errors(front, problems))
        return
    details = Details(words, other=other, once=form["id"], person=await _taker(front, known.number))
    try:
        await front.desk.do(who, Verb(chosen), known.number, details, known.seen)
    except Refused as refused:
        await ack(response_action="update", view=await say.refusal(front, who, refused, words))
        return
    await ack()


def _problems(chosen: str, other: int | None, words: str) -> Iterable[Problem]:
    if chosen not in _VERBS:
        yield Problem("decision", "missing")
    if chosen == Verb.SWAP and other is None:
        yield Problem("other", "missing")
    if chosen != Verb.ACCEPT and not words:
        yield Problem("words", "missing")


async def _taker(front: Front, number: int) -> Person | None:
    """Who would take it."""
    async with front.desk.look() as tx:
        found = await escalations.load(tx, number, lock=False)
    return await front.person(found.wanted_by) if found and found.wanted_by else None


def register(app: AsyncApp, front: Front) -> None:
    """Binds the form's sending."""
    bind(app, front, CALLBACK, on_submit)
