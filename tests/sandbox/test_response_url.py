"""response_url: five uses, thirty minutes, to the one who asked unless said otherwise."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.sandbox import Sandbox, Seen

from .a_bot import Json, button, card


async def _post(url: str, **body: Any) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as got:
        return got.status, await got.text()


@pytest.fixture
def url(slack: Sandbox) -> str:
    return slack.ws.response_url("U0ANNA", "C0RANDOM")


@pytest.fixture
async def message(slack: Sandbox, client: AsyncWebClient) -> Seen:
    await client.chat_postMessage(channel="C0HELPSOC", text="x", blocks=card(button("Take", "take")))
    return await slack.person("anna").sees("A card")


async def test_an_answer_is_for_one_person_even_where_the_bot_is_not(slack: Sandbox, url: str) -> None:
    assert await _post(url, text="for Anna") == (200, "ok")
    assert (await slack.person("anna").sees("for Anna", in_="#random")).ephemeral
    await slack.person("sam").sees_nothing_of("for Anna")


async def test_an_answer_for_the_channel_says_so(slack: Sandbox, url: str) -> None:
    await _post(url, text="for all", response_type="in_channel")
    assert not (await slack.person("sam").sees("for all", in_="#random")).ephemeral


async def test_the_sixth_use_is_refused(slack: Sandbox, url: str) -> None:
    assert [(await _post(url, text="x"))[0] for _number in range(5)] == [200] * 5
    assert await _post(url, text="x") == (404, "used_url")
    assert slack.violations == ["response_url: used_url"]
    slack.violations.clear()


async def test_after_thirty_minutes_it_is_over(slack: Sandbox, url: str) -> None:
    slack.clock.advance(timedelta(minutes=29))
    assert (await _post(url, text="x"))[0] == 200
    slack.clock.advance(timedelta(minutes=2))
    assert await _post(url, text="x") == (404, "expired_url")
    slack.violations.clear()


async def test_the_message_of_a_click_is_replaced_unless_told_not_to(slack: Sandbox, message: Seen) -> None:
    await _post(slack.ws.response_url("U0ANNA", "C0HELPSOC", message.message), text="new", replace_original=False)
    assert message.text.startswith("A card")
    await _post(slack.ws.response_url("U0ANNA", "C0HELPSOC", message.message), text="instead")
    assert message.text == "instead"


async def test_the_message_of_a_click_can_be_deleted(slack: Sandbox, message: Seen) -> None:
    await _post(slack.ws.response_url("U0ANNA", "C0HELPSOC", message.message), delete_original="true")
    assert message.deleted


async def test_an_ephemeral_message_changes_only_this_way(slack: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postEphemeral(channel="C0HELPSOC", user="U0ANNA", text="x", blocks=card(button("Go", "go")))
    message = await slack.person("anna").sees("A card")
    await _post(slack.ws.response_url("U0ANNA", "C0HELPSOC", message.message), text="gone on", replace_original=True)
    assert message.text == "gone on"


@pytest.mark.parametrize("body", [{"text": "x", "blocks": [{"type": "nonsense"}]}, {"text": ""}])
async def test_what_slack_would_not_show_is_refused(slack: Sandbox, url: str, body: Json) -> None:
    status, _text = await _post(url, **body)
    assert status == 400
    assert "response_url" in slack.violations[0]
    slack.violations.clear()
