"""chat.*: post, update, delete, whisper, permalink."""

import json
import re

from escalation_bot.sandbox import talk
from escalation_bot.sandbox.checks import content_of, early_picture, error_of, message_problems, said, says_nothing
from escalation_bot.sandbox.messages import Conversation, Json, Message
from escalation_bot.sandbox.workspace import Workspace

from .method import Args, Method, Refused, conversation, need

_TS = re.compile(r"\d{1,10}\.\d{6}")
MAX_METADATA = 16_000  # Slack does not say; large enough for a key, small enough to notice abuse
MAX_UPDATE = 4_000  # docs.slack.dev/reference/methods/chat.update


def payload_of(ws: Workspace, args: Args) -> Json:
    """The message a call carries, checked. Refused with invalid_blocks and both kinds of messages when wrong."""
    payload = {name: args.data(name) for name in ("blocks", "attachments", "metadata") if name in args}
    payload |= {"text": args.given["text"]} if "text" in args else {}
    problems = message_problems(ws, payload)
    if problems:
        words = [said(problem) for problem in problems]
        raise Refused(error_of(problems[0]), *words, errors=words)
    if early := early_picture(ws, payload):
        raise Refused("invalid_blocks", said(early), is_bug=False, errors=[said(early)])
    if len(json.dumps(payload.get("metadata"))) > MAX_METADATA:
        raise Refused("metadata_too_large")
    return payload


def target(ws: Workspace, args: Args) -> Conversation:
    """Where chat.postMessage posts: a conversation by id or name, or the direct message with a user."""
    name = args.text("channel")
    if name in ws.users:
        found = _direct(ws, name)
    else:
        named = [c.id for c in ws.conversations.values() if c.name and c.name == name.removeprefix("#")]
        found = conversation(ws, Args({"channel": named[0] if named else name}))
    if ws.world.bot_user_id not in found.members and "chat:write.public" not in ws.app.scopes:
        raise Refused("not_in_channel")
    if found.is_archived:
        raise Refused("is_archived")
    return found


def _direct(ws: Workspace, user: str) -> Conversation:
    if ws.users[user].deleted or ws.users[user].is_bot:
        raise Refused("channel_not_found")
    if not ws.app.messages_tab:
        raise Refused("messages_tab_disabled")
    return ws.direct(user)


def thread(found: Conversation, args: Args) -> str | None:
    """The thread a call answers in. Its ts has to be a parent's; one that was deleted meanwhile is no mistake."""
    ts = args.text("thread_ts")
    if not ts:
        return None
    parent = found.messages.get(ts)
    if not _TS.fullmatch(ts) or parent is None or parent.is_reply or parent.ephemeral_for:
        why = f"{ts} is no parent message of {found.id}"
        raise Refused("cannot_reply_to_message", why, is_bug=ts not in found.deleted)
    return ts


def app_message(ws: Workspace, found: Conversation, payload: Json, thread_ts: str | None = None) -> Message:
    """A message of the app, not posted yet."""
    content = content_of(ws, payload) | talk.app_fields(ws)
    metadata = payload.get("metadata") or None
    return Message(found.id, ws.stamp(), ws.world.bot_user_id, content, thread_ts, metadata=metadata)


def _post(ws: Workspace, args: Args) -> Json:
    if args.flag("as_user"):
        raise Refused("as_user_not_supported")
    found = target(ws, args)
    payload = payload_of(ws, args)
    if says_nothing(payload):
        raise Refused("no_text")
    message = app_message(ws, found, payload, thread(found, args))
    if styled := {name: args.text(name) for name in ("username", "icon_emoji", "icon_url") if name in args}:
        need(ws, "chat:write.customize")
        message.content |= styled
        message.subtype = "bot_message"
    if message.thread_ts and args.flag("reply_broadcast"):
        message.subtype = "thread_broadcast"
    talk.post(ws, found, message)
    return {"channel": found.id, "ts": message.ts, "message": found.json_of(message, with_metadata=True)}


