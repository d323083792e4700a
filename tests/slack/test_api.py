"""What a call to Slack answers, and what its failure means."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.sandbox import Clock, Sandbox, World
from escalation_bot.slack.api import SlackApi, connect
from escalation_bot.slack.errors import SlackError

TOKEN = "xoxb-very-secret"


async def failed(api: SlackApi, method: str = "chat.postMessage", **args: Any) -> SlackError:
    """The error of a call that has to fail."""
    if method == "chat.postMessage":
        args = {"channel": "C0HELPSOC", "text": "hello"} | args
    with pytest.raises(SlackError) as raised:
        await api.call(method, **args)
    return raised.value


def meaning(error: SlackError) -> str:
    """Which of its bits is set; exactly one or none may be."""
    bits = [name for name in ("permanent", "unknown", "auth") if getattr(error, name)]
    assert len(bits) <= 1
    return bits[0] if bits else "again"


@asynccontextmanager
async def a_proxy(status: int, body: str, content_type: str) -> AsyncIterator[SlackApi]:
    """Something that answers every call with this, as a broken proxy does."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, text=body, content_type=content_type)

    app = web.Application()
    app.router.add_route("*", "/api/{method}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    async with connect(TOKEN, f"http://{host}:{port}/api/", Clock()) as api:
        yield api
    await runner.cleanup()


async def test_a_call_answers_what_slack_says(slack: Sandbox, api: SlackApi) -> None:
    answer = await api.call("chat.postMessage", channel="C0HELPSOC", text="hello")
    assert answer["channel"] == "C0HELPSOC"
    assert answer["ts"] in slack.channel("#help-soc").messages


async def test_arguments_travel_as_slack_sdk_sends_them(slack: Sandbox, api: SlackApi) -> None:
    await api.call(
        "chat.postMessage", channel="C0HELPSOC", text="hello", metadata={"event_type": "e", "event_payload": {}}
    )
    await api.call("conversations.history", channel="C0HELPSOC", include_all_metadata=True, limit=5)
    await api.call("usergroups.users.list", usergroup="S0SOC")
    posted, history, _ = (call.args for call in slack.calls)
    assert posted["metadata"] == {"event_type": "e", "event_payload": {}}
    assert history == {"channel": "C0HELPSOC", "include_all_metadata": "1", "limit": "5"}


async def test_calls_share_connections(slack: Sandbox, api: SlackApi) -> None:
    for _ in range(5):
        await api.call("users.info", user="U0ANNA")
    assert slack.connections_opened == 1


async def test_more_calls_are_under_way_at_once_than_aiohttp_would_allow(slack: Sandbox, api: SlackApi) -> None:
    slack.faults.add("users.info", "latency", times=None, seconds=0.3)
    async with asyncio.timeout(5):
        calls = [asyncio.create_task(api.call("users.info", user="U0ANNA")) for _ in range(100)]
        calls += [asyncio.create_task(api.call("auth.test")) for _ in range(30)]
        await asyncio.gather(*calls)
    assert slack.connections_opened == 130


async def test_who_the_token_speaks_for(slack: Sandbox, api: SlackApi) -> None:
    identity = await api.auth_test()
    assert (identity.team_id, identity.user_id, identity.bot_id) == (slack.team_id, "U0BOT", "B0BOT")
    assert identity.url == "https://example.slack.com/"
    assert {"chat:write", "commands"} <= identity.scopes
    assert api.identity == identity


@pytest.mark.parametrize(
    ("kind", "more", "code", "means"),
    [
        ("500", {}, "http_500", "unknown"),
        ("html", {}, "no_json", "unknown"),
        ("cut_before", {}, "connection_lost", "unknown"),
        ("cut_after", {}, "connection_lost", "unknown"),
        ("error", {"error": "fatal_error"}, "fatal_error", "unknown"),
        ("error", {"error": "internal_error"}, "internal_error", "unknown"),
        ("error", {"error": "request_timeout"}, "request_timeout", "unknown"),
        ("error", {"error": "service_unavailable"}, "service_unavailable", "unknown"),
        ("error", {"error": "not_in_channel"}, "not_in_channel", "permanent"),
        ("error", {"error": "is_archived"}, "is_archived", "permanent"),
        ("error", {"error": "something_new"}, "something_new", "permanent"),
        ("error", {"error": "rate_limited"}, "rate_limited", "again"),
        ("error", {"error": "team_added_to_org"}, "team_added_to_org", "again"),
        ("error", {"error": "invalid_auth"}, "invalid_auth", "auth"),
        ("error", {"error": "account_inactive"}, "account_inactive", "auth"),
        ("error", {"error": "token_revoked"}, "token_revoked", "auth"),
        ("error", {"error": "token_expired"}, "token_expired", "auth"),
        ("error", {"error": "not_authed"}, "not_authed", "auth"),
    ],
)
async def test_a_failure_says_what_may_be_done_next(
    slack: Sandbox, api: SlackApi, kind: Any, more: dict[str, Any], code: str, means: str
) -> None:
    slack.faults.add("chat.postMessage", kind, **more)
    error = await failed(api)
    assert (error.code, meaning(error)) == (code, means)


@pytest.mark.parametrize(
    ("status", "body", "content_type", "code"),
    [
        (200, "<html>sign in to the guest network</html>", "text/html", "no_json"),
        (200, "OK", "text/plain", "no_json"),
        (200, '{"ok": tr', "application/json", "no_json"),
        (200, '["ok"]', "application/json", "no_json"),
        (502, "Bad gateway", "text/plain", "http_502"),
        (503, '{"ok": false, "error": "upstream"}', "application/json", "http_503"),
        (407, "<html>proxy</html>", "text/html", "http_407"),
    ],
)
async def test_an_answer_that_is_not_slacks_leaves_the_outcome_open(
    status: int, body: str, content_type: str, code: str
) -> None:
    async with a_proxy(status, body, content_type) as api:
        error = await failed(api)
    assert (error.code, meaning(error)) == (code, "unknown")


async def test_too_many_requests_says_how_long_to_wait(slack: Sandbox, api: SlackApi) -> None:
    slack.faults.add("chat.postMessage", "429", retry_after=17)
    error = await failed(api)
    assert (error.code, error.retry_after, meaning(error)) == ("ratelimited", 17, "again")


async def test_a_connection_that_was_never_made_did_nothing() -> None:
    async with connect(TOKEN, "http://127.0.0.1:1/api/", Clock()) as api:
        error = await failed(api)
    assert (error.code, meaning(error)) == ("unreachable", "again")


async def test_a_call_that_is_not_answered_in_time_leaves_the_outcome_open(slack: Sandbox) -> None:
    slack.faults.add("chat.postMessage", "hang")
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.2)) as session:
        client = AsyncWebClient(slack.bot_token, slack.api_url, session=session, retry_handlers=[])
        error = await failed(SlackApi(client, slack.clock))
    assert (error.code, meaning(error)) == ("timeout", "unknown")


