"""What one Web API method is: its name, scopes, tier and arguments, and the function that does it."""

import json
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from escalation_bot.sandbox.manifest import words
from escalation_bot.sandbox.messages import Conversation, Json
from escalation_bot.sandbox.workspace import Workspace

T = TypeVar("T")

BUGS = words(
    "as_user_not_supported bad_timestamp cannot_reply_to_message duplicate_external_id exchanged_trigger_id"
    " expired_trigger_id invalid_args invalid_arguments invalid_attachments invalid_blocks"
    " invalid_blocks_format invalid_cursor invalid_limit invalid_metadata_format invalid_name"
    " invalid_post_type invalid_trigger_id limit_required metadata_too_large missing_argument missing_scope"
    " msg_too_long no_text not_allowed_token_type not_authed not_enabled push_limit_reached"
    " unknown_method view_too_large"
)
"""Answers that only a mistake in the app explains; each is a violation."""


class Refused(Exception):
    """Slack's answer `{"ok": false, "error": …}`."""

    def __init__(self, error: str, *messages: str, is_bug: bool | None = None, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.is_bug = error in BUGS if is_bug is None else is_bug
        self.answer: Json = {"ok": False, "error": error, **more}
        if messages:
            self.answer["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in messages]}


class Args:
    """The arguments of a call, wherever they stood: query, form or JSON body."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given: Json = {name: value for name, value in given.items() if value is not None}

    def __contains__(self, name: str) -> bool:
        return name in self.given

    def text(self, name: str, default: str = "") -> str:
        """An argument as text."""
        return str(self.given.get(name, default))

    def flag(self, name: str) -> bool:
        """An argument as a boolean; 1 and true are true."""
        return str(self.given.get(name, "")).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        """An argument as an integer; Refused when it is none."""
        try:
            return int(self.given.get(name, default))
        except (TypeError, ValueError):
            raise Refused("invalid_arguments", f"must be an integer [json-pointer:/{name}]") from None

    def data(self, name: str) -> Any:
        """An argument that is JSON, given as such or as text."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            known = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}
            raise Refused(known.get(name, "invalid_arguments"), f"{name} is not JSON") from None


@dataclass(frozen=True)
class Method:
    """A method of the Web API. One of `scopes` is needed; `per_minute` is its tier."""

    name: str
    run: Callable[[Workspace, Args], Json]
    scopes: tuple[str, ...] = ()
    per_minute: int = 50
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    takes: str = "xoxb"  # the kind of token

    def check(self, args: Args) -> list[str]:
        """Arguments this method does not know. Refused when a required one is missing."""
        missing = [name for name in self.required if args.given.get(name) in (None, "")]
        if missing:
            raise Refused("invalid_arguments", *(f"missing required field: {name}" for name in missing))
        known = {*self.required, *self.optional, "token", "team_id"}
        return sorted(name for name in args.given if name not in known)


def conversation(ws: Workspace, args: Args, name: str = "channel") -> Conversation:
    """The conversation a call names by id; a private one the bot is not in does not exist for it."""
    found = ws.conversations.get(args.text(name))
    if found is None or (found.kind != "channel" and ws.world.bot_user_id not in found.members):
        raise Refused("channel_not_found")
    return found


def joined(ws: Workspace, args: Args) -> Conversation:
    """The conversation a call names, of which the bot has to be a member."""
    found = conversation(ws, args)
    if ws.world.bot_user_id not in found.members:
        raise Refused("not_in_channel")
    return found


def need(ws: Workspace, *scopes: str) -> None:
    """Refuse unless the app has one of these scopes."""
    if not ws.app.scopes.intersection(scopes):
        raise Refused("missing_scope", needed=",".join(scopes), provided=",".join(sorted(ws.app.scopes)))


def scope_for(found: Conversation, right: str) -> str:
    """The scope for a kind of conversation: channels:history, groups:read, …"""
    return f"{'im' if found.kind == 'im' else found.kind + 's'}:{right}"


def page(ws: Workspace, args: Args, things: Sequence[T], default: int, most: int) -> tuple[list[T], Json]:
    """One page of a list and the response_metadata that leads to the next."""
    limit = args.number("limit", default)
    if not 0 <= limit <= most:
        raise Refused("invalid_limit")
    size = min(limit or default, ws.page_cap or most)
    start = _position(args.text("cursor"), len(things))
    size = 0 if ws.empty_pages and "cursor" not in args else size
    end = start + size
    following = b64encode(f"next:{end}".encode()).decode() if end < len(things) else ""
    return list(things[start:end]), {"response_metadata": {"next_cursor": following}}


def _position(cursor: str, most: int) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = b64decode(cursor, validate=True).decode().partition(":")
        position = int(number)
    except (ValueError, Base64Error):
        raise Refused("invalid_cursor") from None
    if word != "next" or not 0 <= position <= most:
        raise Refused("invalid_cursor")
    return position
