"""Blocks, and the surfaces each may stand on (Slack's reference/block-kit/blocks).

Not here, so "unsupported type": `file` (Slack writes it, apps may not) and the blocks of 2026 (card, carousel,
alert, plan, task_card, container, data_table), which not every workspace takes.
"""

from collections.abc import Iterator
from typing import Any

from .elements import ACCESSORY, ELEMENTS, IMAGE, IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT
from .objects import ID, plain, rich, url
from .richtext import RICH_TEXT
from .rules import Problem, Rule, Shape, Variants, array, at_least_one, exactly_one, flag, one_of, text


def no_dispatch_of_files(value: Any, at: str) -> Iterator[Problem]:
    """Law: a file input cannot dispatch actions."""
    if value.get("dispatch_action") and value["element"]["type"] == "file_input":
        yield Problem("`dispatch_action` is not allowed with `file_input`", f"{at}/dispatch_action")


def _block(required: dict[str, Rule], optional: dict[str, Rule] | None = None, *laws: Rule) -> Shape:
    return Shape(required, {"block_id": ID, **(optional or {})}, laws)


_CONTEXT_ITEM = Variants({**rich(3000).shapes, "image": ELEMENTS.shapes["image"]})
_CELL = Variants({"raw_text": Shape({"text": text()}), "rich_text": RICH_TEXT})
_COLUMN = Shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})

BLOCKS = Variants(
    {
        "section": _block(
            {},
            {"text": rich(3000), "fields": array(rich(2000), 10), "accessory": ACCESSORY, "expand": flag},
            at_least_one("text", "fields"),
        ),
        "header": _block({"text": plain(150)}),
        "divider": _block({}),
        "context": _block({"elements": array(_CONTEXT_ITEM, 10)}),
        "actions": _block({"elements": array(IN_ACTIONS, 25)}),
        "image": _block(
            {"alt_text": text(2000)},
            {**IMAGE, "title": plain(2000)},
            exactly_one("image_url", "slack_file"),
        ),
        "input": _block(
            {"label": plain(2000), "element": IN_INPUT},
            {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
            no_dispatch_of_files,
        ),
        "markdown": _block({"text": text(12_000)}),
        "rich_text": RICH_TEXT,
        "table": _block({"rows": array(array(_CELL, 20), 100)}, {"column_settings": array(_COLUMN, 20, least=0)}),
        "video": _block(
            {"title": plain(199), "alt_text": text(), "video_url": url, "thumbnail_url": url},
            {
                "author_name": text(49),
                "description": plain(200),
                "provider_icon_url": url,
                "provider_name": text(),
                "title_url": url,
            },
        ),
        "context_actions": _block({"elements": array(IN_CONTEXT_ACTIONS, 5)}),
    }
)

_EVERYWHERE = ("section", "header", "divider", "context", "actions", "image", "rich_text", "video")

IN_MESSAGES = BLOCKS.only(*_EVERYWHERE, "markdown", "table", "context_actions")
IN_VIEWS = BLOCKS.only(*_EVERYWHERE, "input")
