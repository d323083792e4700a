"""The form `Escalate a ticket`: six inputs, all in sight, the same for every motive."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot.desk.desk import AlreadyOpen
from escalation_bot.desk.request import Asked, Declined
from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.judgement import Problem, Sheet, Verdict, judge
from escalation_bot.domain.permits import Refused
from escalation_bot.domain.policy import Impact, Team
from escalation_bot.domain.text import clean
from escalation_bot.domain.tickets import find, intake, route
from escalation_bot.front import NAMES, Front, View
from escalation_bot.messages import facts
from escalation_bot.modals import say
from escalation_bot.modals.errors import errors
from escalation_bot.modals.sending import bind, follows
from escalation_bot.modals.values import field, memory, remember
from escalation_bot.slack.errors import SlackError
from escalation_bot.store import refusals

CALLBACK = "escalate"
FIELDS = ("ticket", "motive", "by", "words", "impact", "customer", "team", "requester")


@dataclass(frozen=True)
class Draft:
    """What is known before the form opens: from a command's text, or from a form sent before.

    `author` wrote the message that it is made from, where that is somebody else than who opens it.
    """

    sheet: Sheet
    channel: str | None
    author: str | None = None

    @classmethod
    def of(cls, text: str, channel: str | None, front: Front) -> Draft:
        """The ticket in what was typed, and the rest as the draft of the motivation."""
        found = find(clean(text), front.policy.teams.values())
        return cls(Sheet(ticket=found.ticket or "", words=found.rest), channel)


async def draft_of(front: Front, user: str, text: str, author: str, channel: str | None) -> Draft:
    """The draft that a message makes. A team's member who opens it passes on what its author asks for; whoever else
    does asks for themselves, unless they choose otherwise."""
    draft = Draft.of(text, channel, front)
    if author in {"", user}:
        return draft
    requester = author if await _passes_on(front, user, author) else user
    return replace(draft, author=author, sheet=replace(draft.sheet, requester=requester))


async def _passes_on(front: Front, user: str, author: str) -> bool:
    """Is this a team's member with the words of somebody who can ask? Not where Slack does not say so soon."""
    try:
        async with asyncio.timeout(NAMES):
            who = await front.person(user)
            return bool(who.member_of | who.leads) and await front.directory.may_ask(author)
    except (TimeoutError, SlackError):
        return False


def opening(draft: Draft) -> str:
    """The id of a button that opens the form with this draft."""
    return f"open_form:{draft.author}" if draft.author else "open_form"


async def view(front: Front, draft: Draft, ask: tuple[Team, ...] = ()) -> View:
    """The form, filled with the draft. It waits for nobody, not even for the database (promise 1); only where it is
    made from somebody's message it waits a moment for their name."""
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
        "author": draft.author,
        "names": await front.names_soon([draft.author]) if draft.author else {},
    }
    known = remember(channel=draft.channel, author=draft.author)
    return front.render.form("form/escalate", shown, callback=CALLBACK, metadata=known)


def read(form: Mapping[str, Any]) -> Sheet:
    """What was typed and chosen, as text."""
    return Sheet(**{name: field(form, name) for name in FIELDS})


async def on_submit(ack: AsyncAck, body: Mapping[str, Any], form: Mapping[str, Any], front: Front) -> None:
    """Validates, stores, and only then acks; whatever is wrong is said in the form, all at once, the text kept."""
    sheet, known = read(form), memory(form)
    verdict = judge(sheet, front.policy, known.channel, front.desk.watch.now())
    user = body["user"]["id"]
    problems = [*verdict.problems, *await _requester(front, sheet, user)]
    problems += await _non_reason(front, verdict, form["id"])
    if problems:
        await ack(response_action="errors", errors=await errors(front, problems))
    elif verdict.request is None:
        draft = Draft(sheet, known.channel, known.author)
        await ack(**_becomes(form, await view(front, draft, verdict.choices)))
    else:
        wanted = replace(verdict.request, thin=verdict.non_reason is not None)
        asked = Asked(wanted, await front.person(user), known.channel, form["id"], sheet.requester or None)
        asked = replace(asked, outside=await _is_outside(front, asked))
        await ack(**await _answer(front, form, asked))


async def _is_outside(front: Front, asked: Asked) -> bool:
    """Is who asks not in the team's intake channel? Who asked there is."""
    home = intake(front.policy.teams[asked.request.team], asked.channel)
    if front.policy.motives[asked.request.motive].private or (home == asked.channel and not asked.passed_on_for):
        return False
    return not await front.is_in(home, asked.requester)


async def _requester(front: Front, sheet: Sheet, user: str) -> list[Problem]:
    """Nobody is asked for who cannot follow it: an app, somebody who left."""
    if sheet.requester in {"", user} or await front.directory.may_ask(sheet.requester):
        return []
    return [Problem("requester", "not_here")]


async def _non_reason(front: Front, verdict: Verdict, form: str) -> list[Problem]:
    """A non-reason is refused so often in a form and no more; then it goes through, marked for the lead."""
    if verdict.non_reason is None:
        return []
    async with front.desk.turn() as tx:
        if await refusals.count(tx, form) >= front.policy.motivation.after_refusals:
            return []
        await refusals.add(tx, form, verdict.non_reason.match[0])
    return [Problem("words", "non_reason", (("answer", verdict.non_reason.answer),))]


async def _answer(front: Front, form: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    """What becomes of the form when it was sent: what `ack` is called with."""
    try:
        found = await front.desk.request(asked)
    except Refused as refused:  # this form was sent before, and what it asked for is over
        return _becomes(form, await say.refusal(front, asked.who, refused, asked.request.words))
    if isinstance(found, Declined) and found.until:
        calendar = front.policy.teams[found.escalation.team].calendar
        day = calendar.local(found.until).isoformat()
        problem = Problem("motive", "decided", (("ticket", asked.request.ticket), ("day", day)))
        return {"response_action": "errors", "errors": await errors(front, [problem])}
    return _becomes(form, await _following(front, asked, found))


def _becomes(form: Mapping[str, Any], following: View) -> dict[str, Any]:
    return {"response_action": "update", "view": follows(form, following)}


async def _following(front: Front, asked: Asked, found: Escalation | AlreadyOpen | Declined) -> View:
    """What is in the queue now; or the form that adds facts to the ticket's open request, or appeals its decision."""
    words = asked.request.words
    if isinstance(found, AlreadyOpen):
        return await say.facts_form(front, asked.who, facts.of(found.escalation, front.policy), words)
    if isinstance(found, Declined):
        there = facts.of(found.escalation, front.policy)
        return await say.appeal_form(front, asked.who, there, found.reason, words)
    home = intake(front.policy.teams[found.team], asked.channel)
    more = {"to_all": "@" in words, "channel": found.channel, "outside": found.channel == found.requester, "home": home}
    shown = await front.named(facts.of(found, front.policy) | more)
    return front.render.form("form/stored", shown, callback="stored")


def register(app: AsyncApp, front: Front) -> None:
    """Binds the form's sending."""
    bind(app, front, CALLBACK, on_submit)
