"""The living state of the workspace. No I/O: the server, the people and a page stand on top of it."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from .clock import Clock
from .files import Files
from .journal import Journal
from .manifest import App
from .messages import Conversation, Json, Message
from .tickets import ResponseUrl, Trigger
from .views import Views
from .world import Channel, Group, User, World


@dataclass(frozen=True)
class Notification:
    """Slack told somebody. `why` is dm, mention, group, broadcast or thread."""

    user: str
    at: datetime
    channel: str
    ts: str
    why: str
    text: str


@dataclass(frozen=True)
class Warned:
    """What Slack itself told somebody when the app did not answer: its error, and the words they saw."""

    user: str
    at: datetime
    channel: str | None
    error: str
    words: str


@dataclass(frozen=True)
class Scheduled:
    """A message that waits for its time (epoch seconds)."""

    id: str
    channel: str
    post_at: int
    payload: Json
    thread_ts: str | None


class Workspace:
    """Everything Slack knows: people, conversations, views, files, who was notified, and what the app did wrong."""

    def __init__(self, world: World, app: App, clock: Clock) -> None:
        self.world = world
        self.app = app
        self.clock = clock
        self.users: dict[str, User] = {user.id: user for user in world.users}
        self.groups: dict[str, Group] | None = None
        if world.groups is not None:
            self.groups = {group.id: group for group in world.groups}
        self._numbers: Iterator[int] = count(1)
        self._last_microsecond = 0
        self.conversations = {c.id: self._conversation(c) for c in world.channels}
        self.views = Views(self.number)
        self.files = Files(self.number, world.domain)
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.scheduled: dict[str, Scheduled] = {}
        self.socket_tickets: set[str] = set()
        self.whispers: dict[str, list[Message]] = {}  # what was shown to one person only, oldest first
        self.notifications: list[Notification] = []
        self.notified: dict[tuple[str, str], dict[str, str]] = {}  # channel, ts -> whom Slack told, and why
        self.warnings: list[Warned] = []
        self.read: dict[tuple[str, str, str], str] = {}  # user, channel, thread or "" -> the newest ts that was read
        self.violations: list[str] = []
        self.canaries: set[str] = set()
        self.on_event: Callable[[Json], None] = lambda _event: None
        self.origin = "http://127.0.0.1"
        self.token_error: str | None = None
        self.page_cap: int | None = None
        self.empty_pages = False
        self.version = 0
        self.journal = Journal()

    def _conversation(self, channel: Channel) -> Conversation:
        kind = "group" if channel.is_private else "channel"
        return Conversation(channel.id, channel.name, kind, set(channel.members), 1_700_000_000, channel.is_archived)

    def number(self) -> int:
        """A number that was not used before in this workspace."""
        return next(self._numbers)

    def renumber(self, numbers: Iterator[int], stamp: str) -> None:
        """Go on with these numbers, and with timestamps after this one."""
        self._numbers = numbers
        seconds, _, rest = stamp.partition(".")
        self._last_microsecond = int(seconds) * 1_000_000 + int(rest)

    def stamp(self) -> str:
        """A new message timestamp: later than every one before, so unique in its channel."""
        now = int(self.clock.now().timestamp() * 1_000_000)
        self._last_microsecond = max(now, self._last_microsecond + 1)
        return f"{self._last_microsecond // 1_000_000}.{self._last_microsecond % 1_000_000:06d}"

    def changed(self, *what: str) -> None:
        """Something that can be seen is different now; `what` names it, see Journal."""
        self.version += 1
        self.journal.note(*what)

    def wrong(self, what: str) -> None:
        """Note what only a mistake in the app explains."""
        self.violations.append(what)
        self.journal.note("violation", str(len(self.violations)))

    def warn(self, user: str, channel: str | None, error: str, words: str) -> None:
        """Slack tells somebody that the app did not answer."""
        self.warnings.append(Warned(user, self.clock.now(), channel, error, words))
        self.changed("warning", str(len(self.warnings)))

    def emit(self, event: Json, kind: str, where: Conversation | None = None) -> None:
        """Tell the app, if it is subscribed, has the scope, and is in the conversation."""
        if self.app.hears(kind) and (where is None or self.world.bot_user_id in where.members):
            self.on_event({**event, "event_ts": event.get("event_ts") or self.stamp()})

    def user(self, name: str) -> User:
        """A user by id, handle or full name; KeyError when there is none."""
        bare = name.removeprefix("@")
        for user in self.users.values():
            if bare in (user.id, user.name, user.real_name):
                return user
        raise KeyError(name)

    def conversation(self, name: str) -> Conversation:
        """A conversation by id, `#name` or name; KeyError when there is none."""
        bare = name.removeprefix("#")
        for conversation in self.conversations.values():
            if conversation.id == bare or (conversation.name == bare and conversation.name):
                return conversation
        raise KeyError(name)

    def direct(self, user: str, other: str | None = None) -> Conversation:
        """The direct message between a user and the app, or another user; opened when it was not."""
        name = "D" + "".join(sorted(each[1:] for each in (user, other) if each))
        if name not in self.conversations:
            members = {user, other or self.world.bot_user_id}
            created = int(self.clock.now().timestamp())
            self.conversations[name] = Conversation(name, "", "im", members, created)
            self.journal.note("channel", name)
        return self.conversations[name]

    def sees(self, user: str, conversation: Conversation) -> bool:
        """Whether somebody can open a conversation: members always, others only public channels."""
        who = self.users[user]
        is_guest = who.is_restricted or who.is_ultra_restricted or who.is_stranger
        return user in conversation.members or (conversation.kind == "channel" and not is_guest)

    def visible(self, user: str) -> list[Message]:
        """Every message somebody could read now, oldest first."""
        found = [
            message
            for conversation in self.conversations.values()
            if self.sees(user, conversation)
            for message in conversation.messages.values()
            if message.ephemeral_for in (None, user) and not message.is_gone
        ]
        return sorted(found, key=lambda message: message.ts)

    def names(self) -> dict[str, str]:
        """What stands for an id in front of people: users, channels, groups, without @ and #."""
        names = {user.id: user.display_name for user in self.users.values()}
        names |= {c.id: c.name for c in self.conversations.values() if c.name}
        return names | {group.id: group.handle for group in (self.groups or {}).values()}

    def change_user(self, user: str, **changes: object) -> User:
        """Change somebody's profile and tell the app."""
        self.users[user] = replace(self.users[user], **changes)  # type: ignore[arg-type]
        self.changed("person", user)
        return self.users[user]

    def trigger(self, user: str, view: str | None = None) -> Trigger:
        """A new trigger_id: three seconds, one use."""
        number = self.number()
        made = Trigger(f"{1000 + number}.{2000 + number}.{number:032x}", user, time.monotonic(), view)
        self.triggers[made.id] = made
        return made

    def response_url(self, user: str, channel: str, source: Message | None = None) -> str:
        """A new response_url: thirty minutes, five uses."""
        number = self.number()
        key = f"{self.world.team_id}/{number}/{number:024x}"
        self.response_urls[key] = ResponseUrl(key, user, channel, source, self.clock.now())
        return f"{self.origin}/actions/{key}"
