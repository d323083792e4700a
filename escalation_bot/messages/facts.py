"""What templates are told: plain values only, so that they can wait in the database until they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.order import Part
from escalation_bot.domain.outages import Outage
from escalation_bot.domain.people import BOT, Person, knows
from escalation_bot.domain.policy import Impact, Policy, Team
from escalation_bot.domain.tickets import loose

Facts = dict[str, Any]
PEOPLE = (
    *("requester", "owner", "who", "author", "person", "asked_by", "wanted_by", "by_whom", "resolved_by", "last_owner"),
    *("declined_by", "passed_on_by", "from_owner", "left"),
)
"""The facts that are people's ids: their names are looked up when the message is sent."""


def epoch(moment: datetime | None) -> int | None:
    """Seconds since 1970, as Slack's dates want them."""
    return int(moment.timestamp()) if moment else None


_AS_THEY_ARE = (
    *(
        "id",
        "key",
        "ticket",
        "private",
        "customer",
        "thin",
        "requester",
        "owner",
        "wanted_by",
        "asked_by",
        "resolved_by",
    ),
    *("cause", "waiting", "updates", "repeats", "appeals", "level", "level_waits", "incident", "first_in_line"),
    *("last_owner", "declined_by", "requester_gone", "passed_on_by", "offered", "beyond", "stepped_down", "cadence"),
)
"""What templates are told under the name that it has in `Escalation`."""


def of(escalation: Escalation, policy: Policy) -> Facts:
    """What every message about an escalation may say; the words are not among it."""
    motive = policy.motives.get(escalation.motive)
    return {
        **{name: getattr(escalation, name) for name in _AS_THEY_ARE},
        **_team(escalation, policy),
        "url": _url(escalation, policy),
        "state": str(escalation.state),
        "motive": motive.label if motive else escalation.motive,
        "by_means": motive.by if motive else "",
        "impact": str(escalation.impact),
        "outcome": str(escalation.outcome) if escalation.outcome else None,
        "by_whom": escalation.by_whom if escalation.by_whom != BOT.id else None,
        "by": escalation.by.isoformat() if escalation.by else None,
        "planned": escalation.planned.isoformat() if escalation.planned else None,
        "arrived": epoch(escalation.arrived),
        "since": epoch(escalation.since),
        "next_by": epoch(escalation.next_by),
        "wanted_since": epoch(escalation.wanted_since),
        "held_until": epoch(escalation.held_until),
    }


def _team(escalation: Escalation, policy: Policy) -> Facts:
    """Who is asked, and which of its levels it is with."""
    team = policy.teams[escalation.team]
    level, following = team.level(escalation.level), team.level(escalation.level + 1)
    return {
        "team": team.name,
        "team_key": team.key,
        "group": team.group,
        "zone": str(team.calendar.zone),
        "queue": team.queue_channel,
        "level_name": level.name if level else team.name,
        "level_channel": level.channel if level else None,
        "next_level": following.name if following else "",
        "needs": list(following.needs) if following else [],
    }


def _url(escalation: Escalation, policy: Policy) -> str | None:
    """Where the ticket is read; after a move that is still where its own team reads it."""
    now = policy.teams[escalation.team]
    homes = (team for team in (now, *policy.teams.values()) if loose(team.ticket_pattern).fullmatch(escalation.ticket))
    url = next(homes, now).ticket_url
    return url.replace("{ticket}", escalation.ticket) if url else None


def issue(outage: Outage, policy: Policy) -> Facts:
    """What every message about a known issue may say; `who` said its newest word, or declared it."""
    team = policy.teams[outage.team]
    about = {
        **{name: getattr(outage, name) for name in ("id", "title", "link", "news")},
        **{name: epoch(getattr(outage, name)) for name in ("since", "news_at", "over")},
        "team": team.name,
    }
    return {"issue": about, "who": outage.news_by or outage.by, "zone": str(team.calendar.zone)}


def is_hidden(facts: Mapping[str, Any], who: Person) -> bool:
    """Are these the facts of a private request that does not concern this person?"""
    return bool(facts.get("private")) and not knows(who, facts["team_key"], facts["requester"])


def people(facts: Mapping[str, Any]) -> set[str]:
    """Everybody whose name a message may want; the bot itself has none."""
    return {str(facts[key]) for key in PEOPLE if facts.get(key)} - {BOT.id}


def parts(found: Iterable[Part]) -> list[Facts]:
    """The sum behind a place in line, part by part, as templates take it."""
    return [{"what": part.what, "points": part.points, "about": _plain(part.about)} for part in found]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return epoch(value)
    return value.isoformat() if isinstance(value, date) else value


def groups(policy: Policy) -> dict[str, str]:
    """What the user groups of the policy stand for, by id."""
    levels = {level.group: level.name for team in policy.teams.values() for level in team.levels}
    teams = {group: team.name for team in policy.teams.values() for group in (team.duty, team.group)}
    return {group: name for group, name in {**levels, **teams}.items() if group}


def is_grave(facts: Mapping[str, Any]) -> bool:
    """Is it about something for which a group is called whatever has been: critical, an incident, or at night?"""
    items = [item for item in facts.get("items", (facts,)) if not item.get("answered")]
    return any(item.get("impact") == Impact.CRITICAL or item.get("incident") or item.get("at_night") for item in items)


def team_line(team: Team, taken: int, policy: Policy) -> Facts:
    """What the form says above its inputs: to whom it goes, how full they are, how soon they answer."""
    answers = [str(policy.impacts[impact].acknowledge) for impact in Impact]
    return {
        "team": team.name,
        "taken": taken,
        "places": team.limit.places,
        "fastest": answers[-1],
        "slowest": answers[0],
        "ticket_help": team.ticket_help,
    }


def motives(policy: Policy, team: Team | None) -> list[dict[str, str]]:
    """The motives to choose from; a team's own only where the team is known to be that one."""
    return [
        {"value": key, "label": motive.label}
        for key, motive in policy.motives.items()
        if not motive.teams or team is None or team.key in motive.teams
    ]


def listing(escalations: Iterable[Escalation], policy: Policy) -> list[Facts]:
    """One line each, for lists."""
    return [of(escalation, policy) for escalation in escalations if escalation.team in policy.teams]
