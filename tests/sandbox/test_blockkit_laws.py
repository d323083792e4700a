"""What the fields of a block or element must be together."""

import pytest

from escalation_bot.sandbox.blockkit import Problem, check_message, check_view

from .kit import (
    Json,
    actions,
    button,
    element,
    labelled,
    message,
    modal,
    mrkdwn,
    option,
    options,
    plain,
)


def in_actions(each: Json) -> list[Problem]:
    return check_message(message(actions(each)))


def in_input(each: Json) -> list[Problem]:
    return check_view(modal(labelled(each)))


def test_a_section_without_text_and_fields_is_refused() -> None:
    refusal = [Problem("must define either `text` or `fields`", "/blocks/0")]
    assert check_message(message({"type": "section"})) == refusal
    assert check_message(message({"type": "section", "accessory": button()})) == refusal


@pytest.mark.parametrize(
    "given", [{"text": mrkdwn()}, {"fields": [mrkdwn()]}, {"text": mrkdwn(), "fields": [mrkdwn()]}]
)
def test_a_section_has_text_or_fields_or_both(given: Json) -> None:
    assert check_message(message({"type": "section", **given})) == []


@pytest.mark.parametrize("kind", ["static_select", "multi_static_select"])
def test_a_menu_has_options_or_groups_and_never_both(kind: str) -> None:
    group = [{"label": plain(), "options": options(1)}]
    place = "/blocks/0/elements/0"
    assert in_actions(element(kind, options=options(1))) == []
    assert in_actions(element(kind, option_groups=group)) == []
    assert in_actions(element(kind)) == [Problem("must define either `options` or `option_groups`", place)]
    assert in_actions(element(kind, options=options(1), option_groups=group)) == [
        Problem("must define only one of `options` or `option_groups`", place)
    ]


@pytest.mark.parametrize("kind", ["static_select", "radio_buttons"])
def test_the_initial_option_equals_an_option_field_by_field(kind: str) -> None:
    offered = [option("One", "1"), option("Two", "2", description=plain("Both"))]
    refusal = [Problem("must be one of the provided options", "/blocks/0/elements/0/initial_option")]
    assert in_actions(element(kind, options=offered, initial_option=offered[1])) == []
    assert in_actions(element(kind, options=offered, initial_option=option("Two", "2"))) == refusal
    assert in_actions(element(kind, options=offered, initial_option=option("one", "1"))) == refusal


@pytest.mark.parametrize("kind", ["multi_static_select", "checkboxes"])
def test_all_initial_options_are_among_the_options(kind: str) -> None:
    refusal = [Problem("must be one of the provided options", "/blocks/0/elements/0/initial_options")]
    assert in_actions(element(kind, options=options(3), initial_options=options(2))) == []
    assert in_actions(element(kind, options=options(2), initial_options=options(3))) == refusal


def test_the_initial_option_may_come_from_any_group() -> None:
    groups = [{"label": plain(), "options": [option(value=value)]} for value in ("a", "b")]
    assert in_actions(element("static_select", option_groups=groups, initial_option=option(value="b"))) == []
    assert in_actions(element("static_select", option_groups=groups, initial_option=option(value="c"))) != []


def test_a_url_belongs_to_overflow_options_alone() -> None:
    linked = [option(url="https://example.com")]
    assert in_actions(element("overflow", options=linked)) == []
    assert in_actions(element("static_select", options=linked)) == [
        Problem("invalid additional property: url", "/blocks/0/elements/0/options/0")
    ]


@pytest.mark.parametrize("kind", ["checkboxes", "radio_buttons"])
def test_mrkdwn_stands_in_choices_but_not_in_menus(kind: str) -> None:
    styled = [{"text": mrkdwn(), "value": "v"}]
    assert in_actions(element(kind, options=styled)) == []
    assert in_actions(element("static_select", options=styled)) == [
        Problem("unsupported type: mrkdwn", "/blocks/0/elements/0/options/0/text/type")
    ]


def test_the_lengths_of_a_text_input_agree() -> None:
    place = "/view/blocks/0/element"
    assert in_input(element("plain_text_input", min_length=5, max_length=5, initial_value="12345")) == []
    assert in_input(element("plain_text_input", min_length=6, max_length=5)) == [
        Problem("`min_length` must be less than or equal to `max_length`", f"{place}/min_length")
    ]
    assert in_input(element("plain_text_input", max_length=5, initial_value="123456")) == [
        Problem("must be less than 6 characters", f"{place}/initial_value")
    ]
    assert in_input(element("plain_text_input", min_length=5, initial_value="1234")) == [
        Problem("must be more than 4 characters", f"{place}/initial_value")
    ]


@pytest.mark.parametrize(
    ("bounds", "accepted"),
    [
        ({"min_value": "1", "initial_value": "2", "max_value": "10"}, True),
        ({"min_value": "-1.5", "max_value": "-1.5"}, True),
        ({"min_value": "10", "max_value": "9"}, False),
        ({"min_value": "1", "initial_value": "0"}, False),
        ({"initial_value": "11", "max_value": "10"}, False),
        ({"min_value": 1}, False),
        ({"min_value": "one"}, False),
        ({"min_value": "1e3"}, False),
    ],
)
def test_the_bounds_of_a_number_are_strings_in_order(bounds: Json, accepted: bool) -> None:
    assert (in_input(element("number_input", is_decimal_allowed=True, **bounds)) == []) is accepted


