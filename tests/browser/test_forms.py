"""Forms: every input of Block Kit, every error, what the app changes meanwhile, what is said when it is silent."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from tests.browser.kit import Screen, Visit
from tests.sandbox.a_bot import Json, button, modal, new_app, over_http, plain, sandbox, words_input
from tests.sandbox.a_form import Bench, options, picker
from tests.stories.conftest import WHY, Office

pytestmark = pytest.mark.asyncio(loop_scope="session")

TWO = options("Red", "Blue")


@pytest_asyncio.fixture(loop_scope="session")
async def bench() -> AsyncIterator[Bench]:
    """A small app whose one form is the test's."""
    async with sandbox() as slack:
        made = Bench(slack, new_app(slack))
        async with over_http(slack, made.app):
            yield made


async def opened(bench: Bench, visit: Visit, *blocks: Json, **more: Any) -> Screen:
    """The form on Anna's screen."""
    bench.view = modal(*blocks, **more)
    anna = (await visit(bench.slack.origin)).screen("Anna")
    await anna.types("/form")
    await expect(anna.form).to_be_visible()
    return anna


async def chosen(form: Locator, label: str, *words: str) -> None:
    for each in words:
        await form.get_by_role("combobox", name=label).click()
        await form.get_by_role("option", name=each).click()


async def test_what_is_put_into_each_input_arrives(bench: Bench, visit: Visit) -> None:
    anna = await opened(
        bench,
        visit,
        words_input("line", "A line"),
        words_input("lines", "Lines", multiline=True),
        picker("mail", "Mail", "email_text_input"),
        picker("link", "Link", "url_text_input"),
        picker("number", "Number", "number_input", is_decimal_allowed=True),
        picker("rich", "Rich", "rich_text_input"),
        picker("one", "One", "static_select", options=TWO),
        picker("grouped", "Grouped", "static_select", option_groups=[{"label": plain("Colours"), "options": TWO}]),
        picker("many", "Many", "multi_static_select", options=TWO),
        picker("city", "City", "external_select", min_query_length=2),
        picker("who", "Who", "users_select"),
        picker("team", "Team", "multi_users_select"),
        picker("place", "Place", "channels_select"),
        picker("talk", "Talk", "conversations_select"),
        picker("radio", "Radio", "radio_buttons", options=TWO),
        picker("boxes", "Boxes", "checkboxes", options=TWO),
        picker("day", "Day", "datepicker"),
        picker("clock", "Clock", "timepicker"),
        picker("moment", "Moment", "datetimepicker"),
        picker("papers", "Papers", "file_input"),
    )
    form = anna.form
    typed = {
        "A line": "one",
        "Lines": "one\ntwo",
        "Mail": "a@example.com",
        "Link": "https://example.com",
        "Number": "1.5",
    }
    for label, words in {**typed, "Rich": "rich"}.items():
        await form.get_by_label(label, exact=label == "Lines").first.fill(words)
    for label, words in {"One": "Red", "Grouped": "Blue", "Who": "Sam", "Place": "random", "Talk": "help-soc"}.items():
        await chosen(form, label, words)
    await chosen(form, "Many", "Red", "Blue")
    await chosen(form, "Team", "Sofia", "Lena")
    await form.get_by_role("combobox", name="City").fill("oslo")
    await form.get_by_role("option", name="oslo-1").click()
    await form.get_by_role("radio", name="Blue").check()
    await form.get_by_role("checkbox", name="Red").check()
    await form.get_by_label("Day").fill("2026-12-03")
    await form.get_by_label("Clock").fill("16:30")
    await form.get_by_label("Moment").fill("2026-12-03T16:30")  # Anna is in Stockholm, an hour before UTC
    await form.get_by_label("Papers").set_input_files([{"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"}])  # type: ignore[arg-type]
    await expect(form.get_by_role("listitem").filter(has_text="a.txt")).to_be_visible()
    await anna.sends()
    await expect(form).to_be_hidden()
    held = {block: next(iter(each.values())) for block, each in bench.values.items()}
    assert [held[name]["value"] for name in ("line", "lines", "mail", "link", "number")] == list(typed.values())
    assert held["rich"]["rich_text_value"]["elements"][0]["elements"] == [{"type": "text", "text": "rich"}]
    assert [held[name]["selected_option"]["value"] for name in ("one", "grouped", "radio")] == ["red", "blue", "blue"]
    assert held["city"]["selected_option"]["text"]["text"] == "oslo-1"
    assert [each["value"] for each in held["many"]["selected_options"]] == ["red", "blue"]
    assert [each["value"] for each in held["boxes"]["selected_options"]] == ["red"]
    assert (held["who"]["selected_user"], held["team"]["selected_users"]) == ("U0SAM", ["U0SOFIA", "U0LENA"])
    assert (held["place"]["selected_channel"], held["talk"]["selected_conversation"]) == ("C0RANDOM", "C0HELPSOC")
    assert (held["day"]["selected_date"], held["clock"]["selected_time"]) == ("2026-12-03", "16:30")
    assert held["moment"]["selected_date_time"] == 1_796_311_800
    assert [each["name"] for each in held["papers"]["files"]] == ["a.txt"]


