"""Builders for the Block Kit tests: the smallest valid thing of each kind, to be changed in one place."""

from typing import Any

Json = dict[str, Any]


def plain(words: str | int = "words") -> Json:
    return {"type": "plain_text", "text": "x" * words if isinstance(words, int) else words}


def mrkdwn(words: str | int = "words") -> Json:
    return {**plain(words), "type": "mrkdwn"}


def section(words: str | int = "words", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(words), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def context(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements)}


def labelled(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def button(words: str | int = "Take", **more: Any) -> Json:
    return {"type": "button", "text": plain(words), **more}


def option(words: str | int = "One", value: str | int = "one", **more: Any) -> Json:
    return {"text": plain(words), "value": "v" * value if isinstance(value, int) else value, **more}


def options(count: int) -> list[Json]:
    return [option(f"Option {n}", f"value-{n}") for n in range(count)]


def confirm(**more: Any) -> Json:
    return {"title": plain(), "text": plain(), "confirm": plain("Yes"), "deny": plain("No"), **more}


def element(kind: str, **more: Any) -> Json:
    return {"type": kind, **more}


def rich_text(*leaves: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(leaves)}]}


def table(rows: int = 1, cells: int = 1, **more: Any) -> Json:
    row = [{"type": "raw_text", "text": "cell"}] * cells
    return {"type": "table", "rows": [row] * rows, **more}


def message(*blocks: Json, **more: Any) -> Json:
    return {"text": "In short", "blocks": list(blocks), **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "submit": plain("Send"), "blocks": list(blocks), **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}
