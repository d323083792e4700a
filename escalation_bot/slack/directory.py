"""Who people are to the teams of the policy, and what they are called."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from escalation_bot.domain.moments import Watch
from escalation_bot.domain.people import Person
from escalation_bot.domain.policy import Policy, Team
from escalation_bot.domain.text import clean, excerpt
from escalation_bot.slack.api import SlackApi
from escalation_bot.slack.cache import Cache
from escalation_bot.slack.errors import SlackError
from escalation_bot.slack.names import every, is_id

_log = logging.getLogger(__name__)
RECENT = timedelta(minutes=30)
"""How old an answer may be by which somebody loses their work."""


@dataclass(frozen=True)
class _Profile:
    """What `users.info` tells: a name, and whether this may be a team's member at all. Not `known`: Slack refused."""

    name: str
    counts: bool
    asks: bool = False
    known: bool = True
    deleted: bool = False
    status: str = ""
    status_ends: int = 0


class Directory:
    """People and groups, from the policy and Slack. Asks Slack once an hour at most, or when an event says so."""

    def __init__(self, api: SlackApi, policy: Policy, watch: Watch) -> None:
        self._api = api
        self._watch = watch
        self.policy = policy
        self._users = Cache(self._load_user, watch)
        self._groups = Cache(self._load_group, watch)
        self._channels = Cache(self._load_channel, watch)
        self._readers = Cache(self._load_readers, watch)

    async def person(self, user_id: str) -> Person:
        """Who somebody is to every team; bots, guests, strangers and who left are nobody's member.

        Raises SlackError where Slack has to be asked and does not answer.
        """
        teams = self.policy.teams
        belongs = await asyncio.gather(*(self._belongs(team, user_id) for team in teams.values()))
        person = Person(
            user_id,
            member_of=frozenset(key for key, member in zip(teams, belongs, strict=True) if member),
            leads=frozenset(key for key, team in teams.items() if user_id in team.leads),
            manages=frozenset(key for key, team in teams.items() if user_id in team.managers),
            levels=frozenset([key async for key in self._levels(user_id)]),
        )
        if person == Person(user_id):
            return person  # nothing to lose, so Slack need not be asked
        profile = await self._users.get(user_id)
        return replace(person, away=self._is_away(profile)) if profile.counts else Person(user_id)

    async def surely(self, user_id: str, team: str) -> Person | None:
        """Who somebody is, by what Slack has said of late; None where it does not say all that decides whether they
        work for this team: a group that it does not list, a name in the policy that was not found.

        Raises SlackError where Slack does not answer.
        """
        profile = await self._users.fresh(user_id, RECENT)
        if not profile.counts:
            return Person(user_id) if profile.known else None
        asked = self.policy.teams[team]
        groups = [each for each in (asked.group, *(level.group for level in asked.levels)) if each]
        listed = [await self._groups.fresh(group, RECENT) for group in groups]
        found = all(is_id(name) for name in (*asked.members, *asked.leads))
        return await self.person(user_id) if found and None not in listed else None

    async def is_deactivated(self, user_id: str) -> bool:
        """Did Slack say of late that this account is closed? Raises SlackError where it does not answer."""
        return (await self._users.fresh(user_id, RECENT)).deleted

    async def may_ask(self, user_id: str) -> bool:
        """Is this an active person of this workspace, a guest included? Raises SlackError where it does not answer."""
        return (await self._users.get(user_id)).asks

    async def _levels(self, user_id: str) -> AsyncIterator[tuple[str, int]]:
        for key, team in self.policy.teams.items():
            for number, level in enumerate(team.levels, 1):
                if user_id in await self._group(level.group):
                    yield key, number

    def _is_away(self, profile: _Profile) -> bool:
        """A status that the policy lists, in any skin tone, and that has not expired; 0 is one without an end."""
        emoji = profile.status.strip(":").split("::", 1)[0]
        ends, now = profile.status_ends, self._watch.now().timestamp()
        return emoji in self.policy.away and (not ends or ends > now)

    async def names(self, ids: Iterable[str]) -> dict[str, str]:
        """What people are called, by id; who could not be looked up is left out."""
        wanted = list(dict.fromkeys(ids))
        found = await asyncio.gather(*(self._name(user_id) for user_id in wanted))
        return {user_id: name for user_id, name in zip(wanted, found, strict=True) if name}

    async def members(self, team: str) -> frozenset[str]:
        """The ids of a team's members by its key: the policy's, the leads, and the group's. Raises SlackError."""
        asked = self.policy.teams[team]
        return frozenset(asked.members) | frozenset(asked.leads) | await self._group(asked.group)

    async def in_group(self, group: str) -> frozenset[str]:
        """The ids of a user group's members; none where Slack does not say."""
        try:
            return await self._group(group)
        except SlackError:
            return frozenset()

    async def is_private(self, channel: str) -> bool:
        """Do only those read it who were invited (a DM too)? False where Slack does not say: less is shown then."""
        try:
            return await self._channels.get(channel)
        except SlackError:
            return False

    async def readers(self, channel: str) -> frozenset[str]:
        """The ids of those who are in a channel. Raises SlackError."""
        return await self._readers.get(channel)

    def forget_readers(self, channel: str) -> None:
        """Somebody joined or left it (`member_joined_channel`, `member_left_channel`)."""
        self._readers.forget(channel)

    def forget_group(self, group_id: str) -> None:
        """A group has changed (`subteam_members_changed`, `subteam_updated`)."""
        self._groups.forget(group_id)

    def forget_user(self, user_id: str) -> None:
        """Somebody's profile has changed (`user_change`)."""
        self._users.forget(user_id)

    async def _belongs(self, team: Team, user_id: str) -> bool:
        return user_id in team.members or user_id in team.leads or user_id in await self._group(team.group)

    async def _group(self, group_id: str | None) -> frozenset[str]:
        return (await self._groups.get(group_id) if group_id else None) or frozenset()

    async def _name(self, user_id: str) -> str | None:
        try:
            return (await self._users.get(user_id)).name or None
        except SlackError:
            return None

    async def _load_group(self, group_id: str) -> frozenset[str] | None:
        """None: Slack does not list it, so nothing is known of its members."""
        try:
            found = every(self._api, "usergroups.users.list", "users", {"usergroup": group_id})
            return frozenset([user async for user in found])
        except SlackError as error:
            if not error.permanent:
                raise
            _log.warning("group %s has no members here, only the policy's own lists count: %s", group_id, error)
            return None

    async def _load_channel(self, channel: str) -> bool:
        if channel[:1] in {"D", "U", "W"}:
            return True
        found = (await self._api.call("conversations.info", channel=channel))["channel"]
        return bool(found.get("is_private"))

    async def _load_readers(self, channel: str) -> frozenset[str]:
        found = every(self._api, "conversations.members", "members", {"channel": channel})
        return frozenset([user async for user in found])

    async def _load_user(self, user_id: str) -> _Profile:
        try:
            user = (await self._api.call("users.info", user=user_id))["user"]
        except SlackError as error:
            if not error.permanent:
                raise
            return _Profile("", counts=False, known=False)
        identity = self._api.identity or await self._api.auth_test()
        profile = user.get("profile", {})
        status, ends = str(profile.get("status_emoji", "")), int(profile.get("status_expiration") or 0)
        return _Profile(
            _name_of(user) or user_id,
            counts(user, identity.team_id),
            asks=is_active(user),
            deleted=bool(user.get("deleted")),
            status=status,
            status_ends=ends,
        )


def _name_of(user: Mapping[str, Any]) -> str:
    profile = user.get("profile", {})
    name = str(profile.get("display_name") or profile.get("real_name") or user.get("real_name") or "")
    return excerpt(clean(name), 80)


def is_active(user: Mapping[str, Any]) -> bool:
    """Is this a person who is here: no app, nobody of another organisation, nobody who left?"""
    return not any(user.get(flag) for flag in ("deleted", "is_bot", "is_stranger"))


def counts(user: Mapping[str, Any], team_id: str) -> bool:
    """May this be a team's member? Not bots, guests, who left, people of another workspace (SLACK-FACTS B6, B9)."""
    outside = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
    homes = {user.get("team_id"), *user.get("enterprise_user", {}).get("teams", ())}
    return team_id in homes and not any(user.get(flag) for flag in outside)
