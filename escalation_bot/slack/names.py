"""Names that people write in the policy ("#escalation-ops", "@sam", "@soc") turned into Slack's ids, once at start."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from escalation_bot.domain.policy import Digest, Level, Policy, Team
from escalation_bot.slack.api import SlackApi
from escalation_bot.slack.errors import SlackError

_ID = re.compile(r"[CDGSUW][A-Z0-9]+")
_PAGE = 999


def is_id(name: str) -> bool:
    """Is this Slack's id already, and no name that still has to be looked up?"""
    return _ID.fullmatch(name) is not None


class _Names:
    """The ids behind names of one kind, listed by Slack the first time that one is asked for."""

    def __init__(self, api: SlackApi, problems: list[str]) -> None:
        self._api = api
        self._problems = problems
        self._known: dict[str, dict[str, set[str]] | None] = {}  # None: Slack did not say, which is reported

    async def channel(self, name: str) -> str:
        """A channel's id."""
        return await self._id(name, "#", "conversations.list", "channels", types="public_channel,private_channel")

    async def person(self, name: str) -> str:
        """A person's id, by handle, display name or full name."""
        return await self._id(name, "@", "users.list", "members")

    async def group(self, name: str) -> str:
        """A user group's id, by handle."""
        return await self._id(name, "@", "usergroups.list", "usergroups")

    async def _id(self, name: str, sign: str, method: str, key: str, **args: Any) -> str:
        if is_id(name):
            return name
        if method not in self._known:
            self._known[method] = await self._listed(method, key, args)
        known = self._known[method]
        found = known.get(name.removeprefix(sign).casefold(), set()) if known is not None else {name}
        if len(found) == 1:
            return next(iter(found))
        self._problems.append(f"{name}: {'several have this name' if found else 'not found in Slack'}; write its id")
        return name

    async def _listed(self, method: str, key: str, args: Mapping[str, Any]) -> dict[str, set[str]] | None:
        found: dict[str, set[str]] = defaultdict(set)
        try:
            async for thing in every(self._api, method, key, args):
                for name in _names(thing):
                    found[name.casefold()].add(thing["id"])
        except SlackError as error:
            if not error.permanent:
                raise
            self._problems.append(str(error))
            return None
        return found


async def every(api: SlackApi, method: str, key: str, args: Mapping[str, Any]) -> Any:
    """What a method lists, page by page; groups are paged by Slack as it likes. Raises SlackError."""
    cursor = {} if method.startswith("usergroups.") else {"limit": _PAGE}
    while True:
        answer = await api.call(method, **args, **cursor)
        for thing in answer[key]:
            yield thing
        following = (answer.get("response_metadata") or {}).get("next_cursor")
        if not following:
            return
        cursor = {**cursor, "cursor": following}


def _names(thing: Mapping[str, Any]) -> set[str]:
    """A group's `name` is its title; what people write is its handle. An archived channel keeps its name."""
    if thing.get("deleted"):
        return set()
    profile = thing.get("profile", {})
    names = (thing.get("handle") or thing.get("name"), profile.get("display_name"), profile.get("real_name"))
    return {name for name in names if name}


async def resolved_policy(policy: Policy, api: SlackApi) -> tuple[Policy, list[str]]:
    """The policy with ids for names, and what could not be resolved: those names stay as they are written.

    Raises SlackError where Slack does not answer: half a policy is none.
    """
    problems: list[str] = []
    names = _Names(api, problems)
    teams = {key: await _team(team, names) for key, team in policy.teams.items()}
    operator = await names.channel(policy.operator) if policy.operator else None
    return replace(policy, teams=teams, operator=operator), list(dict.fromkeys(problems))


async def _team(team: Team, names: _Names) -> Team:
    return replace(
        team,
        queue_channel=await names.channel(team.queue_channel),
        intake_channels=tuple([await names.channel(name) for name in team.intake_channels]),
        leads=tuple([await names.person(name) for name in team.leads]),
        members=tuple([await names.person(name) for name in team.members]),
        managers=tuple([await names.person(name) for name in team.managers]),
        group=await _maybe(names.group, team.group),
        duty=await _maybe(names.group, team.duty),
        levels=tuple([await _level(level, names) for level in team.levels]),
        digests={key: await _digest(digest, names) for key, digest in team.digests.items()},
    )


async def _level(level: Level, names: _Names) -> Level:
    return replace(
        level, group=await _maybe(names.group, level.group), channel=await _maybe(names.channel, level.channel)
    )


async def _digest(digest: Digest, names: _Names) -> Digest:
    return replace(digest, channel=await _maybe(names.channel, digest.channel))


async def _maybe(look: Callable[[str], Any], name: str | None) -> str | None:
    return await look(name) if name else None
