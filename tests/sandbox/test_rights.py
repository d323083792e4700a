"""Scopes, tokens and the ways they are told: what the manifest does not ask for is refused."""

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.sandbox import Sandbox

from .a_bot import Refused, button, card, must_be_refused, sandbox, web_client

BARE = {"oauth_config": {"scopes": {"bot": ["chat:write", "channels:history"]}}}


async def test_a_missing_scope_is_named_with_what_there_is() -> None:
    async with sandbox(manifest=BARE) as slack:
        with must_be_refused(slack, "missing_scope", bug=True) as refusal:
            await web_client(slack).users_info(user="U0SAM")
        assert refusal.answer["needed"] == "users:read"
        assert refusal.answer["provided"] == "channels:history,chat:write"


async def test_history_of_a_private_channel_needs_its_own_scope() -> None:
    async with sandbox(manifest=BARE) as slack:
        assert (await web_client(slack).conversations_history(channel="C0HELPSOC"))["ok"]
        with must_be_refused(slack, "missing_scope", bug=True) as refusal:
            await web_client(slack).conversations_history(channel="C0SOCQUEUE")
        assert refusal.answer["needed"] == "groups:history"


async def test_a_new_scope_counts_after_a_reinstall() -> None:
    async with sandbox(manifest=BARE) as slack:
        wider = {"oauth_config": {"scopes": {"bot": ["chat:write", "users:read"]}}}
        slack.reinstall(wider)
        assert (await web_client(slack).users_info(user="U0SAM"))["ok"]


async def test_every_answer_tells_the_scopes_of_the_token(client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


async def test_emails_need_their_scope() -> None:
    manifest = {"oauth_config": {"scopes": {"bot": ["users:read"]}}}
    async with sandbox(manifest=manifest) as slack:
        user = (await web_client(slack).users_info(user="U0SAM"))["user"]
        assert "email" not in user["profile"]
        with must_be_refused(slack, "missing_scope", bug=True):
            await web_client(slack).users_lookupByEmail(email="sam@example.com")


async def test_an_unknown_token_is_invalid_without_blame(slack: Sandbox) -> None:
    with must_be_refused(slack, "invalid_auth"):
        await web_client(slack, "xoxb-of-another").auth_test()


async def test_no_token_is_not_authed(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session, session.post(f"{slack.api_url}auth.test") as got:
        assert await got.json() == {"ok": False, "error": "not_authed"}
    assert slack.violations == ["auth.test: not_authed"]
    slack.violations.clear()


async def test_the_kinds_of_tokens_are_not_mixed_up(slack: Sandbox, client: AsyncWebClient) -> None:
    with must_be_refused(slack, "not_allowed_token_type", bug=True):
        await client.apps_connections_open(app_token=slack.bot_token)
    with must_be_refused(slack, "not_allowed_token_type", bug=True):
        await web_client(slack, slack.app_token).auth_test()


async def test_a_token_in_the_query_is_a_violation(slack: Sandbox) -> None:
    url = f"{slack.api_url}auth.test?token={slack.bot_token}"
    async with aiohttp.ClientSession() as session, session.get(url) as got:
        assert (await got.json())["ok"]
    assert slack.violations == ["auth.test: token in the query string"]
    assert "token" not in slack.calls[-1].args
    slack.violations.clear()


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive"])
async def test_a_token_can_die_while_the_app_runs(
    slack: Sandbox, client: AsyncWebClient, refused: Refused, error: str
) -> None:
    await client.auth_test()
    slack.revoke_token(error)
    with refused(error):
        await client.auth_test()


async def test_an_unknown_method_is_refused(client: AsyncWebClient, refused: Refused) -> None:
    with refused("unknown_method", bug=True):
        await client.api_call("chat.shout")


async def test_a_body_slack_cannot_read_is_refused(slack: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "text/xml"}
    url = f"{slack.api_url}chat.postMessage"
    async with aiohttp.ClientSession() as session, session.post(url, data=b"<x/>", headers=headers) as got:
        assert (await got.json())["error"] == "invalid_post_type"


async def test_blocks_in_a_form_are_json_text(slack: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    url = f"{slack.api_url}chat.postMessage"
    form = {"channel": "C0HELPSOC", "text": "x", "blocks": '[{"type":"divider"}]'}
    async with aiohttp.ClientSession() as session:
        async with session.post(url, data=form, headers=headers) as got:
            assert (await got.json())["ok"]
        async with session.post(url, data={**form, "blocks": "["}, headers=headers) as got:
            assert (await got.json())["error"] == "invalid_blocks_format"
    slack.violations.clear()


async def test_a_button_does_nothing_without_interactivity() -> None:
    manifest = {"oauth_config": {"scopes": {"bot": ["chat:write"]}}}
    async with sandbox(manifest=manifest) as slack:
        blocks = card(button("Take", "take"))
        await web_client(slack).chat_postMessage(channel="C0HELPSOC", text="x", blocks=blocks)
        sam = slack.person("sam")
        assert await sam.clicks("Take", await sam.sees("A card")) is None
        assert sam.warnings == ["interactivity is not enabled"]
        slack.violations.clear()
