"""What a whole message, modal or Home tab must be (Slack's pages reference/views and methods/chat.postMessage)."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .blocks import IN_MESSAGES, IN_VIEWS
from .objects import ID, plain
from .rules import Problem, Rule, Shape, Variants, anything, array, flag, mapping, text
from .whole import (
    Block,
    blocks_of,
    no_files,
    objects_in,
    one_focus,
    one_table,
    response_urls_in,
    short_markdown,
    unique_ids,
)

VIEW_BYTES = 250_000  # "250 KB", read the stricter way

_VIEW_FIELDS = {"callback_id": ID, "external_id": ID, "private_metadata": text(3000, least=0)}
_VIEW_BLOCKS = array(IN_VIEWS, 100)
_VIEWS = Variants(
    {
        "modal": Shape(
            {"title": plain(24), "blocks": _VIEW_BLOCKS},
            {
                "submit": plain(24),
                "close": plain(24),
                "clear_on_close": flag,
                "notify_on_close": flag,
                **_VIEW_FIELDS,
            },
        ),
        "home": Shape({"blocks": _VIEW_BLOCKS}, _VIEW_FIELDS),
    }
)

_MESSAGE_BLOCKS = array(IN_MESSAGES, 50, least=0)


def _blocks(value: Any, at: str) -> Iterator[Problem]:
    if isinstance(value, list):
        yield from _MESSAGE_BLOCKS(value, at)
    else:
        yield Problem("must provide an array", at, "invalid_blocks_format")


_MESSAGE: Mapping[str, Rule] = {
    "text": text(least=0),  # over 40,000 characters Slack cuts the text and does not refuse it
    "blocks": _blocks,
    "attachments": array(mapping, 100, least=0),
    "metadata": Shape({"event_type": text(), "event_payload": mapping}, {"entities": anything}),
}

_Together = Callable[[list[Block]], Iterator[Problem]]
_IN_A_MESSAGE: tuple[_Together, ...] = (unique_ids, one_table, short_markdown, response_urls_in())
_IN_A_MODAL: tuple[_Together, ...] = (unique_ids, one_focus, response_urls_in("input"))
_IN_A_HOME: tuple[_Together, ...] = (unique_ids, one_focus, no_files, response_urls_in())


def check_message(payload: Mapping[str, Any]) -> list[Problem]:
    """Everything Slack would refuse in a message's text, blocks, attachments and metadata.

    A field that is None counts as not given. Whether there is anything to say at all (`no_text`), and the 4,000
    characters of chat.update (`msg_too_long`), are rules of the methods, not of the message.
    """
    given = {name: payload[name] for name in _MESSAGE if payload.get(name) is not None}
    problems = [each for name in given for each in _MESSAGE[name](given[name], f"/{name}")]
    for attachment in objects_in(given.get("attachments"), "/attachments"):
        if "blocks" in attachment.value:
            problems += _MESSAGE_BLOCKS(attachment.value["blocks"], f"{attachment.pointer}/blocks")
    return problems + _together(_IN_A_MESSAGE, list(blocks_of(given, "")))


def check_view(view: Mapping[str, Any]) -> list[Problem]:
    """Everything Slack would refuse in a modal or Home view; pointers start at `/view`."""
    size = len(json.dumps(view, ensure_ascii=False).encode())
    if size > VIEW_BYTES:
        return [Problem("must be less than 250 KB", "/view", "view_too_large")]
    problems = list(_VIEWS(view, "/view"))
    blocks = list(blocks_of(view, "/view"))
    if view.get("type") == "home":
        return problems + _together(_IN_A_HOME, blocks)
    return [*problems, *_together(_IN_A_MODAL, blocks), *_inputs_need_submit(view, blocks)]


def _together(laws: tuple[_Together, ...], blocks: list[Block]) -> list[Problem]:
    return [problem for law in laws for problem in law(blocks)]


def _inputs_need_submit(view: Mapping[str, Any], blocks: list[Block]) -> Iterator[Problem]:
    first = next((block for block in blocks if block.type == "input"), None)
    if first and "submit" not in view:
        yield Problem("must define `submit` to use an `input` block in modals", f"{first.pointer}/input")
