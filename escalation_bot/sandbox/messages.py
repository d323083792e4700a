"""Messages and the conversations that hold them, in Slack's own shapes. State only, no I/O."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Message:
    """One message. `content` holds what the author gave: text, blocks, attachments, files, bot fields."""

    channel: str
    ts: str
    user: str
    content: Json
    thread_ts: str | None = None
    subtype: str | None = None
    metadata: Json | None = None
    ephemeral_for: str | None = None
    edited: Json | None = None
    is_gone: bool = False  # a deleted parent stays as a tombstone
    reactions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread without being its parent."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def in_channel(self) -> bool:
        """Whether it stands in the channel itself (a broadcast reply stands in both)."""
        return not self.is_reply or self.subtype == "thread_broadcast"


@dataclass
class Conversation:
    """A channel, private channel ("group") or direct message ("im") and all that was said in it."""

    id: str
    name: str
    kind: str
    members: set[str]
    created: int
    is_archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    threads: dict[str, list[Message]] = field(default_factory=dict)  # parent ts -> replies, oldest first
    followers: dict[str, set[str]] = field(default_factory=dict)  # parent ts -> who hears of new replies

    def add(self, message: Message) -> None:
        """Keep a message, and in its thread."""
        self.messages[message.ts] = message
        if message.is_reply and message.thread_ts and not message.ephemeral_for:
            self.threads.setdefault(message.thread_ts, []).append(message)

    def remove(self, message: Message) -> None:
        """Forget a message, except that it was once there."""
        self.deleted.add(message.ts)
        if self.replies(message.ts):
            message.is_gone = True
            return
        self.messages.pop(message.ts, None)
        thread = self.threads.get(message.thread_ts or "", [])
        if message in thread:
            thread.remove(message)

    def find(self, ts: str) -> Message | None:
        """The lasting message with this timestamp; ephemeral and deleted ones are not found."""
        message = self.messages.get(ts)
        return message if message and not message.ephemeral_for and not message.is_gone else None

    def lasting(self) -> Iterator[Message]:
        """All but ephemeral messages, oldest first."""
        return (m for m in self.messages.values() if not m.ephemeral_for)

    def replies(self, ts: str) -> list[Message]:
        """The replies below a parent, oldest first."""
        return list(self.threads.get(ts, ()))

    def json_of(self, message: Message, *, with_metadata: bool = False) -> Json:
        """A message as history, events and payloads show it."""
        body: Json = {"type": "message", "user": message.user, "ts": message.ts, **message.content}
        body |= {"subtype": message.subtype} if message.subtype else {}
        body |= {"edited": message.edited} if message.edited else {}
        body |= {"is_ephemeral": True} if message.ephemeral_for else {}
        body |= self._thread_fields(message) | _metadata_fields(message, with_metadata=with_metadata)
        if message.reactions:
            body["reactions"] = [
                {"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()
            ]
        return body

    def _thread_fields(self, message: Message) -> Json:
        if message.is_reply and message.thread_ts:
            parent = self.messages.get(message.thread_ts)
            return {"thread_ts": message.thread_ts} | ({"parent_user_id": parent.user} if parent else {})
        replies = self.replies(message.ts)
        if not replies:
            return {}
        users = list(dict.fromkeys(reply.user for reply in replies))
        return {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users_count": len(users),
            "reply_users": users[:5],
            "latest_reply": replies[-1].ts,
            "is_locked": False,
            "subscribed": False,
        }


def _metadata_fields(message: Message, *, with_metadata: bool) -> Json:
    if message.metadata is None:
        return {}
    return {"metadata": message.metadata if with_metadata else {"event_type": message.metadata["event_type"]}}
