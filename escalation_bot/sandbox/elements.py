"""What stands in an interactive element: state.values exactly as Slack sends it, per element type."""

from collections.abc import Mapping
from typing import Any

from .messages import Json

_EMPTY: Mapping[str, tuple[str, Any, str | None]] = {
    "plain_text_input": ("value", None, "initial_value"),
    "email_text_input": ("value", None, "initial_value"),
    "url_text_input": ("value", None, "initial_value"),
    "number_input": ("value", None, "initial_value"),
    "rich_text_input": ("rich_text_value", None, "initial_value"),
    "static_select": ("selected_option", None, "initial_option"),
    "external_select": ("selected_option", None, "initial_option"),
    "radio_buttons": ("selected_option", None, "initial_option"),
    "checkboxes": ("selected_options", [], "initial_options"),
    "multi_static_select": ("selected_options", [], "initial_options"),
    "multi_external_select": ("selected_options", [], "initial_options"),
    "users_select": ("selected_user", None, "initial_user"),
    "multi_users_select": ("selected_users", [], "initial_users"),
    "conversations_select": ("selected_conversation", None, "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", [], "initial_conversations"),
    "channels_select": ("selected_channel", None, "initial_channel"),
    "multi_channels_select": ("selected_channels", [], "initial_channels"),
    "datepicker": ("selected_date", None, "initial_date"),
    "timepicker": ("selected_time", None, "initial_time"),
    "datetimepicker": ("selected_date_time", None, "initial_date_time"),
    "file_input": ("files", [], None),
}
"""Element type: the key of its value, the value when untouched, the property that gives another one."""


def stateful(element: Mapping[str, Any]) -> bool:
    """Whether an element has a value (buttons and overflow menus have none)."""
    return element.get("type") in _EMPTY


def value_key(element: Mapping[str, Any]) -> str:
    """The key under which an element's value stands."""
    return _EMPTY[element["type"]][0]


def entry(element: Mapping[str, Any], value: Any) -> Json:
    """The entry of state.values for an element that holds `value`."""
    made: Json = {"type": element["type"], value_key(element): value}
    if element["type"] == "timepicker" and element.get("timezone"):
        made["timezone"] = element["timezone"]
    return made


def initial_value(element: Mapping[str, Any]) -> Json:
    """The entry of state.values for an element nobody touched."""
    _key, empty, initial = _EMPTY[element["type"]]
    given = element.get(initial) if initial else None
    fresh = list(empty) if isinstance(empty, list) else empty
    return entry(element, fresh if given is None else given)


def is_empty(element: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
    """Whether the client would call this element not filled in."""
    value = held[value_key(element)]
    return value is None or value in ("", [])


def option_text(option: Mapping[str, Any]) -> str:
    """The words of an option."""
    return str(option["text"]["text"])


def options_of(element: Mapping[str, Any]) -> list[Json]:
    """All options of a menu, of all its groups."""
    grouped = [o for group in element.get("option_groups", []) for o in group["options"]]
    return [*element.get("options", []), *grouped]
