"""What a whole message, modal or Home tab must be (Slack's reference/views and chat.postMessage pages)."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from .blocks import IN_MESSAGES, IN_VIEWS
from .objects import ID, plain
from .rules import Problem, Rule, Shape, Variants, anything, array, flag, mapping, text
from .whole import Block, blocks_of, files_only_in_modals, one_focus, one_table, short_markdown, unique_ids

VIEW_BYTES = 250_000  # "250 KB"; the stricter reading

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
_METADATA = Shape({"event_type": text(255), "event_payload": mapping}, {"entities": anything})
_MESSAGE: Mapping[str, Rule] = {
    "text": text(10**9, least=0),  # over 40,000 characters Slack cuts the text, it does not refuse it
    "blocks": _MESSAGE_BLOCKS,
    "attachments": array(mapping, 100, least=0),
    "metadata": _METADATA,
}


def check_message(payload: Mapping[str, Any]) -> list[Problem]:
    """Everything Slack would refuse in a message's text, blocks, attachments and metadata.

    A field that is None counts as not given. Whether there is anything to say at all (`no_text`), and the 4,000
    characters of chat.update (`msg_too_long`), are rules of the methods, not of the message.
    """
    given = {name: payload[name] for name in _MESSAGE if payload.get(name) is not None}
    problems = [each for name in given for each in _MESSAGE[name](given[name], f"/{name}")]
    problems += _check_attached(given.get("attachments", ()))
    blocks = list(blocks_of(given, ""))
    return [*problems, *unique_ids(blocks), *one_table(blocks), *short_markdown(blocks)]


def _check_attached(attachments: Any) -> Iterator[Problem]:
    for index, attachment in enumerate(attachments):
        if isinstance(attachment, Mapping) and "blocks" in attachment:
            yield from _MESSAGE_BLOCKS(attachment["blocks"], f"/attachments/{index}/blocks")


def check_view(view: Mapping[str, Any]) -> list[Problem]:
    """Everything Slack would refuse in a modal or Home view; pointers start at `/view`."""
    size = len(json.dumps(view, ensure_ascii=False).encode())
    if size > VIEW_BYTES:
        return [Problem("view is too large", "/view", "view_too_large")]
    blocks = list(blocks_of(view, "/view"))
    kind = view.get("type")
    return [
        *_VIEWS(view, "/view"),
        *unique_ids(blocks),
        *one_focus(blocks),
        *(files_only_in_modals(blocks) if kind == "home" else ()),
        *(_inputs_need_submit(view, blocks) if kind == "modal" else ()),
    ]


def _inputs_need_submit(view: Mapping[str, Any], blocks: list[Block]) -> Iterator[Problem]:
    first = next((block for block in blocks if block.value.get("type") == "input"), None)
    if first and "submit" not in view:
        yield Problem("must define `submit` to use an `input` block in modals", f"{first.pointer}/input")
