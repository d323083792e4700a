"""When the bot does something by the calendar alone, and when people come to work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from escalation_bot.domain import digest
from escalation_bot.domain.policy import Policy, Team

_DAYS = 10
"""How far ahead a digest is looked for: a week, and days on which nobody works."""


def next_digest(policy: Policy, now: datetime) -> datetime | None:
    """When the next digest of any team goes out."""
    found = (at for team in policy.teams.values() for at in _digests(team, now))
    return min(found, default=None)


def _digests(team: Team, now: datetime) -> Iterator[datetime]:
    """Each time of the coming days at which one of the team's digests is due."""
    times = {time.fromisoformat(each.at) for each in team.digests.values()}
    for day in (team.calendar.local(now) + timedelta(days=days) for days in range(_DAYS)):
        for at in (datetime.combine(day, each, team.calendar.zone).astimezone(UTC) for each in times):
            if at > now and any(due.at == at for due in digest.due(team, at)):
                yield at


def next_morning(policy: Policy, now: datetime) -> datetime:
    """When work begins next in any team: on this day, or on the next on which somebody works."""
    return min(_morning(team, now) for team in policy.teams.values())


def _morning(team: Team, now: datetime) -> datetime:
    today = team.calendar.open_on(team.calendar.local(now))
    return today[0][0] if today and today[0][0] > now else team.calendar.next_morning(now)
