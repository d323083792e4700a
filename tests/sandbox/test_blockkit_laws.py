"""What several fields, blocks or a whole message or view must be together."""

import pytest

from escalation_bot.sandbox.blockkit import Problem, check_message, check_view

from .kit import (
    Json,
    actions,
    button,
    element,
    home,
    labelled,
    message,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    section,
    table,
)

DIVIDER: Json = {"type": "divider"}


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
    assert in_input(element("number_input", is_decimal_allowed=False, initial_value="2")) == []
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


def test_a_block_id_stands_once_in_a_message_and_its_attachments() -> None:
    twice = message(section(block_id="a"), section(block_id="b"), attachments=[{"blocks": [section(block_id="b")]}])
    assert check_message(twice) == [Problem('`block_id` "b" already exists', "/attachments/0/blocks/0/block_id")]
    assert check_view(modal(section(block_id="a"), section(block_id="a"))) == [
        Problem('`block_id` "a" already exists', "/view/blocks/1/block_id")
    ]


def test_an_action_id_stands_once_in_the_whole_message() -> None:
    again = message(section(accessory=button(action_id="take")), actions(button(), button(action_id="take")))
    assert check_message(again) == [Problem('`action_id` "take" already exists', "/blocks/1/elements/1/action_id")]


def test_an_action_id_stands_once_in_the_whole_view() -> None:
    field = labelled(element("plain_text_input", action_id="value"))
    assert check_view(modal(field, field)) == [
        Problem('`action_id` "value" already exists', "/view/blocks/1/element/action_id")
    ]


def test_blocks_and_elements_without_ids_are_never_the_same() -> None:
    assert check_message(message(section(), section(), actions(button(), button()))) == []


def test_one_element_of_a_view_takes_the_focus() -> None:
    def field(focus: bool) -> Json:
        return labelled(element("plain_text_input", focus_on_load=focus))

    assert check_view(modal(field(False), field(True), field(False))) == []
    assert [problem.pointer for problem in check_view(modal(field(True), field(False), field(True)))] == [
        "/view/blocks/2/element/focus_on_load"
    ]


def test_one_table_per_message() -> None:
    assert check_message(message(table())) == []
    assert check_message(message(table(), DIVIDER, table())) == [
        Problem("only_one_table_allowed", "/blocks/2", "invalid_attachments")
    ]


def test_a_modal_with_an_input_must_offer_submit() -> None:
    field = labelled(element("plain_text_input"))
    bare = {"type": "modal", "title": plain("Title"), "blocks": [DIVIDER, field]}
    assert check_view({**bare, "submit": plain("Send")}) == []
    assert check_view({**bare, "blocks": [DIVIDER]}) == []
    assert check_view(bare) == [
        Problem("must define `submit` to use an `input` block in modals", "/view/blocks/1/input")
    ]


def test_a_home_tab_takes_inputs_without_submit() -> None:
    assert check_view(home(labelled(element("plain_text_input")))) == []


@pytest.mark.parametrize("field", ["title", "submit", "close"])
def test_a_home_tab_has_no_frame(field: str) -> None:
    assert check_view(home(DIVIDER, **{field: plain()})) == [Problem(f"invalid additional property: {field}", "/view")]


@pytest.mark.parametrize("field", ["title", "blocks"])
def test_a_modal_without_title_or_blocks_is_refused(field: str) -> None:
    view = {name: value for name, value in modal(DIVIDER).items() if name != field}
    assert check_view(view) == [Problem(f"missing required field: {field}", "/view")]


@pytest.mark.parametrize("field", ["id", "hash", "state", "submit_disabled", "trigger_id"])
def test_a_view_as_slack_returned_it_cannot_be_sent_back(field: str) -> None:
    assert check_view(modal(DIVIDER, **{field: "x"})) == [Problem(f"invalid additional property: {field}", "/view")]


@pytest.mark.parametrize("view", [{}, {"type": "workflow_step"}, {"type": None}])
def test_a_view_is_a_modal_or_a_home_tab(view: Json) -> None:
    assert len(check_view(view)) == 1


def test_a_modal_may_say_everything_slack_documents() -> None:
    assert (
        check_view(
            modal(
                DIVIDER,
                close=plain("Back"),
                callback_id="c",
                external_id="e",
                private_metadata="",
                clear_on_close=True,
                notify_on_close=True,
            )
        )
        == []
    )


@pytest.mark.parametrize(
    "payload", [{}, {"text": None, "blocks": None, "attachments": None}, {"text": "", "blocks": []}]
)
def test_fields_not_given_are_no_problem_of_the_message(payload: Json) -> None:
    assert check_message(payload) == []


@pytest.mark.parametrize(
    ("field", "value", "message_text"),
    [
        ("text", 5, "must provide a string"),
        ("attachments", "x", "must provide an array"),
        ("metadata", [], "must provide an object"),
    ],
)
def test_a_field_of_the_wrong_type_is_refused(field: str, value: object, message_text: str) -> None:
    assert check_message({field: value}) == [Problem(message_text, f"/{field}")]


@pytest.mark.parametrize("blocks", ["[]", {"type": "divider"}, {"blocks": []}, 5])
def test_blocks_that_are_no_list_have_an_error_of_their_own(blocks: object) -> None:
    assert check_message({"blocks": blocks}) == [Problem("must provide an array", "/blocks", "invalid_blocks_format")]


@pytest.mark.parametrize("missing", ["event_type", "event_payload"])
def test_metadata_needs_a_type_and_a_payload(missing: str) -> None:
    metadata = {"event_type": "escalation", "event_payload": {"id": None}}
    assert check_message({"text": "x", "metadata": metadata}) == []
    del metadata[missing]
    assert check_message({"text": "x", "metadata": metadata}) == [
        Problem(f"missing required field: {missing}", "/metadata")
    ]


def test_every_problem_of_a_payload_is_named_at_once() -> None:
    problems = check_message(message(section(3001), {"type": "x"}, actions(button(76))))
    assert [problem.pointer for problem in problems] == [
        "/blocks/0/text/text",
        "/blocks/1/type",
        "/blocks/2/elements/0/text/text",
    ]
