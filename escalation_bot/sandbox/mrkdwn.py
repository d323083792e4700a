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


_CODE = re.compile(r"```(.+?)```|`([^`\n]+)`", re.DOTALL)
_MARKUP = re.compile(r"<([^<>\n]+)>")
_STYLES = [re.compile(rf"(?<![\w{mark}])\{mark}(?=\S)([^{mark}\n]+)(?<=\S)\{mark}(?![\w{mark}])") for mark in "*_~"]


def plain(text: str, names: Mapping[str, str], tz: tzinfo | None = None) -> str:
    """Mrkdwn as a person reads it: mentions as names, links as their words, dates in `tz` (UTC if not given).

    `names` maps ids to names without `@` or `#`; an id it lacks shows its label, or itself.
    """
    pieces, end = [], 0
    for code in _CODE.finditer(text):
        pieces += [_styled(text[end : code.start()]), code[1] or code[2]]
        end = code.end()
    pieces.append(_styled(text[end:]))
    shown = _MARKUP.sub(lambda markup: _markup(markup[1], names, tz or UTC), "".join(pieces))
    return unescaped(shown)


def unescaped(text: str) -> str:
    """The three entities Slack knows, turned back."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _styled(text: str) -> str:
    for style in _STYLES:
        text = style.sub(r"\1", text)
    return text


def _markup(inside: str, names: Mapping[str, str], tz: tzinfo) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return "@" + (names.get(target[1:]) or label or target[1:])
    if target.startswith("#"):
        return "#" + (names.get(target[1:]) or label or target[1:])
    if target.startswith("!"):
        return _special(target[1:], label, names, tz)
    return label or target.removeprefix("mailto:")


def _special(command: str, label: str, names: Mapping[str, str], tz: tzinfo) -> str:
    kind, *arguments = command.split("^")
    if kind == "subteam" and arguments:
        return "@" + (names.get(arguments[0]) or label.removeprefix("@") or arguments[0])
    if kind == "date" and len(arguments) >= 2 and arguments[0].isdigit():
        return date(int(arguments[0]), arguments[1], tz)
    if kind in {"here", "channel", "everyone"}:
        return f"@{kind}"
    return label or f"<{kind}>"


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
_ATTACHED = ("pretext", "title", "text", "value", "fallback", "footer", "author_name")


def tripwires(payload: Mapping[str, Any], canaries: Collection[str]) -> list[str]:
    """The places where something a person typed stands in outgoing mrkdwn without being escaped.

    Only canaries with `&`, `<` or `>` in them can show it; others are passed over.
    """
    telling = [canary for canary in canaries if re.search("[&<>]", canary)]
    return [
        f"{canary} stands unescaped at {pointer}"
        for pointer, text in _parsed(payload, "", attached=False)
        for canary in telling
        if _stands_in(text, canary)
    ]


def _stands_in(text: str, canary: str) -> bool:
    """Whether `canary` occurs in `text` other than as a piece of an entity (`&` in `&amp;`)."""
    entities = [entity.span() for entity in _ENTITY.finditer(text)]
    for match in re.finditer(f"(?={re.escape(canary)})", text):
        start, end = match.start(), match.start() + len(canary)
        if not any(a < end and start < b and not (start <= a and b <= end) for a, b in entities):
            return True
    return False


def _parsed(thing: Any, at: str, *, attached: bool) -> Iterator[tuple[str, str]]:
    """Every text Slack parses for markup, with its json-pointer."""
    if isinstance(thing, list | tuple):
        for index, each in enumerate(thing):
            yield from _parsed(each, f"{at}/{index}", attached=attached)
    elif isinstance(thing, Mapping):
        for name in _ATTACHED if attached else ("text",):
            if isinstance(thing.get(name), str) and _is_parsed(thing, at, attached=attached):
                yield f"{at}/{name}", thing[name]
        for name, each in thing.items():
            inside = name == "attachments" or (attached and name != "blocks")
            if name not in {"metadata", "private_metadata"}:
                yield from _parsed(each, f"{at}/{name}", attached=inside)


def _is_parsed(thing: Mapping[str, Any], at: str, *, attached: bool) -> bool:
    return thing.get("type") in {"mrkdwn", "markdown"} or (attached and "type" not in thing) or at == ""
