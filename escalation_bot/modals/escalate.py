"""The form `Escalate a ticket`: six inputs, all in sight, the same for every motive."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot.desk import in_line, lessons
from escalation_bot.desk.desk import AlreadyOpen
from escalation_bot.desk.request import Asked, Declined
from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.domain.judgement import NOTHING_KNOWN, Problem, Sheet, Verdict, judge
from escalation_bot.domain.permits import Refused
from escalation_bot.domain.policy import Impact, Team
from escalation_bot.domain.preconditions import TicketFacts
from escalation_bot.domain.text import clean
from escalation_bot.domain.tickets import find, intake, route
from escalation_bot.front import NAMES, Front, View
from escalation_bot.messages import facts
from escalation_bot.modals import offer, outage, say
from escalation_bot.modals.errors import errors
from escalation_bot.modals.sending import bind, follows
from escalation_bot.modals.values import field, memory, remember
from escalation_bot.slack.errors import SlackError
from escalation_bot.store import escalations, outages, refusals, tally
from escalation_bot.store.db import Tx

CALLBACK = "escalate"
FIELDS = ("ticket", "motive", "by", "words", "impact", "customer", "team", "requester")


@dataclass(frozen=True)
class Draft:
    """What is known before the form opens: from a command's text, or from a form sent before.

    `author` wrote the message that it is made from, where that is somebody else than who opens it. `asked`: the team
    that was asked where it stands; Slack tells when such a form is closed.
    """

    sheet: Sheet
    channel: str | None
    author: str | None = None
    asked: str | None = None

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
    issues = outage.above(front, draft.sheet, draft.channel)
    shown = {
        "draft": draft.sheet,
        "motives": facts.motives(front.policy, team),
        "impacts": list(Impact),
        "teams": [{"value": t.key, "label": t.name} for t in ask or (teams if len(teams) > 1 else ())],
        "helps": [t.ticket_help for t in ([team] if team else front.policy.teams.values()) if t.ticket_help],
        "team": facts.team_line(team, front.desk.taken(team.key), front.policy) if team else None,
        "by_means": list(front.policy.motives.values()),
        "issues": outage.listed(front, issues),
        "author": draft.author,
        "names": await front.names_soon([draft.author]) if draft.author else {},
    }
    known = {"channel": draft.channel, "author": draft.author, "asked": draft.asked}
    metadata = remember(**known, issues=[each.id for each in issues])
    made = front.render.form("form/escalate", shown, callback=CALLBACK, metadata=metadata)
    return made | {"notify_on_close": draft.asked is not None}


def read(form: Mapping[str, Any]) -> Sheet:
    """What was typed and chosen, as text."""
    return Sheet(**{name: field(form, name) for name in FIELDS})


async def on_submit(ack: AsyncAck, body: Mapping[str, Any], form: Mapping[str, Any], front: Front) -> None:
    """Validates, stores, and only then acks; whatever is wrong is said in the form, all at once, the text kept."""
    sheet, known = read(form), memory(form)
    about = await ticket_facts(front, sheet)
    verdict = judge(sheet, front.policy, known.channel, front.desk.watch.now(), about)
    user = body["user"]["id"]
    problems = [*verdict.problems, *await _requester(front, sheet, user)]
    problems += await _sent_back(front, verdict, form["id"])
    if problems:
        await ack(response_action="errors", errors=await errors(front, problems))
    elif verdict.request is None:
        draft = Draft(sheet, known.channel, known.author, known.asked)
        await ack(**_becomes(form, await view(front, draft, verdict.choices)))
    elif outage.is_news(front, verdict.request, known.issues):
        draft = Draft(sheet, known.channel, known.author, known.asked)
        await ack(**_becomes(form, await view(front, draft)))
    else:
        wanted = replace(verdict.request, thin=bool(verdict.doubts))
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


async def ticket_facts(front: Front, sheet: Sheet) -> TicketFacts:
    """What is known of a ticket beside what the form says: so far which customer an earlier request named, and looked
    up only where that is asked for. A connected tracker knows more."""
    ticket = find(sheet.ticket, front.policy.teams.values()).ticket
    asks = any(team.preconditions.customers for team in front.policy.teams.values())
    if not (asks and ticket) or sheet.customer:
        return NOTHING_KNOWN
    async with front.desk.look() as tx:
        previous = await escalations.latest_for(tx, ticket)
    return TicketFacts(customer=previous.customer or None) if previous else NOTHING_KNOWN


async def _sent_back(front: Front, verdict: Verdict, form: str) -> list[Problem]:
    """Counts what a rule sends back, and answers its doubts: those are refused so often in a form and no more; then it
    goes through, marked for the lead."""
    counted = [each.rule for each in verdict.problems if each.rule]
    if not (counted or verdict.doubts):
        return []
    async with front.desk.turn() as tx:
        is_refused = bool(verdict.doubts) and await refusals.count(tx, form) < front.policy.motivation.after_refusals
        doubts = list(verdict.doubts) if is_refused else []
        if doubts:
            await refusals.add(tx, form, doubts[0].rule)
        for rule in (*counted, *(each.rule for each in doubts)):
            await tally.count(tx, rule, verdict.team)
    return doubts


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
    async with front.desk.look() as tx:
        more |= await in_line.stands(tx, front.policy, found)
        more["earlier"] = await lessons.earlier(tx, front.policy, found)
        own = await _to_offer(tx, front, asked, found)
        issue = await outages.load(tx, found.outage, lock=False) if found.outage else None
    more["issue"] = facts.issue(issue, front.policy)["issue"] if issue else None
    shown = await front.named(facts.of(found, front.policy) | more | {"own": own})
    return front.render.form(
        "form/stored", shown, callback=offer.CALLBACK if own else "stored", metadata=remember(id=found.id)
    )


async def _to_offer(tx: Tx, front: Front, asked: Asked, found: Escalation) -> list[facts.Facts]:
    """Where no place is free: which of their own who asked may offer for it."""
    is_full = front.desk.taken(found.team) >= front.policy.teams[found.team].limit.places
    waits = found.state is State.REQUESTED and asked.who.id == found.requester
    return await offer.own_ones(tx, front, found) if is_full and waits else []


def register(app: AsyncApp, front: Front) -> None:
    """Binds the form's sending."""
    bind(app, front, CALLBACK, on_submit)
