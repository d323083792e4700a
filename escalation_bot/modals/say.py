"""The form for every verb that needs words: a question, an update, a reason, a resolution, further facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot.desk.turn import Details
from escalation_bot.domain import clocks, life
from escalation_bot.domain.escalation import Escalation, Outcome, State
from escalation_bot.domain.judgement import Problem
from escalation_bot.domain.life import Refused, Verb
from escalation_bot.domain.people import Person, roles
from escalation_bot.domain.policy import Team
from escalation_bot.front import Front, View
from escalation_bot.messages import facts
from escalation_bot.modals.errors import errors
from escalation_bot.modals.values import field, memory, remember
from escalation_bot.store import escalations

CALLBACK = "say"


async def view(front: Front, who: Person, verb: Verb, number: int, words: str = "") -> View:
    """The form for a verb, with what it proposes: the next update by target, a hold's usual end.

    Who may not do it now is told before they write, not after.
    """
    async with front.desk.look() as tx:
        found, follows = await escalations.seen_by(tx, who.id, number)
    if found is None or found.team not in front.policy.teams:
        return front.render.form("form/refused", {"message": None, "words": words}, callback="refused")
    about = facts.of(found, front.policy)
    try:
        life.row(verb, found, roles(who, found, [who.id] if follows else []))
    except Refused as refused:
        return await refusal(front, Refused(refused.why, **{**about, **refused.facts}), words)
    shown = {**about, **_proposals(front, found), "verb": str(verb), "words": words}
    return await _form(front, shown, verb, seen=str(found.state))


async def facts_form(front: Front, there: facts.Facts, words: str) -> View:
    """The form that a request becomes when its ticket is escalated already: add facts, the text kept."""
    shown = {**there, "verb": str(Verb.ADD_FACTS), "words": words, "outcomes": []}
    return await _form(front, shown, Verb.ADD_FACTS, again=True)


async def _form(front: Front, shown: facts.Facts, verb: Verb, *, seen: str | None = None, again: bool = False) -> View:
    metadata = remember(id=shown["id"], verb=str(verb), seen=seen, again=again)
    named = await front.named({**shown, "again": again})
    return front.render.form("form/say", named, callback=CALLBACK, metadata=metadata)


def _proposals(front: Front, found: Escalation) -> facts.Facts:
    team, now = front.policy.teams[found.team], front.desk.watch.now()
    due = team.calendar.add(now, clocks.target(clocks.Kind.UPDATE, found.impact, front.policy))
    until = team.calendar.local(team.calendar.add(now, front.policy.hold.until))
    return {"propose_next_by": facts.epoch(due), "propose_until": until.isoformat(), "outcomes": list(Outcome)}


async def read(form: Mapping[str, Any], front: Front, team: Team | None) -> Details:
    """What was typed and chosen."""
    moment, day, person, outcome = (field(form, name) for name in ("next_by", "until", "person", "outcome"))
    return Details(
        words=field(form, "words"),
        next_by=datetime.fromtimestamp(int(moment), UTC) if moment.isdecimal() else None,
        until=team.calendar.end_of_day(date.fromisoformat(day)) if day and team else None,
        person=await front.person(person) if person else None,
        outcome=Outcome(outcome) if outcome in set(Outcome) else None,
        again=bool(memory(form).get("again")),
    )


async def on_submit(ack: AsyncAck, body: Mapping[str, Any], form: Mapping[str, Any], front: Front) -> None:
    """Does the verb, and acks when it is stored; a refusal is shown with the words that were typed."""
    known = memory(form)
    verb, number = Verb(known["verb"]), int(known["id"])
    found = await _found(front, number)
    team = front.policy.teams.get(found.team) if found else None
    details = await read(form, front, team)
    problems = [*_problems(verb, details), *(_limits(front, found, team, details) if found and team else ())]
    if problems:
        await ack(response_action="errors", errors=await errors(front, problems))
        return
    who = await front.person(body["user"]["id"])
    try:
        await front.desk.do(who, verb, number, details, State(known["seen"]) if known.get("seen") else None)
    except Refused as refused:
        await ack(response_action="update", view=await refusal(front, refused, details.words))
        return
    await ack()


async def _found(front: Front, number: int) -> Escalation | None:
    async with front.desk.look() as tx:
        return await escalations.load(tx, number, lock=False)


def _problems(verb: Verb, details: Details) -> Iterable[Problem]:
    """What is missing."""
    if verb is Verb.HAND_OVER and details.person is None:
        yield Problem("person", "missing")
    if verb is not Verb.HAND_OVER and not details.words:
        yield Problem("words", "missing")


def _limits(front: Front, found: Escalation, team: Team, details: Details) -> Iterable[Problem]:
    """What cannot be promised, and who cannot own it."""
    now = front.desk.watch.now()
    longest = team.calendar.local(team.calendar.add(now, front.policy.hold.max))
    for name, moment in (("next_by", details.next_by), ("until", details.until)):
        if moment and moment <= now:
            yield Problem(name, "moment_past")
    if details.until and team.calendar.local(details.until) > longest:
        yield Problem("until", "hold_too_long", (("day", longest.isoformat()),))
    if details.person and team.key not in details.person.member_of | details.person.leads:
        yield Problem("person", "not_a_member", (("team", team.name),))
    elif details.person and details.person.id == found.owner:
        yield Problem("person", "owner_already", (("owner", found.owner),))


async def refusal(front: Front, refused: Refused, words: str) -> View:
    """Why nothing was changed, and what was typed, to copy."""
    message = front.render.message(f"refused/{refused.why}", await front.named(refused.facts))
    return front.render.form("form/refused", {"message": message.text, "words": words}, callback="refused")


def register(app: AsyncApp, front: Front) -> None:
    """Binds the form's sending."""

    @app.view(CALLBACK)
    async def submitted(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await on_submit(ack, body, view, front)
