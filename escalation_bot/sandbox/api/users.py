"""users.info, users.list, users.lookupByEmail, users.conversations."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from escalation_bot.sandbox.messages import Json
from escalation_bot.sandbox.workspace import Workspace
from escalation_bot.sandbox.world import ELSEWHERE, User

from .conversations import conversation_json, listed
from .method import Args, Method, Refused, page

MANY = 1000  # from here on users.list has to be asked for pages


def user_json(ws: Workspace, user: User, *, with_locale: bool = False) -> Json:
    """A user object; strangers come without email, locale and timezone."""
    body: Json = {
        "id": user.id,
        "team_id": ws.world.team_id if not user.is_stranger else ELSEWHERE,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "is_admin": False,
        "is_owner": False,
        "is_bot": user.is_bot,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_app_user": False,
        "updated": 0,
        "profile": _profile(ws, user),
    }
    if user.is_stranger:
        return body | {"is_stranger": True}
    return body | _zone(user, ws.clock.now()) | ({"locale": "en-US"} if with_locale else {})


def _profile(ws: Workspace, user: User) -> Json:
    until = user.status_expiration
    profile: Json = {
        "title": user.title,
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.display_name,
        "display_name_normalized": user.display_name,
        "status_text": user.status_text,
        "status_emoji": f":{user.status_emoji.strip(':')}:" if user.status_emoji else "",
        "status_expiration": int(until.timestamp()) if until else 0,
        "team": ws.world.team_id,
    }
    if user.id == ws.world.bot_user_id:
        profile |= {"api_app_id": ws.world.app_id, "bot_id": ws.world.bot_id}
    if "users:read.email" in ws.app.scopes and user.email and not user.is_stranger:
        profile["email"] = user.email
    return profile


def _zone(user: User, now: datetime) -> Json:
    local = now.astimezone(UTC).astimezone(ZoneInfo(user.tz))
    offset = local.utcoffset()
    seconds = int(offset.total_seconds()) if offset else 0
    return {"tz": user.tz, "tz_label": local.tzname(), "tz_offset": seconds}


def _info(ws: Workspace, args: Args) -> Json:
    user = ws.users.get(args.text("user"))
    if user is None:
        raise Refused("user_not_found")
    return {"user": user_json(ws, user, with_locale=args.flag("include_locale"))}


def _list(ws: Workspace, args: Args) -> Json:
    if "limit" not in args and len(ws.users) > MANY:
        raise Refused("limit_required")
    members, meta = page(ws, args, list(ws.users.values()), 1000, 1000)
    return {"members": [user_json(ws, user, with_locale=args.flag("include_locale")) for user in members]} | meta


def _by_email(ws: Workspace, args: Args) -> Json:
    wanted = args.text("email").lower()
    for user in ws.users.values():
        if user.email.lower() == wanted and not user.deleted and not user.is_stranger:
            return {"user": user_json(ws, user)}
    raise Refused("users_not_found")


def _conversations(ws: Workspace, args: Args) -> Json:
    who = args.text("user", ws.world.bot_user_id)
    mine = [c for c in listed(ws, args) if who in c.members]
    found, meta = page(ws, args, mine, 100, 999)
    return {"channels": [conversation_json(ws, c) for c in found]} | meta


_LISTS = ("cursor", "limit", "team_id")
METHODS = (
    Method("users.info", _info, ("users:read",), 100, ("user",), ("include_locale",)),
    Method("users.list", _list, ("users:read",), 20, (), (*_LISTS, "include_locale")),
    Method("users.lookupByEmail", _by_email, ("users:read.email",), 50, ("email",)),
    Method(
        "users.conversations",
        _conversations,
        ("channels:read", "groups:read", "im:read", "mpim:read"),
        50,
        (),
        (*_LISTS, "user", "types", "exclude_archived"),
    ),
)
