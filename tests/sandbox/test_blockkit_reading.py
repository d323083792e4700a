"""What a person reads in a message or view."""

from zoneinfo import ZoneInfo

import pytest

from escalation_bot.sandbox.blockkit import text_of

from . import samples
from .kit import (
    Json,
    actions,
    button,
    context,
    element,
    home,
    labelled,
    message,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    rich_text,
    section,
)

NAMES = {"U0SAM": "Sam", "C0HELPSOC": "help-soc", "S0SOC": "soc"}
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def read(thing: Json) -> str:
    return text_of(thing, NAMES)


def asked(each: Json) -> str:
    """What stands beside the label of an input."""
    label, value = read(home(labelled(each))).split(":", 1)
    assert label == "Label"
    return value.removeprefix(" ")


def test_each_block_is_a_line_and_buttons_stand_in_brackets() -> None:
    card = message(
        {"type": "header", "text": plain("SOC-101")},
        section("*Owner:* <@U0SAM> in <#C0HELPSOC>"),
        {"type": "divider"},
        context(mrkdwn("for <!subteam^S0SOC>"), plain("since Monday")),
        actions(button("Take"), button("Return")),
    )
    assert read(card).splitlines() == [
        "SOC-101",
        "Owner: @Sam in #help-soc",
        "———",
        "for @soc since Monday",
        "[Take] [Return]",
    ]


def test_a_section_reads_text_fields_and_accessory_on_one_line() -> None:
    block = section("First", fields=[mrkdwn("*A:* 1"), plain("*B:* 2")], accessory=button("Open"))
    assert read(message(block)) == "First A: 1 *B:* 2 [Open]"


def test_blocks_are_read_instead_of_the_text_that_stands_in_for_them() -> None:
    assert read(message(section("Blocks"))) == "Blocks"
    assert read({"text": "Hello <@U0SAM>", "blocks": []}) == "Hello @Sam"
    assert read({"text": "Hello <@U0SAM>"}) == "Hello @Sam"


def test_attachments_are_read_after_the_message() -> None:
    old = {
        "pretext": "Before",
        "title": "<https://e.com|Title>",
        "text": "Hi <@U0SAM>",
        "fields": [{"title": "A", "value": "1"}],
    }
    new = {"blocks": [section("Inside")], "fallback": "unseen"}
    assert read({"text": "Text", "attachments": [old, new]}).splitlines() == [
        "Text",
        "Before",
        "Title",
        "Hi @Sam",
        "A 1",
        "Inside",
    ]


def test_a_modal_reads_from_its_title_to_its_buttons() -> None:
    view = modal(
        section("Before you send"),
        labelled(element("plain_text_input", placeholder=plain("SOC-101")), hint=plain("as in Jira"), optional=True),
        title=plain("Escalate"),
        close=plain("Cancel"),
    )
    assert read(view).splitlines() == [
        "Escalate",
        "Before you send",
        "Label (optional): SOC-101 (as in Jira)",
        "[Cancel] [Send]",
    ]


def test_buttons_menus_and_pictures_read_as_they_look() -> None:
    feedback = {"positive_button": {"text": plain("Good")}, "negative_button": {"text": plain("Bad")}}
    shown = [element("overflow", options=options(1)), element("feedback_buttons", **feedback)]
    assert read(message(actions(*shown, element("workflow_button", text=plain("Run"))))) == "[⋯] [Good] [Bad] [Run]"
    assert read(message({"type": "image", "title": plain("June"), "alt_text": "A chart"})) == "June A chart"


def test_plain_text_is_read_as_it_stands() -> None:
    assert read(message({"type": "header", "text": plain("*<@U0SAM>* &amp;")})) == "*<@U0SAM>* &amp;"


def test_dates_are_read_in_the_zone_of_the_reader_else_utc() -> None:
    due = message(section("by <!date^1796313600^{date_num} {time}|soon>"))
    assert text_of(due, {}) == "by 2026-12-03 16:00"
    assert text_of(due, {}, STOCKHOLM) == "by 2026-12-03 17:00"
    assert text_of(due, {}, tz=ZoneInfo("America/St_Johns")) == "by 2026-12-03 12:30"


