"""users.*, usergroups.*, conversations.* of the world as it is; files."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.sandbox import Sandbox, World

from .a_bot import must_be_refused, sandbox, web_client


class TestWorkspace:
    """users.*, usergroups.*, conversations.* of the world as it is."""

    async def test_zones_follow_daylight_saving(self, slack: Sandbox, client: AsyncWebClient) -> None:
        offsets = set()
        for _half in range(2):
            user = (await client.users_info(user="U0ANNA"))["user"]
            offsets.add(user["tz_offset"])
            slack.clock.advance(timedelta(days=182))
        assert user["tz"] == "Europe/Stockholm"
        assert offsets == {3600, 7200}

    async def test_a_stranger_comes_without_zone_email_and_locale(self, slack: Sandbox, client: AsyncWebClient) -> None:
        slack.change_user("stranger", is_stranger=True)
        user = (await client.users_info(user="U0STRANGER", include_locale=True))["user"]
        assert user["is_stranger"] is True
        assert not {"tz", "tz_offset", "locale"} & set(user)
        assert "email" not in user["profile"]

    async def test_a_status_says_until_when(self, slack: Sandbox, client: AsyncWebClient) -> None:
        until = datetime(2026, 12, 24, tzinfo=UTC)
        slack.change_user("sam", status_emoji="palm_tree", status_expiration=until)
        profile = (await client.users_info(user="U0SAM"))["user"]["profile"]
        assert profile["status_emoji"] == ":palm_tree:"
        assert profile["status_expiration"] == int(until.timestamp())

    async def test_groups_list_members_only_when_asked(self, client: AsyncWebClient) -> None:
        bare = (await client.usergroups_list())["usergroups"][0]
        full = (await client.usergroups_list(include_users=True))["usergroups"][0]
        assert "users" not in bare
        assert full["users"] == ["U0SAM", "U0SOFIA"]

    async def test_a_groups_members_leave_with_the_company(self, slack: Sandbox, client: AsyncWebClient) -> None:
        slack.deactivate("sam")
        assert (await client.usergroups_users_list(usergroup="S0SOC"))["users"] == ["U0SOFIA"]

    async def test_a_plan_without_groups_says_so(self) -> None:
        async with sandbox(World.example().without_groups()) as slack:
            with must_be_refused(slack, "plan_upgrade_required"):
                await web_client(slack).usergroups_list()

    async def test_the_bot_lists_what_exists_for_it(self) -> None:
        async with sandbox(World.example().without_bot("#soc-queue")) as slack:
            client = web_client(slack)
            found = await client.conversations_list(types="public_channel,private_channel")
            names = [channel["name"] for channel in found["channels"]]
            assert "soc-queue" not in names
            assert "random" in names
            mine = await client.users_conversations()
            assert "random" not in [channel["name"] for channel in mine["channels"]]

    async def test_only_public_channels_can_be_joined(self, slack: Sandbox, client: AsyncWebClient) -> None:
        await client.conversations_join(channel="C0RANDOM")
        assert slack.bot_user_id in slack.channel("#random").members
        again = await client.conversations_join(channel="C0RANDOM")
        assert again["warning"] == "already_in_channel"
        assert (await client.conversations_info(channel="C0RANDOM"))["channel"]["is_member"] is True

    async def test_a_direct_message_is_opened_once(self, client: AsyncWebClient) -> None:
        first = await client.conversations_open(users="U0ANNA")
        second = await client.conversations_open(users="U0ANNA")
        assert first["channel"]["id"] == second["channel"]["id"]
        assert second["already_open"] is True


class TestFiles:
    """Upload v2."""

    async def test_an_upload_is_shared_in_a_thread(self, slack: Sandbox, client: AsyncWebClient) -> None:
        parent = await slack.person("anna").says("send me the report", in_="#help-soc")
        await client.files_upload_v2(
            channel="C0HELPSOC",
            thread_ts=parent.ts,
            filename="report.csv",
            content="a,b",
            initial_comment="here",
        )
        reply = parent.thread[0]
        assert reply.text == "here\n[report.csv]"
        assert slack.notified("anna")[0].why == "thread"

    async def test_a_file_without_a_channel_stays_private(self, slack: Sandbox, client: AsyncWebClient) -> None:
        done = await client.files_upload_v2(filename="x.txt", content="x")
        assert slack.person("anna").reads() == []
        assert (await client.files_info(file=done["file"]["id"]))["file"]["channels"] == []

    async def test_sharing_needs_membership(self, slack: Sandbox, client: AsyncWebClient) -> None:
        with must_be_refused(slack, "not_in_channel"):
            await client.files_upload_v2(channel="C0RANDOM", filename="x.txt", content="x")
        assert slack.person("sam").reads("#random") == []

    async def test_a_message_shows_a_picture_that_was_uploaded(self, slack: Sandbox, client: AsyncWebClient) -> None:
        done = await client.files_upload_v2(filename="week.png", content=b"picture")
        await client.chat_postMessage(channel="C0HELPSOC", text="The week", blocks=[a_picture(done["file"]["id"])])
        assert slack.person("anna").reads("#help-soc")[-1].text == "A chart"

    @pytest.mark.parametrize("name", ["week.csv", None])
    async def test_what_is_no_uploaded_picture_is_refused(
        self, slack: Sandbox, client: AsyncWebClient, name: str | None
    ) -> None:
        done = await client.files_upload_v2(filename=name, content="a,b") if name else None
        blocks = [a_picture(done["file"]["id"] if done else "F0NOSUCH")]
        with must_be_refused(slack, "invalid_blocks", bug=True):
            await client.chat_postMessage(channel="C0HELPSOC", text="The week", blocks=blocks)

    async def test_a_picture_cannot_be_shown_while_slack_works_on_it(
        self, slack: Sandbox, client: AsyncWebClient
    ) -> None:
        slack.ws.files.processing = timedelta(seconds=5)
        done = await client.files_upload_v2(filename="week.png", content=b"picture")
        post: dict[str, Any] = {"channel": "C0HELPSOC", "text": "The week", "blocks": [a_picture(done["file"]["id"])]}
        with pytest.raises(SlackApiError, match="invalid slack file"):
            await client.chat_postMessage(**post)
        assert slack.violations == []
        slack.clock.advance(timedelta(seconds=5))
        assert (await client.chat_postMessage(**post))["ok"]


def a_picture(file: str) -> dict[str, Any]:
    """A block that shows an uploaded picture."""
    return {"type": "image", "slack_file": {"id": file}, "alt_text": "A chart"}
