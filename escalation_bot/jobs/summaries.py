"""What a digest says: read from the database, for the bot that sends it and the command that shows it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from escalation_bot.domain import digest
from escalation_bot.domain.delivery import Delivery, Kind, Role
from escalation_bot.domain.digest import Due, Section, Week
from escalation_bot.domain.policy import Policy, Team
from escalation_bot.messages import digests as told
from escalation_bot.messages.facts import Facts
from escalation_bot.messages.render import Renderer
from escalation_bot.store import digests as store
from escalation_bot.store import places, repeats
from escalation_bot.store.db import Tx

SHOWN = 10
"""So many of a section are listed, the others are counted: a phone's screen or two, far from Slack's fifty blocks."""
_MINE = (Section.REQUESTER, Section.OVERDUE, Section.OTHER)


def delivery(due: Due, team: Team) -> Delivery:
    """The message that a digest goes out as; its key lets it out once."""
    facts = {"team_key": team.key, "date": due.day.isoformat(), "at": due.at.isoformat()}
    given = team.digests.get(due.kind)
    channel = given.channel if given and given.channel else team.queue_channel
    return Delivery(Kind.POST, channel, f"digest/{due.kind}", facts, once=due.key)


def own(due: Due, team: Team, person: str) -> Delivery:
    """The direct message to a requester. Whichever of their teams begins to work first that day, they get one."""
    mine = Due(due.kind, person, due.day, due.at)
    facts = {"team_key": team.key, "person": person, "date": due.day.isoformat(), "at": due.at.isoformat()}
    return Delivery(Kind.POST, person, "digest/mine", facts, once=mine.key)


async def collect(tx: Tx, policy: Policy, wanted: Delivery, home: str) -> Facts | None:
    """What a digest says when it is sent: a week as it was found, anything else as things are now. None where there is
    nothing to say, or its day is over (DESIGN §8)."""
    facts = wanted.facts
    team, at = policy.teams.get(facts["team_key"]), datetime.fromisoformat(facts["at"]).astimezone(UTC)
    if team is None or team.calendar.local(tx.now) != team.calendar.local(at):
        return None
    if wanted.template == "digest/weekly":
        return dict(facts)
    on = date.fromisoformat(facts["date"])
    if wanted.template == "digest/mine":
        return await mine(tx, policy, team, facts, home)
    return await daily(tx, policy, team, Due(digest.Kind.DAILY, team.key, on, at), home)


async def daily(tx: Tx, policy: Policy, team: Team, due: Due, home: str) -> Facts | None:
    """A team's day; None where there is nothing to say."""
    calendar = team.calendar
    tonight = digest.midnight(calendar, due.day + timedelta(days=1))
    found = await store.lines(tx, due.at, tonight, SHOWN, team=team.key)
    last = digest.last_working_day(calendar, due.day)
    begun, ended = digest.midnight(calendar, last), digest.midnight(calendar, last + timedelta(days=1))
    taken, solved = await store.done(tx, team.key, begun, ended)
    lessons, owed = await repeats.owed_lessons(tx, team=team.key)
    if not (found or taken or solved or owed):
        return None
    more = {"taken": taken, "solved": solved, "last_day": f"{last:%A}", "places": await places.taken(tx, team.key)}
    said = told.day(team, policy, due.day) | told.listed(found, home, Role.CARD) | more
    said["lessons"] = [{"ticket": each.ticket, "owner": each.owner} for each in lessons]
    said["items"] += said["lessons"]
    return said | {"more_lessons": owed - len(lessons)}


async def mine(tx: Tx, policy: Policy, team: Team, facts: Mapping[str, Any], home: str) -> Facts | None:
    """What a requester has open, at whichever team; None where that is nothing."""
    found = await store.lines(tx, tx.now, tx.now, SHOWN, requester=facts["person"])
    if not found:
        return None
    day = told.day(team, policy, date.fromisoformat(facts["date"]))
    return day | told.listed(found, home, Role.RECEIPT, _MINE)


async def weekly(found: Week, policy: Policy, team: Team, due: Due, render: Renderer) -> tuple[Facts, Facts] | None:
    """A team's week, and the figures of its chart; None where nothing happened."""
    if found.is_quiet:
        return None
    measures = await asyncio.to_thread(digest.measure, found, team)  # working time takes a while to be added up
    facts = told.week(found, measures, team, policy, due.day)
    return facts | {"alt": render.line("digest/chart/alt", facts)}, told.chart(found, facts, policy, render)
