"""The sandbox's page: how soon it is there, and what a new message costs it when there are 500 already."""

from __future__ import annotations

import shutil
from statistics import median
from typing import Any

from playwright.async_api import CDPSession, Page, async_playwright
from slack_sdk.web.async_client import AsyncWebClient

from bench.report import Figure, at_most
from escalation_bot.sandbox import Pace, Sandbox

_CHANNEL, _FEW, _MANY, _BATCHES, _BATCH = "C0HELPSOC", 50, 500, 5, 10
_FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")  # as root in a container


async def page() -> list[Figure]:
    """Milliseconds until the first paint, and of script and layout for each new message."""
    async with Sandbox(pace=Pace.unlimited()) as slack, async_playwright() as driver:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        browser = await driver.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        shown = await browser.new_page()
        painted = median([await _painted(shown, slack.origin) for _ in range(5)])
        few, many = [await _costs(client, shown, before) for before in (_FEW, _MANY)]
        await browser.close()
    script, layout = (mine / floor for mine, floor in zip(many, few, strict=True))
    return [
        at_most("page: first paint", painted, 500, " ms"),
        at_most(f"page: script for a message below {_MANY}", script, 2, f" × below {_FEW}", f"{many[0]:.1f} ms"),
        at_most(f"page: layout for a message below {_MANY}", layout, 2, f" × below {_FEW}", f"{many[1]:.1f} ms"),
    ]


async def _painted(shown: Page, origin: str) -> float:
    """Opens the page; milliseconds until something of it was painted."""
    await shown.goto(origin)
    await shown.locator("html.ready").wait_for(state="attached")
    return float(await shown.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))


async def _costs(client: AsyncWebClient, shown: Page, before: int) -> tuple[float, float]:
    """Medians of milliseconds of script, and of styles and layout, for each message that comes when so many stand."""
    await _said(client, shown, before)
    session = await shown.context.new_cdp_session(shown)
    await session.send("Performance.enable")
    taken = []
    for batch in range(1, _BATCHES + 1):
        then = await _spent(session)
        await _said(client, shown, before + _BATCH * batch)
        taken.append([(now - past) * 1000 / _BATCH for now, past in zip(await _spent(session), then, strict=True)])
    script, layout = (median(each) for each in zip(*taken, strict=True))
    return script, layout


async def _spent(session: CDPSession) -> tuple[float, float]:
    metrics = {each["name"]: float(each["value"]) for each in (await session.send("Performance.getMetrics"))["metrics"]}
    return metrics["ScriptDuration"], metrics["LayoutDuration"] + metrics["RecalcStyleDuration"]


async def _said(client: AsyncWebClient, shown: Page, until: int) -> None:
    """Goes on until so many messages are in the list; some with a mention, a button and a date, as the bot's are."""
    for number in range(await shown.locator("li.message").count(), until):
        text = f"<@U0ANNA>: *SOC-{number}* is due <!date^1795507200^{{date_short}} {{time}}|then> :eyes:"
        button = {"type": "button", "action_id": "b", "text": {"type": "plain_text", "text": "More…"}}
        blocks: list[dict[str, Any]] = [
            {"type": "section", "text": {"type": "mrkdwn", "text": text}},
            {"type": "actions", "elements": [button]},
        ]
        await client.chat_postMessage(channel=_CHANNEL, text=text, blocks=blocks)
    await shown.locator("li.message").nth(until - 1).wait_for(state="attached")
