"""Composition objects: texts, options, confirmations and the like (Slack's reference/block-kit/composition-objects)."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from .rules import Problem, Rule, Shape, Variants, array, at_least_one, exactly_one, flag, one_of, pattern, text

# Slack's documentation says 150, the comment in its own TypeScript types says 75: the stricter is enforced.
OPTION_VALUE = 75

ID = text(255)
STYLE = one_of("primary", "danger")


def plain(most: int) -> Variants:
    """A plain_text object of 1 to `most` characters."""
    return Variants({"plain_text": Shape({"text": text(most)}, {"emoji": flag})})


def rich(most: int) -> Variants:
    """A plain_text or mrkdwn object of 1 to `most` characters."""
    return Variants({**plain(most).shapes, "mrkdwn": Shape({"text": text(most)}, {"verbatim": flag})})


def url(value: Any, at: str) -> Iterator[Problem]:
    """A link with a scheme, of at most 3000 characters."""
    problems = list(text(3000)(value, at))
    yield from problems
    if not problems and not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9+.-]*:(//)?[^\s/]\S*", value):
        yield Problem("must be a valid URL", at)


def image_url(value: Any, at: str) -> Iterator[Problem]:
    """A picture Slack can fetch from where it stands, which rules out this machine."""
    problems = list(url(value, at))
    yield from problems
    if problems:
        return
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"}:
        yield Problem("must be a valid URL", at)
    elif parts.hostname in {None, "localhost", "127.0.0.1", "0.0.0.0", "::1"}:  # noqa: S104 - refused, not bound
        yield Problem("downloading image failed", at)


def day(value: Any, at: str) -> Iterator[Problem]:
    """A day of the calendar, `YYYY-MM-DD`."""
    problems = list(pattern(r"\d{4}-\d{2}-\d{2}")(value, at))
    yield from problems
    if problems:
        return
    try:
        date.fromisoformat(value)
    except ValueError:
        yield Problem("must be a valid date", at)


def timezone(value: Any, at: str) -> Iterator[Problem]:
    """An IANA time zone."""
    if not isinstance(value, str):
        yield Problem("must provide a string", at)
    elif value not in available_timezones():
        yield Problem("must be a valid timezone", at)


def _option(words: Variants, **more: Rule) -> Shape:
    return Shape({"text": words, "value": text(OPTION_VALUE)}, {"description": words, **more})


MENU_OPTION = _option(plain(75))
CHOICE_OPTION = _option(rich(75))
OVERFLOW_OPTION = _option(plain(75), url=url)
OPTION_GROUP = Shape({"label": plain(75), "options": array(MENU_OPTION, 100)})

CONFIRM = Shape({"title": plain(100), "text": rich(300), "confirm": plain(30), "deny": plain(30)}, {"style": STYLE})
CONVERSATION_FILTER = Shape(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public")),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
    (at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),),
)
DISPATCH = Shape(
    {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"))},
)
SLACK_FILE = Shape({}, {"url": url, "id": ID}, (exactly_one("url", "id"),))
WORKFLOW = Shape(
    {
        "trigger": Shape(
            {"url": url},
            {"customizable_input_parameters": array(Shape({"name": text(), "value": text()}))},
        )
    }
)