async def test_a_call_has_eight_seconds_in_all_and_is_never_repeated_by_the_library(api: SlackApi) -> None:
    assert api.client.session
    assert api.client.session.timeout.total == 8
    assert api.client.retry_handlers == []


async def test_what_slack_finds_wrong_is_in_the_error(slack: Sandbox, api: SlackApi) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    error = await failed(api, blocks=blocks)
    assert str(error).startswith("chat.postMessage: invalid_blocks (")
    assert "/blocks/0/text/text" in error.detail
    slack.violations.clear()


async def test_a_missing_scope_is_named() -> None:
    async with Sandbox(World.example(), manifest={"oauth_config": {"scopes": {"bot": ["users:read"]}}}) as slack:
        async with connect(slack.bot_token, slack.api_url, slack.clock) as api:
            error = await failed(api)
        slack.violations.clear()
    assert str(error) == "chat.postMessage: missing_scope (chat:write)"


async def test_trouble_says_what_and_since_when_until_slack_answers_again(slack: Sandbox, api: SlackApi) -> None:
    began = slack.clock.now()
    slack.faults.add("auth.test", "500", times=2)
    await failed(api, "auth.test")
    slack.clock.advance(timedelta(minutes=5))
    await failed(api, "auth.test")
    assert api.trouble
    code, since = api.trouble
    assert code == "http_500"
    assert since - began < timedelta(minutes=1)
    await api.auth_test()
    assert api.trouble is None


async def test_a_refusal_or_a_busy_slack_is_no_trouble(slack: Sandbox, api: SlackApi) -> None:
    await failed(api, channel="C0NOWHERE")
    slack.faults.add("chat.postMessage", "429")
    await failed(api)
    assert api.trouble is None


async def test_a_refused_token_is_trouble(slack: Sandbox, api: SlackApi) -> None:
    slack.revoke_token()
    await failed(api)
    assert api.trouble
    assert api.trouble[0] == "token_revoked"


async def test_the_token_is_in_no_error_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with a_proxy(500, "<html>Oops</html>", "text/html") as api:
        error = await failed(api)
    seen: list[BaseException | None] = [error, error.__cause__]
    assert TOKEN not in "".join(f"{each!r}" for each in seen) + caplog.text
