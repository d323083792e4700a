"""The payloads of commands and interactivity (docs.slack.dev/reference/interaction-payloads)."""

from copy import deepcopy
from typing import Any

from .elements import initial_value, stateful
from .messages import Conversation, Json, Message
from .tickets import Trigger
from .views import View, block_elements, view_json
from .workspace import Workspace
from .world import ELSEWHERE


def common(ws: Workspace, user: str, kind: str) -> Json:
    """What every interaction payload carries."""
    who, team = ws.users[user], ws.world.team_id
    home = ELSEWHERE if who.is_stranger else team
    return {
        "type": kind,
        "team": {"id": team, "domain": ws.world.domain},
        "user": {"id": user, "username": who.name, "name": who.name, "team_id": home},
        "api_app_id": ws.world.app_id,
        "token": "deprecated",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel_name(conversation: Conversation) -> str:
    """What payloads call a conversation: private ones and direct messages are not named."""
    return {"im": "directmessage", "group": "privategroup"}.get(conversation.kind, conversation.name)


def command(ws: Workspace, user: str, conversation: Conversation, line: tuple[str, str], trigger: Trigger) -> Json:
    """A slash command; `line` is the command and its text."""
    world = ws.world
    return {
        "token": "deprecated",
        "team_id": world.team_id,
        "team_domain": world.domain,
        "channel_id": conversation.id,
        "channel_name": channel_name(conversation),
        "user_id": user,
        "user_name": ws.users[user].name,
        "command": line[0],
        "text": line[1],
        "api_app_id": world.app_id,
        "is_enterprise_install": "false",
        "response_url": ws.response_url(user, conversation.id),
        "trigger_id": trigger.id,
    }


def message_action(ws: Workspace, user: str, message: Message, callback_id: str, trigger: Trigger) -> Json:
    """A message shortcut."""
    conversation = ws.conversations[message.channel]
    return common(ws, user, "message_action") | {
        "action_ts": ws.stamp(),
        "callback_id": callback_id,
        "trigger_id": trigger.id,
        "response_url": ws.response_url(user, message.channel),
        "channel": {"id": conversation.id, "name": channel_name(conversation)},
        "message": conversation.json_of(message),
        "message_ts": message.ts,
    }


def shortcut(ws: Workspace, user: str, callback_id: str, trigger: Trigger) -> Json:
    """A global shortcut; it knows no channel."""
    made = {"action_ts": ws.stamp(), "callback_id": callback_id, "trigger_id": trigger.id}
    return common(ws, user, "shortcut") | made


def message_actions(ws: Workspace, user: str, message: Message, action: Json, trigger: Trigger) -> Json:
    """A click in a message. An ephemeral message is not part of its payload."""
    conversation = ws.conversations[message.channel]
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
    container["is_ephemeral"] = message.ephemeral_for is not None
    container |= {"thread_ts": message.thread_ts} if message.is_reply else {}
    shown = {} if message.ephemeral_for else {"message": conversation.json_of(message)}
    return common(ws, user, "block_actions") | {
        "container": container,
        "trigger_id": trigger.id,
        "channel": {"id": conversation.id, "name": channel_name(conversation)},
        **shown,
        "state": {"values": _state(message.content.get("blocks", []), action)},
        "response_url": ws.response_url(user, message.channel, message),
        "actions": [action],
    }


def _state(blocks: list[Json], action: Json) -> Json:
    values: Json = {}
    for block in blocks:
        for element in block_elements(block):
            if stateful(element):
                held = action if action["action_id"] == element["action_id"] else initial_value(element)
                kept = {k: v for k, v in held.items() if k == "type" or k.startswith(("selected_", "value"))}
                values.setdefault(block["block_id"], {})[element["action_id"]] = kept
    return values


def view_actions(ws: Workspace, view: View, action: Json, trigger: Trigger) -> Json:
    """A click in a modal or Home tab."""
    body = view_json(view, ws.world)
    return common(ws, view.user, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": trigger.id,
        "view": body,
        "actions": [action],
    }


def submission(ws: Workspace, view: View, trigger: Trigger) -> Json:
    """A modal that was sent."""
    made = {"trigger_id": trigger.id, "view": view_json(view, ws.world), "response_urls": _urls(ws, view)}
    return common(ws, view.user, "view_submission") | made


def _urls(ws: Workspace, view: View) -> list[Json]:
    """A response_url for each conversation chosen in an element that asks for one."""
    found = []
    for block, element in view.elements():
        if element.get("response_url_enabled"):
            held = view.values[block["block_id"]][element["action_id"]]
            channel = held.get("selected_conversation") or held.get("selected_channel")
            names = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": channel}
            found += [{**names, "response_url": ws.response_url(view.user, channel)}] if channel else []
    return found


def closed(ws: Workspace, view: View, *, is_cleared: bool) -> Json:
    """A modal that was closed without sending; what was typed is not told."""
    body = view_json(view, ws.world) | {"state": {"values": {}}}
    return common(ws, view.user, "view_closed") | {"view": body, "is_cleared": is_cleared}


def suggestion(ws: Workspace, view: View, block: Json, element: Json, words: str) -> Json:
    """Options asked for while a person types into an external select."""
    return common(ws, view.user, "block_suggestion") | {
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": words,
        "container": {"type": "view", "view_id": view.id},
        "view": view_json(view, ws.world),
    }


def message_suggestion(ws: Workspace, user: str, message: Message, at: tuple[Json, Json], words: str) -> Json:
    """The same from a menu in a message; `at` is its block and the element."""
    block, element = at
    conversation = ws.conversations[message.channel]
    shown = {} if message.ephemeral_for else {"message": conversation.json_of(message)}
    return common(ws, user, "block_suggestion") | {
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": words,
        "container": {"type": "message", "message_ts": message.ts, "channel_id": message.channel},
        "channel": {"id": conversation.id, "name": channel_name(conversation)},
        **shown,
    }


def action(ws: Workspace, block: Json, element: Json, chosen: dict[str, Any]) -> Json:
    """One entry of `actions`."""
    made: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": ws.stamp(),
    }
    shown = {"text": deepcopy(element["text"])} if element["type"] == "button" else {}
    given = {"value": element["value"]} if element["type"] == "button" and "value" in element else {}
    return made | shown | given | chosen
