"""Renders templates: facts in, messages and forms out. What people typed is escaped here, once (SLACK-FACTS B4)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.runtime import Context

from escalation_bot.domain.text import excerpt
from escalation_bot.messages.kit import Kit

log = logging.getLogger(__name__)


class Mrkdwn(str):
    """Text that is Slack's markup already: a mention, a date, a link of our own making."""

    __slots__ = ()


@dataclass(frozen=True)
class Message:
    """What `chat.postMessage` takes: the blocks, and the text for notifications and screen readers.

    `mentions` are those whom it notifies by name, `follow` those among them who follow its thread by that, `groups` the
    user groups whose members it notifies.
    """

    text: str
    blocks: list[dict[str, Any]]
    mentions: frozenset[str] = frozenset()
    follow: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


def escape(value: object) -> str:
    """The three characters that Slack gives a meaning, as entities; markup of our own passes."""
    if isinstance(value, Mrkdwn):
        return value
    return str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class WrongTemplate(Exception):
    """A template of an operator's that cannot be used: which, and why."""


def _environment(loader: BaseLoader) -> Environment:
    made = Environment(
        loader=loader,
        auto_reload=False,  # looking at each file anew for each message costs more than rendering it
        undefined=StrictUndefined,
        finalize=escape,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701  # `finalize` escapes for Slack, which is no HTML
    )
    made.filters |= {
        "mention": _mention,
        "follow": _follow,
        "group": _group,
        "channel": _channel,
        "name": _name,
        "when": _when,
        "clock": _clock,
        "day": _day,
        "link": _link,
        "excerpt": excerpt,
        "raw": Mrkdwn,
    }
    return made


@cache
def _own() -> tuple[Environment, Environment]:
    """The package's templates, escaping and plain: compiled once, however many bots run in this process."""
    made = _environment(PackageLoader("escalation_bot.messages"))
    return made, made.overlay(finalize=str)


class Renderer:
    """Finds templates in an operator's folder first, then in the package.

    One of the operator's that fails with the facts at hand is logged, and the package's own says it instead: nobody
    goes without a word. Raises WrongTemplate for one that could never be used.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._package, self._plain = _own()
        self._all = self._package
        if folder:
            mine = FileSystemLoader(folder)
            self._all = _environment(ChoiceLoader([mine, PackageLoader("escalation_bot.messages")]))
            self._plain = self._all.overlay(finalize=str)
            self._check(mine.list_templates())

    def _check(self, names: list[str]) -> None:
        known = self._package.list_templates()
        for name in names:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                raise WrongTemplate(f"there is no template {name}" + (f", did you mean {near[0]}?" if near else ""))
            try:
                self._all.get_template(name)
            except TemplateSyntaxError as error:
                raise WrongTemplate(f"{name}, line {error.lineno}: {error.message}") from error

    def message(self, template: str, facts: Mapping[str, Any]) -> Message:
        """The message that a template makes of these facts; those in the fact `spared` are named, not mentioned, and of
        a group in the fact `called` only those are notified who stand there."""
        kit = self._run(template, facts)
        follow = frozenset(person for person, follows in kit.mentioned.items() if follows)
        return Message(kit.fallback, kit.blocks, frozenset(kit.mentioned), follow, frozenset(kit.groups))

    def form(self, template: str, facts: Mapping[str, Any], *, callback: str, metadata: str = "") -> dict[str, Any]:
        """The modal that a template makes; `callback` is who hears of its sending."""
        kit = self._run(template, facts)
        return kit.view | {"callback_id": callback, "private_metadata": metadata, "blocks": kit.blocks}

    def home(self, template: str, facts: Mapping[str, Any], metadata: str = "") -> dict[str, Any]:
        """The Home tab that a template makes; what exceeds Slack's hundred blocks is the template's mistake."""
        kit = self._run(template, facts)
        return {"type": "home", "private_metadata": metadata, "blocks": kit.blocks}

    def line(self, template: str, facts: Mapping[str, Any]) -> str:
        """One line of plain text, for inline errors: nothing in it is markup, so nothing is escaped."""
        return " ".join(self._plain.get_template(f"{template}.j2").render(**facts).split())

    def veil(self, facts: Mapping[str, Any]) -> dict[str, str]:
        """What the requester of a private request is called where not everybody may know them."""
        return {str(facts["requester"]): self.line("veiled", facts)}

    def _run(self, template: str, facts: Mapping[str, Any]) -> Kit:
        try:
            return _rendered(self._all, template, facts)
        except TemplateError as error:
            if self._all is self._package:
                raise
            log.error("your template %s failed, the built-in one is used: %s", template, error.message)  # noqa: TRY400
            return _rendered(self._package, template, facts)


def _rendered(environment: Environment, template: str, facts: Mapping[str, Any]) -> Kit:
    kit = Kit()
    told = {"mentioned": kit.mentioned, "mentioned_groups": kit.groups}
    environment.get_template(f"{template}.j2").render({**facts, **kit.parts(), **told})
    return kit


def _channel(value: str) -> str:
    return Mrkdwn(f"<#{value}>") if value[:1] in "CG" else value


@pass_context
def _mention(context: Context, user: str) -> str:
    """Notifies this person, unless they are to be spared."""
    if user in context.get("spared", ()):
        return _name(context, user)
    context["mentioned"].setdefault(user, False)
    return Mrkdwn(f"<@{user}>")


@pass_context
def _follow(context: Context, user: str) -> str:
    """The mention by which this person follows the thread from now on in Slack. It is never left out: without it
    they would hear nothing of what comes there, and they have asked for it themselves a moment ago."""
    context["mentioned"][user] = True
    return Mrkdwn(f"<@{user}>")


@pass_context
def _group(context: Context, group: str) -> str:
    """Notifies the group's members; where only some of them may be, those by name, and where none may be, nobody."""
    called = context.get("called", {}).get(group)
    if called is None:
        context["mentioned_groups"].add(group)
        return Mrkdwn(f"<!subteam^{group}>")
    return Mrkdwn(" ".join(_mention(context, each) for each in called)) or escape(_name(context, group))


@pass_context
def _name(context: Context, user: str) -> str:
    """The person's name, which notifies nobody."""
    return str(context.get("names", {}).get(user, user))


@pass_context
def _when(context: Context, epoch: float) -> str:
    """A moment in the reader's own zone; in the team's, named, where Slack cannot show that."""
    return Mrkdwn(f"<!date^{int(epoch)}^{{date_short_pretty}} {{time}}|{_local(context, epoch):%Y-%m-%d %H:%M %Z}>")


@pass_context
def _day(context: Context, epoch: float) -> str:
    """A moment's day in the reader's own zone."""
    return Mrkdwn(f"<!date^{int(epoch)}^{{date_short}}|{_local(context, epoch):%Y-%m-%d}>")


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
