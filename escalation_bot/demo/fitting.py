"""A world that fits a policy: whoever and whatever the policy speaks of exists, and somebody to ask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from escalation_bot.domain.policy import Policy, Team
from escalation_bot.sandbox import Channel, Group, User, World

_ID = re.compile(r"[CDGSUW][A-Z0-9]{2,}")
_INVENTED = ("robin", "kim", "alex", "jo", "sasha", "noor", "toni", "maxi")
_ASKERS = ("anna", "paul", "stranger")


def identity(letter: str, name: str) -> str:
    """The id of what has this name: the name itself where it is one."""
    bare = name.lstrip("#@")
    return bare if _ID.fullmatch(bare) else f"{letter}0{re.sub('[^A-Z0-9]', '', bare.upper())}"


def fitted(world: World | None, policy: Policy) -> World:
    """The world with all that the policy speaks of and it does not have; without one, a world with somebody to ask."""
    made = _Fitting(world or _askers())
    for team in policy.teams.values():
        made.team(team)
    if policy.operator:
        made.channel(
            policy.operator, (name for team in policy.teams.values() for name in (*team.leads, *team.managers))
        )
    return made.world()


def _askers() -> World:
    example = World.example()
    users = tuple(example.user(name) for name in _ASKERS)
    return World((*users, example.user("U0BOT")), (Channel("C0RANDOM", "random", tuple(user.id for user in users)),))


class _Fitting:
    """A world that grows."""

    def __init__(self, world: World) -> None:
        self._base = world
        self._users = {user.id: user for user in world.users}
        self._channels = {channel.id: channel for channel in world.channels}
        self._groups = {group.id: group for group in world.groups or ()}
        self._invented = iter(_INVENTED)

    def team(self, team: Team) -> None:
        """A team's people, groups and channels."""
        people = [*team.members, *team.leads, *team.managers]
        for name in people:
            self.person(name)
        members = [self.person(name) for name in team.members]
        if team.group:
            members = list(self.group(team.group, members or None, 2))
        staff = [*members, *(self.person(name) for name in people)]
        if team.duty:
            self.group(team.duty, members[:1] or None, 1)
        for level in team.levels:
            brought = self.group(level.group, None, 1) if level.group else ()
            if level.channel:
                self.channel(level.channel, brought)
        self.channel(team.queue_channel, staff, private=team.queue_channel not in team.intake_channels)
        for name in (*team.intake_channels, *(digest.channel for digest in team.digests.values() if digest.channel)):
            self.channel(name, None)

    def person(self, name: str) -> str:
        """Somebody's id; they exist from now on."""
        bare = name.lstrip("@")
        for user in self._users.values():
            if bare.casefold() in (user.id.casefold(), user.name.casefold(), user.real_name.casefold()):
                return user.id
        known = next((user for user in World.example().users if bare in (user.id, user.name)), None)
        handle = re.sub(r"[^\w.-]", "", bare.lower()) or "somebody"
        made = known or User(identity("U", bare), handle, bare.title(), email=f"{handle}@example.com")
        self._users[made.id] = made
        return made.id

    def group(self, name: str, members: Iterable[str] | None, invent: int) -> tuple[str, ...]:
        """A group's members; it exists from now on, with these or with so many invented people."""
        bare = name.lstrip("@")
        for group in self._groups.values():
            if bare in (group.id, group.handle):
                return group.members
        staff = tuple(members) if members else tuple(self._invent(invent))
        made = Group(identity("S", name), bare.lower(), bare, staff)
        self._groups[made.id] = made
        return made.members

    def _invent(self, number: int) -> Iterator[str]:
        for _ in range(number):
            name = next(self._invented, None) or f"person{len(self._users)}"
            yield self.person(name)

    def channel(self, name: str, members: Iterable[str] | None, *, private: bool = False) -> None:
        """A channel exists from now on, with these members (None: everybody) and the bot."""
        bare = name.lstrip("#")
        if any(bare in (channel.id, channel.name) for channel in self._channels.values()):
            return
        staff = tuple(dict.fromkeys(self.person(each) for each in members)) if members is not None else ("*",)
        made = Channel(identity("C", bare), bare.lower(), (*staff, self._base.bot_user_id), private)
        self._channels[made.id] = made

    def world(self) -> World:
        """The whole of it; who came last is in the channels of everybody too."""
        everybody = tuple(user.id for user in self._users.values() if not user.is_restricted and not user.is_bot)
        channels = tuple(
            Channel(each.id, each.name, _spelled(each.members, everybody), each.is_private)
            for each in self._channels.values()
        )
        groups = None if self._base.groups is None else tuple(self._groups.values())
        return World(tuple(self._users.values()), channels, groups)


def _spelled(members: tuple[str, ...], everybody: tuple[str, ...]) -> tuple[str, ...]:
    spelled = (one for member in members for one in (everybody if member == "*" else (member,)))
    return tuple(dict.fromkeys(spelled))
