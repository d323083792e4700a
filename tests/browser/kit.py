"""How tests look at the page: as somebody who reads, clicks and types, by the names that a screen reader says."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, ViewportSize, async_playwright, expect

Visit = Callable[..., Awaitable["Sheet"]]
DESK = ViewportSize(width=1440, height=900)
_FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")  # as root in a container


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Debian's chromium, without a window."""
    async with async_playwright() as driver:
        made = await driver.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        yield made
        await made.close()


@asynccontextmanager
async def visits(browser: Browser) -> AsyncIterator[Visit]:
    """What opens pages; at its end nothing may have failed in any of them, and nothing been fetched from elsewhere."""
    trouble: list[str] = []
    contexts = []

    def noted(message: ConsoleMessage) -> None:
        if (
            message.type == "error" and "status of 4" not in message.text
        ):  # a refusal of the sandbox is shown, not a bug
            trouble.append(message.text)

    async def opened(origin: str, *, tour: bool = False, size: ViewportSize = DESK, dark: bool = False) -> Sheet:
        context = await browser.new_context(
            viewport=size, color_scheme="dark" if dark else "light", reduced_motion="reduce"
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        if not tour:
            await context.add_init_script("localStorage.setItem('tour-seen', 'yes')")
        page = await context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", noted)
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((origin, "data:", "blob:")) else trouble.append(asked.url),
        )
        await page.goto(origin + "/")
        await expect(page.locator("html.ready")).to_be_attached()
        return Sheet(page)

    yield opened
    for context in contexts:
        await context.close()
    assert not trouble, "\n".join(trouble)


@dataclass(frozen=True)
class Sheet:
    """The whole page."""

    page: Page

    def screen(self, name: str) -> Screen:
        """The screen of somebody who is shown."""
        return Screen(self.page.get_by_role("article", name=f"{name}'s screen"))

    async def side_by_side(self) -> None:
        """Puts a second person beside the first."""
        await self.page.get_by_role("button", name="Side by side").click()

    async def tool(self, name: str) -> Locator:
        """Opens one of the tools."""
        await self.page.get_by_role("tab", name=name).click()
        return self.page.get_by_role("tabpanel", name=name)


@dataclass(frozen=True)
class Screen:
    """One person's part of the page."""

    root: Locator

    @property
    def form(self) -> Locator:
        """The modal in front."""
        return self.root.get_by_role("dialog")

    @property
    def thread(self) -> Locator:
        """The thread beside the conversation."""
        return self.root.get_by_role("region", name="Thread")

    async def becomes(self, name: str) -> None:
        """Somebody else sits down here."""
        await self.root.get_by_label("You are").select_option(label=name)

    async def opens(self, place: str) -> None:
        """Opens a channel or Home; on a narrow screen the list of them first."""
        hidden = self.root.get_by_role("button", name="Channels")
        if await hidden.is_visible():
            await hidden.click()
        await self.root.get_by_role("navigation").get_by_role("button", name=place).click()

    async def types(self, words: str) -> None:
        """Writes below the conversation and presses Enter."""
        area = self.root.get_by_role("combobox", name=re.compile("^Message "))
        await area.fill(words)
        await area.press("Escape")  # no suggestion is wanted
        await area.press("Enter")

    async def replies(self, words: str) -> None:
        """Writes in the thread that is open."""
        area = self.root.get_by_role("combobox", name="Reply in the thread")
        await area.fill(words)
        await area.press("Enter")

    def message(self, words: str) -> Locator:
        """The newest message in the conversation with these words."""
        return self.root.get_by_role("list", name="Messages").locator("li.message").filter(has_text=words).last

    def reply(self, words: str) -> Locator:
        """The newest reply in the open thread with these words."""
        return self.root.get_by_role("list", name="Replies").locator("li.message").filter(has_text=words).last

    async def reacts(self, emoji: str, message: Locator) -> None:
        """Chooses an emoji for a message."""
        await message.hover()
        await message.get_by_role("button", name="Add reaction").click()
        await message.get_by_role("menuitem", name=emoji, exact=True).click()

    async def chooses(self, label: str, words: str) -> None:
        """Opens a menu of the form and chooses."""
        await self.form.get_by_role("combobox", name=label).click()
        await self.form.get_by_role("option", name=words).click()

    async def fills_in(self, words: str, *, day: str = "2027-12-03") -> None:
        """A good form."""
        await self.chooses("Why must it go first?", "Deadline risk")
        await self.form.get_by_label("By when?").fill(day)
        await self.form.get_by_label("What happens if it is not done by then?").fill(words)
        await self.form.get_by_role("radio", name="Major").check()

    async def sends(self) -> None:
        """Presses the form's last button."""
        await self.form.locator("footer").get_by_role("button").last.click()
