"""auth.test, team.info, bots.info, apps.connections.open."""

from escalation_bot.sandbox.messages import Json
from escalation_bot.sandbox.workspace import Workspace

from .method import Args, Method, Refused


def bot_token(ws: Workspace) -> str:
    """The bot token of the installed app."""
    return f"xoxb-sandbox-{ws.world.team_id}"


def app_token(ws: Workspace) -> str:
    """The app-level token, with connections:write."""
    return f"xapp-sandbox-{ws.world.app_id}"


def _auth_test(ws: Workspace, _args: Args) -> Json:
    world = ws.world
    return {
        "url": f"https://{world.domain}.slack.com/",
        "team": world.team_name,
        "user": world.bot_name,
        "team_id": world.team_id,
        "user_id": world.bot_user_id,
        "bot_id": world.bot_id,
        "is_enterprise_install": False,
    }


def _team_info(ws: Workspace, _args: Args) -> Json:
    world = ws.world
    return {"team": {"id": world.team_id, "name": world.team_name, "domain": world.domain, "icon": {}}}


def _bots_info(ws: Workspace, args: Args) -> Json:
    world = ws.world
    if args.text("bot") != world.bot_id:
        raise Refused("bot_not_found")
    bot = {"id": world.bot_id, "app_id": world.app_id, "user_id": world.bot_user_id, "name": world.bot_name}
    return {"bot": {**bot, "deleted": False, "updated": 0, "icons": {}}}


def _connections_open(ws: Workspace, _args: Args) -> Json:
    if not ws.app.socket_mode:
        raise Refused("forbidden_team")
    ticket = f"{ws.number():08x}-ticket"
    ws.socket_tickets.add(ticket)
    origin = ws.origin.replace("http", "ws", 1)
    return {"url": f"{origin}/link/?ticket={ticket}&app_id={ws.world.app_id}"}


METHODS = (
    Method("auth.test", _auth_test, per_minute=600),
    Method("team.info", _team_info, ("team:read",), optional=("team",)),
    Method("bots.info", _bots_info, ("users:read",), optional=("bot", "team_id")),
    Method("apps.connections.open", _connections_open, takes="xapp"),
)
