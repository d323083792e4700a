"""The form `Escalate a ticket`: six inputs, all in sight, the same for every motive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot.desk.desk import AlreadyOpen
from escalation_bot.desk.request import Asked
from escalation_bot.domain.judgement import Problem, Sheet, Verdict, judge
from escalation_bot.domain.permits import Refused
from escalation_bot.domain.policy import Impact, Team
from escalation_bot.domain.text import clean
from escalation_bot.domain.tickets import find, route
from escalation_bot.front import Front, View
from escalation_bot.messages import facts
from escalation_bot.modals import say
from escalation_bot.modals.errors import errors
from escalation_bot.modals.values import field, memory, remember
from escalation_bot.store import refusals

CALLBACK = "escalate"
FIELDS = ("ticket", "motive", "by", "words", "impact", "customer", "team")


@dataclass(frozen=True)
class Draft:
    """What is known before the form opens: from a command's text, or from a form sent before."""

    sheet: Sheet
    channel: str | None

    @classmethod
    def of(cls, text: str, channel: str | None, front: Front) -> Draft:
        """The ticket in what was typed, and the rest as the draft of the motivation."""
        found = find(clean(text), front.policy.teams.values())
        return cls(Sheet(ticket=found.ticket or "", words=found.rest), channel)


async def view(front: Front, draft: Draft, ask: tuple[Team, ...] = ()) -> View:
    """The form, filled with the draft. It waits for nobody, not even for the database (promise 1)."""
    found = find(draft.sheet.ticket, front.policy.teams.values())
    teams = route(found, front.policy, draft.channel)
    team = teams[0] if len(teams) == 1 else None
    shown = {
        "draft": draft.sheet,
        "motives": facts.motives(front.policy, team),
        "impacts": list(Impact),
        "teams": [{"value": t.key, "label": t.name} for t in ask or (teams if len(teams) > 1 else ())],
        "helps": [t.ticket_help for t in ([team] if team else front.policy.teams.values()) if t.ticket_help],
        "team": facts.team_line(team, front.desk.taken(team.key), front.policy) if team else None,
        "by_means": list(front.policy.motives.values()),
    }
    return front.render.form("form/escalate", shown, callback=CALLBACK, metadata=remember(channel=draft.channel))


def read(form: Mapping[str, Any]) -> Sheet:
    """What was typed and chosen, as text."""
    return Sheet(**{name: field(form, name) for name in FIELDS})


async def on_submit(ack: AsyncAck, body: Mapping[str, Any], form: Mapping[str, Any], front: Front) -> None:
    """Validates, stores, and only then acks; whatever is wrong is said in the form, all at once, the text kept."""
    sheet, channel = read(form), memory(form).channel
    verdict = judge(sheet, front.policy, channel, front.desk.watch.now())
    problems = [*verdict.problems, *await _non_reason(front, verdict, form["id"])]
    if problems:
        await ack(response_action="errors", errors=await errors(front, problems))
    elif verdict.request is None:
        await ack(response_action="update", view=await view(front, Draft(sheet, channel), verdict.choices))
    else:
        wanted = replace(verdict.request, thin=verdict.non_reason is not None)
        asked = Asked(wanted, await front.person(body["user"]["id"]), channel, form["id"])
        await ack(response_action="update", view=await _stored(front, asked))


async def _non_reason(front: Front, verdict: Verdict, form: str) -> list[Problem]:
    """A non-reason is refused so often in a form and no more; then it goes through, marked for the lead."""
    if verdict.non_reason is None:
        return []
    async with front.desk.turn() as tx:
        if await refusals.count(tx, form) >= front.policy.motivation.after_refusals:
            return []
        await refusals.add(tx, form, verdict.non_reason.match[0])
    return [Problem("words", "non_reason", (("answer", verdict.non_reason.answer),))]


async def _stored(front: Front, asked: Asked) -> View:
    """What is in the queue now; or the form that adds facts to the ticket's earlier request."""
    try:
        found = await front.desk.request(asked)
    except Refused as refused:  # this form was sent before, and what it asked for is over
        return await say.refusal(front, asked.who, refused, asked.request.words)
    if isinstance(found, AlreadyOpen):
        there = facts.of(found.escalation, front.policy)
        return await say.facts_form(front, asked.who, there, asked.request.words)
    shown = facts.of(found, front.policy) | {"to_all": "@" in asked.request.words, "channel": found.channel}
    return front.render.form("form/stored", shown, callback="stored")


def register(app: AsyncApp, front: Front) -> None:
    """Binds the form's sending."""

    @app.view(CALLBACK)
    async def submitted(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await on_submit(ack, body, view, front)
