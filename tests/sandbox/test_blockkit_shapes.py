"""Which fields, types and places Slack takes: every block and element, changed in one place at a time."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation_bot.sandbox.blockkit import Problem, check_message, check_view
from escalation_bot.sandbox.blockkit.blocks import BLOCKS as KNOWN_BLOCKS
from escalation_bot.sandbox.blockkit.elements import ELEMENTS as KNOWN_ELEMENTS
from escalation_bot.sandbox.blockkit.richtext import LEAVES as KNOWN_LEAVES

from . import samples
from .kit import Json, actions, button, context, element, home, labelled, message, modal, plain, rich_text, section

ONLY_IN_INPUTS = {"plain_text_input", "email_text_input", "url_text_input", "number_input", "file_input"}
ONLY_IN_MESSAGES = {"markdown", "table", "context_actions"}


def carrier(block: Json) -> Json:
    """The surface that takes this block."""
    return modal(block) if block["type"] == "input" else message(block)


def holder(each: Json) -> Json:
    """The surface and block that take this element."""
    if each["type"] in ONLY_IN_INPUTS:
        return modal(labelled(each))
    if each["type"] in {"feedback_buttons", "icon_button"}:
        return message({"type": "context_actions", "elements": [each]})
    return message(context(each) if each["type"] == "image" else actions(each))


def check(payload: Json) -> list[Problem]:
    return check_view(payload) if payload.get("type") in {"modal", "home"} else check_message(payload)


WHOLE = [
    *(pytest.param(holder(each), id=each["type"]) for each in samples.ELEMENTS),
    *(pytest.param(carrier(block), id=f"{block['type']} block") for block in samples.BLOCKS),
]


def places(thing: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path to every value in a payload, except what a message only carries along."""
    pairs = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    for name, each in pairs:
        yield (*path, name)
        yield from places(each, (*path, name))


