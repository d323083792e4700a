"""The channels of the policy: there, open, with the bot in them, and fit for what is said in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from escalation_bot.doctor.facts import Facts, channels_of, groups_of
from escalation_bot.doctor.finding import Finding, ok, warning, wrong
from escalation_bot.domain.policy import Policy, Team
from escalation_bot.manifest import BOT_NAME
from escalation_bot.slack.errors import SlackError

INVITE = f"/invite @{BOT_NAME}"


def unresolved(facts: Facts) -> Iterator[Finding]:
    """Names that stand for nothing in Slack, or for several things. Groups are looked at by themselves."""
    groups = groups_of(facts.policy)
    for problem in facts.unresolved:
        name, _, what = problem.partition(": ")
        if name not in groups and name != "usergroups.list":
            yield wrong(
                name,
                what.partition(";")[0],
                f"correct the name, or write the id; a private channel is found by name after {INVITE} in it",
            )


def channels(facts: Facts) -> Iterator[Finding]:
    """Every channel: the first thing that is wrong with it."""
    places = channels_of(facts.policy)
    for name, info in facts.channels.items():
        if isinstance(info, SlackError):
            yield _refused(places[name], name, info)
        else:
            yield _seen(places[name], info)


def _refused(place: str, name: str, error: SlackError) -> Finding:
    if error.code == "channel_not_found":
        return wrong(place, f"{name} is not there for the bot", f"correct the id, or, if it is private, {INVITE} in it")
    return wrong(place, f"{name}: {error}", "see what Slack says, and whether the scopes are right")


def _seen(place: str, info: Mapping[str, Any]) -> Finding:
    name = f"#{info['name']}"
    if info.get("is_archived"):
        return wrong(place, f"{name} is archived", f"unarchive {name}, or name another channel in the policy")
    if not info.get("is_member"):
        return wrong(place, f"the bot is not in {name}", f"{INVITE} in {name}")
    return ok(place, f"{name}, the bot is in it")


def one_channel(facts: Facts) -> Iterator[Finding]:
    """A queue that is also where people ask."""
    for key, team in facts.policy.teams.items():
        if team.queue_channel in team.intake_channels:
            yield warning(
                f"teams.{key}.queue_channel",
                f"{_shown(facts, team)} is where people ask, too: the team's talk and the answers share one thread",
                "two channels are better: one where people ask, one (best a private one) where the team works",
            )


def private_motives(facts: Facts) -> Iterator[Finding]:
    """A motive whose words are private, and a queue that everybody can read."""
    for key, team in facts.policy.teams.items():
        labels = _private(facts.policy, key)
        info = facts.channels.get(team.queue_channel)
        if labels and isinstance(info, Mapping) and not info.get("is_private"):
            yield warning(
                f"teams.{key}.queue_channel",
                f"everybody can read {_shown(facts, team)}, and {labels} is private: its words stand behind More… only",
                f"make {_shown(facts, team)} a private channel",
            )


def _private(policy: Policy, team: str) -> str:
    motives = policy.motives.values()
    return ", ".join(f"“{m.label}”" for m in motives if m.private and (not m.teams or team in m.teams))


def _shown(facts: Facts, team: Team) -> str:
    info = facts.channels.get(team.queue_channel)
    return f"#{info['name']}" if isinstance(info, Mapping) else team.queue_channel
