"""Slack's mrkdwn: whom a message notifies, how a text reads, and what people typed that was not escaped.

Source of the rules: Slack's page messaging/formatting-message-text.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any


@dataclass(frozen=True)
class Mentions:
    """Ids of the users and user groups a message mentions, and its broadcasts: here, channel, everyone."""

    users: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    broadcasts: frozenset[str] = frozenset()


_USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_GROUP = re.compile(r"<!subteam\^(S[A-Z0-9]+)(?:\|[^<>]*)?>")
_BROADCAST = re.compile(r"<!(here|channel|everyone)(?:\|[^<>]*)?>")


def mentions(message: Mapping[str, Any]) -> Mentions:
    """Whom a new message notifies.

    Where there are blocks they count alone: the mrkdwn of sections and context, and rich_text mentions. Otherwise
    `text` counts. plain_text never does; neither do confirmation dialogs, menus and attachments.
    """
    blocks = message.get("blocks") or ()
    texts = [text for block in blocks for text in _texts(block)] if blocks else [message.get("text") or ""]
    leaves = [leaf for block in blocks for leaf in _leaves(block)]
    return Mentions(
        _found(_USER, texts) | _named(leaves, "user", "user_id"),
        _found(_GROUP, texts) | _named(leaves, "usergroup", "usergroup_id"),
        _found(_BROADCAST, texts) | _named(leaves, "broadcast", "range"),
    )


def _texts(block: Mapping[str, Any]) -> Iterator[str]:
    shown = {"section": [block.get("text"), *block.get("fields", ())], "context": block.get("elements", ())}
    for each in shown.get(block.get("type", ""), ()):
        if each and each.get("type") == "mrkdwn":
            yield each["text"]


def _leaves(thing: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(thing, list):
        for each in thing:
            yield from _leaves(each)
    elif isinstance(thing, Mapping) and thing.get("type") in {"user", "usergroup", "broadcast"}:
        yield thing
    elif isinstance(thing, Mapping):
        yield from _leaves([each for name, each in thing.items() if name in {"elements", "rows"}])


def _found(mention: re.Pattern[str], texts: list[str]) -> frozenset[str]:
    return frozenset(name for text in texts for name in mention.findall(text))


def _named(leaves: list[Mapping[str, Any]], kind: str, name: str) -> frozenset[str]:
    return frozenset(leaf[name] for leaf in leaves if leaf["type"] == kind)


_OPAQUE = re.compile(r"```(?P<block>.+?)```|`(?P<code>[^`\n]+)`|<(?P<markup>[^<>|\s][^<>\n]*)>", re.DOTALL)
_STYLES = [re.compile(rf"(?<![\w{mark}])\{mark}(?=\S)([^{mark}\n]+)(?<=\S)\{mark}(?![\w{mark}])") for mark in "*_~"]
_KEPT = "\0"  # stands for what was read already; no text of Slack's holds it


def plain(text: str, names: Mapping[str, str], tz: tzinfo | None = None) -> str:
    """Mrkdwn as a person reads it: mentions as names, links as their words, dates in `tz` (UTC if not given).

    `names` maps ids to names without `@` or `#`; an id it lacks shows its label, or itself.
    """
    text = text.replace(_KEPT, "")
    read = iter([_opaque(match, names, tz or UTC) for match in _OPAQUE.finditer(text)])
    shell = _OPAQUE.sub(_KEPT, text)
    for style in _STYLES:
        shell = style.sub(r"\1", shell)
    return re.sub(_KEPT, lambda _: next(read), unescaped(shell))


def escaped(text: str) -> str:
    """What a person typed, as it must be sent to be read as typed: `&`, `<` and `>` as entities, nothing else."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    """The three entities Slack knows, turned back."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _opaque(match: re.Match[str], names: Mapping[str, str], tz: tzinfo) -> str:
    """What styles do not reach into: code as it stands, and markup resolved."""
    return _markup(match["markup"], names, tz) if match["markup"] else unescaped(match["block"] or match["code"])


def _markup(inside: str, names: Mapping[str, str], tz: tzinfo) -> str:
    target, _, label = inside.partition("|")
    sign, name = target[0], target[1:]
    if sign == "!":
        return _command(name, unescaped(label), names, tz)
    if sign in "@#":
        return sign + (names.get(name) or unescaped(label) or name)
    return unescaped(label or target.removeprefix("mailto:"))


