"""What one person sees, as JSON. Pure functions of the workspace."""

from datetime import datetime
from mimetypes import guess_type

from escalation_bot.sandbox.files import File
from escalation_bot.sandbox.messages import Conversation, Json, Message
from escalation_bot.sandbox.seen import Seen
from escalation_bot.sandbox.views import View, view_json
from escalation_bot.sandbox.workspace import Notification, Warned, Workspace
from escalation_bot.sandbox.world import Group, User

MOST_THREADS, MOST_NOTIFICATIONS, MOST_WARNINGS = 50, 200, 50
_ORDER = {"channel": 0, "group": 0, "im": 1}


def moment(at: datetime) -> str:
    """A moment as the API writes it."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def person(user: User) -> Json:
    """Somebody."""
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "display_name": user.display_name,
        "title": user.title,
        "tz": user.tz,
        "bot": user.is_bot,
        "guest": user.is_restricted or user.is_ultra_restricted,
        "stranger": user.is_stranger,
        "deleted": user.deleted,
        "status_emoji": user.status_emoji,
        "status_text": user.status_text,
    }


def group(found: Group) -> Json:
    """A user group."""
    members = list(found.members)
    return {
        "id": found.id,
        "handle": found.handle,
        "name": found.name,
        "members": members,
        "disabled": found.is_disabled,
    }


def state(ws: Workspace, user: str) -> Json:
    """Everything on somebody's screen but the messages."""
    ws.direct(user)
    own = [(number, each) for number, each in enumerate(ws.notifications, 1) if each.user == user]
    told = [(number, each) for number, each in enumerate(ws.warnings, 1) if each.user == user]
    return {
        "version": ws.journal.version,
        "now": moment(ws.clock.now()),
        "me": person(ws.users[user]),
        "channels": channels(ws, user),
        "threads": threads(ws, user),
        "notifications": [notification(ws, number, each) for number, each in own[-MOST_NOTIFICATIONS:]],
        "warnings": [warning(number, each) for number, each in told[-MOST_WARNINGS:]],
        "modals": modals(ws, user),
        "home": home(ws, user),
    }


def channels(ws: Workspace, user: str) -> list[Json]:
    """Every conversation that somebody can open."""
    found = [each for each in ws.conversations.values() if ws.sees(user, each)]
    return [channel(ws, user, each) for each in sorted(found, key=lambda each: (_ORDER[each.kind], each.name))]


def channel(ws: Workspace, user: str, where: Conversation) -> Json:
    """A conversation, with what somebody has not read in it."""
    read = ws.read.get((user, where.id, ""), "")
    unread = _unread(user, where, read)
    pings = [message for message in unread if user in ws.notified.get((where.id, message.ts), {})]
    return {
        "id": where.id,
        "name": where.name,
        "kind": where.kind,
        "member": user in where.members,
        "members": len(where.members),
        "archived": where.is_archived,
        "unread": len(unread),
        "pings": len(pings),
        "read": read,
    }


def _unread(user: str, where: Conversation, read: str) -> list[Message]:
    if user not in where.members:
        return []
    found = []
    for message in reversed(where.messages.values()):
        if message.ts <= read:
            break
        if message.in_channel and _shown(message, user) and message.user != user:
            found.append(message)
    return found


def _shown(message: Message, user: str) -> bool:
    return not message.is_gone and message.ephemeral_for in (None, user)


def threads(ws: Workspace, user: str) -> list[Json]:
    """The threads that somebody follows, the newest first."""
    found = [
        thread(ws, user, where, ts)
        for where in ws.conversations.values()
        if ws.sees(user, where)
        for ts in where.threads
        if where.replies(ts) and user in where.followers.get(ts, ())
    ]
    return sorted(found, key=lambda each: str(each["latest"]), reverse=True)[:MOST_THREADS]


def thread(ws: Workspace, user: str, where: Conversation, ts: str) -> Json:
    """A thread, with what somebody has not read in it."""
    replies = where.replies(ts)
    read = ws.read.get((user, where.id, ts), "")
    unread = sum(reply.ts > read and reply.user != user for reply in replies)
    return {"channel": where.id, "ts": ts, "unread": unread, "latest": replies[-1].ts if replies else ts}


