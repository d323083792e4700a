"""Renders templates: facts in, messages and forms out. What people typed is escaped here, once (SLACK-FACTS B4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from escalation_bot.domain.text import excerpt
from escalation_bot.messages.kit import Kit


class Mrkdwn(str):
    """Text that is Slack's markup already: a mention, a date, a link of our own making."""

    __slots__ = ()


@dataclass(frozen=True)
class Message:
    """What `chat.postMessage` takes: the blocks, and the text for notifications and screen readers."""

    text: str
    blocks: list[dict[str, Any]]


def escape(value: object) -> str:
    """The three characters that Slack gives a meaning, as entities; markup of our own passes."""
    if isinstance(value, Mrkdwn):
        return value
    return str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Renderer:
    """Finds templates in an operator's folder first, then in the package."""

    def __init__(self, folder: Path | None = None) -> None:
        loaders = [FileSystemLoader(folder)] if folder else []
        self._environment = Environment(
            loader=ChoiceLoader([*loaders, PackageLoader("escalation_bot.messages")]),
            auto_reload=False,  # looking at each file anew for each message costs more than rendering it
            undefined=StrictUndefined,
            finalize=escape,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # noqa: S701  # `finalize` escapes for Slack, which is no HTML
        )
        self._plain = self._environment.overlay(finalize=str)
        self._environment.filters |= {
            "mention": lambda user: Mrkdwn(f"<@{user}>"),
            "group": lambda group: Mrkdwn(f"<!subteam^{group}>"),
            "channel": _channel,
            "name": _name,
            "when": _when,
            "clock": _clock,
            "link": _link,
            "excerpt": excerpt,
            "raw": Mrkdwn,
        }

    def message(self, template: str, facts: Mapping[str, Any]) -> Message:
        """The message that a template makes of these facts."""
        kit = self._run(template, facts)
        return Message(kit.fallback, kit.blocks)

    def form(self, template: str, facts: Mapping[str, Any], *, callback: str, metadata: str = "") -> dict[str, Any]:
        """The modal that a template makes; `callback` is who hears of its sending."""
        kit = self._run(template, facts)
        return kit.view | {"callback_id": callback, "private_metadata": metadata, "blocks": kit.blocks}

    def line(self, template: str, facts: Mapping[str, Any]) -> str:
        """One line of plain text, for inline errors: nothing in it is markup, so nothing is escaped."""
        return " ".join(self._plain.get_template(f"{template}.j2").render(**facts).split())

    def veil(self, facts: Mapping[str, Any]) -> dict[str, str]:
        """What the requester of a private request is called where not everybody may know them."""
        return {str(facts["requester"]): self.line("veiled", facts)}

    def _run(self, template: str, facts: Mapping[str, Any]) -> Kit:
        kit = Kit()
        self._environment.get_template(f"{template}.j2").render({**facts, **kit.parts()})
        return kit


def _channel(value: str) -> str:
    return Mrkdwn(f"<#{value}>") if value[:1] in "CG" else value


@pass_context
def _name(context: Context, user: str) -> str:
    """The person's name, which notifies nobody."""
    return str(context.get("names", {}).get(user, user))


@pass_context
def _when(context: Context, epoch: float) -> str:
    """A moment in the reader's own zone; in the team's, named, where Slack cannot show that."""
    return Mrkdwn(f"<!date^{int(epoch)}^{{date_short_pretty}} {{time}}|{_local(context, epoch):%Y-%m-%d %H:%M %Z}>")


@pass_context
def _clock(context: Context, epoch: float) -> str:
    """A moment as plain text, in the team's zone, named."""
    return f"{_local(context, epoch):%a %-d %b, %H:%M %Z}"


def _local(context: Context, epoch: float) -> datetime:
    return datetime.fromtimestamp(epoch, UTC).astimezone(ZoneInfo(context.get("zone", "UTC")))


def _link(label: str, url: str | None) -> str:
    if not url:
        return label
    address = url.replace("|", "%7C").replace(">", "%3E").replace("<", "%3C")
    return Mrkdwn(f"<{address}|{escape(label)}>")
