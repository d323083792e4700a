"""What people type is text: decoded once on the way in, escaped only when rendered (SLACK-FACTS B4)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_TOKEN = re.compile(r"<([@#!]|(?:https?|mailto|tel):)([^<>|]*)(?:\|([^<>]*))?>")
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0000-\U000e0fff]"
)
"""What Unicode calls default-ignorable, and the empty Braille pattern: nobody sees them, and some count as letters."""
_BROADCASTS = {"here", "channel", "everyone"}


def mentioned(raw: str) -> frozenset[str]:
    """The ids of the people whom a text from Slack mentions."""
    return frozenset(body for kind, body, _ in _TOKEN.findall(raw) if kind == "@")


def calls_anybody(raw: str) -> bool:
    """Does a text from Slack mention a person, a group or everybody?"""
    return any(kind == "@" or (kind == "!" and not body.startswith("date")) for kind, body, _ in _TOKEN.findall(raw))


def plain(raw: str, names: Mapping[str, str]) -> str:
    """Slack's markup as a person sees it: mentions become names, links their address, entities characters."""

    def word(match: re.Match[str]) -> str:
        kind, body, label = match.groups()
        if kind == "@":
            return "@" + (names.get(body) or label or body)
        if kind == "#":
            return "#" + (label or names.get(body) or body)
        if kind == "!":
            return _special(body, label)
        return kind + body if kind.startswith("http") else label or body

    text = _TOKEN.sub(word, raw)
    return clean(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def _special(body: str, label: str | None) -> str:
    name = body.split("^", 1)[0]
    return f"@{name}" if name in _BROADCASTS else label or f"@{body.removeprefix('subteam^')}"


def clean(text: str) -> str:
    """Drops what no database or screen should get: NUL and other control characters but line breaks and tabs, and
    characters that turn the reading direction of what follows them. Words in any script stay as they are."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n")).strip()


def visible(text: str) -> str:
    """The text as it looks, to judge it by: without what nobody sees, wide letters as plain ones, single spaces."""
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFKC", text)).split())


def excerpt(text: str, length: int) -> str:
    """One line of at most `length` characters, cut at a word with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def same_name(name: str) -> str:
    """A name as names are compared: letters and digits only, in one case."""
    return "".join(filter(str.isalnum, visible(name).casefold()))
