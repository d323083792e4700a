"""What people and the bot write is shown as what it is: Block Kit drawn or named, and nothing typed becomes markup."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect
from slack_sdk.web.async_client import AsyncWebClient

import escalation_bot.sandbox as sandbox_package
from escalation_bot.sandbox import Sandbox
from tests.browser.kit import Visit
from tests.sandbox.a_bot import Json, modal, sandbox, web_client
from tests.sandbox.samples import BLOCKS, ELEMENTS

pytestmark = pytest.mark.asyncio(loop_scope="session")

HELP = "C0HELPSOC"
EVIL = '<img src=x onerror="document.title=1"><b>bold</b>&lt;i&gt; <script>document.title=1</script>'


@pytest_asyncio.fixture(loop_scope="session")
async def slack() -> AsyncIterator[Sandbox]:
    """A sandbox without a bot."""
    async with sandbox() as running:
        yield running


@pytest.fixture
def client(slack: Sandbox) -> AsyncWebClient:
    """What the app would call Slack with."""
    return web_client(slack)


async def test_the_page_is_small_and_of_one_piece(slack: Sandbox, visit: Visit) -> None:
    sizes = "performance.getEntriesByType('resource').map(each => each.decodedBodySize)"
    page = (await visit(slack.origin)).page
    files = list((Path(sandbox_package.__file__).parent / "page").iterdir())
    assert sum(file.stat().st_size for file in files) < 150_000
    assert len(await page.evaluate(sizes)) >= len(files) - 1  # no file that is not used, and its own address


async def test_every_block_and_element_is_drawn_or_named(slack: Sandbox, visit: Visit) -> None:
    fields = [each for each in ELEMENTS if each["type"] not in ("image", "feedback_buttons", "icon_button")]
    rows = [{"type": "actions", "block_id": f"row{at}", "elements": [each]} for at, each in enumerate(fields)]
    blocks = [*({**each, "block_id": f"block{at}"} for at, each in enumerate(BLOCKS)), *rows]
    slack.ws.files.add("chart.png", "U0BOT", 1, 0).id = "F1"
    slack.ws.views.open("U0ANNA", modal(*blocks, {"type": "card", "block_id": "card"}))
    anna = (await visit(slack.origin)).screen("Anna")
    await expect(anna.form).to_be_visible()
    drawn = anna.form.locator(".inside > *")
    assert await drawn.count() == len(blocks) + 1
    named = anna.form.locator(".unknown")
    assert await named.all_inner_texts() == ["🖼 x", "card, which this page does not draw"]
    controls = anna.form.locator(".actions").locator("button, input, textarea")
    assert await controls.count() >= len(fields)
    for at, each in enumerate(fields):
        words = await drawn.nth(len(BLOCKS) + at).evaluate(
            "row => row.querySelectorAll('button, input, textarea').length"
        )
        assert words, each["type"]


async def test_what_is_typed_stays_text_everywhere(slack: Sandbox, client: AsyncWebClient, visit: Visit) -> None:
    anna = await visit(slack.origin)
    screen = anna.screen("Anna")
    await screen.types(EVIL)
    await expect(screen.message(EVIL)).to_be_visible()
    plain: Json = {"type": "plain_text", "text": EVIL[:75]}
    button = {"type": "button", "text": plain, "action_id": "b", "url": "javascript:document.title=1"}
    option = {"text": plain, "value": "v"}
    menu = {"type": "static_select", "action_id": "m", "options": [option], "placeholder": plain}
    blocks: list[Json] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*{EVIL}* <javascript:document.title=1|link>"}},
        {"type": "header", "text": plain},
        {"type": "actions", "elements": [button, menu]},
        {"type": "markdown", "text": f"# {EVIL}\n[link](javascript:document.title=1)"},
    ]
    slack.ws.canaries.clear()
    await client.chat_postMessage(channel=HELP, text=EVIL, blocks=blocks)
    shown = screen.message("link")
    await expect(shown).to_be_visible()
    await shown.get_by_role("combobox").click()
    for markup in ("img", "b", "i", "script", "a[href^=javascript]"):
        assert await screen.root.locator(f".message {markup}").count() == 0, markup
    assert await anna.page.title() == "Sandbox"


async def test_names_dates_and_styles_are_read_in_the_viewers_zone(
    slack: Sandbox, client: AsyncWebClient, visit: Visit
) -> None:
    page = await visit(slack.origin)
    anna = page.screen("Anna")
    epoch = 1_795_435_200  # 2026-11-23 10:40 in Stockholm
    when = f"<!date^{epoch}^{{date_num}} {{time}}|then>"
    text = f"<@U0ANNA> and <!subteam^S0SOC> in <#C0RANDOM>: *bold* _it_ `co*d*e` {when}"
    await client.chat_postMessage(channel=HELP, text=text)
    said = anna.message("bold")
    await expect(said).to_contain_text("@Anna and @soc in #random: bold it co*d*e 2026-11-23")
    assert await said.locator(".mention.mine").all_inner_texts() == ["@Anna"]
    here = await said.locator("time").last.inner_text()
    await anna.becomes("Paul Roy, Account manager")
    there = page.screen("Paul").root.locator(".message time").last
    await expect(there).not_to_have_text(here)


async def test_an_edit_is_marked_and_notifies_nobody(slack: Sandbox, client: AsyncWebClient, visit: Visit) -> None:
    page = await visit(slack.origin)
    anna = page.screen("Anna")
    told = page.page.get_by_role("tabpanel", name="Notified").get_by_role("listitem")
    posted = await client.chat_postMessage(channel=HELP, text="<@U0ANNA> one")
    await expect(told).to_have_count(1)
    await client.chat_update(channel=HELP, ts=posted["ts"], text="<@U0ANNA> two")
    await expect(anna.message("two")).to_contain_text("(edited)")
    await expect(told).to_have_count(1)


async def test_what_only_one_person_sees_says_so(slack: Sandbox, client: AsyncWebClient, visit: Visit) -> None:
    page = await visit(slack.origin)
    await page.side_by_side()
    await page.screen("Sam").opens("help-soc")
    await client.chat_postEphemeral(channel=HELP, user="U0ANNA", text="A secret")
    await expect(page.screen("Anna").message("A secret")).to_contain_text("Only visible to you")
    await expect(page.screen("Sam").root.get_by_text("A secret")).to_have_count(0)