def test_a_whole_number_has_no_decimals() -> None:
    assert in_input(element("number_input", is_decimal_allowed=False, initial_value="3")) == []
    assert in_input(element("number_input", is_decimal_allowed=False, initial_value="2.5")) == [
        Problem("must be an integer", "/view/blocks/0/element/initial_value")
    ]


@pytest.mark.parametrize(
    ("kind", "field", "value", "accepted"),
    [
        ("datepicker", "initial_date", "2026-12-31", True),
        ("datepicker", "initial_date", "2028-02-29", True),
        ("datepicker", "initial_date", "2026-02-29", False),
        ("datepicker", "initial_date", "2026-13-01", False),
        ("datepicker", "initial_date", "2026-12-3", False),
        ("datepicker", "initial_date", "20261203", False),
        ("timepicker", "initial_time", "23:59", True),
        ("timepicker", "initial_time", "20:00", True),
        ("timepicker", "initial_time", "24:00", False),
        ("timepicker", "initial_time", "9:30", False),
        ("timepicker", "timezone", "Asia/Kolkata", True),
        ("timepicker", "timezone", "Asia/Atlantis", False),
        ("datetimepicker", "initial_date_time", 1_796_313_600, True),
        ("datetimepicker", "initial_date_time", "1796313600", False),
        ("datetimepicker", "initial_date_time", 1_796_313_600_000, False),
    ],
)
def test_moments_are_written_as_slack_writes_them(kind: str, field: str, value: object, accepted: bool) -> None:
    assert (in_actions(element(kind, **{field: value})) == []) is accepted


@pytest.mark.parametrize("url", ["https://example.com/a?b=c#d", "mailto:sam@example.com", "slack://channel"])
def test_a_button_leads_to_any_address_with_a_scheme(url: str) -> None:
    assert in_actions(button(url=url)) == []


@pytest.mark.parametrize("url", ["example.com", "/path", "https://", "https:// example.com"])
def test_a_button_leads_nowhere_else(url: str) -> None:
    assert in_actions(button(url=url)) == [Problem("must be a valid URL", "/blocks/0/elements/0/url")]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "[::1]"])
def test_slack_cannot_fetch_a_picture_from_this_machine(host: str) -> None:
    picture = {"type": "image", "image_url": f"http://{host}/a.png", "alt_text": "A chart"}
    assert check_message(message(picture)) == [Problem("downloading image failed", "/blocks/0/image_url")]


@pytest.mark.parametrize(
    ("source", "accepted"),
    [
        ({"image_url": "https://example.com/a.png"}, True),
        ({"slack_file": {"id": "F1"}}, True),
        ({"slack_file": {"url": "https://files.slack.com/a.png"}}, True),
        ({}, False),
        ({"image_url": "https://example.com/a.png", "slack_file": {"id": "F1"}}, False),
        ({"slack_file": {}}, False),
        ({"slack_file": {"id": "F1", "url": "https://files.slack.com/a.png"}}, False),
        ({"image_url": "ftp://example.com/a.png"}, False),
    ],
)
def test_a_picture_has_one_source(source: Json, accepted: bool) -> None:
    picture = {"type": "image", "alt_text": "A chart", **source}
    assert (check_message(message(picture)) == []) is accepted
    assert (check_message(message({"type": "context", "elements": [picture]})) == []) is accepted


@pytest.mark.parametrize(("count", "accepted"), [(0, False), (1, True), (1000, True)])
def test_a_menu_for_several_takes_at_least_one(count: int, accepted: bool) -> None:
    assert (in_actions(element("multi_users_select", max_selected_items=count)) == []) is accepted


@pytest.mark.parametrize(("border", "accepted"), [(-1, False), (0, True), (1, True), (2, False)])
def test_a_border_of_rich_text_is_there_or_not(border: int, accepted: bool) -> None:
    quote = {"type": "rich_text_quote", "elements": [{"type": "emoji", "name": "eyes"}], "border": border}
    assert (check_message(message({"type": "rich_text", "elements": [quote]})) == []) is accepted


def test_an_empty_conversation_filter_is_refused() -> None:
    menu = element("conversations_select", filter={})
    assert [problem.pointer for problem in in_actions(menu)] == ["/blocks/0/elements/0/filter"]


def test_a_file_input_dispatches_no_actions() -> None:
    refusal = Problem("`dispatch_action` is not allowed with `file_input`", "/view/blocks/0/dispatch_action")
    assert check_view(modal(labelled(element("file_input"), dispatch_action=False))) == []
    assert check_view(modal(labelled(element("file_input"), dispatch_action=True))) == [refusal]


@pytest.mark.parametrize("style", ["primary", "danger"])
def test_a_button_knows_two_styles(style: str) -> None:
    assert in_actions(button(style=style)) == []


def test_a_button_knows_no_default_style() -> None:
    assert in_actions(button(style="default")) == [Problem("must be a valid enum value", "/blocks/0/elements/0/style")]
