"""Time, trouble and stories with one click each; the bot is a process of its own, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from escalation_bot.demo.office import Office, office
from tests.browser.kit import Screen, Visit
from tests.stories.conftest import WHY

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def place() -> AsyncIterator[Office]:
    """A sandbox with the bot as a process, on a working morning; what comes in one test is there in the next."""
    async with office() as made:
        await made.slack.control.travel.to("morning")
        yield made


async def asks(anna: Screen, ticket: str) -> None:
    """Anna fills in the form and reads that it was taken."""
    await anna.types(f"/escalate {ticket}")
    await expect(anna.form).to_be_visible()
    await anna.fills_in(WHY)
    await anna.sends()
    await expect(anna.form).to_contain_text("Escalated")
    await anna.sends()


async def test_on_to_the_next_reminder(place: Office, visit: Visit) -> None:
    page = await visit(place.slack.origin)
    await asks(page.screen("Anna"), "SOC-201")
    await page.side_by_side()
    sam = page.screen("Sam")
    await sam.reacts("eyes", sam.message("SOC-201"))
    await expect(page.screen("Anna").message("SOC-201").get_by_role("button", name="1 reply")).to_be_visible()
    time = await page.tool("Time")
    before = await time.locator(".now").inner_text()
    await time.get_by_role("button", name="To the next reminder").click()
    await expect(time.get_by_role("listitem").filter(has_text="notified: Sam (direct message)")).to_be_visible(
        timeout=20_000
    )
    assert await time.locator(".now").inner_text() != before
    told = await page.tool("Notified")
    await expect(told.get_by_role("button", name="direct message").filter(has_text="SOC-201").first).to_be_visible()


async def test_killed_and_started_again_nothing_is_lost(place: Office, visit: Visit) -> None:
    page = await visit(place.slack.origin)
    anna = page.screen("Anna")
    await asks(anna, "SOC-202")
    await page.side_by_side()
    sam = page.screen("Sam")
    card = sam.message("SOC-202")
    await expect(card).to_be_visible()
    trouble = await page.tool("Trouble")
    await trouble.get_by_role("button", name="Kill it").click()
    await expect(trouble.get_by_role("status").filter(has_text="The bot is stopped")).to_be_visible()
    await anna.types("/escalate SOC-203")
    await expect(anna.root.locator(".notice").last).to_contain_text("Only visible to you.")
    await sam.reacts("eyes", card)
    await trouble.get_by_role("button", name="Start it", exact=True).click()
    await expect(trouble.get_by_role("status").filter(has_text="The bot runs")).to_be_visible(timeout=20_000)
    await anna.message("SOC-202").get_by_role("button", name="1 reply").click(timeout=20_000)
    await expect(anna.reply("Sam has taken SOC-202")).to_have_count(1)


async def test_a_storm_of_429_ends_with_every_message_out_once(place: Office, visit: Visit) -> None:
    page = await visit(place.slack.origin)
    anna = page.screen("Anna")
    trouble = await page.tool("Trouble")
    await trouble.get_by_role("button", name="Rate-limited").click()
    await expect(trouble.get_by_role("button", name="Rate-limited")).to_have_attribute("aria-pressed", "true")
    await asks(anna, "SOC-204")
    inspector = await page.tool("Inspector")
    await inspector.get_by_label("Only entries with").fill("ratelimited")
    await expect(inspector.get_by_role("button", name=re.compile("chat.postMessage")).first).to_be_visible(
        timeout=10_000
    )
    await expect(anna.message("SOC-204")).to_have_count(0)
    await page.tool("Trouble")
    await trouble.get_by_role("button", name="Works").click()
    await expect(anna.message("SOC-204")).to_be_visible(timeout=20_000)
    await place.slack.quiet()
    receipts = [each for each in place.slack.person("anna").reads("#help-soc") if "SOC-204" in each.text]
    assert len(receipts) == 1
    assert not place.slack.violations


async def test_the_inspector_shows_a_request_and_whom_it_told(place: Office, visit: Visit) -> None:
    page = await visit(place.slack.origin)
    await asks(page.screen("Anna"), "SOC-205")
    inspector = await page.tool("Inspector")
    await expect(inspector).to_contain_text("No rule of Slack's was broken")
    await inspector.get_by_role("button", name=re.compile("view_submission")).first.click()
    await expect(inspector.get_by_label("Request")).to_contain_text('"SOC-205"')
    await expect(inspector.get_by_label("Answer")).to_contain_text("response_action")
    await inspector.get_by_role("button", name="← All").click()
    await expect(inspector.get_by_role("list")).to_be_visible()


async def test_the_tour_leads_a_newcomer_through_the_main_job(place: Office, visit: Visit) -> None:
    sheet = await visit(place.slack.origin, tour=True)
    tour = sheet.page.get_by_role("region", name="Tour")
    for step in range(1, 5):
        await expect(tour).to_contain_text(f"Step {step} of 5")
        await tour.get_by_role("button", name="Do it for me").click()
    await expect(tour).to_contain_text("Step 5 of 5", timeout=15_000)
    await tour.get_by_role("button", name="Show me where").click()
    await expect(tour).to_be_hidden()
    await expect(sheet.page.get_by_role("tab", name="Time")).to_have_attribute("aria-selected", "true")
    await expect(sheet.screen("Sam").message("SOC-101").get_by_role("button", name="👀 :eyes: by Sam")).to_be_visible()


async def test_a_story_goes_on_step_by_step_from_the_beginning(place: Office, visit: Visit) -> None:
    page = await visit(place.slack.origin)
    stories = await page.tool("Stories")
    first = stories.locator(".offered").first
    await first.get_by_role("button", name="One step").click()
    told = stories.get_by_role("list")
    await expect(told.get_by_role("listitem").filter(has_text="/escalate")).to_be_visible(timeout=25_000)
    await expect(first).to_contain_text("paused")
    await first.get_by_role("button", name="Stop").click()
    await expect(first).not_to_contain_text("paused")
