"""The form `Snooze`: how long the reminders of one escalation are quiet, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot.desk.turn import Details
from escalation_bot.domain.judgement import Problem
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import Person
from escalation_bot.domain.permits import Refused
from escalation_bot.domain.policy import Team
from escalation_bot.front import Front, View
from escalation_bot.messages import facts
from escalation_bot.modals import say
from escalation_bot.modals.errors import errors
from escalation_bot.modals.sending import bind
from escalation_bot.modals.values import MOMENT, field, memory, remember
from escalation_bot.store import escalations

CALLBACK = "snooze"
_SPANS = {"15m": timedelta(minutes=15), "1h": timedelta(hours=1)}


async def view(front: Front, who: Person, number: int) -> View:
    """The choices for one escalation."""
    async with front.desk.look() as tx:
        found = await escalations.load(tx, number, lock=False)
    if found is None or found.team not in front.policy.teams:
        return await say.refusal(front, who, Refused("gone"), "")
    shown = await front.named(facts.of(found, front.policy), who)
    return front.render.form("form/snooze", shown, callback=CALLBACK, metadata=remember(id=number))


def read(form: Mapping[str, Any], team: Team, now: datetime) -> datetime | None:
    """Until when; None where no time was chosen, or one that is over."""
    chosen, moment = field(form, "until"), field(form, "time")
    if chosen in _SPANS:
        return now + _SPANS[chosen]
    if chosen == "morning":
        return team.calendar.next_morning(now)
    until = datetime.fromtimestamp(int(moment), UTC) if MOMENT.fullmatch(moment) else None
    return until if until and until > now else None


def _problem(until: datetime | None, team: Team, latest: date) -> Problem | None:
    """No time to come, or one so late that it would be forgotten."""
    if until is None:
        return Problem("time", "moment_past")
    late = team.calendar.local(until) > latest
    return Problem("time", "update_too_late", (("day", latest.isoformat()),)) if late else None


async def on_submit(ack: AsyncAck, body: Mapping[str, Any], form: Mapping[str, Any], front: Front) -> None:
    """Snoozes, and acks when it is stored."""
    who, number = await front.person(body["user"]["id"]), memory(form).number
    async with front.desk.look() as tx:
        found = await escalations.load(tx, number, lock=False)
    team = front.policy.teams.get(found.team) if found else None
    until = read(form, team, front.desk.watch.now()) if team else None
    if team and (problem := _problem(until, team, say.longest(front, team))):
        await ack(response_action="errors", errors=await errors(front, [problem]))
        return
    try:
        await front.desk.do(who, Verb.SNOOZE, number, Details(until=until, once=form["id"]))
    except Refused as refused:
        await ack(response_action="update", view=await say.refusal(front, who, refused, ""))
        return
    await ack()


def register(app: AsyncApp, front: Front) -> None:
    """Binds the form's sending."""
    bind(app, front, CALLBACK, on_submit)
