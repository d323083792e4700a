"""Whom a new message notifies. An edit notifies nobody. (docs.slack.dev/messaging/formatting-message-text)"""

from zoneinfo import ZoneInfo

from .blockkit import text_of
from .messages import Conversation, Message
from .mrkdwn import mentions
from .workspace import Notification, Workspace


def notify(ws: Workspace, conversation: Conversation, message: Message) -> None:
    """Note everybody whom Slack tells about a new message, once each, and who follows its thread from now on."""
    reasons = _reasons(ws, conversation, message)
    body, names = conversation.json_of(message), ws.names()
    for user, why in reasons.items():
        if _reachable(ws, conversation, user) and user != message.user:
            words = text_of(body, names, ZoneInfo(ws.users[user].tz))
            ws.notifications.append(Notification(user, ws.clock.now(), conversation.id, message.ts, why, words))
            ws.notified.setdefault((conversation.id, message.ts), {})[user] = why
            ws.journal.note("notification", str(len(ws.notifications)))
    follow(ws, conversation, message)


def follow(ws: Workspace, conversation: Conversation, message: Message) -> None:
    """Author and mentioned users hear of later replies in the thread."""
    parent = message.thread_ts or message.ts
    named = mentions(conversation.json_of(message)).users
    conversation.followers.setdefault(parent, set()).update({message.user, *named} & set(ws.users))


def _reasons(ws: Workspace, conversation: Conversation, message: Message) -> dict[str, str]:
    """User and the strongest reason, the strongest first."""
    named = mentions(conversation.json_of(message))
    groups = [ws.groups[g] for g in sorted(named.groups) if ws.groups and g in ws.groups]
    found = [
        ("dm", sorted(conversation.members) if conversation.kind == "im" else []),
        ("mention", sorted(named.users)),
        ("group", [member for group in groups if not group.is_disabled for member in group.members]),
        ("broadcast", sorted(conversation.members) if named.broadcasts and not message.is_reply else []),
        ("thread", sorted(conversation.followers.get(message.thread_ts or "", set()))),
    ]
    reasons: dict[str, str] = {}
    for why, users in found:
        for user in users:
            reasons.setdefault(user, why)
    return reasons


def _reachable(ws: Workspace, conversation: Conversation, user: str) -> bool:
    who = ws.users.get(user)
    return who is not None and not who.is_bot and not who.deleted and ws.sees(user, conversation)
