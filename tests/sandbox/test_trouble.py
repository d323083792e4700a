"""Rate limits and faults: what an app meets on a bad day."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.sandbox import Pace, Sandbox

from .a_bot import Refused, happens, sandbox, web_client


async def _posts(client: AsyncWebClient, n: int, channel: str = "C0HELPSOC") -> int:
    """How many of n posts went through."""
    done = 0
    for number in range(n):
        with suppress(SlackApiError):
            await client.chat_postMessage(channel=channel, text=f"{number}")
            done += 1
    return done


class TestPace:
    """About one message a second and channel, and a tier for every method."""

    async def test_a_burst_passes_and_then_a_channel_is_limited(self, client: AsyncWebClient) -> None:
        assert await _posts(client, 11) == 10
        assert await _posts(client, 3, "C0SOCQUEUE") == 3

    async def test_the_answer_says_how_long_to_wait(self, client: AsyncWebClient) -> None:
        await _posts(client, 10)
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel="C0HELPSOC", text="x")
        assert caught.value.response.headers["Retry-After"] == "1"
        assert caught.value.response["error"] == "ratelimited"

    async def test_calling_again_too_early_is_a_violation(self, slack: Sandbox, client: AsyncWebClient) -> None:
        slack.faults.add("chat.postMessage", "429", retry_after=30)
        assert await _posts(client, 1) == 0
        assert await _posts(client, 1) == 0
        assert slack.violations == ["chat.postMessage: called again before Retry-After had passed"]
        slack.violations.clear()

    async def test_a_client_that_waits_is_in_order(self, slack: Sandbox) -> None:
        client = web_client(slack)
        client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=2))
        slack.faults.add("chat.postMessage", "429", retry_after=1)
        assert (await client.chat_postMessage(channel="C0HELPSOC", text="x"))["ok"]

    async def test_limits_run_on_the_clock(self, slack: Sandbox, client: AsyncWebClient) -> None:
        assert await _posts(client, 11) == 10
        slack.clock.advance(timedelta(seconds=5))
        assert await _posts(client, 6) == 5

    async def test_other_methods_have_a_tier(self, client: AsyncWebClient, refused: Refused) -> None:
        for _number in range(20):
            await client.usergroups_list()
        with refused("ratelimited"):
            await client.usergroups_list()

    async def test_limits_can_be_switched_off(self) -> None:
        async with sandbox(pace=Pace.unlimited()) as slack:
            assert await _posts(web_client(slack), 40) == 40


class TestFaults:
    """Trouble on command."""

    async def _there(self, slack: Sandbox) -> list[str]:
        return [seen.text for seen in slack.person("anna").reads("#help-soc")]

    async def test_a_cut_before_leaves_no_trace(self, slack: Sandbox, client: AsyncWebClient) -> None:
        slack.faults.add("chat.postMessage", "cut_before")
        with pytest.raises(aiohttp.ClientError):
            await client.chat_postMessage(channel="C0HELPSOC", text="x")
        assert await self._there(slack) == []
        assert slack.calls[-1].answer is None

    async def test_a_cut_after_took_effect(self, slack: Sandbox, client: AsyncWebClient) -> None:
        slack.faults.add("chat.postMessage", "cut_after")
        with pytest.raises(aiohttp.ClientError):
            await client.chat_postMessage(channel="C0HELPSOC", text="x")
        assert await self._there(slack) == ["x"]
        assert not slack.calls[-1].ok

    @pytest.mark.parametrize("kind", ["500", "html", "error"])
    @pytest.mark.parametrize("after", [False, True])
    async def test_a_failure_may_come_after_the_effect(
        self, slack: Sandbox, client: AsyncWebClient, kind: str, after: bool
    ) -> None:
        slack.faults.add("chat.postMessage", kind, after=after, error="fatal_error")  # type: ignore[arg-type]
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel="C0HELPSOC", text="x")
        assert await self._there(slack) == (["x"] if after else [])

    async def test_a_hang_never_answers_and_keeps_nobody_waiting(self, slack: Sandbox) -> None:
        client = web_client(slack)
        slack.faults.add("chat.postMessage", "hang", after=True)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.chat_postMessage(channel="C0HELPSOC", text="x"), 0.2)
        await slack.quiet()
        assert await self._there(slack) == ["x"]

    async def test_latency_is_only_late(self, slack: Sandbox, client: AsyncWebClient) -> None:
        slack.faults.add("chat.postMessage", "latency", seconds=0.2)
        assert (await client.chat_postMessage(channel="C0HELPSOC", text="x"))["ok"]
        assert slack.calls[-1].took >= 0.2

    async def test_a_fault_is_for_some_calls_of_a_channel(self, slack: Sandbox, client: AsyncWebClient) -> None:
        slack.faults.add("chat.postMessage", "error", channel="C0SOCQUEUE", times=2, skip=1)
        outcome = []
        for channel in ["C0HELPSOC", *["C0SOCQUEUE"] * 4]:
            try:
                await client.chat_postMessage(channel=channel, text="x")
            except SlackApiError as error:
                outcome.append(error.response["error"])
            else:
                outcome.append("ok")
        assert outcome == ["ok", "ok", "internal_error", "internal_error", "ok"]

    async def test_a_response_url_can_fail_too(self, slack: Sandbox) -> None:
        slack.faults.add("response_url", "500", after=True)
        url = slack.ws.response_url("U0ANNA", "C0HELPSOC")
        async with aiohttp.ClientSession() as session, session.post(url, json={"text": "for you"}) as got:
            assert got.status == 500
        assert await self._there(slack) == ["for you"]
        assert [call.method for call in slack.calls] == ["response_url"]

    async def test_a_slow_update_can_be_overtaken(self, slack: Sandbox, client: AsyncWebClient) -> None:
        ts = (await client.chat_postMessage(channel="C0HELPSOC", text="first"))["ts"]
        slack.faults.add("chat.update", "latency", seconds=0.3)
        slow = asyncio.create_task(client.chat_update(channel="C0HELPSOC", ts=ts, text="second"))
        await happens(lambda: len(slack.calls_of("chat.update")) == 1)
        await client.chat_update(channel="C0HELPSOC", ts=ts, text="third")
        await slow
        assert await self._there(slack) == ["second"]

    async def test_a_fault_of_no_known_kind_is_a_mistake_of_the_test(self, slack: Sandbox) -> None:
        with pytest.raises(ValueError, match="explode"):
            slack.faults.add("chat.postMessage", "explode")  # type: ignore[arg-type]


async def test_new_connections_can_be_counted(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        shared = web_client(slack)
        shared.session = session
        for _number in range(3):
            await shared.auth_test()
    assert slack.connections_opened == 1
    await web_client(slack).auth_test()
    assert slack.connections_opened == 2


async def _misbehave(slack: Sandbox) -> None:
    async with slack:
        with pytest.raises(SlackApiError):
            await web_client(slack).api_call("chat.postMessage", json={"channel": "C0HELPSOC"})


async def test_leaving_with_violations_fails_the_test() -> None:
    with pytest.raises(AssertionError, match="no_text"):
        await _misbehave(sandbox())
