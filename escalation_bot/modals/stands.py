"""`I only need to know where it stands`: answered beside the form from the queue, and nothing is asked for."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot.desk import in_line
from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.judgement import Sheet
from escalation_bot.domain.people import knows
from escalation_bot.domain.tickets import find, route
from escalation_bot.front import Front, View
from escalation_bot.messages import facts
from escalation_bot.modals import escalate
from escalation_bot.modals.escalate import Draft
from escalation_bot.modals.values import Memory, memory, remember
from escalation_bot.slack.errors import SlackError
from escalation_bot.store import escalations, tally
from escalation_bot.store.db import NotSaved

ACTION = CALLBACK = "stands"
log = logging.getLogger(__name__)


async def on_asked(ack: AsyncAck, body: Mapping[str, Any], front: Front) -> None:
    """The answer lies upon the form, which keeps what was typed, and remembers that it was asked."""
    form = body["view"]
    sheet, known = escalate.read(form), memory(form)
    front.tasks.start(_show(front, body, sheet, known))
    await ack()


async def _show(front: Front, body: Mapping[str, Any], sheet: Sheet, known: Memory) -> None:
    asked = _team(front, sheet, known.channel)
    draft = Draft(sheet, known.channel, known.author, asked=asked)
    try:
        answer = await view(front, body["user"]["id"], sheet, asked)
        await front.api.call("views.push", trigger_id=body["trigger_id"], view=answer)
        below = await escalate.view(front, draft)
        await front.api.call("views.update", view_id=body["view"]["id"], view=below)
    except (SlackError, NotSaved) as error:
        log.warning("where it stands was not shown: %s", error)


def _team(front: Front, sheet: Sheet, channel: str | None) -> str:
    """Whose queue is asked about; empty where that is not known."""
    teams = route(find(sheet.ticket, front.policy.teams.values()), front.policy, channel)
    return teams[0].key if len(teams) == 1 else ""


async def view(front: Front, user: str, sheet: Sheet, asked: str) -> View:
    """Where the ticket's newest escalation stands, or that there is none."""
    found = find(sheet.ticket, front.policy.teams.values())
    shown: facts.Facts = {"ticket": found.ticket, "tickets": found.tickets, "state": None, "team": None, "url": None}
    if found.ticket:
        shown |= await _stands(front, user, found.ticket, asked)
    return front.render.form("form/stands", await front.named(shown), callback=CALLBACK, metadata=remember(asked=asked))


async def _stands(front: Front, user: str, ticket: str, asked: str) -> facts.Facts:
    who = await front.person(user)
    async with front.desk.look() as tx:
        newest = await escalations.latest_for(tx, ticket)
        if newest and _may_know(front, newest, who):
            return facts.of(newest, front.policy) | await in_line.stands(tx, front.policy, newest)
    team = front.policy.teams.get(asked)
    url = team.ticket_url.replace("{ticket}", ticket) if team and team.ticket_url else None
    return {"team": team.name if team else None, "url": url}


def _may_know(front: Front, found: Escalation, who: Any) -> bool:
    return found.team in front.policy.teams and (not found.private or knows(who, found.team, found.requester))


async def _avoided(front: Front, asked: str) -> None:
    async with front.desk.turn() as tx:
        await tally.count(tx, tally.AVOIDED, asked)


def register(app: AsyncApp, front: Front) -> None:
    """Binds the button, `That is all I needed`, and the closing of a form that was asked so."""

    @app.action(ACTION)
    async def asked(ack: AsyncAck, body: dict[str, Any]) -> None:
        await on_asked(ack, body, front)

    @app.view(CALLBACK)
    async def content(ack: AsyncAck, view: dict[str, Any]) -> None:
        await _avoided(front, memory(view).asked or "")
        await ack(response_action="clear")

    @app.view_closed(escalate.CALLBACK)
    async def closed(ack: AsyncAck, view: dict[str, Any]) -> None:
        if (team := memory(view).asked) is not None:
            await _avoided(front, team)
        await ack()
