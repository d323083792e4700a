"""Plain values from a program turned into what an element holds, exactly as Slack's client would fill it in."""

from collections.abc import Mapping
from typing import Any

from escalation_bot.sandbox.elements import entry, options_of, stateful, value_key
from escalation_bot.sandbox.filling import chosen
from escalation_bot.sandbox.keyboard import canaries, rich, typed
from escalation_bot.sandbox.messages import Json
from escalation_bot.sandbox.views import View
from escalation_bot.sandbox.workspace import Workspace

from .asked import Missing, Wrong

Loaded = Mapping[tuple[str, ...], list[Json]]
"""The options that an external select was last given, by where it stands, its block and its action."""
_OF_OPTIONS = ("static_select", "external_select", "radio_buttons", "checkboxes", "overflow")


def fill(ws: Workspace, view: View, values: Json, loaded: Loaded) -> None:
    """Put values into a form: block id, action id, plain value. What is left out stays."""
    for block_id, actions in values.items():
        if not isinstance(actions, dict):
            raise Wrong(f"values.{block_id} has to be an object of action ids")
        for action_id, given in actions.items():
            _block, element = find(view.elements(), block_id, action_id)
            options = loaded.get((view.id, block_id, action_id), [])
            view.values[block_id][action_id] = entry(element, held(ws, element, given, options))


def find(elements: Any, block_id: str, action_id: str) -> tuple[Json, Json]:
    """The element with these names, and its block."""
    for block, element in elements:
        if (block["block_id"], element["action_id"]) == (block_id, action_id):
            return block, element
    raise Missing(f"there is no element {action_id} in a block {block_id}")


def chosen_in(ws: Workspace, element: Json, given: Any, options: list[Json]) -> Json:
    """What a payload says of the choice in an element; nothing for a button."""
    if element["type"] == "overflow":
        return {"selected_option": _option(element, given, options)}
    if not stateful(element):
        return {}
    made = entry(element, held(ws, element, given, options))
    return {name: value for name, value in made.items() if name != "type"}


def held(ws: Workspace, element: Json, given: Any, options: list[Json]) -> Any:
    """The value that an element holds after somebody gave it `given`. Wrong where nobody could."""
    if not stateful(element):
        raise Wrong(f"{element['action_id']} is a {element['type']}, which holds no value")
    if isinstance(given, str):
        ws.canaries |= canaries(given)
    many = value_key(element).endswith("s") and given is not None
    if many and not isinstance(given, list):
        raise Wrong(f"{element['action_id']} takes a list")
    kind = str(element["type"]).removeprefix("multi_")
    if kind in _OF_OPTIONS and given is not None:
        return [_option(element, each, options) for each in given] if many else _option(element, given, options)
    try:
        return chosen(ws, element, _prepared(ws, kind, given), options)
    except (KeyError, ValueError, TypeError) as error:
        raise Wrong(f"{element['action_id']}: {error}") from None


def _prepared(ws: Workspace, kind: str, given: Any) -> Any:
    if kind == "rich_text_input" and isinstance(given, str):
        return rich(typed(ws, given)) if given else None
    if kind == "file_input":
        return [file_object(ws, str(each)) for each in given or []]
    return given


def file_object(ws: Workspace, name: str) -> Json:
    """An uploaded file as Slack shows it to the app."""
    found = ws.files.by_id.get(name)
    if found is None or not found.is_complete:
        raise Missing(f"there is no uploaded file {name}")
    return ws.files.json_of(found, ws.origin)


def _option(element: Json, given: Any, loaded: list[Json]) -> Json:
    options = loaded if str(element["type"]).endswith("external_select") else options_of(element)
    for option in options:
        if option.get("value") == given:
            return option
    raise Wrong(f"{element['action_id']} has no option {given!r}, only {[option.get('value') for option in options]}")
