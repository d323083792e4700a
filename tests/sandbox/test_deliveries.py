"""How the app is reached: signatures, three seconds, retries; duplicates and order by HTTP and Socket Mode alike."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from escalation_bot.sandbox import Sandbox
from escalation_bot.sandbox.transports import signed

from .a_bot import BOTH, Json, Running, happens, hearing_app, listening, new_app, over_http, sandbox


class Ear:
    """A server that records what it is sent and answers what the test wants."""

    def __init__(self) -> None:
        self.heard: list[tuple[Json, bytes]] = []
        self.status = 200
        self.headers: Json = {}
        self.body = ""
        self.wait = 0.0

    async def hear(self, request: web.Request) -> web.Response:
        self.heard.append(({name.lower(): value for name, value in request.headers.items()}, await request.read()))
        await asyncio.sleep(self.wait)
        return web.Response(status=self.status, text=self.body, headers=self.headers)


@pytest.fixture
async def ear(slack: Sandbox) -> AsyncIterator[Ear]:
    """Delivered to by HTTP."""
    made = Ear()
    async with listening(slack, made.hear):
        yield made


class TestSignature:
    """docs.slack.dev/authentication/verifying-requests-from-slack."""

    def test_it_is_the_one_that_slack_sdk_accepts(self) -> None:
        headers = signed("secret", b"a=1&b=\xc3\xa4", 1531420618)
        verifier = SignatureVerifier("secret")
        base = hmac.new(b"secret", b"v0:1531420618:a=1&b=\xc3\xa4", hashlib.sha256).hexdigest()
        assert headers["X-Slack-Signature"] == f"v0={base}"
        assert verifier.generate_signature(timestamp="1531420618", body=b"a=1&b=\xc3\xa4") == f"v0={base}"

    @pytest.mark.parametrize(
        "wrong", [{"secret": "another"}, {"age": timedelta(minutes=6)}, {"age": -timedelta(minutes=6)}, {"sign": False}]
    )
    async def test_a_bolt_app_refuses_forgeries(self, slack: Sandbox, wrong: Json) -> None:
        async with over_http(slack, new_app(slack)):
            status, _body = await slack.http.forges(b'{"type":"event_callback"}', **wrong)
            assert status == 401

    async def test_a_request_url_gives_the_challenge_back(self, slack: Sandbox) -> None:
        async with over_http(slack, new_app(slack)):
            assert await slack.http.verify_url()
            assert await slack.http.ssl_check() == 200

    async def test_socket_mode_signs_nothing(self, slack: Sandbox) -> None:
        with pytest.raises(TypeError):
            _ = slack.http


class TestHttp:
    """Events by HTTP."""

    async def test_an_event_is_json_in_its_wrapper(self, slack: Sandbox, ear: Ear) -> None:
        await slack.person("anna").says("hello", in_="#help-soc")
        await slack.quiet()
        headers, body = ear.heard[0]
        wrapper = json.loads(body)
        assert headers["content-type"] == "application/json"
        assert wrapper["type"] == "event_callback"
        assert wrapper["team_id"] == slack.team_id
        assert wrapper["authorizations"][0]["user_id"] == slack.bot_user_id
        assert wrapper["event"]["channel_type"] == "channel"
        assert "x-slack-retry-num" not in headers

    async def test_a_refused_event_comes_again_at_once_after_a_minute_and_after_five(
        self, slack: Sandbox, ear: Ear
    ) -> None:
        ear.status = 500
        await slack.person("anna").says("hello", in_="#help-soc")
        await slack.quiet()
        assert len(ear.heard) == 2
        slack.clock.advance(timedelta(seconds=60))
        await happens(lambda: len(ear.heard) == 3)
        slack.clock.advance(timedelta(seconds=290))
        await slack.quiet()
        assert len(ear.heard) == 3
        slack.clock.advance(timedelta(seconds=10))
        await happens(lambda: len(ear.heard) == 4)
        slack.clock.advance(timedelta(hours=1))
        await slack.quiet()
        nums = [headers.get("x-slack-retry-num") for headers, _body in ear.heard]
        reasons = {headers.get("x-slack-retry-reason") for headers, _body in ear.heard}
        assert nums == [None, "1", "2", "3"]
        assert reasons == {None, "http_error"}
        assert len({json.loads(body)["event_id"] for _headers, body in ear.heard}) == 1
        assert "http_error (500)" in slack.violations[0]
        slack.violations.clear()

    async def test_an_answer_after_three_seconds_came_too_late(self, slack: Sandbox, ear: Ear) -> None:
        ear.wait = 3.1
        await slack.person("anna").says("hello", in_="#help-soc")
        await happens(lambda: len(ear.heard) == 2)
        ear.wait = 0
        assert slack.deliveries[0].failed == "http_timeout"
        assert slack.deliveries[0].acked_after is None
        slack.violations.clear()

    async def test_an_app_may_ask_for_no_retry(self, slack: Sandbox, ear: Ear) -> None:
        ear.status, ear.headers = 500, {"X-Slack-No-Retry": "1"}
        await slack.person("anna").says("hello", in_="#help-soc")
        await slack.quiet()
        slack.clock.advance(timedelta(hours=1))
        await slack.quiet()
        assert len(ear.heard) == 1
        slack.violations.clear()

    async def test_an_app_that_is_down_is_no_violation(self, slack: Sandbox) -> None:
        slack.deliver_to("http://127.0.0.1:9/")
        await slack.person("anna").says("hello", in_="#help-soc")
        await slack.quiet()
        assert [d.failed for d in slack.deliveries] == ["connection_failed"] * 2
        assert slack.violations == []

    async def test_a_command_is_a_form_and_an_error_is_shown_to_the_person(self, slack: Sandbox, ear: Ear) -> None:
        ear.status = 404
        answer = await slack.person("anna").types("/escalate a & b", in_="#help-soc")
        headers, body = ear.heard[0]
        assert headers["content-type"] == "application/x-www-form-urlencoded"
        assert b"text=a+%26amp%3B+b" in body
        assert answer.failed == "dispatch_failed"
        assert slack.person("anna").warnings == ["dispatch_failed"]
        assert len(ear.heard) == 1
        slack.violations.clear()

    async def test_a_command_without_an_answer_times_out(self, slack: Sandbox, ear: Ear) -> None:
        ear.wait = 3.1
        answer = await slack.person("anna").types("/escalate", in_="#help-soc")
        assert answer.failed == "operation_timeout"
        assert "command /escalate was not acknowledged" in slack.violations[0]
        slack.violations.clear()

    async def test_words_in_the_answer_are_shown_to_the_one_who_typed(self, slack: Sandbox, ear: Ear) -> None:
        ear.body = "Here you are"
        answer = await slack.person("anna").types("/escalate list", in_="#help-soc")
        assert answer.text == "Here you are"
        assert answer.message is not None
        assert answer.message.ephemeral
        await slack.person("sam").sees_nothing_of("Here you are")

    async def test_an_answer_for_everybody_says_so(self, slack: Sandbox, ear: Ear) -> None:
        ear.body, ear.headers = '{"text":"For all","response_type":"in_channel"}', {"Content-Type": "application/json"}
        await slack.person("anna").types("/escalate list", in_="#random")
        assert not (await slack.person("sam").sees("For all", in_="#random")).ephemeral

    async def test_a_wrong_answer_is_a_violation(self, slack: Sandbox, ear: Ear) -> None:
        ear.body = '{"text":"x","blocks":[{"type":"nonsense"}]}'
        answer = await slack.person("anna").types("/escalate list", in_="#help-soc")
        assert answer.failed == "invalid_blocks"
        assert "answer to a command" in slack.violations[0]
        slack.violations.clear()


class TestEvents:
    """Duplicates and order, over both transports."""

    @pytest.fixture
    async def heard(self) -> list[Json]:
        return []

    @BOTH
    async def test_an_event_can_come_twice_with_one_id(self, running: Running, heard: list[Json]) -> None:
        async with sandbox() as slack, running(slack, hearing_app(slack, heard)):
            slack.duplicate_events = True
            await slack.person("anna").says("hello", in_="#help-soc")
            await slack.quiet()
            assert len(heard) == 2
            assert heard[0]["event_id"] == heard[1]["event_id"]

    @BOTH
    async def test_events_can_come_in_another_order(self, running: Running, heard: list[Json]) -> None:
        async with sandbox() as slack, running(slack, hearing_app(slack, heard)):
            slack.shuffle_events(seed=1)
            for number in range(5):
                await slack.person("anna").says(f"{number}", in_="#help-soc")
            await slack.quiet()
            assert heard == []
            slack.release()
            await slack.quiet()
            said = [body["event"]["text"] for body in heard]
            assert sorted(said) == ["0", "1", "2", "3", "4"]
            assert said != sorted(said)

    @BOTH
    async def test_any_event_can_be_injected(self, running: Running, heard: list[Json]) -> None:
        async with sandbox() as slack, running(slack, hearing_app(slack, heard)):
            await slack.event({"type": "message", "subtype": "channel_topic", "channel": "C0HELPSOC"})
            await slack.quiet()
            assert heard[0]["event"]["subtype"] == "channel_topic"
