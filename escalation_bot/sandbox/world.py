"""What a workspace looks like before anything happens: people, channels, groups and the bot in them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

ELSEWHERE = "T0ELSEWHERE"
"""The workspace that strangers are from."""


@dataclass(frozen=True)
class User:
    """Somebody in the workspace, as users.info tells it. `name` is the handle, without @."""

    id: str
    name: str
    real_name: str
    tz: str = "Europe/Stockholm"
    title: str = ""
    email: str = ""
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False  # of another workspace: no email, no locale, no timezone
    deleted: bool = False
    status_emoji: str = ""
    status_text: str = ""
    status_expiration: datetime | None = None

    @property
    def display_name(self) -> str:
        """What stands beside their messages."""
        return self.real_name.split(" ", maxsplit=1)[0]


@dataclass(frozen=True)
class Channel:
    """A channel; `members` are user ids. Private ones exist for their members only."""

    id: str
    name: str
    members: tuple[str, ...] = ()
    is_private: bool = False
    is_archived: bool = False


@dataclass(frozen=True)
class Group:
    """A user group; `members` are user ids."""

    id: str
    handle: str
    name: str
    members: tuple[str, ...] = ()
    is_disabled: bool = False


@dataclass(frozen=True)
class World:
    """A workspace at rest. `groups` is None where the plan has no user groups."""

    users: tuple[User, ...]
    channels: tuple[Channel, ...]
    groups: tuple[Group, ...] | None = ()
    team_id: str = "T0EXAMPLE"
    team_name: str = "Example"
    domain: str = "example"
    app_id: str = "A0ESCALATION"
    bot_user_id: str = "U0BOT"
    bot_id: str = "B0BOT"
    bot_name: str = "escalation-bot"

    @classmethod
    def example(cls) -> Self:
        """The workspace of the example policy."""
        return cls(users=_USERS, channels=_CHANNELS, groups=_GROUPS)

    def channel(self, name: str) -> Channel:
        """A channel by id, `#name` or name; KeyError when there is none."""
        found: Channel = _pick(self.channels, name.removeprefix("#"), ("id", "name"))
        return found

    def user(self, name: str) -> User:
        """A user by id, handle or full name; KeyError when there is none."""
        found: User = _pick(self.users, name.removeprefix("@"), ("id", "name", "real_name"))
        return found

    def with_channel(self, name: str, **changes: Any) -> Self:
        """The same world with one channel changed, e.g. `is_archived=True`."""
        old = self.channel(name)
        return replace(self, channels=_swapped(self.channels, old, replace(old, **changes)))

    def with_user(self, name: str, **changes: Any) -> Self:
        """The same world with one user changed, e.g. `deleted=True`."""
        old = self.user(name)
        return replace(self, users=_swapped(self.users, old, replace(old, **changes)))

    def with_group(self, name: str, **changes: Any) -> Self:
        """The same world with one group (by id or handle) changed, e.g. `members=()`."""
        groups = self.groups or ()
        old = _pick(groups, name.removeprefix("@"), ("id", "handle"))
        return replace(self, groups=_swapped(groups, old, replace(old, **changes)))

    def without_bot(self, name: str) -> Self:
        """The same world where the bot is not in this channel."""
        members = tuple(m for m in self.channel(name).members if m != self.bot_user_id)
        return self.with_channel(name, members=members)

    def without_groups(self) -> Self:
        """The same world on a plan without user groups (`plan_upgrade_required`)."""
        return replace(self, groups=None)


def _pick(things: tuple[Any, ...], name: str, fields: tuple[str, ...]) -> Any:
    for thing in things:
        if any(getattr(thing, field) == name for field in fields):
            return thing
    raise KeyError(name)


def _swapped(things: tuple[Any, ...], old: object, new: object) -> tuple[Any, ...]:
    return tuple(new if thing is old else thing for thing in things)


def _person(handle: str, real_name: str, title: str, **more: Any) -> User:
    return User(f"U0{handle.upper()}", handle, real_name, title=title, email=f"{handle}@example.com", **more)


_USERS = (
    _person("anna", "Anna Ek", "Account manager"),
    _person("paul", "Paul Roy", "Account manager", tz="Asia/Kolkata"),
    _person("sam", "Sam Berg", "Service Operations"),
    _person("sofia", "Sofia Lund", "Service Operations"),
    _person("lena", "Lena Dahl", "Team lead"),
    _person("olga", "Olga Novak", "Team lead"),
    _person("mia", "Mia Holm", "Support manager"),
    _person("dan", "Dan Visser", "Deliverability", tz="Europe/Brussels"),
    _person("nina", "Nina Falk", "Specialist"),
    _person("erik", "Erik Strand", "Engineer"),
    _person("stranger", "Xavier Stone", "Sales", tz="America/St_Johns"),
    _person("guest", "Gus Ray", "Contractor", is_restricted=True),
    User("U0OTHERBOT", "otherbot", "Deploybot", is_bot=True),
    User("U0BOT", "escalation-bot", "escalation-bot", is_bot=True),
)
_EVERYBODY = tuple(u.id for u in _USERS if not u.is_restricted)
_SOC = ("U0SAM", "U0SOFIA", "U0LENA", "U0OLGA", "U0MIA", "U0NINA", "U0BOT")
_CHANNELS = (
    Channel("C0HELPSOC", "help-soc", _EVERYBODY),
    Channel("C0SOCQUEUE", "soc-queue", _SOC, is_private=True),
    Channel("C0DELQUEUE", "del-queue", ("U0DAN", "U0LENA", "U0OLGA", "U0BOT")),
    Channel("C0OPS", "escalation-ops", ("U0MIA", "U0LENA", "U0BOT")),
    Channel("C0ENGINEERING", "engineering", ("U0ERIK", "U0NINA", "U0LENA", "U0BOT")),
    Channel("C0RANDOM", "random", tuple(u.id for u in _USERS if not u.is_bot)),
)
_GROUPS = (
    Group("S0SOC", "soc", "Service Operations Center", ("U0SAM", "U0SOFIA")),
    Group("S0DELIVERABILITY", "deliverability", "Deliverability", ("U0DAN",)),
    Group("S0SOCDUTY", "soc-duty", "SOC on duty", ("U0SOFIA",)),
    Group("S0SPECIALISTS", "specialists", "Specialists", ("U0NINA",)),
    Group("S0ENGDUTY", "eng-duty", "Engineering on duty", ("U0ERIK",)),
)
