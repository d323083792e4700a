"""usergroups.list and usergroups.users.list; a plan without groups answers plan_upgrade_required."""

from escalation_bot.sandbox.messages import Json
from escalation_bot.sandbox.workspace import Workspace
from escalation_bot.sandbox.world import Group

from .method import Args, Method, Refused, page


def group_json(ws: Workspace, group: Group, *, with_users: bool = True) -> Json:
    """A user group object."""
    body: Json = {
        "id": group.id,
        "team_id": ws.world.team_id,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "is_external": False,
        "date_delete": 1_700_000_000 if group.is_disabled else 0,
        "user_count": len(group.members),
    }
    return body | ({"users": list(group.members)} if with_users else {})


def _groups(ws: Workspace) -> dict[str, Group]:
    if ws.groups is None:
        raise Refused("plan_upgrade_required")
    return ws.groups


def _list(ws: Workspace, args: Args) -> Json:
    shown = [g for g in _groups(ws).values() if args.flag("include_disabled") or not g.is_disabled]
    found, meta = page(ws, args, shown, 1000, 1000)
    users = args.flag("include_users")
    return {"usergroups": [group_json(ws, group, with_users=users) for group in found]} | meta


def _users(ws: Workspace, args: Args) -> Json:
    group = _groups(ws).get(args.text("usergroup"))
    if group is None or (group.is_disabled and not args.flag("include_disabled")):
        raise Refused("no_such_subteam")
    keeps = args.flag("include_disabled")
    members = [m for m in group.members if keeps or (m in ws.users and not ws.users[m].deleted)]
    found, meta = page(ws, args, members, 1000, 1000)
    return {"users": found} | meta


_READ = ("usergroups:read",)
_OPTIONAL = ("include_disabled", "cursor", "limit", "team_id")
METHODS = (
    Method("usergroups.list", _list, _READ, 20, (), (*_OPTIONAL, "include_users", "include_count")),
    Method("usergroups.users.list", _users, _READ, 20, ("usergroup",), _OPTIONAL),
)