async def test_what_slack_itself_refuses_stands_below_the_input_and_is_not_sent(bench: Bench, visit: Visit) -> None:
    anna = await opened(
        bench,
        visit,
        words_input("empty", "Empty"),
        words_input("short", "Short", min_length=5),
        {**picker("mail", "Mail", "email_text_input"), "optional": False},
        picker("number", "Number", "number_input", is_decimal_allowed=False, max_value="9"),
    )
    await anna.form.get_by_label("Short").fill("abc")
    await anna.form.get_by_label("Mail").fill("nobody")
    await anna.form.get_by_label("Number").fill("12")
    await anna.sends()
    wrong = {"Empty": "required", "Short": "at least 5", "Mail": "valid", "Number": "to 9"}
    for label, words in wrong.items():
        field = anna.form.get_by_label(label)
        await expect(field).to_have_attribute("aria-invalid", "true")
        await expect(field).to_have_accessible_description(re.compile(words))
    await expect(anna.form.get_by_label("Empty")).to_be_focused()
    assert bench.heard == []
    await anna.form.get_by_label("Empty").fill("something")
    await anna.sends()
    await expect(anna.form.get_by_label("Empty")).not_to_have_attribute("aria-invalid", "true")
    assert await anna.form.get_by_label("Short").input_value() == "abc"


TICKET, REASON, BY, WORDS = (
    "Ticket ID",
    "Why must it go first?",
    "By when?",
    "What happens if it is not done by then?",
)
WRONG = [  # what is typed over what stood there, and what is said where
    ({}, {TICKET: "no ticket number"}),
    ({TICKET: "SOC-1 and SOC-2"}, {TICKET: "One ticket"}),
    ({TICKET: "   "}, {TICKET: "number is needed"}),
    ({TICKET: "SOC-7", BY: "2020-01-01"}, {BY: "is over"}),
    ({BY: ""}, {BY: "by when is it needed"}),
    ({BY: "2027-12-03", WORDS: "Please hurry"}, {WORDS: "too short to judge"}),
    ({TICKET: "DEL-7", REASON: "Safety", WORDS: WHY}, {REASON: "does not use this reason"}),
    ({TICKET: "none", BY: "2020-01-01", WORDS: "hurry"}, {TICKET: "no ticket", BY: "is over", WORDS: "too short"}),
    (
        {
            TICKET: "SOC-7",
            REASON: "Deadline",
            BY: "2027-12-03",
            WORDS: "I promised the customer that it is done by Friday.",
        },
        {WORDS: "A promise cannot be the reason"},
    ),
]


async def test_every_error_of_the_bots_own_form_is_below_its_input(office: Office, visit: Visit) -> None:
    anna = (await visit(office.slack.origin)).screen("Anna")
    await anna.types("/escalate the login page")
    await anna.fills_in(WHY)
    await anna.form.get_by_label(TICKET).fill("the login page")
    for typed, errors in WRONG:
        for label, words in typed.items():
            await (anna.chooses(label, words) if label == REASON else anna.form.get_by_label(label).fill(words))
        await anna.sends()
        for label, error in errors.items():
            await expect(anna.form.get_by_label(label)).to_have_accessible_description(re.compile(error))
        await expect(anna.form.locator("[aria-invalid=true]")).to_have_count(len(errors))
        await expect(anna.form.get_by_label(next(iter(errors)))).to_be_focused()
    await anna.sends()  # refused once for a promise, then let through
    await expect(anna.form).to_contain_text("marked as a thin reason")


