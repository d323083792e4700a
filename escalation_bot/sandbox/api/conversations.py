"""conversations.*: what there is, who is in it, what was said."""

import re
from collections.abc import Callable

from escalation_bot.sandbox import talk
from escalation_bot.sandbox.messages import Conversation, Json, Message
from escalation_bot.sandbox.workspace import Workspace

from .method import Args, Method, Refused, conversation, joined, need, page, scope_for

_TS = re.compile(r"\d+(\.\d{1,6})?")
_KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


def conversation_json(ws: Workspace, found: Conversation) -> Json:
    """A conversation object as the bot sees it."""
    body: Json = {
        "id": found.id,
        "created": found.created,
        "is_archived": found.is_archived,
        "is_im": found.kind == "im",
        "is_mpim": found.kind == "mpim",
        "is_channel": found.kind == "channel",
        "is_group": found.kind == "group",
        "is_private": found.kind != "channel",
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "context_team_id": ws.world.team_id,
    }
    if found.kind == "im":
        return body | {"user": next(iter(found.members - {ws.world.bot_user_id}), ws.world.bot_user_id)}
    member = ws.world.bot_user_id in found.members
    return body | {
        "name": found.name,
        "name_normalized": found.name,
        "is_general": False,
        "is_member": member,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def listed(ws: Workspace, args: Args) -> list[Conversation]:
    """The conversations of the asked types that exist for the bot."""
    types = args.text("types", "public_channel").replace(" ", "").split(",")
    if unknown := [name for name in types if name not in _KINDS]:
        raise Refused("invalid_types", *unknown)
    kinds = {_KINDS[name] for name in types}
    for kind in sorted(kinds):
        need(ws, f"{'im' if kind == 'im' else 'mpim' if kind == 'mpim' else kind + 's'}:read")
    return [
        c
        for c in ws.conversations.values()
        if c.kind in kinds
        and (c.kind == "channel" or ws.world.bot_user_id in c.members)
        and not (c.is_archived and args.flag("exclude_archived"))
    ]


def _list(ws: Workspace, args: Args) -> Json:
    found, meta = page(ws, args, listed(ws, args), 100, 999)
    return {"channels": [conversation_json(ws, c) for c in found]} | meta


def _info(ws: Workspace, args: Args) -> Json:
    found = conversation(ws, args)
    need(ws, scope_for(found, "read"))
    body = conversation_json(ws, found)
    return {"channel": body | ({"num_members": len(found.members)} if args.flag("include_num_members") else {})}


def _members(ws: Workspace, args: Args) -> Json:
    found = conversation(ws, args)
    need(ws, scope_for(found, "read"))
    members, meta = page(ws, args, sorted(found.members), 100, 999)
    return {"members": members} | meta


def _open(ws: Workspace, args: Args) -> Json:
    users = [user for user in args.text("users").split(",") if user]
    if "channel" in args:
        return {"channel": {"id": conversation(ws, args).id}}
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > 1:
        raise Refused("method_not_supported_for_channel_type")
    user = ws.users.get(users[0])
    if user is None:
        raise Refused("user_not_found")
    if user.deleted:
        raise Refused("user_disabled")
    is_old = f"D{user.id[1:]}" in ws.conversations
    found = ws.direct(user.id)
    body = conversation_json(ws, found) if args.flag("return_im") else {"id": found.id}
    return {"channel": body} | ({"no_op": True, "already_open": True} if is_old else {})


def _join(ws: Workspace, args: Args) -> Json:
    found = conversation(ws, args)
    if found.kind != "channel":
        raise Refused("method_not_supported_for_channel_type")
    if found.is_archived:
        raise Refused("is_archived")
    if ws.world.bot_user_id in found.members:
        warning = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
        return {"channel": conversation_json(ws, found)} | warning
    talk.join(ws, found, ws.world.bot_user_id)
    return {"channel": conversation_json(ws, found)}


def _history(ws: Workspace, args: Args) -> Json:
    found = joined(ws, args)
    need(ws, scope_for(found, "history"))
    inside = _range(args)
    said = [m for m in found.lasting() if m.in_channel and inside(m)]
    return _page_of(ws, args, found, sorted(said, key=lambda m: m.ts, reverse=True), (100, 999))


def _replies(ws: Workspace, args: Args) -> Json:
    found = joined(ws, args)
    need(ws, scope_for(found, "history"))
    asked = found.messages.get(args.text("ts"))
    if asked is None or asked.ephemeral_for or (asked.is_gone and not found.replies(asked.ts)):
        raise Refused("thread_not_found")
    if asked.is_reply:
        return _page_of(ws, args, found, [asked], (1000, 1000))
    inside = _range(args)
    replies = [m for m in found.replies(asked.ts) if inside(m)]
    return _page_of(ws, args, found, [asked, *replies], (1000, 1000))


def _range(args: Args) -> Callable[[Message], bool]:
    oldest, latest = _moment(args, "oldest", "0"), _moment(args, "latest", "9999999999.999999")
    if args.flag("inclusive"):
        return lambda message: oldest <= _micro(message.ts) <= latest
    return lambda message: oldest < _micro(message.ts) < latest


def _moment(args: Args, name: str, default: str) -> int:
    given = args.text(name) or default
    if not _TS.fullmatch(given):
        raise Refused(f"invalid_ts_{name}")
    return _micro(given)


def _micro(ts: str) -> int:
    seconds, _, rest = ts.partition(".")
    return int(seconds) * 1_000_000 + int(rest.ljust(6, "0"))


def _page_of(ws: Workspace, args: Args, found: Conversation, said: list[Message], sizes: tuple[int, int]) -> Json:
    full = args.flag("include_all_metadata")
    shown, meta = page(ws, args, said, *sizes)
    more = bool(meta["response_metadata"]["next_cursor"])
    messages = [_shown(found, message, full=full) for message in shown]
    return {"messages": messages, "has_more": more} | (meta if more else {})


def _shown(found: Conversation, message: Message, *, full: bool) -> Json:
    body = found.json_of(message, with_metadata=full)
    if not message.is_gone:
        return body
    kept = {name: value for name, value in body.items() if name in _TOMB}
    gone = {"subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted.", "hidden": True}
    return kept | gone


_TOMB = {"type", "ts", "thread_ts", "reply_count", "reply_users_count", "reply_users", "latest_reply"}
_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_RANGE = ("latest", "oldest", "inclusive", "limit", "cursor", "include_all_metadata")
_OPEN = ("channels:manage", "groups:write", "im:write", "mpim:write")
_LISTS = ("cursor", "limit", "exclude_archived", "types", "team_id")
METHODS = (
    Method("conversations.list", _list, _READ, 20, (), _LISTS),
    Method("conversations.info", _info, _READ, 50, ("channel",), ("include_locale", "include_num_members")),
    Method("conversations.members", _members, _READ, 100, ("channel",), ("cursor", "limit")),
    Method("conversations.open", _open, _OPEN, 50, (), ("channel", "users", "return_im", "prevent_creation")),
    Method("conversations.join", _join, ("channels:join",), 50, ("channel",)),
    Method("conversations.history", _history, _HISTORY, 50, ("channel",), _RANGE),
    Method("conversations.replies", _replies, _HISTORY, 50, ("channel", "ts"), _RANGE),
)
