"""The Slack app's manifest, made from what the code registers (SLACK-FACTS B8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from escalation_bot.events import SCOPES

BOT_NAME = "escalation-bot"
CALLS: Mapping[str, tuple[str, ...]] = {
    "chat.postMessage, chat.update, chat.postEphemeral": ("chat:write",),
    "slash command": ("commands",),
    "conversations.open": ("im:write",),
    "files.getUploadURLExternal, files.completeUploadExternal": ("files:write",),
    "conversations.info, conversations.list": ("channels:read", "groups:read"),
    "users.info, users.list": ("users:read",),
    "usergroups.list, usergroups.users.list": ("usergroups:read",),
}
"""The scopes that the bot's own calls need, by method."""

_SHORTCUTS = {
    "global": ("Escalate a ticket", "Say in a short form why a ticket must go first"),
    "message": ("Send to the team queue", "The form, with the words and the ticket of this message, for who wrote it"),
}


class Recorder:
    """Stands in for a Bolt app and notes what is registered on it."""

    def __init__(self) -> None:
        self.commands: list[str] = []
        self.events: list[str] = []
        self.views: list[str] = []
        self.shortcuts: dict[str, str] = {}

    def command(self, name: str) -> Callable[[Any], Any]:
        """Notes a slash command."""
        self.commands.append(name)
        return _as_it_is

    def event(self, name: str) -> Callable[[Any], Any]:
        """Notes an event."""
        self.events.append(name)
        return _as_it_is

    def global_shortcut(self, callback: str) -> Callable[[Any], Any]:
        """Notes a shortcut from anywhere."""
        self.shortcuts[callback] = "global"
        return _as_it_is

    def message_shortcut(self, callback: str) -> Callable[[Any], Any]:
        """Notes a shortcut from a message."""
        self.shortcuts[callback] = "message"
        return _as_it_is

    def view(self, callback: str) -> Callable[[Any], Any]:
        """Notes a form."""
        self.views.append(callback)
        return _as_it_is

    def view_closed(self, _callback: str) -> Callable[[Any], Any]:
        """The closing of a form needs no entry of its own."""
        return _as_it_is

    def action(self, _pattern: object) -> Callable[[Any], Any]:
        """Buttons are not in a manifest."""
        return _as_it_is

    def error(self, listener: Any) -> Any:
        """Nor is the last resort."""
        return listener


def _as_it_is(listener: Any) -> Any:
    return listener


def manifest(surfaces: tuple[Any, ...], command: str, address: str | None = None) -> dict[str, Any]:
    """The manifest for these surfaces; with an `address` for HTTP, without for Socket Mode."""
    recorder = Recorder()
    front = SimpleNamespace(policy=SimpleNamespace(command=command))
    for surface in surfaces:
        surface.register(recorder, front)
    url = {"url": address} if address else {}
    request = {"request_url": address} if address else {}
    events = [event for event in SCOPES if event.partition(".")[0] in recorder.events]
    return {
        "_metadata": {"major_version": 1},
        "display_information": _about(),
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": BOT_NAME, "always_online": True},
            "shortcuts": [_shortcut(callback, kind) for callback, kind in recorder.shortcuts.items()],
            "slash_commands": [_command(name) | url for name in recorder.commands],
        },
        "oauth_config": {"scopes": {"bot": _scopes(events)}},
        "settings": {
            "event_subscriptions": {"bot_events": sorted(events), **request},
            "interactivity": {"is_enabled": True, **request},
            "org_deploy_enabled": False,
            "socket_mode_enabled": address is None,
            "token_rotation_enabled": False,
        },
    }


def _about() -> dict[str, str]:
    return {
        "name": BOT_NAME,
        "description": "Puts a ticket first: one fair queue for the team, nothing lost or forgotten.",
        "background_color": "#1f3a5f",
        "long_description": (
            "Account managers say in a short form why a ticket must go before the others. The request goes to the "
            "team's queue, never to a person. The team takes it, asks and answers; the "
            "requester follows it in one thread and says when it is solved."
        ),
    }


def _command(name: str) -> dict[str, Any]:
    return {
        "command": name,
        "description": "Put a ticket first, or see where it stands",
        "usage_hint": "SOC-123 why it must go first | status SOC-123 | list | help",
        "should_escape": True,
    }


def _shortcut(callback: str, kind: str) -> dict[str, Any]:
    name, description = _SHORTCUTS[kind]
    return {"name": name, "type": kind, "callback_id": callback, "description": description}


def _scopes(events: list[str]) -> list[str]:
    groups = [*(SCOPES[event] for event in events), *CALLS.values()]
    return sorted({scope for group in groups for scope in group})
