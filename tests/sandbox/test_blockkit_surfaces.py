"""What a whole message, modal or Home tab must be."""

import pytest

from escalation_bot.sandbox.blockkit import Problem, check_message, check_view

from .kit import Json, actions, button, element, home, labelled, message, modal, plain, section, table

DIVIDER: Json = {"type": "divider"}


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