def changed(thing: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy with `value` at `path`."""
    if not path:
        return value
    copy = dict(thing) if isinstance(thing, dict) else list(thing)
    copy[path[0]] = changed(copy[path[0]] if len(path) > 1 else None, path[1:], value)
    return copy


def objects(thing: Any) -> list[tuple[Any, ...]]:
    return [path for path in places(thing) if isinstance(at(thing, path), dict)]


def at(thing: Any, path: tuple[Any, ...]) -> Any:
    for name in path:
        thing = thing[name]
    return thing


def pointer(payload: Json, path: tuple[Any, ...]) -> str:
    start = "/view" if payload.get("type") == "modal" else ""
    return start + "".join(f"/{name}" for name in path)


def test_the_samples_show_every_known_block_element_and_leaf() -> None:
    assert {each["type"] for each in samples.ELEMENTS} == set(KNOWN_ELEMENTS.shapes)
    assert {each["type"] for each in samples.BLOCKS} == set(KNOWN_BLOCKS.shapes)
    assert {each["type"] for each in samples.LEAVES} == set(KNOWN_LEAVES.shapes)


@pytest.mark.parametrize("payload", WHOLE)
def test_every_documented_field_is_taken(payload: Json) -> None:
    assert check(payload) == []


@pytest.mark.parametrize("payload", WHOLE)
def test_null_is_refused_wherever_it_stands(payload: Json) -> None:
    inside = [path for path in places(payload) if path[0] == "blocks" and len(path) > 1]
    assert inside
    assert [path for path in inside if not check(changed(payload, path, None))] == []


@pytest.mark.parametrize("payload", WHOLE)
def test_an_empty_string_is_refused_wherever_it_stands(payload: Json) -> None:
    texts = [path for path in places(payload) if path[0] == "blocks" and isinstance(at(payload, path), str)]
    assert [path for path in texts if not check(changed(payload, path, ""))] == []


@pytest.mark.parametrize("payload", WHOLE)
def test_an_unknown_field_is_refused_in_every_object(payload: Json) -> None:
    for path in objects(payload):
        worse = changed(payload, path, {**at(payload, path), "strange": 1})
        assert Problem("invalid additional property: strange", pointer(payload, path)) in check(worse)


@pytest.mark.parametrize("payload", WHOLE)
def test_a_value_of_the_wrong_type_is_refused_wherever_it_stands(payload: Json) -> None:
    inside = [path for path in places(payload) if path[0] == "blocks" and len(path) > 1]
    assert [path for path in inside if not check(changed(payload, path, 1.5))] == []


@pytest.mark.parametrize(
    ("block", "missing"),
    [
        ({"type": "header"}, "text"),
        ({"type": "context"}, "elements"),
        ({"type": "actions"}, "elements"),
        ({"type": "rich_text"}, "elements"),
        ({"type": "markdown"}, "text"),
        ({"type": "table"}, "rows"),
        ({"type": "image", "image_url": samples.URL}, "alt_text"),
        ({"type": "video", "title": plain(), "alt_text": "x", "thumbnail_url": samples.URL}, "video_url"),
        ({}, "type"),
    ],
)
def test_a_block_without_a_required_field_is_refused(block: Json, missing: str) -> None:
    assert check_message(message(block)) == [Problem(f"missing required field: {missing}", "/blocks/0")]


@pytest.mark.parametrize(
    ("each", "missing"),
    [
        (element("button"), "text"),
        (element("checkboxes"), "options"),
        (element("radio_buttons"), "options"),
        (element("overflow"), "options"),
        (element("rich_text_input"), "action_id"),
        (element("workflow_button", text=plain()), "workflow"),
    ],
)
def test_an_element_without_a_required_field_is_refused(each: Json, missing: str) -> None:
    assert check_message(message(actions(each))) == [
        Problem(f"missing required field: {missing}", "/blocks/0/elements/0")
    ]


def test_a_number_input_must_say_whether_decimals_are_allowed() -> None:
    assert check_view(modal(labelled(element("number_input")))) == [
        Problem("missing required field: is_decimal_allowed", "/view/blocks/0/element")
    ]


@pytest.mark.parametrize("missing", ["title", "text", "confirm", "deny"])
def test_a_confirmation_needs_all_four_texts(missing: str) -> None:
    confirm = {name: plain() for name in ("title", "text", "confirm", "deny") if name != missing}
    assert check_message(message(actions(button(confirm=confirm)))) == [
        Problem(f"missing required field: {missing}", "/blocks/0/elements/0/confirm")
    ]


@pytest.mark.parametrize(
    "kind", ["file", "card", "carousel", "alert", "plan", "task_card", "container", "data_table", "sectoin"]
)
def test_a_block_apps_cannot_post_everywhere_is_an_unsupported_type(kind: str) -> None:
    assert check_message(message({"type": kind})) == [Problem(f"unsupported type: {kind}", "/blocks/0/type")]


ACCESSORIES = {
    "button",
    "checkboxes",
    "datepicker",
    "image",
    "overflow",
    "radio_buttons",
    "timepicker",
    "workflow_button",
}
MENUS = {kind for kind in KNOWN_ELEMENTS.shapes if kind.endswith("_select")}
PLACES = {
    "accessory": ACCESSORIES | MENUS,
    "actions": (ACCESSORIES | MENUS | {"datetimepicker", "rich_text_input"}) - {"image"},
    "input": MENUS
    | ONLY_IN_INPUTS
    | {"checkboxes", "radio_buttons", "datepicker", "timepicker", "datetimepicker", "rich_text_input"},
    "context": {"image"},
    "context_actions": {"feedback_buttons", "icon_button"},
}


def placed(each: Json, place: str) -> list[Problem]:
    if place == "accessory":
        return check_message(message(section(accessory=each)))
    if place == "input":
        return check_view(modal(labelled(each)))
    return check_message(message({"type": place, "elements": [each]}))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("each", samples.ELEMENTS, ids=lambda each: each["type"])
def test_an_element_stands_only_in_the_blocks_that_take_it(each: Json, place: str) -> None:
    problems = [problem.message for problem in placed(each, place)]
    assert problems == ([] if each["type"] in PLACES[place] else [f"unsupported type: {each['type']}"])


@pytest.mark.parametrize("block", samples.BLOCKS, ids=lambda block: block["type"])
@pytest.mark.parametrize("surface", [message, modal, home])
def test_a_block_stands_only_on_the_surfaces_that_take_it(block: Json, surface: Any) -> None:
    refused = {"input"} if surface is message else ONLY_IN_MESSAGES
    problems = [problem.message for problem in check(surface(block))]
    assert problems == ([f"unsupported type: {block['type']}"] if block["type"] in refused else [])


def test_a_home_tab_takes_no_files() -> None:
    assert check_view(home(labelled(element("file_input")))) == [
        Problem("unsupported type: file_input", "/view/blocks/0/element/type")
    ]


@pytest.mark.parametrize("kind", ["conversations_select", "channels_select"])
def test_only_an_input_of_a_modal_mints_a_response_url(kind: str) -> None:
    minting = element(kind, response_url_enabled=True)
    refusal = "invalid additional property: response_url_enabled"
    assert check_view(modal(labelled(minting))) == []
    assert check_view(home(labelled(minting))) == [Problem(refusal, "/view/blocks/0/element")]
    assert check_view(modal(section(accessory=minting))) == [Problem(refusal, "/view/blocks/0/accessory")]
    assert check_message(message(actions(minting))) == [Problem(refusal, "/blocks/0/elements/0")]


@pytest.mark.parametrize("words", [{"type": "mrkdwn", "text": "x"}, {"type": "html", "text": "x"}])
@pytest.mark.parametrize(
    "make", [lambda words: {"type": "header", "text": words}, lambda words: actions(button() | {"text": words})]
)
def test_where_slack_wants_plain_text_it_takes_nothing_else(words: Json, make: Any) -> None:
    assert [problem.message for problem in check_message(message(make(words)))] == [
        f"unsupported type: {words['type']}"
    ]


def test_emoji_belongs_to_plain_text_and_verbatim_to_mrkdwn() -> None:
    plain_verbatim = {**plain(), "verbatim": True}
    mrkdwn_emoji = {"type": "mrkdwn", "text": "x", "emoji": True}
    problems = check_message(message(context(plain_verbatim, mrkdwn_emoji)))
    assert [problem.message for problem in problems] == [
        "invalid additional property: verbatim",
        "invalid additional property: emoji",
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
MODAL = modal(*(block for block in samples.BLOCKS if block["type"] not in ONLY_IN_MESSAGES))
MESSAGE = message(*samples.BLOCKS, attachments=[{"blocks": samples.BLOCKS[:2]}], metadata={"event_type": "x"})


@given(st.sampled_from(list(places(MODAL))), JSON)
def test_whatever_stands_in_a_view_is_judged_and_never_breaks_the_judge(path: tuple[Any, ...], value: Any) -> None:
    assert all(problem.pointer.startswith("/view") for problem in check_view(changed(MODAL, path, value)))


@given(st.sampled_from(list(places(MESSAGE))), JSON)
def test_whatever_stands_in_a_message_is_judged_and_never_breaks_the_judge(path: tuple[Any, ...], value: Any) -> None:
    assert all(problem.pointer.startswith("/") for problem in check_message(changed(MESSAGE, path, value)))


def test_rich_text_may_stand_in_a_table_cell() -> None:
    cell = rich_text({"type": "user", "user_id": "U0SAM"})
    assert check_message(message({"type": "table", "rows": [[cell]]})) == []
