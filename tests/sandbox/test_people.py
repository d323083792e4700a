"""People: what they see, and what their client lets them do."""

from datetime import UTC, datetime

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.sandbox import Sandbox

from .a_bot import Json, button, card, sandbox


class TestSeeing:
    """Reading."""

    async def test_who_cannot_see_a_channel_does_not_read_it(self, slack: Sandbox, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel="C0SOCQUEUE", text="internal")
        with pytest.raises(AssertionError, match="cannot open"):
            await slack.person("anna").sees("internal", in_="#soc-queue")
        with pytest.raises(AssertionError, match="does not see"):
            await slack.person("anna").sees("internal", within=0.05)

    async def test_a_guest_sees_own_channels_only(self, slack: Sandbox, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel="C0HELPSOC", text="hello")
        await slack.person("guest").sees_nothing_of("hello")
        assert await slack.person("stranger").sees("hello")

    async def test_the_failure_says_what_is_there(self, slack: Sandbox) -> None:
        await slack.person("anna").says("apples", in_="#help-soc")
        with pytest.raises(AssertionError, match="apples"):
            await slack.person("sam").sees("pears", within=0.05)

    async def test_the_newest_of_two_is_seen_and_all_words_count(self, slack: Sandbox, client: AsyncWebClient) -> None:
        for text in ("SOC-1 taken", "SOC-1 solved", "SOC-2 taken"):
            await client.chat_postMessage(channel="C0HELPSOC", text=text)
        assert (await slack.person("sam").sees("SOC-1")).text == "SOC-1 solved"
        assert (await slack.person("sam").sees("SOC-1", "taken")).text == "SOC-1 taken"

    async def test_a_thread_can_be_read_alone(self, slack: Sandbox) -> None:
        anna = slack.person("anna")
        parent = await anna.says("word", in_="#help-soc")
        reply = await anna.replies(parent, "word below")
        await anna.says("word beside", in_="#help-soc")
        assert await anna.sees("word", thread=parent) == reply

    async def test_dates_are_read_in_the_readers_zone(self, slack: Sandbox, client: AsyncWebClient) -> None:
        at = int(datetime(2026, 11, 23, 8, 0, tzinfo=UTC).timestamp())
        await client.chat_postMessage(channel="C0HELPSOC", text=f"due <!date^{at}^{{time}}|later>")
        assert (await slack.person("anna").sees("due")).text == "due 09:00"
        assert (await slack.person("paul").sees("due")).text == "due 13:30"


class TestStrangers:
    """People of another workspace in a shared channel."""

    async def test_they_press_buttons_but_type_no_commands(self, slack: Sandbox) -> None:
        slack.change_user("stranger", is_stranger=True)
        with pytest.raises(AssertionError, match="installed"):
            await slack.person("stranger").types("/escalate", in_="#help-soc")

    async def test_their_events_name_their_own_workspace(self, slack: Sandbox) -> None:
        slack.change_user("stranger", is_stranger=True)
        heard: list[Json] = []
        slack.ws.on_event = heard.append
        await slack.person("stranger").says("hello", in_="#help-soc")
        assert heard[0]["user_team"] == "T0ELSEWHERE"


class TestDoing:
    """What a client refuses before Slack does."""

    async def test_no_command_runs_in_a_thread(self, slack: Sandbox) -> None:
        message = await slack.person("anna").says("x", in_="#help-soc")
        with pytest.raises(AssertionError, match="threads"):
            await slack.person("anna").types("/escalate", in_="#help-soc", thread=message)

    @pytest.mark.parametrize(
        ("should_escape", "text"),
        [
            (True, "<@U0SAM|sam> in <#C0HELPSOC|help-soc> &amp; <https://example.com>"),
            (False, "@sam in #help-soc &amp; https://example.com"),
        ],
    )
    async def test_names_in_a_command_are_resolved_only_when_the_manifest_says_so(
        self, should_escape: bool, text: str
    ) -> None:
        command = {"command": "/escalate", "description": "x", "should_escape": should_escape}
        async with sandbox(manifest={"features": {"slash_commands": [command]}}) as slack:
            slack.deliver_to("http://127.0.0.1:9/")
            await slack.person("anna").types("/escalate @sam in #help-soc & https://example.com", in_="#help-soc")
            payload = slack.deliveries[0].payload
            assert payload["text"] == text
            assert (payload["channel_name"], payload["is_enterprise_install"]) == ("help-soc", "false")
            assert "thread_ts" not in payload

    async def test_an_app_that_is_down_fails_the_command_at_once(self, slack: Sandbox) -> None:
        answer = await slack.person("anna").types("/escalate", in_="dm")
        assert answer.failed == "dispatch_failed"
        assert slack.deliveries[0].payload["channel_name"] == "directmessage"
        assert slack.violations == []

    async def test_an_unknown_command_never_reaches_the_app(self) -> None:
        manifest = {"features": {"slash_commands": [{"command": "/escalate", "description": "x"}]}}
        async with sandbox(manifest=manifest) as slack:
            answer = await slack.person("anna").types("/panic", in_="#help-soc")
            assert answer.failed == "unknown_command"
            assert slack.deliveries == []

    async def test_nobody_edits_or_deletes_what_another_wrote(self, slack: Sandbox) -> None:
        message = await slack.person("anna").says("x", in_="#help-soc")
        with pytest.raises(AssertionError):
            await slack.person("sam").edits(message, "y")
        with pytest.raises(AssertionError):
            await slack.person("sam").deletes(message)

    async def test_who_left_the_company_does_nothing(self, slack: Sandbox) -> None:
        slack.deactivate("anna")
        with pytest.raises(AssertionError):
            await slack.person("anna").says("x", in_="#help-soc")
        with pytest.raises(AssertionError):
            await slack.person("anna").types("/escalate", in_="#help-soc")

    async def test_a_button_that_is_not_there_cannot_be_pressed(self, slack: Sandbox, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel="C0HELPSOC", text="x", blocks=card(button("Take", "take")))
        with pytest.raises(AssertionError, match="Take"):
            await slack.person("sam").clicks("Leave", await slack.person("sam").sees("A card"))
