"""chat.scheduleMessage and its kin. The server posts what is due (see `due`)."""

from datetime import timedelta

from escalation_bot.sandbox import talk
from escalation_bot.sandbox.checks import says_nothing
from escalation_bot.sandbox.messages import Json
from escalation_bot.sandbox.workspace import Scheduled, Workspace

from .chat import app_message, payload_of, target
from .method import Args, Method, Refused, page

FURTHEST = timedelta(days=120)
MOST = 30  # per five minutes and channel


def _schedule(ws: Workspace, args: Args) -> Json:
    found, payload, at = target(ws, args), payload_of(ws, args), args.number("post_at", 0)
    if says_nothing(payload):
        raise Refused("no_text")
    now = ws.clock.now()
    if at <= now.timestamp():
        raise Refused("time_in_past")
    if at > (now + FURTHEST).timestamp():
        raise Refused("time_too_far")
    near = [s for s in ws.scheduled.values() if s.channel == found.id and s.post_at // 300 == at // 300]
    if len(near) >= MOST:
        raise Refused("restricted_too_many")
    made = Scheduled(f"Q{ws.number():08d}", found.id, at, payload, args.text("thread_ts") or None)
    ws.scheduled[made.id] = made
    ws.changed("scheduled", made.id)
    return {"channel": found.id, "scheduled_message_id": made.id, "post_at": at, "message": payload}


def _unschedule(ws: Workspace, args: Args) -> Json:
    made = ws.scheduled.get(args.text("scheduled_message_id"))
    if made is None or made.channel != args.text("channel"):
        raise Refused("invalid_scheduled_message_id")
    del ws.scheduled[made.id]
    return {}


def _list(ws: Workspace, args: Args) -> Json:
    found, meta = page(ws, args, list(ws.scheduled.values()), 100, 100)
    shown = [{"id": s.id, "channel_id": s.channel, "post_at": s.post_at, **s.payload} for s in found]
    return {"scheduled_messages": shown} | meta


def post_due(ws: Workspace) -> None:
    """Post every scheduled message whose time has come."""
    now = ws.clock.now().timestamp()
    for made in [s for s in ws.scheduled.values() if s.post_at <= now]:
        del ws.scheduled[made.id]
        found = ws.conversations[made.channel]
        talk.post(ws, found, app_message(ws, found, made.payload, made.thread_ts))


_BODY = ("text", "blocks", "attachments", "metadata", "thread_ts", "unfurl_links", "unfurl_media")
METHODS = (
    Method("chat.scheduleMessage", _schedule, ("chat:write",), 50, ("channel", "post_at"), _BODY),
    Method(
        "chat.deleteScheduledMessage",
        _unschedule,
        ("chat:write",),
        50,
        ("channel", "scheduled_message_id"),
        ("as_user",),
    ),
    Method("chat.scheduledMessages.list", _list, (), 50, (), ("channel", "cursor", "limit", "oldest", "latest")),
)
