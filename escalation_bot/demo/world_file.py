"""A world of one's own: people, channels, groups and tickets from a file, and whatever else the policy speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from escalation_bot.demo.fitting import fitted, identity
from escalation_bot.demo.rules import demo_policy
from escalation_bot.domain.policy import Impact, Policy
from escalation_bot.policy_file import PolicyError, parse, parse_policy, text_of
from escalation_bot.policy_file.lines import Tree
from escalation_bot.policy_file.shape import converter
from escalation_bot.policy_file.values import Wrong
from escalation_bot.sandbox import Channel, Group, User, World

EVERYBODY = "everybody"
_HOME = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True)
class PersonEntry:
    """Somebody, under their handle. `away` is the emoji of their status."""

    name: str
    title: str = ""
    timezone: ZoneInfo = _HOME
    guest: bool = False
    away: str = ""


@dataclass(frozen=True)
class ChannelEntry:
    """A channel, under its name without #; the bot is in it unless it is said not to be."""

    members: tuple[str, ...] = (EVERYBODY,)
    private: bool = False
    bot: bool = True


@dataclass(frozen=True)
class GroupEntry:
    """A user group, under its handle."""

    members: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True)
class Ticket:
    """A request that is sent when the sandbox opens; `motive` is the policy's key, `channel` where it is typed."""

    ticket: str
    by: str
    channel: str
    motive: str
    risk: str
    impact: Impact = Impact.MAJOR
    needed: date | None = None
    customer: str = ""
    taken_by: str = ""


@dataclass(frozen=True)
class WorldFile:
    """What the file says. `policy` is a path beside it."""

    people: Mapping[str, PersonEntry]
    channels: Mapping[str, ChannelEntry] = field(default_factory=dict)
    groups: Mapping[str, GroupEntry] = field(default_factory=dict)
    tickets: tuple[Ticket, ...] = ()
    policy: str = ""


@dataclass(frozen=True)
class Setting:
    """What a sandbox opens with; None: the example's."""

    world: World | None = None
    policy: str | None = None
    tickets: tuple[Ticket, ...] = ()


def read_setting(world: Path | None, policy: Path | None) -> Setting:
    """The world and the policy of these files; what the policy speaks of and they do not have is made."""
    file = parse_world(text_of(world), name=str(world)) if world else None
    path = policy or (world.parent / file.policy if world and file and file.policy else None)
    if file is None and path is None:
        return Setting()
    text = text_of(path) if path else demo_policy()
    rules = parse_policy(text, name=str(path))
    return Setting(fitted(world_of(file) if file else None, rules), text, file.tickets if file else ())


def parse_world(text: str, *, name: str) -> WorldFile:
    """The world that a text says. Raises PolicyError with every mistake and its line."""

    def made(tree: Tree) -> WorldFile:
        read: WorldFile = converter((), "").structure(tree, WorldFile)
        _check(read)
        return read

    return parse(text, made, name=name)


def _check(file: WorldFile) -> None:
    """Whoever is named somewhere is one of the people."""
    for name, *at in _named(file):
        if name.removeprefix("@") not in file.people and name != EVERYBODY:
            raise Wrong(f"{name} is none of the people", *at)


def _named(file: WorldFile) -> Iterator[tuple[str, ...]]:
    for key, channel in file.channels.items():
        yield from ((name, "channels", key, "members") for name in channel.members)
    for key, group in file.groups.items():
        yield from ((name, "groups", key, "members") for name in group.members)
    for ticket in file.tickets:
        yield from ((name, "tickets") for name in (ticket.by, ticket.taken_by) if name)


def world_of(file: WorldFile) -> World:
    """The world that a file describes."""
    users = tuple(_user(handle, entry) for handle, entry in file.people.items())
    bot = User("U0BOT", "escalation-bot", "escalation-bot", is_bot=True)
    everybody = tuple(user.id for user in users if not user.is_restricted)
    channels = tuple(_channel(name, entry, everybody) for name, entry in file.channels.items())
    groups = tuple(
        Group(identity("S", handle), handle, entry.name or handle, _ids(entry.members))
        for handle, entry in file.groups.items()
    )
    return World((*users, bot), channels, groups)


def _user(handle: str, entry: PersonEntry) -> User:
    email = f"{handle}@example.com"
    made = User(identity("U", handle), handle, entry.name, entry.timezone.key, entry.title, email)
    return User(**vars(made) | {"is_restricted": entry.guest, "status_emoji": entry.away.strip(":")})


def _channel(name: str, entry: ChannelEntry, everybody: tuple[str, ...]) -> Channel:
    members = everybody if EVERYBODY in entry.members else _ids(entry.members)
    bot = ("U0BOT",) if entry.bot else ()
    return Channel(identity("C", name), name, (*members, *bot), entry.private)


def _ids(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(identity("U", name.removeprefix("@")) for name in names)


def motive_label(policy: Policy, ticket: Ticket) -> str:
    """What the form calls a ticket's motive. Raises PolicyError."""
    if ticket.motive not in policy.motives:
        raise PolicyError([f"{ticket.ticket}: {ticket.motive} is no motive of the policy: {', '.join(policy.motives)}"])
    return policy.motives[ticket.motive].label
