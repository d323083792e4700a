"""The people of the policy: there, enough of them, and user groups with somebody in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from escalation_bot.doctor.facts import Facts, groups_of, people_of
from escalation_bot.doctor.finding import Finding, ok, warning, wrong
from escalation_bot.domain.policy import Team
from escalation_bot.slack.directory import counts
from escalation_bot.slack.errors import SlackError


def people(facts: Facts) -> Iterator[Finding]:
    """Everybody named by the policy who is not there, or cannot act."""
    places = people_of(facts.policy)
    for name, user in facts.people.items():
        if why := _absent(facts, user):
            shown = user.get("real_name") or name if isinstance(user, Mapping) else name
            yield wrong(places[name], f"{shown} {why}", f"take {name} out of {places[name]}, or name somebody else")


def _absent(facts: Facts, user: Mapping[str, Any] | SlackError) -> str:
    if isinstance(user, SlackError):
        return f"is not known to Slack ({user.code})"
    if user.get("deleted"):
        return "is deactivated in Slack"
    return "" if counts(user, facts.identity.team_id) else "is a bot, a guest or from elsewhere, and counts as nobody"


def leads(facts: Facts) -> Iterator[Finding]:
    """Two at least, or vacations stop decisions."""
    for key, team in facts.policy.teams.items():
        there = [lead for lead in team.leads if lead in facts.people and not _absent(facts, facts.people[lead])]
        if len(there) < 2:
            yield warning(
                f"teams.{key}.leads",
                f"{team.name} has {'one lead' if there else 'no lead'}",
                "name a second one: while the only one is away, nobody declines or goes beyond the limit",
            )
        else:
            yield ok(f"teams.{key}.leads", f"{len(there)} leads")


def members(facts: Facts) -> Iterator[Finding]:
    """Somebody besides the leads who may take a request."""
    for key, team in facts.policy.teams.items():
        found = _members(facts, team)
        if found:
            yield ok(f"teams.{key}.members", f"{len(found)} besides the leads")
        else:
            yield warning(
                f"teams.{key}.members",
                f"{team.name} has no members besides its leads",
                "name them under `members`, or a user group with people in it under `group`",
            )


def _members(facts: Facts, team: Team) -> set[str]:
    named = {name for name in team.members if name in facts.people and not _absent(facts, facts.people[name])}
    return (named | _in_group(facts, team.group)) - {*team.leads}


def _in_group(facts: Facts, name: str | None) -> set[str]:
    group = facts.groups.get(name or "") if isinstance(facts.groups, Mapping) else None
    return set() if group is None or group.get("date_delete") else {*group.get("users", ())}


def groups(facts: Facts) -> Iterator[Finding]:
    """User groups that are not there, disabled or empty; or a plan without any."""
    places = groups_of(facts.policy)
    if isinstance(facts.groups, SlackError):
        if places:
            yield _no_groups(facts.groups, ", ".join(places.values()))
        return
    for name, place in places.items():
        yield _group(place, name, facts.groups.get(name))


def _no_groups(error: SlackError, places: str) -> Finding:
    if error.code == "plan_upgrade_required":
        return warning(
            places,
            "user groups need a paid plan of Slack, and this workspace has none",
            "leave them out and name the people under `members`",
        )
    return wrong(places, f"user groups cannot be read: {error}", "see whether the scopes are right")


def _group(place: str, name: str, group: Mapping[str, Any] | None) -> Finding:
    if group is None:
        return wrong(place, f"{name} is not a user group of this workspace", "correct the name, or write its id (S…)")
    shown = f"@{group['handle']}"
    if group.get("date_delete"):
        return wrong(place, f"{shown} is disabled", f"enable {shown} in Slack, or take it out of {place}")
    if not group.get("users"):
        return warning(place, f"nobody is in {shown}", f"add people to {shown} in Slack")
    return ok(place, f"{shown}, {len(group['users'])} in it")
