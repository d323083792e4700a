"""The main screens for everybody: nothing serious that axe-core finds, in light and dark, wide and narrow."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.async_api import Page, expect

from tests.browser.kit import Visit
from tests.stories.conftest import Office

pytestmark = pytest.mark.asyncio(loop_scope="session")

NARROW = {"width": 390, "height": 844}


async def is_fine(page: Page, where: str, part: str = "body") -> None:
    """Nothing serious or critical is found there."""
    results = await Axe().run(page, context=part)
    bad = [each for each in results.response["violations"] if each["impact"] in ("serious", "critical")]
    found = [
        f"{each['id']}: {node['html'][:200]} {node['failureSummary'][:300]}" for each in bad for node in each["nodes"]
    ]
    assert not found, f"{where}:\n" + "\n".join(found[:8])


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_nothing_serious_on_any_screen(office: Office, visit: Visit, *, dark: bool) -> None:
    await office.asked(taken_by="sam")
    sheet = await visit(office.slack.origin, tour=True, dark=dark)
    page, anna = sheet.page, sheet.screen("Anna")
    await anna.sends()  # the last word of the form stands there still
    await expect(anna.message("SOC-101")).to_be_visible()
    await is_fine(page, "the first visit")
    await page.get_by_role("button", name="Close the tour").click()
    for tool in ("Time", "Trouble", "Inspector", "Stories", "Notified"):
        await sheet.tool(tool)
        await is_fine(page, tool, "#tools")
    await anna.message("SOC-101").get_by_role("button", name="1 reply").click()
    await expect(anna.reply("has taken")).to_be_visible()
    await anna.reply("has taken").hover()
    await is_fine(page, "a thread", ".thread")
    await anna.types("/escalate SOC-102")
    await expect(anna.form).to_be_visible()
    await anna.sends()
    await expect(anna.form.locator("[aria-invalid=true]").first).to_be_visible()
    await is_fine(page, "a form with errors", ".layer")
    await page.keyboard.press("Escape")
    await sheet.side_by_side()
    await sheet.screen("Sam").opens("Home")
    await is_fine(page, "two people, and Home")


async def test_nothing_serious_in_a_narrow_window(office: Office, visit: Visit) -> None:
    sheet = await visit(office.slack.origin, size=NARROW)
    await is_fine(sheet.page, "narrow")
    width = await sheet.page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW["width"], "nothing sticks out"
    await sheet.screen("Anna").types("Good morning")
    shown = await sheet.screen("Anna").message("Good morning").bounding_box()
    assert shown
    assert shown["width"] > 0.9 * NARROW["width"]


async def test_a_new_message_is_said_to_who_cannot_see_it(office: Office, visit: Visit) -> None:
    sheet = await visit(office.slack.origin)
    await office.person("paul").says("Good morning", in_="#help-soc")
    await expect(sheet.page.locator("[aria-live=polite]#spoken")).to_have_text("Paul: Good morning")


async def test_a_command_is_found_and_sent_with_the_keyboard_alone(office: Office, visit: Visit) -> None:
    sheet = await visit(office.slack.origin)
    page, anna = sheet.page, sheet.screen("Anna")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="To the conversation")).to_be_focused()
    area = anna.root.get_by_role("combobox", name="Message #help-soc")
    await area.focus()
    await page.keyboard.type("/esc")
    await expect(anna.root.get_by_role("option", name="/escalate")).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Enter")
    await page.keyboard.type("policy")
    await page.keyboard.press("Enter")
    await expect(anna.message("Only visible to you")).to_be_visible()


async def test_messages_are_walked_through_with_the_arrow_keys(office: Office, visit: Visit) -> None:
    for words in ("one", "two"):
        await office.person("paul").says(words, in_="#help-soc")
    sheet = await visit(office.slack.origin)
    anna = sheet.screen("Anna")
    await anna.message("two").focus()
    await sheet.page.keyboard.press("ArrowUp")
    await expect(anna.message("one")).to_be_focused()
    await sheet.page.keyboard.press("Tab")
    await sheet.page.keyboard.press("Enter")  # the first of its buttons
    await expect(anna.message("one").get_by_role("button", name="👀 :eyes: by Anna")).to_be_visible()
