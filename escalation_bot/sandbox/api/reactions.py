"""reactions.add, reactions.remove, reactions.get."""

import re

from escalation_bot.sandbox import talk
from escalation_bot.sandbox.messages import Conversation, Json, Message
from escalation_bot.sandbox.workspace import Workspace

from .method import Args, Method, Refused, conversation

_NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")
_TS = re.compile(r"\d{1,10}\.\d{6}")


def _target(ws: Workspace, args: Args) -> tuple[Conversation, Message]:
    if "channel" not in args or "timestamp" not in args:
        raise Refused("no_item_specified")
    found = conversation(ws, args)
    if not _TS.fullmatch(args.text("timestamp")):
        raise Refused("bad_timestamp")
    message = found.find(args.text("timestamp"))
    if message is None:
        raise Refused("message_not_found")
    return found, message


def _change(ws: Workspace, args: Args) -> tuple[Conversation, Message, str]:
    found, message = _target(ws, args)
    if not _NAME.fullmatch(args.text("name")):
        raise Refused("invalid_name")
    if found.is_archived:
        raise Refused("is_archived")
    return found, message, args.text("name")


def _add(ws: Workspace, args: Args) -> Json:
    if not talk.react(ws, *_change(ws, args), ws.world.bot_user_id):
        raise Refused("already_reacted")
    return {}


def _remove(ws: Workspace, args: Args) -> Json:
    if not talk.unreact(ws, *_change(ws, args), ws.world.bot_user_id):
        raise Refused("no_reaction")
    return {}


def _get(ws: Workspace, args: Args) -> Json:
    found, message = _target(ws, args)
    return {"type": "message", "channel": found.id, "message": found.json_of(message)}


_WRITE = ("reactions:write",)
METHODS = (
    Method("reactions.add", _add, _WRITE, 50, ("name", "timestamp", "channel")),
    Method("reactions.remove", _remove, _WRITE, 20, ("name",), ("timestamp", "channel")),
    Method("reactions.get", _get, ("reactions:read",), 50, (), ("timestamp", "channel", "full")),
)
