"""What can happen to a message: posted, whispered, edited, deleted, reacted to. Each tells the app."""

from .messages import Conversation, Json, Message
from .mrkdwn import mentions
from .notices import notify
from .workspace import Workspace

_EVENT = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}


def app_fields(ws: Workspace) -> Json:
    """What every message of the app carries."""
    world = ws.world
    profile = {"id": world.bot_id, "app_id": world.app_id, "name": world.bot_name, "team_id": world.team_id}
    return {
        "bot_id": world.bot_id,
        "app_id": world.app_id,
        "team": world.team_id,
        "bot_profile": {**profile, "deleted": False},
    }


def post(ws: Workspace, conversation: Conversation, message: Message) -> Message:
    """Publish a message: it is seen, people are notified, the app hears of it."""
    conversation.add(message)
    notify(ws, conversation, message)
    ws.journal.note("posted", conversation.id, message.ts)
    _touched(ws, message)
    body = conversation.json_of(message)
    tell(ws, conversation, {**body, "event_ts": message.ts})
    is_heard_apart = conversation.kind != "im" and message.user != ws.world.bot_user_id
    if is_heard_apart and ws.world.bot_user_id in mentions(body).users and message.subtype is None:
        mention = {**body, "type": "app_mention", "channel": conversation.id, "event_ts": message.ts}
        ws.emit(mention, "app_mention", conversation)
    return message


def _touched(ws: Workspace, message: Message) -> None:
    """It can be seen to be different, and so can the message above it."""
    if message.is_reply and message.thread_ts:
        ws.journal.note("message", message.channel, message.thread_ts)
    ws.changed("message", message.channel, message.ts)


def tell(ws: Workspace, conversation: Conversation, event: Json) -> None:
    """Send a message event of any subtype."""
    shape = {"channel": conversation.id, "channel_type": conversation.kind}
    ws.emit({**event, **shape}, _EVENT[conversation.kind], conversation)


def whisper(ws: Workspace, conversation: Conversation, message: Message) -> Message:
    """Show an ephemeral message; nobody is notified and no event is sent.

    In a thread without replies Slack says ok and shows nothing.
    """
    if message.thread_ts and not conversation.replies(message.thread_ts):
        return message
    conversation.add(message)
    ws.whispers.setdefault(str(message.ephemeral_for), []).append(message)
    _touched(ws, message)
    return message


def edit(ws: Workspace, conversation: Conversation, message: Message, content: Json, by: str) -> None:
    """Replace what a message says; only another text shows "(edited)"."""
    before = conversation.json_of(message)
    if content.get("text") != message.content.get("text"):
        message.edited = {"user": by, "ts": ws.stamp()}
    message.content = content
    ws.journal.note("edited", conversation.id, message.ts)
    _touched(ws, message)
    after = conversation.json_of(message)
    event = {"type": "message", "subtype": "message_changed", "hidden": True, "ts": ws.stamp()}
    tell(ws, conversation, {**event, "message": after, "previous_message": before})


def delete(ws: Workspace, conversation: Conversation, message: Message) -> None:
    """Take a message away; a parent with replies stays as a tombstone."""
    before = conversation.json_of(message)
    conversation.remove(message)
    ws.journal.note("deleted", conversation.id, message.ts)
    _touched(ws, message)
    if message.ephemeral_for is None:
        event = {"type": "message", "subtype": "message_deleted", "hidden": True, "ts": ws.stamp()}
        tell(ws, conversation, {**event, "deleted_ts": message.ts, "previous_message": before})


def react(ws: Workspace, conversation: Conversation, message: Message, name: str, by: str) -> bool:
    """Add a reaction; False when this person's was already there."""
    users = message.reactions.setdefault(name, [])
    if by in users:
        return False
    users.append(by)
    _tell_reaction(ws, conversation, message, name, by, "reaction_added")
    return True


def unreact(ws: Workspace, conversation: Conversation, message: Message, name: str, by: str) -> bool:
    """Take a reaction back; False when there was none."""
    users = message.reactions.get(name, [])
    if by not in users:
        return False
    users.remove(by)
    if not users:
        del message.reactions[name]
    _tell_reaction(ws, conversation, message, name, by, "reaction_removed")
    return True


def _tell_reaction(ws: Workspace, conversation: Conversation, message: Message, name: str, by: str, kind: str) -> None:
    _touched(ws, message)
    item = {"type": "message", "channel": conversation.id, "ts": message.ts}
    event = {"type": kind, "user": by, "reaction": name, "item": item, "item_user": message.user}
    ws.emit(event, kind, conversation)


def join(ws: Workspace, conversation: Conversation, user: str, inviter: str | None = None) -> None:
    """Somebody (perhaps the app) becomes a member."""
    conversation.members.add(user)
    ws.journal.note("channel", conversation.id)
    _announce(ws, conversation, user, "joined")
    event = _membership(ws, conversation, user, "member_joined_channel")
    ws.emit(event | ({"inviter": inviter} if inviter else {}), "member_joined_channel", conversation)


def leave(ws: Workspace, conversation: Conversation, user: str) -> None:
    """Somebody is no member any more; an app that was removed hears of it and of nothing more from here."""
    ws.emit(_membership(ws, conversation, user, "member_left_channel"), "member_left_channel", conversation)
    _announce(ws, conversation, user, "left")
    conversation.members.discard(user)
    ws.journal.note("channel", conversation.id)


def _announce(ws: Workspace, conversation: Conversation, user: str, word: str) -> None:
    """The line that stands in the channel."""
    content: Json = {"text": f"<@{user}> has {word} the channel", "team": ws.world.team_id}
    subtype = "channel_join" if word == "joined" else "channel_leave"
    post(ws, conversation, Message(conversation.id, ws.stamp(), user, content, subtype=subtype))


def _membership(ws: Workspace, conversation: Conversation, user: str, kind: str) -> Json:
    letter = "G" if conversation.kind == "group" else "C"
    return {
        "type": kind,
        "user": user,
        "channel": conversation.id,
        "channel_type": letter,
        "team": ws.world.team_id,
    }
