"""The main job, by clicking and typing as two people side by side."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.kit import Visit
from tests.stories.conftest import WHY, Office

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_from_the_command_to_a_solved_ticket(office: Office, visit: Visit) -> None:
    page = await visit(office.slack.origin)
    anna = page.screen("Anna")
    await anna.types("/escalate SOC-101")
    await expect(anna.form).to_contain_text("Escalate a ticket")
    await anna.fills_in(WHY)
    await anna.sends()
    await expect(anna.form).to_contain_text("Escalated")
    await page.page.keyboard.press("Escape")
    await expect(anna.form).to_be_hidden()
    receipt = anna.message("asked by @Anna")
    await expect(receipt).to_be_visible()

    await page.side_by_side()
    sam = page.screen("Sam")
    card = sam.message("SOC-101")
    await expect(card).to_contain_text(WHY)
    await sam.reacts("eyes", card)
    await expect(card.get_by_role("button", name="👀 :eyes: by Sam")).to_have_attribute("aria-pressed", "true")

    await receipt.get_by_role("button", name="1 reply").click()
    await expect(anna.reply("Sam has taken SOC-101")).to_contain_text("notified: Anna (mention)")
    notified = await page.tool("Notified")
    await expect(notified.get_by_role("button", name="mention").first).to_contain_text("Sam has taken SOC-101")

    await card.hover()
    await card.get_by_role("button", name="Reply in thread").click()
    await sam.replies("The fix is live.")
    await sam.reacts("white_check_mark", sam.reply("The fix is live."))
    await expect(sam.reply("In 30 seconds")).to_be_visible()
    await office.later(seconds=31)
    asked = anna.reply("The fix is live.")
    await asked.get_by_role("button", name="Solved").click()
    await anna.root.get_by_role("button", name="Close thread").click()
    await sam.root.get_by_role("button", name="Close thread").click()
    await expect(receipt).to_contain_text("Closed, solved")
    await expect(card).to_contain_text("Closed, solved")
    assert not office.slack.violations


async def test_the_channel_list_tells_what_is_unread_and_what_was_a_ping(office: Office, visit: Visit) -> None:
    page = await visit(office.slack.origin)
    anna = page.screen("Anna")
    await office.person("paul").says("Good morning", in_="#random")
    random = anna.root.get_by_role("navigation").get_by_role("button", name="random")
    await expect(random).to_have_accessible_name("random unread")
    await office.person("paul").says("@anna look", in_="#random")
    await expect(random).to_have_accessible_name("random 1 mentions")
    await random.click()
    await expect(anna.root.get_by_text("New", exact=True)).to_be_visible()
    await expect(random).to_have_accessible_name("random")


async def test_files_edits_and_deletions_are_seen(office: Office, visit: Visit) -> None:
    page = await visit(office.slack.origin)
    anna = page.screen("Anna")
    files = [{"name": "error.txt", "mimeType": "text/plain", "buffer": b"line 50"}]
    await anna.root.locator(".composer input[type=file]").first.set_input_files(files)  # type: ignore[arg-type]
    await anna.types("The log")
    said = anna.message("The log")
    await expect(said.get_by_role("link", name="error.txt")).to_be_visible()
    await said.hover()
    await said.get_by_role("button", name="More for this message").click()
    await said.get_by_role("menuitem", name="Edit").click()
    await anna.root.get_by_label("Edit message").fill("The whole log")
    await anna.root.get_by_role("button", name="Save").click()
    changed = anna.message("The whole log")
    await expect(changed).to_contain_text("(edited)")
    await changed.hover()
    await changed.get_by_role("button", name="More for this message").click()
    await changed.get_by_role("menuitem", name="Delete").click()
    await expect(changed).to_be_hidden()