def _own(ws: Workspace, found: Conversation, ts: str, error: str) -> Message:
    message = found.find(ts)
    if message is None:
        raise Refused("message_not_found")
    if message.content.get("app_id") != ws.world.app_id:
        raise Refused(error)
    return message


def _update(ws: Workspace, args: Args) -> Json:
    found = conversation(ws, args)
    message = _own(ws, found, args.text("ts"), "cant_update_message")
    if found.is_archived:
        raise Refused("is_inactive")
    payload = payload_of(ws, args)
    if not any(name in payload for name in ("text", "blocks", "attachments", "metadata")):
        raise Refused("no_text")
    if len(payload.get("text") or "") > MAX_UPDATE:
        raise Refused("msg_too_long")
    talk.edit(ws, found, message, _merged(ws, message, payload), ws.world.bot_user_id)
    if "metadata" in payload:
        message.metadata = payload["metadata"] or None
    body = found.json_of(message, with_metadata=True)
    return {"channel": found.id, "ts": message.ts, "text": message.content["text"], "message": body}


def _merged(ws: Workspace, message: Message, payload: Json) -> Json:
    """Text without blocks takes the blocks away; what is not given stays; an empty list clears."""
    given = content_of(ws, payload)
    drops = {name for name in ("blocks", "attachments") if name in payload and not payload[name]}
    if "text" in payload and "blocks" not in payload:
        drops.add("blocks")
    if "text" not in payload:
        del given["text"]
    return {name: value for name, value in message.content.items() if name not in drops} | given


def _delete(ws: Workspace, args: Args) -> Json:
    found = conversation(ws, args)
    message = _own(ws, found, args.text("ts"), "cant_delete_message")
    talk.delete(ws, found, message)
    return {"channel": found.id, "ts": message.ts}


def _ephemeral(ws: Workspace, args: Args) -> Json:
    found = conversation(ws, args)
    if ws.world.bot_user_id not in found.members and found.kind != "channel":
        raise Refused("not_in_channel")
    user = ws.users.get(args.text("user"))
    if user is None or user.id not in found.members or user.deleted:
        raise Refused("user_not_in_channel")
    if found.is_archived:
        raise Refused("is_archived")
    payload = payload_of(ws, args)
    if says_nothing(payload):
        raise Refused("no_text")
    message = app_message(ws, found, payload, thread(found, args))
    message.ephemeral_for = user.id
    talk.whisper(ws, found, message)
    return {"message_ts": message.ts}


def _permalink(ws: Workspace, args: Args) -> Json:
    found = conversation(ws, args)
    message = found.find(args.text("message_ts"))
    if message is None:
        raise Refused("message_not_found")
    return {"channel": found.id, "permalink": permalink(ws, message)}


def permalink(ws: Workspace, message: Message) -> str:
    """The address of a message in the workspace."""
    at = f"https://{ws.world.domain}.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return f"{at}?thread_ts={message.thread_ts}&cid={message.channel}" if message.is_reply else at


_BODY = ("text", "blocks", "attachments", "metadata", "parse", "link_names")
_WRITE = ("chat:write",)
_LOOKS = ("username", "icon_emoji", "icon_url", "mrkdwn", "unfurl_links", "unfurl_media", "as_user")
_POST = (*_BODY, *_LOOKS, "thread_ts", "reply_broadcast")
METHODS = (
    Method("chat.postMessage", _post, _WRITE, 300, ("channel",), _POST),
    Method("chat.update", _update, _WRITE, 50, ("channel", "ts"), (*_BODY, "reply_broadcast", "as_user")),
    Method("chat.delete", _delete, _WRITE, 50, ("channel", "ts"), ("as_user",)),
    Method("chat.postEphemeral", _ephemeral, _WRITE, 100, ("channel", "user"), (*_BODY, *_LOOKS, "thread_ts")),
    Method("chat.getPermalink", _permalink, (), 600, ("channel", "message_ts")),
)
