"""What Slack says about everything that the policy names; gathered first, judged afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from escalation_bot.domain.moments import Watch
from escalation_bot.domain.policy import Policy
from escalation_bot.slack.api import Identity, SlackApi
from escalation_bot.slack.errors import SlackError
from escalation_bot.slack.names import resolved_policy

Answer = Mapping[str, Any] | SlackError
"""What Slack tells about one thing, or why it does not."""
Named = Mapping[str, str]
"""Where the policy names something, by what it is called there (an id, where Slack knows the name)."""


@dataclass(frozen=True)
class Facts:
    """The policy with ids for names, and Slack's answers by id. `groups` are found by `@handle` too."""

    policy: Policy
    unresolved: tuple[str, ...]
    identity: Identity
    now: datetime
    channels: Mapping[str, Answer]
    people: Mapping[str, Answer]
    groups: Mapping[str, Mapping[str, Any]] | SlackError


async def gather(api: SlackApi, identity: Identity, policy: Policy, watch: Watch) -> Facts:
    """Asks Slack once about everything. `identity` is fresh: its time is compared with `watch`."""
    now = watch.now()
    resolved, problems = await resolved_policy(policy, api)
    return Facts(
        resolved,
        tuple(problems),
        identity,
        now,
        channels=await _each(api, "conversations.info", "channel", channels_of(resolved)),
        people=await _each(api, "users.info", "user", people_of(resolved)),
        groups=await _groups(api),
    )


async def _each(api: SlackApi, method: str, what: str, ids: Iterable[str]) -> dict[str, Answer]:
    async def one(name: str) -> Answer:
        try:
            found: Answer = (await api.call(method, **{what: name}))[what]
        except SlackError as error:
            return error
        return found

    known = [name for name in ids if not name.startswith(("#", "@"))]
    return dict(zip(known, await asyncio.gather(*map(one, known)), strict=True))


async def _groups(api: SlackApi) -> Mapping[str, Mapping[str, Any]] | SlackError:
    try:
        answer = await api.call("usergroups.list", include_disabled=True, include_users=True)
    except SlackError as error:
        return error
    return {name: group for group in answer["usergroups"] for name in (group["id"], f"@{group['handle']}")}


def channels_of(policy: Policy) -> Named:
    """Every channel of the policy, each with the first place that names it."""
    found = [(channel, "operator") for channel in (policy.operator,)]
    for key, team in policy.teams.items():
        found += [(channel, f"teams.{key}.intake_channels") for channel in team.intake_channels]
        found.append((team.queue_channel, f"teams.{key}.queue_channel"))
        found += [(level.channel, f"teams.{key}.levels") for level in team.levels]
        found += [(digest.channel, f"teams.{key}.digests.{name}") for name, digest in team.digests.items()]
    return _first(found)


def people_of(policy: Policy) -> Named:
    """Every person of the policy, each with the first place that names them."""
    found = [
        (person, f"teams.{key}.{role}")
        for key, team in policy.teams.items()
        for role in ("leads", "members", "managers")
        for person in getattr(team, role)
    ]
    return _first(found)


def groups_of(policy: Policy) -> Named:
    """Every user group of the policy, each with the first place that names it."""
    return _first(_groups_in(policy))


def _groups_in(policy: Policy) -> Iterator[tuple[str | None, str]]:
    for key, team in policy.teams.items():
        yield team.group, f"teams.{key}.group"
        yield team.duty, f"teams.{key}.duty"
        yield from ((level.group, f"teams.{key}.levels") for level in team.levels)


def _first(places: Iterable[tuple[str | None, str]]) -> Named:
    found: dict[str, str] = {}
    for name, place in places:
        if name:
            found.setdefault(name, place)
    return found