@pytest.mark.parametrize(
    ("each", "shown"),
    [
        (element("static_select", options=options(2), initial_option=option("Two")), "Two"),
        (element("static_select", options=options(2), placeholder=plain("Pick one")), "Pick one"),
        (element("multi_static_select", options=options(2), initial_options=options(2)), "Option 0, Option 1"),
        (element("radio_buttons", options=options(2), initial_option=options(2)[1]), "○ Option 0 ◉ Option 1"),
        (element("checkboxes", options=options(2), initial_options=options(1)), "☑ Option 0 ☐ Option 1"),
        (element("radio_buttons", options=[option(description=plain("only"))]), "○ One - only"),
        (element("users_select", initial_user="U0SAM"), "@Sam"),
        (element("multi_users_select", initial_users=["U0SAM", "U0NOBODY"]), "@Sam, @U0NOBODY"),
        (element("conversations_select", initial_conversation="C0HELPSOC"), "#help-soc"),
        (element("multi_channels_select", initial_channels=["C0HELPSOC"]), "#help-soc"),
        (element("datepicker", initial_date="2026-12-03"), "2026-12-03"),
        (element("timepicker", initial_time="16:00"), "16:00"),
        (element("datetimepicker", initial_date_time=1_796_313_600), "2026-12-03 16:00"),
        (element("plain_text_input", initial_value="*typed* <@U0SAM>"), "*typed* <@U0SAM>"),
        (element("number_input", is_decimal_allowed=True, initial_value="2.5"), "2.5"),
        (element("rich_text_input", action_id="a", initial_value=rich_text({"type": "text", "text": "rich"})), "rich"),
        (element("file_input"), ""),
    ],
)
def test_a_field_shows_what_it_holds_else_its_placeholder(each: Json, shown: str) -> None:
    assert asked(each) == shown


def test_rich_text_reads_with_its_lists_and_quotes() -> None:
    def part(kind: str, *words: str, **more: object) -> Json:
        return {"type": kind, "elements": [{"type": "text", "text": each} for each in words], **more}

    items = [part("rich_text_section", "one"), part("rich_text_section", "two")]
    parts = [
        part("rich_text_section", "Hello ", "you"),
        {"type": "rich_text_list", "style": "bullet", "elements": items},
        {"type": "rich_text_list", "style": "ordered", "elements": items},
        {"type": "rich_text_list", "style": "ordered", "offset": 2, "elements": items},
        part("rich_text_preformatted", "code"),
        part("rich_text_quote", "said"),
    ]
    assert read(message({"type": "rich_text", "elements": parts})).splitlines() == [
        "Hello you",
        "• one",
        "• two",
        "1. one",
        "2. two",
        "3. one",
        "4. two",
        "code",
        "> said",
    ]


@pytest.mark.parametrize(
    ("leaf", "shown"),
    [
        ({"type": "text", "text": "*as* <@U0SAM> &amp; it stands"}, "*as* <@U0SAM> &amp; it stands"),
        ({"type": "link", "url": "https://e.com", "text": "here"}, "here"),
        ({"type": "link", "url": "https://e.com"}, "https://e.com"),
        ({"type": "user", "user_id": "U0SAM"}, "@Sam"),
        ({"type": "usergroup", "usergroup_id": "S0SOC"}, "@soc"),
        ({"type": "channel", "channel_id": "C0HELPSOC"}, "#help-soc"),
        ({"type": "broadcast", "range": "here"}, "@here"),
        ({"type": "emoji", "name": "eyes"}, ":eyes:"),
        ({"type": "date", "timestamp": 1_796_313_600, "format": "{date_short}"}, "Dec 3, 2026"),
        ({"type": "color", "value": "#00ff00"}, "#00ff00"),
    ],
)
def test_rich_text_leaves_read_as_they_look(leaf: Json, shown: str) -> None:
    assert read(message(rich_text(leaf))) == shown


def test_a_table_reads_row_by_row() -> None:
    cells = [{"type": "raw_text", "text": "Sam"}, rich_text({"type": "user", "user_id": "U0SAM"})]
    assert read(message({"type": "table", "rows": [cells, cells]})) == "Sam | @Sam\nSam | @Sam"


@pytest.mark.parametrize("block", samples.BLOCKS, ids=lambda block: block["type"])
def test_every_block_can_be_read(block: Json) -> None:
    assert read(message(block))


def test_a_block_nobody_knows_is_not_read() -> None:
    assert read(message({"type": "card"}, section("Known"))) == "Known"
