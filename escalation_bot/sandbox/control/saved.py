"""The whole workspace as JSON, and put back from it in place: whoever stands on it goes on with what was saved."""

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from itertools import count
from typing import Any

from cattrs.preconf.json import make_converter

from escalation_bot.sandbox.files import File
from escalation_bot.sandbox.messages import Conversation, Json, Message
from escalation_bot.sandbox.tickets import ResponseUrl
from escalation_bot.sandbox.views import View
from escalation_bot.sandbox.workspace import Notification, Scheduled, Warned, Workspace
from escalation_bot.sandbox.world import Group, User

from .asked import Wrong

_VERSION = 1
_json = make_converter()


def saved(ws: Workspace) -> Json:
    """Everything that `prepared` needs later."""
    return {
        "version": _VERSION,
        "at": ws.clock.now().isoformat(),
        "number": ws.number(),
        "stamp": ws.stamp(),
        "users": _json.unstructure(list(ws.users.values()), list[User]),
        "groups": _json.unstructure(list(ws.groups.values()), list[Group]) if ws.groups is not None else None,
        "conversations": [_conversation(each) for each in ws.conversations.values()],
        "views": _json.unstructure([each for each in ws.views.by_id.values() if each.is_open], list[View]),
        "files": _json.unstructure(list(ws.files.by_id.values()), list[File]),
        "urls": [_url(each) for each in ws.response_urls.values()],
        "scheduled": _json.unstructure(list(ws.scheduled.values()), list[Scheduled]),
        "notifications": _json.unstructure(ws.notifications, list[Notification]),
        "warnings": _json.unstructure(ws.warnings, list[Warned]),
        "read": [[*place, ts] for place, ts in ws.read.items()],
    }


_PLAIN = ("id", "name", "kind", "created", "is_archived")


def _conversation(where: Conversation) -> Json:
    return {name: getattr(where, name) for name in _PLAIN} | {
        "members": sorted(where.members),
        "deleted": sorted(where.deleted),
        "followers": {ts: sorted(users) for ts, users in where.followers.items()},
        "messages": _json.unstructure(list(where.messages.values()), list[Message]),
    }


def _url(url: ResponseUrl) -> Json:
    plain = {field.name: getattr(url, field.name) for field in fields(url) if field.name not in ("source", "made")}
    return plain | {"made": url.made.isoformat(), "source": url.source.ts if url.source else None}


def prepared(ws: Workspace, kept: Any) -> Callable[[], None]:
    """Read what was saved; what comes back puts it in place, the time included. Wrong where it is none of these."""
    if not isinstance(kept, dict) or kept.get("version") != _VERSION:
        raise Wrong("this is no state that a sandbox of this version saved")
    try:
        return _read(ws, kept)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a file that somebody hands in
        raise Wrong(f"the saved state cannot be read: {type(error).__name__}: {error}") from None


def _read(ws: Workspace, kept: Json) -> Callable[[], None]:
    users = _json.structure(kept["users"], list[User])
    groups = None if kept["groups"] is None else _json.structure(kept["groups"], list[Group])
    conversations = {each["id"]: _to_conversation(each) for each in kept["conversations"]}
    views = _json.structure(kept["views"], list[View])
    files = _json.structure(kept["files"], list[File])
    urls = [_to_url(each, conversations) for each in kept["urls"]]
    scheduled = _json.structure(kept["scheduled"], list[Scheduled])
    notifications = _json.structure(kept["notifications"], list[Notification])
    warnings = _json.structure(kept["warnings"], list[Warned])
    read = {(user, channel, thread): ts for user, channel, thread, ts in kept["read"]}
    at, number, stamp = datetime.fromisoformat(kept["at"]), int(kept["number"]), str(kept["stamp"])

    def put() -> None:
        ws.users = {each.id: each for each in users}
        ws.groups = None if groups is None else {each.id: each for each in groups}
        ws.conversations = conversations
        ws.files.by_id = {each.id: each for each in files}
        ws.response_urls = {each.key: each for each in urls}
        ws.scheduled = {each.id: each for each in scheduled}
        ws.notifications[:], ws.warnings[:] = notifications, warnings
        ws.read = read
        ws.triggers.clear()
        _put_told(ws)
        _put_views(ws, views)
        ws.renumber(count(number + 1), stamp)
        ws.clock.set(at - datetime.now(UTC))
        ws.changed("reset")

    return put


def _put_told(ws: Workspace) -> None:
    """What follows from the rest: who was told of which message, and what was shown to one person only."""
    ws.notified.clear()
    for each in ws.notifications:
        ws.notified.setdefault((each.channel, each.ts), {})[each.user] = each.why
    ws.whispers.clear()
    whispered = [m for where in ws.conversations.values() for m in where.messages.values() if m.ephemeral_for]
    for message in sorted(whispered, key=lambda each: each.ts):
        ws.whispers.setdefault(str(message.ephemeral_for), []).append(message)


def _put_views(ws: Workspace, views: list[View]) -> None:
    ws.views.by_id = {each.id: each for each in views}
    ws.views.stacks, ws.views.homes = {}, {}
    for each in views:
        if each.spec["type"] == "home":
            ws.views.homes[each.user] = each
        else:
            ws.views.stack(each.user).append(each)


def _to_conversation(kept: Json) -> Conversation:
    made = Conversation(**{name: kept[name] for name in _PLAIN}, members=set(kept["members"]))
    made.deleted = set(kept["deleted"])
    made.followers = {ts: set(users) for ts, users in kept["followers"].items()}
    for message in _json.structure(kept["messages"], list[Message]):
        made.add(message)
    return made


def _to_url(kept: Json, conversations: dict[str, Conversation]) -> ResponseUrl:
    source = conversations[kept["channel"]].messages.get(kept["source"] or "")
    return ResponseUrl(**kept | {"made": datetime.fromisoformat(kept["made"]), "source": source})
