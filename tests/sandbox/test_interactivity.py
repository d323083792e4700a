"""Payloads of shortcuts, buttons, menus and the Home tab, with a real app."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from escalation_bot.sandbox import Sandbox

from .a_bot import Json, button, card, modal, new_app, over_http, over_sockets, plain, sandbox, words_input


@pytest.fixture
async def heard() -> list[Json]:
    return []


@pytest.fixture
async def app(slack: Sandbox, heard: list[Json]) -> AsyncIterator[AsyncApp]:
    made = new_app(slack)

    async def opens(ack: Any, body: Any, client: Any) -> None:
        heard.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=modal(words_input("a", "A")))
        await ack()

    async def hears(ack: Any, body: Any, respond: Any) -> None:
        heard.append(body)
        await ack()
        await respond(text="noted", replace_original=False)

    async def home(event: Any, client: Any) -> None:
        heard.append(event)
        blocks = card(button("Open", "open_form"), text=f"Visit {len(heard)}")
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    made.shortcut("from_message")(opens)
    made.shortcut("from_anywhere")(opens)
    made.action("open_form")(opens)
    made.action("note")(hears)
    made.action("menu")(hears)
    made.event("app_home_opened")(home)
    made.event("message")(_nothing)
    async with over_http(slack, made):
        yield made


async def _nothing() -> None:
    """Every subscribed event has a listener."""


@pytest.mark.usefixtures("app")
async def test_a_message_shortcut_brings_its_message(slack: Sandbox, heard: list[Json]) -> None:
    message = await slack.person("sam").says("look", in_="#soc-queue")
    form = await slack.person("sam").uses_message_shortcut("from_message", message)
    assert form is not None
    assert heard[0]["message"]["text"] == "look"
    assert heard[0]["channel"] == {"id": "C0SOCQUEUE", "name": "privategroup"}
    assert heard[0]["response_url"]


@pytest.mark.usefixtures("app")
async def test_a_global_shortcut_knows_no_channel(slack: Sandbox, heard: list[Json]) -> None:
    assert await slack.person("sam").uses_shortcut("from_anywhere") is not None
    assert not {"channel", "message", "response_url"} & set(heard[0])


async def test_a_click_says_where_it_was(slack: Sandbox, app: AsyncApp, heard: list[Json]) -> None:
    parent = await app.client.chat_postMessage(channel="C0HELPSOC", text="p")
    blocks = card(button("Note", "note", value="7"))
    await app.client.chat_postMessage(channel="C0HELPSOC", text="x", blocks=blocks, thread_ts=parent["ts"])
    message = await slack.person("sam").sees("A card")
    assert await slack.person("sam").clicks("Note", message) is None
    assert (await slack.person("sam").sees("noted")).ephemeral
    body = heard[0]
    assert body["container"]["thread_ts"] == parent["ts"]
    assert body["message"]["ts"] == message.ts
    assert body["actions"][0]["value"] == "7"


async def test_an_ephemeral_message_is_not_in_its_payload(slack: Sandbox, app: AsyncApp, heard: list[Json]) -> None:
    blocks = card(button("Note", "note"))
    await app.client.chat_postEphemeral(channel="C0HELPSOC", user="U0SAM", text="x", blocks=blocks)
    await slack.person("sam").clicks("Note", await slack.person("sam").sees("A card"))
    assert "message" not in heard[0]
    assert heard[0]["container"]["is_ephemeral"] is True


async def test_a_menu_says_what_was_chosen(slack: Sandbox, app: AsyncApp, heard: list[Json]) -> None:
    menu = {
        "type": "overflow",
        "action_id": "menu",
        "options": [{"text": plain("Hold"), "value": "hold"}, {"text": plain("Close"), "value": "close"}],
    }
    users = {"type": "users_select", "action_id": "note", "placeholder": plain("Who")}
    await app.client.chat_postMessage(channel="C0HELPSOC", text="x", blocks=card(menu, users))
    sam = slack.person("sam")
    message = await sam.sees("A card")
    assert message.buttons == ["Hold", "Close"]
    await sam.clicks("Close", message)
    await sam.picks("@sofia", message, action_id="note")
    assert heard[0]["actions"][0]["selected_option"]["value"] == "close"
    assert heard[1]["actions"][0]["selected_user"] == "U0SOFIA"
    assert heard[1]["state"]["values"][heard[1]["actions"][0]["block_id"]]["note"]["selected_user"] == "U0SOFIA"


@pytest.mark.usefixtures("app")
async def test_home_is_told_of_each_visit_and_has_its_view_from_the_second(slack: Sandbox, heard: list[Json]) -> None:
    anna = slack.person("anna")
    assert "Visit 1" in await anna.opens_home()
    assert "Visit 2" in await anna.opens_home()
    assert "view" not in heard[0]
    assert heard[1]["view"]["type"] == "home"
    form = await anna.home.clicks("Open")
    assert form is not None
    assert form.title == "A form"
    assert heard[2]["container"]["type"] == "view"


async def test_an_app_over_sockets_opens_a_form_beside_its_ack() -> None:
    async with sandbox() as slack:
        app = new_app(slack)

        @app.command("/escalate")
        async def escalate(ack: Any, respond: Any) -> None:
            await ack()
            await respond("only for you")

        async with over_sockets(slack, app):
            answer = await slack.person("anna").types("/escalate", in_="#help-soc")
            assert answer.text == "only for you"
            assert answer.form is None
