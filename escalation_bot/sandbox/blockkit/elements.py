"""Block elements and where each may stand (Slack's reference/block-kit/block-elements)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from .objects import (
    CHOICE_OPTION,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH,
    ID,
    MENU_OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    SLACK_FILE,
    STYLE,
    WORKFLOW,
    day,
    image_url,
    plain,
    timezone,
    url,
)
from .richtext import RICH_TEXT
from .rules import Problem, Rule, Shape, Variants, array, exactly_one, flag, integer, one_of, pattern, text

TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d")
NUMBER = pattern(r"-?\d+(\.\d+)?")


def initial_is_an_option(value: Any, at: str) -> Iterator[Problem]:
    """Law: what is chosen at first equals, field by field, one of the options offered."""
    groups = value.get("option_groups", ())
    offered = [*value.get("options", ()), *(each for group in groups for each in group["options"])]
    for name in ("initial_option", "initial_options"):
        chosen = value.get(name, [])
        wanted = [chosen] if isinstance(chosen, Mapping) else chosen
        if any(each not in offered for each in wanted):
            yield Problem("must be one of the provided options", f"{at}/{name}")


def lengths_agree(value: Any, at: str) -> Iterator[Problem]:
    """Law: min_length, max_length and the initial text of a text input fit together."""
    least, most = value.get("min_length", 0), value.get("max_length", 3000)
    if least > most:
        yield Problem("`min_length` must be less than or equal to `max_length`", f"{at}/min_length")
    elif "initial_value" in value:
        yield from text(most, least)(value["initial_value"], f"{at}/initial_value")


def numbers_agree(value: Any, at: str) -> Iterator[Problem]:
    """Law: the smallest, the initial and the largest number stand in this order; whole ones where asked."""
    numbers = {name: Decimal(value[name]) for name in ("min_value", "initial_value", "max_value") if name in value}
    if list(numbers.values()) != sorted(numbers.values()):
        yield Problem("`min_value` must be less than or equal to `max_value`, `initial_value` between", at)
    for name, number in numbers.items():
        if not value["is_decimal_allowed"] and number % 1:
            yield Problem("must be an integer", f"{at}/{name}")


_ACTION: Mapping[str, Rule] = {"action_id": ID}
_PICK: Mapping[str, Rule] = {**_ACTION, "confirm": CONFIRM, "focus_on_load": flag}
_MENU: Mapping[str, Rule] = {**_PICK, "placeholder": plain(150)}
_MULTI: Mapping[str, Rule] = {**_MENU, "max_selected_items": integer(1)}
_TYPED: Mapping[str, Rule] = {
    **_ACTION,
    "placeholder": plain(150),
    "focus_on_load": flag,
    "dispatch_action_config": DISPATCH,
}
_STATIC: Mapping[str, Rule] = {"options": array(MENU_OPTION, 100), "option_groups": array(OPTION_GROUP, 100)}
_STATIC_LAWS = (exactly_one("options", "option_groups"), initial_is_an_option)
_QUERY: Mapping[str, Rule] = {"min_query_length": integer(0)}
_CONVERSATIONS: Mapping[str, Rule] = {"default_to_current_conversation": flag, "filter": CONVERSATION_FILTER}
_IDS = array(ID)
_FEEDBACK = Shape({"text": plain(75), "value": text(2000)}, {"accessibility_label": text(75)})

IMAGE: Mapping[str, Rule] = {"image_url": image_url, "slack_file": SLACK_FILE}

ELEMENTS = Variants(
    {
        "button": Shape(
            {"text": plain(75)},
            {
                **_ACTION,
                "value": text(2000),
                "url": url,
                "style": STYLE,
                "confirm": CONFIRM,
                "accessibility_label": text(75),
            },
        ),
        "workflow_button": Shape(
            {"text": plain(75), "workflow": WORKFLOW},
            {**_ACTION, "style": STYLE, "accessibility_label": text(75)},
        ),
        "checkboxes": Shape(
            {"options": array(CHOICE_OPTION, 10)},
            {**_PICK, "initial_options": array(CHOICE_OPTION)},
            (initial_is_an_option,),
        ),
        "radio_buttons": Shape(
            {"options": array(CHOICE_OPTION, 10)},
            {**_PICK, "initial_option": CHOICE_OPTION},
            (initial_is_an_option,),
        ),
        "overflow": Shape({"options": array(OVERFLOW_OPTION, 5)}, {**_ACTION, "confirm": CONFIRM}),
        "static_select": Shape({}, {**_MENU, **_STATIC, "initial_option": MENU_OPTION}, _STATIC_LAWS),
        "external_select": Shape({}, {**_MENU, **_QUERY, "initial_option": MENU_OPTION}),
        "users_select": Shape({}, {**_MENU, "initial_user": ID}),
        "conversations_select": Shape(
            {}, {**_MENU, **_CONVERSATIONS, "initial_conversation": ID, "response_url_enabled": flag}
        ),
        "channels_select": Shape({}, {**_MENU, "initial_channel": ID, "response_url_enabled": flag}),
        "multi_static_select": Shape({}, {**_MULTI, **_STATIC, "initial_options": array(MENU_OPTION)}, _STATIC_LAWS),
        "multi_external_select": Shape({}, {**_MULTI, **_QUERY, "initial_options": array(MENU_OPTION)}),
        "multi_users_select": Shape({}, {**_MULTI, "initial_users": _IDS}),
        "multi_conversations_select": Shape({}, {**_MULTI, **_CONVERSATIONS, "initial_conversations": _IDS}),
        "multi_channels_select": Shape({}, {**_MULTI, "initial_channels": _IDS}),
        "datepicker": Shape({}, {**_MENU, "initial_date": day}),
        "timepicker": Shape({}, {**_MENU, "initial_time": TIME, "timezone": timezone}),
        "datetimepicker": Shape({}, {**_PICK, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}),
        "plain_text_input": Shape(
            {},
            {
                **_TYPED,
                "multiline": flag,
                "min_length": integer(0, 3000),
                "max_length": integer(1, 3000),
                "initial_value": text(),
            },
            (lengths_agree,),
        ),
        "email_text_input": Shape({}, {**_TYPED, "initial_value": text()}),
        "url_text_input": Shape({}, {**_TYPED, "initial_value": url}),
        "number_input": Shape(
            {"is_decimal_allowed": flag},
            {**_TYPED, "min_value": NUMBER, "max_value": NUMBER, "initial_value": NUMBER},
            (numbers_agree,),
        ),
        "rich_text_input": Shape({"action_id": ID}, {**_TYPED, "initial_value": Variants({"rich_text": RICH_TEXT})}),
        "file_input": Shape({}, {**_ACTION, "filetypes": array(text()), "max_files": integer(1, 10)}),
        "image": Shape({"alt_text": text(2000)}, IMAGE, (exactly_one("image_url", "slack_file"),)),
        "feedback_buttons": Shape({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, _ACTION),
        "icon_button": Shape(
            {"icon": one_of("trash"), "text": plain(75)},
            {
                **_ACTION,
                "value": text(2000),
                "confirm": CONFIRM,
                "accessibility_label": text(75),
                "visible_to_user_ids": _IDS,
            },
        ),
    }
)

_SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
_MENUS = (*_SELECTS, *(f"multi_{kind}" for kind in _SELECTS))
_CHOICES = (*_MENUS, "checkboxes", "radio_buttons", "datepicker", "timepicker")
_TYPING = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input")

ACCESSORY = ELEMENTS.only(*_CHOICES, "button", "workflow_button", "overflow", "image")
IN_ACTIONS = ELEMENTS.only(*_CHOICES, "datetimepicker", "button", "workflow_button", "overflow", "rich_text_input")
IN_INPUT = ELEMENTS.only(*_CHOICES, "datetimepicker", *_TYPING, "file_input")
IN_CONTEXT_ACTIONS = ELEMENTS.only("feedback_buttons", "icon_button")
