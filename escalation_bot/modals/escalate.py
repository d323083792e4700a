"""The form `Escalate a ticket`: six inputs, all in sight, the same for every motive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot.desk.desk import AlreadyOpen
from escalation_bot.desk.request import Asked
from escalation_bot.domain.escalation import Escalation, Request
from escalation_bot.domain.judgement import Problem, Sheet, Verdict, judge
from escalation_bot.domain.policy import Impact, Team
from escalation_bot.domain.text import clean
from escalation_bot.domain.tickets import find, route
from escalation_bot.front import Front, View
from escalation_bot.messages import facts
from escalation_bot.modals import say
from escalation_bot.modals.values import field, memory, remember
from escalation_bot.store import places, refusals

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
    """The form, filled with the draft. One indexed read, for the places taken, once the team is known (promise 1)."""
    found = find(draft.sheet.ticket, front.policy.teams.values())
    teams = route(found, front.policy, draft.channel)
    team = teams[0] if len(teams) == 1 else None
    shown = {
        "draft": draft.sheet,
        "motives": facts.motives(front.policy, team),
        "impacts": list(Impact),
        "teams": [{"value": t.key, "label": t.name} for t in ask or (teams if len(teams) > 1 else ())],
        "helps": [t.ticket_help for t in ([team] if team else front.policy.teams.values()) if t.ticket_help],
        "team": await _team_line(front, team) if team else None,
        "by_means": [f"{m.label}: {m.by[:1].lower()}{m.by[1:]}" for m in front.policy.motives.values()],
    }
    return front.render.form("form/escalate", shown, callback=CALLBACK, metadata=remember(channel=draft.channel))


async def _team_line(front: Front, team: Team) -> facts.Facts:
    async with front.desk.look() as tx:
        return facts.team_line(team, await places.taken(tx, team.key), front.policy)


def read(form: Mapping[str, Any]) -> Sheet:
    """What was typed and chosen, as text."""
    return Sheet(**{name: field(form, name) for name in FIELDS})


async def on_submit(ack: AsyncAck, body: Mapping[str, Any], form: Mapping[str, Any], front: Front) -> None:
    """Validates, stores, and only then acks; whatever is wrong is said in the form, all at once, the text kept."""
    sheet, channel = read(form), memory(form).get("channel")
    verdict = judge(sheet, front.policy, channel, front.desk.watch.now())
    if verdict.request is None:
        await _send_back(ack, front, verdict, Draft(sheet, channel))
        return
    wanted = await _weigh(front, verdict, verdict.request, form["id"])
    if wanted is None:
        await ack(response_action="errors", errors=_non_reason(front, verdict))
        return
    asked = Asked(wanted, await front.person(body["user"]["id"]), channel, form["id"])
    await _answer(ack, front, await front.desk.request(asked), asked)


async def _send_back(ack: AsyncAck, front: Front, verdict: Verdict, draft: Draft) -> None:
    if verdict.choices:
        await ack(response_action="update", view=await view(front, draft, verdict.choices))
    else:
        await ack(response_action="errors", errors=errors(front, verdict.problems))


async def _weigh(front: Front, verdict: Verdict, wanted: Request, form: str) -> Request | None:
    """A non-reason is refused so often and no more; then it goes through, marked for the lead. None: refused."""
    if verdict.non_reason is None:
        return wanted
    async with front.desk.turn() as tx:
        if await refusals.count(tx, form) >= front.policy.motivation.after_refusals:
            return replace(wanted, thin=True)
        refusals.add(tx, form, verdict.non_reason.match[0])
    return None


async def _answer(ack: AsyncAck, front: Front, found: Escalation | AlreadyOpen, asked: Asked) -> None:
    if isinstance(found, AlreadyOpen):
        there = facts.of(found.escalation, front.policy)
        form = await say.facts_form(front, there, asked.request.words)
    else:
        shown = facts.of(found, front.policy) | {"to_all": "@" in asked.request.words, "channel": found.channel}
        form = front.render.form("form/stored", shown, callback="stored")
    await ack(response_action="update", view=form)


def errors(front: Front, problems: tuple[Problem, ...]) -> dict[str, str]:
    """The inline answers, by input."""
    lines: dict[str, list[str]] = {}
    for problem in problems:
        line = front.render.line("problem", {"why": problem.why, **dict(problem.facts)})
        lines.setdefault(problem.field, []).append(line)
    return {name: " ".join(each) for name, each in lines.items()}


def _non_reason(front: Front, verdict: Verdict) -> dict[str, str]:
    answer = verdict.non_reason.answer if verdict.non_reason else ""
    return {"words": front.render.line("problem", {"why": "non_reason", "answer": answer})}


def register(app: AsyncApp, front: Front) -> None:
    """Binds the form's sending."""

    @app.view(CALLBACK)
    async def submitted(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await on_submit(ack, body, view, front)
