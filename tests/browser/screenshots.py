"""The pictures of the documentation, of the page as it is now: `make screenshots`."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from escalation_bot.demo.office import Office, office
from tests.browser.kit import Sheet, chromium, visits

DOCS = Path(__file__).parents[2] / "docs" / "sandbox"
WIDE, NARROW = ViewportSize(width=1360, height=820), ViewportSize(width=390, height=844)
SHOP = "Their web shop opens that day. Orders over 50 lines are dropped, and 400 stores order that way."
ASKED = {
    "SOC-104": "The nightly import stops for 12 stores; they count stock by hand, about 900 € a day.",
    "SOC-107": "Invoices of three customers lack the tax number, and their accountants return them all.",
    "SOC-112": "The renewal (85,000 € a year) is decided on Friday; they named the lost orders as the reason.",
}


async def kept(thing: Page | Locator, name: str) -> None:
    """A picture in few colours, as there are few on the page."""
    path = DOCS / f"{name}.png"
    await thing.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}  {path.stat().st_size // 1024} kB")  # noqa: T201 - a command that tells what it made


async def asked(place: Office, sheet: Sheet, ticket: str, words: str) -> None:
    """Anna asks for a ticket."""
    anna, day = sheet.screen("Anna"), (place.slack.clock.now() + timedelta(days=9)).date()
    await anna.types(f"/escalate {ticket}")
    await expect(anna.form).to_be_visible()
    await anna.fills_in(words, day=day.isoformat())
    await anna.sends()
    await expect(anna.form).to_contain_text("Escalated")
    await anna.sends()


async def two_people(place: Office, browser: Browser) -> None:
    """The first visit, the form, and Anna and Sam side by side."""
    async with visits(browser) as visit:
        sheet = await visit(place.slack.origin, tour=True, size=WIDE)
        await kept(sheet.page, "first")
        await sheet.page.get_by_role("button", name="Close the tour").click()
        anna = sheet.screen("Anna")
        await anna.types("/escalate SOC-101")
        await expect(anna.form).to_be_visible()
        await anna.fills_in("I promised the customer that it would be done today.")
        await anna.sends()
        await expect(anna.form.locator("[aria-invalid=true]")).to_be_visible()
        await kept(sheet.page, "form")
        await anna.form.get_by_label("What happens if").fill(SHOP)
        await anna.sends()
        await expect(anna.form).to_contain_text("Escalated")
        await anna.sends()
        await sheet.side_by_side()
        sam = sheet.screen("Sam")
        await sam.reacts("eyes", sam.message("SOC-101"))
        await anna.message("SOC-101").get_by_role("button", name="1 reply").click()
        await expect(anna.reply("has taken")).to_be_visible()
        await sheet.page.mouse.move(0, 0)
        await kept(sheet.page, "two")


async def others(place: Office, browser: Browser) -> None:
    """A thread in the dark, a phone, and the digest of a week."""
    async with visits(browser) as visit:
        sheet = await visit(place.slack.origin, size=WIDE, dark=True)
        anna = sheet.screen("Anna")
        await anna.message("SOC-101").get_by_role("button", name="1 reply").click()
        time = await sheet.tool("Time")
        await time.get_by_role("button", name="To the next reminder").click()
        await expect(time.get_by_text("Meanwhile")).to_be_visible(timeout=30_000)
        await kept(sheet.page, "dark")
    async with visits(browser) as visit:
        sheet = await visit(place.slack.origin, size=NARROW)
        await kept(sheet.page, "narrow")
        for ticket, words in ASKED.items():
            await asked(place, sheet, ticket, words)
    async with visits(browser) as visit:
        sheet = await visit(place.slack.origin, size=WIDE)
        await sheet.page.get_by_role("button", name="Phone").click()
        anna = sheet.screen("Anna")
        await anna.types("/escalate SOC-140")
        await expect(anna.form).to_be_visible()
        await kept(anna.root, "phone")
    await place.slack.control.travel.by(timedelta(days=7).total_seconds())
    async with visits(browser) as visit:
        sheet = await visit(place.slack.origin, size=WIDE)
        anna = sheet.screen("Anna")
        await anna.becomes("Lena Dahl, Team lead")
        lena = sheet.screen("Lena")
        await lena.opens("soc-queue")
        chart = lena.root.locator(".message figure img").last
        await chart.scroll_into_view_if_needed()
        await chart.evaluate("picture => picture.decode()")
        await kept(sheet.page, "digest")


async def main() -> None:
    """Makes them all."""
    DOCS.mkdir(exist_ok=True)
    async with office() as place, chromium() as browser:
        await place.slack.control.travel.to("morning")
        await two_people(place, browser)
        await others(place, browser)


if __name__ == "__main__":
    asyncio.run(main())
