"""Words of a person turned into the value of an element, and what the client says when they do not fit."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from .elements import is_empty, option_text, options_of, value_key
from .messages import Json
from .workspace import Workspace

_FORMATS = {
    "email_text_input": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "url_text_input": re.compile(r"https?://\S+"),
    "number_input": re.compile(r"-?\d+(\.\d+)?"),
}


class FormRefused(AssertionError):
    """The Slack client does not send the form: what it says there, by label and by block."""

    def __init__(self, problems: Mapping[str, str], by_block: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{label}: {problem}" for label, problem in problems.items()))
        self.problems = dict(problems)
        self.by_block = dict(by_block)


def chosen(ws: Workspace, element: Json, given: Any, loaded: list[Json]) -> Any:
    """The value an element holds after a person gave it `given`: option texts, names, dates, words."""
    kind = str(element["type"])
    if given is None:
        return [] if kind.startswith("multi_") or kind in ("checkboxes", "file_input") else None
    if kind.startswith("multi_") or kind == "checkboxes":
        return [_one(ws, element, each, loaded) for each in given]
    return _one(ws, element, given, loaded)


def _one(ws: Workspace, element: Json, given: Any, loaded: list[Json]) -> Any:
    kind = str(element["type"]).removeprefix("multi_")
    if kind in ("static_select", "radio_buttons", "checkboxes", "external_select"):
        return _option(element, str(given), loaded)
    if kind == "users_select":
        return ws.user(str(given)).id
    if kind in ("channels_select", "conversations_select"):
        return ws.conversation(str(given)).id
    return _written(kind, given)


def _written(kind: str, given: Any) -> Any:
    if kind == "datepicker":
        return date.fromisoformat(str(given)).isoformat()
    if kind == "timepicker":
        return time.fromisoformat(str(given)).strftime("%H:%M")
    if kind == "datetimepicker":
        return int(given.timestamp()) if isinstance(given, datetime) else int(given)
    return given if kind in ("rich_text_input", "file_input") else str(given) or None


def _option(element: Json, words: str, loaded: list[Json]) -> Json:
    options = loaded if element["type"].endswith("external_select") else options_of(element)
    for option in options:
        if option_text(option) == words:
            return option
    raise KeyError(f"{words!r} is not among {[option_text(option) for option in options]}")


def complaint(block: Json, element: Json, held: Json) -> str | None:
    """What the client says below an input before it sends anything, or None."""
    if is_empty(element, held):
        return None if block.get("optional") else "Please complete this required field."
    value = held[value_key(element)]
    form = _FORMATS.get(element["type"])
    if form and not form.fullmatch(value):
        return "Please enter a valid value."
    if element["type"] == "number_input":
        return _out_of_range(element, value)
    return _length(element, value) if isinstance(value, str) else _count(element, value)


def _length(element: Json, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter at most {most} characters." if len(value) > most else None


def _count(element: Json, value: Any) -> str | None:
    most = element.get("max_selected_items") or element.get("max_files")
    return f"Please choose at most {most}." if most and isinstance(value, list) and len(value) > most else None


def _out_of_range(element: Json, value: str) -> str | None:
    low, high = element.get("min_value", "-inf"), element.get("max_value", "inf")
    if not element.get("is_decimal_allowed") and "." in value:
        return "Please enter a whole number."
    fits = float(low) <= float(value) <= float(high)
    return None if fits else f"Please enter a number from {low} to {high}."