async def test_who_is_not_answered_reads_it_and_can_try_again(bench: Bench, visit: Visit) -> None:
    anna = await opened(bench, visit, words_input("ticket", "Ticket ID"))
    await anna.form.get_by_label("Ticket ID").fill("SOC-1")
    bench.answer = {"response_action": "update", "view": {"type": "modal"}}
    await anna.sends()
    await expect(anna.form.get_by_role("alert")).to_contain_text("We had some trouble connecting")
    assert await anna.form.get_by_label("Ticket ID").input_value() == "SOC-1"
    bench.answer = {}
    await anna.sends()
    await expect(anna.form).to_be_hidden()
    bench.slack.violations.clear()


async def test_a_form_on_top_of_a_form_and_back_again_with_the_keyboard(bench: Bench, visit: Visit) -> None:
    anna = await opened(bench, visit, words_input("ticket", "Ticket ID"))
    await expect(anna.form.get_by_label("Ticket ID")).to_be_focused()
    keys = anna.root.page.keyboard
    await keys.type("SOC-1")
    bench.answer = {"response_action": "push", "view": modal(words_input("more", "More"), title="Second")}
    await keys.press("Enter")
    await expect(anna.form).to_have_accessible_name("Second")
    for _ in range(8):  # all the way round and further
        await keys.press("Tab")
        assert await anna.form.evaluate("form => form.contains(document.activeElement)")
    await keys.press("Escape")
    await expect(anna.form).to_have_accessible_name("A form")
    assert await anna.form.get_by_label("Ticket ID").input_value() == "SOC-1"
    await keys.press("Escape")
    await expect(anna.form).to_be_hidden()
    await expect(anna.root.get_by_role("combobox", name="Message #help-soc")).to_be_focused()


async def test_what_the_app_changes_keeps_what_was_typed(bench: Bench, visit: Visit) -> None:
    told = {**picker("watched", "Kind", "static_select", options=TWO), "dispatch_action": True}

    async def more(body: Json) -> None:
        blocks = [words_input("ticket", "Ticket ID"), told, words_input("shade", "Which shade?")]
        await bench.app.client.views_update(view_id=body["view"]["id"], view=modal(*blocks))

    bench.then = more
    anna = await opened(bench, visit, words_input("ticket", "Ticket ID"), told)
    await anna.form.get_by_label("Ticket ID").fill("SOC-1")
    await chosen(anna.form, "Kind", "Red")
    await expect(anna.form.get_by_label("Which shade?")).to_be_visible()
    assert await anna.form.get_by_label("Ticket ID").input_value() == "SOC-1"
    assert await anna.form.get_by_role("combobox", name="Kind").input_value() == "Red"
    assert bench.values["ticket"]["ticket_value"]["value"] == "SOC-1"


async def test_a_button_that_asks_first_does_nothing_when_it_is_declined(bench: Bench, visit: Visit) -> None:
    sure = {
        "title": plain("Sure?"),
        "text": plain("It is gone then."),
        "confirm": plain("Delete"),
        "deny": plain("Keep"),
    }
    row = {"type": "actions", "elements": [button("Delete it", "press", confirm=sure)]}
    anna = await opened(bench, visit, row)
    for answer, heard in (("Keep", 0), ("Delete", 1)):
        await anna.form.get_by_role("button", name="Delete it").click()
        await anna.root.get_by_role("alertdialog").get_by_role("button", name=answer).click()
        await expect(anna.root.get_by_role("alertdialog")).to_be_hidden()
        await bench.slack.quiet()
        assert len(bench.heard) == heard


async def test_the_form_takes_two_screens_of_a_phone_at_most(office: Office, visit: Visit) -> None:
    page = await visit(office.slack.origin)
    anna = page.screen("Anna")
    await page.page.get_by_role("button", name="Phone").click()
    await anna.types("/escalate")
    await expect(anna.form).to_be_visible()
    width, needed, shown = await anna.form.evaluate(
        "form => { const view = form.querySelector('.inside');"
        " return [form.closest('.pane').offsetWidth, view.scrollHeight, view.clientHeight] }"
    )
    assert width == 390
    assert needed <= 2 * shown