def notification(ws: Workspace, number: int, told: Notification) -> Json:
    """What Slack told somebody."""
    message = ws.conversations[told.channel].messages.get(told.ts)
    return {
        "number": number,
        "at": moment(told.at),
        "channel": told.channel,
        "ts": told.ts,
        "thread_ts": message.thread_ts if message and message.is_reply else None,
        "why": told.why,
        "text": told.text,
        "from": message.user if message else None,
    }


def warning(number: int, told: Warned) -> Json:
    """What Slack said when the app did not answer."""
    shown = {"number": number, "at": moment(told.at), "channel": told.channel}
    return shown | {"error": told.error, "words": told.words}


def modals(ws: Workspace, user: str) -> list[Json]:
    """The open forms, the one on the screen last."""
    return [view(ws, each) for each in ws.views.stack(user)]


def home(ws: Workspace, user: str) -> Json | None:
    """The app's Home tab."""
    found = ws.views.homes.get(user)
    return view(ws, found) if found else None


def view(ws: Workspace, found: View) -> Json:
    """A form or Home tab, with its errors."""
    return view_json(found, ws.world) | {"errors": dict(found.errors), "trouble": found.trouble}


def can_read(ws: Workspace, user: str, where: Conversation, message: Message | None) -> bool:
    """Whether somebody sees a message at all; a deleted parent stays as a tombstone."""
    if message is None or not ws.sees(user, where):
        return False
    return message.ephemeral_for in (None, user)


def messages(ws: Workspace, user: str, where: Conversation, thread_ts: str, before: str, limit: int) -> Json:
    """A page of a channel or of a thread, oldest first."""
    found: list[Message] = []
    for each in reversed(where.messages.values()):
        if before and each.ts >= before:
            continue
        stands = thread_ts in (each.thread_ts, each.ts) if thread_ts else each.in_channel
        if stands and can_read(ws, user, where, each):
            found.append(each)
        if len(found) > limit:
            break
    shown = found[:limit][::-1]
    return {"messages": [message(ws, user, where, each) for each in shown], "more": len(found) > limit}


def message(ws: Workspace, user: str, where: Conversation, found: Message) -> Json:
    """A message as somebody sees it."""
    content = found.content
    author = ws.users.get(found.user)
    return {
        "channel": where.id,
        "ts": found.ts,
        "thread_ts": found.thread_ts if found.is_reply else None,
        "user": found.user,
        "at": moment(datetime.fromtimestamp(float(found.ts), tz=ws.clock.now().tzinfo)),
        "subtype": found.subtype,
        "text": content.get("text", ""),
        "blocks": content.get("blocks", []),
        "attachments": content.get("attachments", []),
        "files": [file(user, ws.files.by_id[each["id"]]) for each in content.get("files", [])],
        "edited": found.edited is not None,
        "ephemeral": found.ephemeral_for is not None,
        "gone": found.is_gone,
        "broadcast": found.subtype == "thread_broadcast",
        "bot": bool(author and author.is_bot),
        "app": found.user == ws.world.bot_user_id,
        "reactions": [{"name": name, "users": list(users)} for name, users in found.reactions.items()],
        "replies": _replies(ws, user, where, found),
        "notified": notified(ws, found.channel, found.ts),
        "plain": Seen(ws, found, user).text,
    }


def _replies(ws: Workspace, user: str, where: Conversation, found: Message) -> Json | None:
    replies = where.replies(found.ts)
    if not replies:
        return None
    following = thread(ws, user, where, found.ts)
    return {
        "count": len(replies),
        "users": list(dict.fromkeys(reply.user for reply in replies)),
        "latest": replies[-1].ts,
        "unread": following["unread"],
        "followed": user in where.followers.get(found.ts, ()),
    }


def notified(ws: Workspace, channel_id: str, ts: str) -> list[Json]:
    """Everybody whom Slack told of a message, and why."""
    return [{"user": user, "why": why} for user, why in ws.notified.get((channel_id, ts), {}).items()]


def file(user: str, found: File) -> Json:
    """An uploaded file, and where its bytes are."""
    return {
        "id": found.id,
        "name": found.name,
        "mimetype": guess_type(found.name)[0] or "application/octet-stream",
        "size": found.length,
        "url": f"/sandbox/as/{user}/files/{found.id}",
    }