def _command(command: str, label: str, names: Mapping[str, str], tz: tzinfo) -> str:
    kind, *arguments = command.split("^")
    if kind == "subteam" and arguments:
        return "@" + (names.get(arguments[0]) or label.removeprefix("@") or arguments[0])
    if kind == "date" and len(arguments) > 1 and re.fullmatch("[0-9]{1,10}", arguments[0]):
        return date(int(arguments[0]), unescaped(arguments[1]), tz)
    if kind in {"here", "channel", "everyone"}:
        return f"@{kind}"
    return label or f"<!{command}>"


def _ordinal(day: int) -> str:
    if 11 <= day <= 13:
        return f"{day}th"
    return f"{day}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th') }"


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _long(at: datetime) -> str:
    return f"{_MONTHS[at.month - 1]} {_ordinal(at.day)}, {at.year}"


def _short(at: datetime) -> str:
    return f"{_MONTHS[at.month - 1][:3]} {at.day}, {at.year}"


def _weekday(at: datetime) -> str:
    return f"{_DAYS[at.weekday()]}, {_long(at)}"


_TOKENS: Mapping[str, Callable[[datetime], str]] = {
    "date_num": lambda at: f"{at:%Y-%m-%d}",
    "date": _long,
    "date_short": _short,
    "date_long": _weekday,
    "date_pretty": _long,
    "date_short_pretty": _short,
    "date_long_pretty": _weekday,
    "time": lambda at: f"{at:%H:%M}",
    "time_secs": lambda at: f"{at:%H:%M:%S}",
    "ago": lambda at: f"{at:%Y-%m-%d %H:%M}",
}

_TOKEN = re.compile(r"\{(" + "|".join(_TOKENS) + r")\}")


def date(epoch: int, words: str, tz: tzinfo) -> str:
    """A date token text as a reader in `tz` with a 24-hour clock sees it.

    A reading has no "now": the `_pretty` forms never say "today", and `{ago}` gives the moment itself.
    """
    at = datetime.fromtimestamp(epoch, tz)
    return _TOKEN.sub(lambda token: _TOKENS[token[1]](at), words)


_ENTITY = re.compile(r"&(?:amp|lt|gt);")
_PARSED_TYPES = (None, "message", "mrkdwn", "markdown")
_PARSED_IN = {
    "attachments": ("pretext", "title", "text", "value", "fallback", "footer", "author_name"),
    "blocks": ("text",),
}


def tripwires(payload: Mapping[str, Any], canaries: Collection[str]) -> list[str]:
    """The places where something a person typed stands in outgoing mrkdwn without being escaped.

    Only canaries with `&`, `<` or `>` in them can show it; others are passed over.
    """
    telling = [canary for canary in canaries if re.search("[&<>]", canary)]
    return [
        f"{canary} stands unescaped at {pointer}"
        for pointer, text in _parsed(payload, "")
        for canary in telling
        if _stands_in(text, canary)
    ]


def _stands_in(text: str, canary: str) -> bool:
    """Whether `canary` occurs in `text` other than escaped, and other than as a piece of an entity (`&` in `&amp;`)."""
    text = text.replace(escaped(canary), _KEPT)
    entities = [entity.span() for entity in _ENTITY.finditer(text)]
    for match in re.finditer(f"(?={re.escape(canary)})", text):
        start, end = match.start(), match.start() + len(canary)
        if not any(a < end and start < b and not (start <= a and b <= end) for a, b in entities):
            return True
    return False


def _parsed(thing: Any, at: str, names: tuple[str, ...] = ("text",)) -> Iterator[tuple[str, str]]:
    """Every text Slack parses for markup, with its json-pointer."""
    if isinstance(thing, list | tuple):
        for index, each in enumerate(thing):
            yield from _parsed(each, f"{at}/{index}", names)
    elif isinstance(thing, Mapping):
        if thing.get("type") in _PARSED_TYPES:
            yield from ((f"{at}/{name}", thing[name]) for name in names if isinstance(thing.get(name), str))
        for name, each in thing.items():
            if name not in {"metadata", "private_metadata"}:
                yield from _parsed(each, f"{at}/{name}", _PARSED_IN.get(name, names))
