"""chat.*: membership, ownership, threads, what an update keeps, and Slack's refusals word for word."""

from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.sandbox import Sandbox, World

from .a_bot import Refused, button, card, must_be_refused, sandbox, web_client


async def test_a_post_answers_with_the_message_as_slack_keeps_it(client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(
        channel="#soc-queue", text="Hello", metadata={"event_type": "e", "event_payload": {"key": "7"}}
    )
    message = answer["message"]
    assert answer["channel"] == "C0SOCQUEUE"
    assert (message["user"], message["bot_id"], message["app_id"]) == ("U0BOT", "B0BOT", "A0ESCALATION")
    assert message["metadata"]["event_payload"] == {"key": "7"}
    assert message["ts"] == answer["ts"]
    assert "subtype" not in message


async def test_timestamps_grow_and_are_unique(client: AsyncWebClient) -> None:
    posted = [(await client.chat_postMessage(channel="C0HELPSOC", text=f"{n}"))["ts"] for n in range(8)]
    assert posted == sorted(set(posted))
    assert all(len(ts.split(".")[1]) == 6 for ts in posted)


async def test_a_block_without_an_id_gets_one(slack: Sandbox, client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel="C0HELPSOC", text="x", blocks=card())
    assert "block_id" not in slack.calls[-1].args["blocks"][0]
    assert answer["message"]["blocks"][0]["block_id"]


async def test_nothing_to_say_is_refused(client: AsyncWebClient, refused: Refused) -> None:
    with refused("no_text", bug=True):
        await client.api_call("chat.postMessage", json={"channel": "C0HELPSOC", "text": ""})


async def test_an_unknown_channel_is_not_found(client: AsyncWebClient, refused: Refused) -> None:
    with refused("channel_not_found"):
        await client.chat_postMessage(channel="C0NOWHERE", text="x")


async def test_a_private_channel_without_the_bot_does_not_exist_for_it() -> None:
    async with sandbox(World.example().without_bot("#soc-queue")) as slack:
        with must_be_refused(slack, "channel_not_found"):
            await web_client(slack).chat_postMessage(channel="C0SOCQUEUE", text="x")


async def test_a_public_channel_needs_membership_or_the_public_scope() -> None:
    manifest = {"oauth_config": {"scopes": {"bot": ["chat:write"]}}}
    async with sandbox(manifest=manifest) as slack:
        with must_be_refused(slack, "not_in_channel"):
            await web_client(slack).chat_postMessage(channel="C0RANDOM", text="x")
    async with sandbox() as slack:
        assert (await web_client(slack).chat_postMessage(channel="C0RANDOM", text="x"))["ok"]


async def test_an_archived_channel_takes_no_posts_and_no_edits(
    slack: Sandbox, client: AsyncWebClient, refused: Refused
) -> None:
    ts = (await client.chat_postMessage(channel="C0HELPSOC", text="x"))["ts"]
    slack.archive("#help-soc")
    with refused("is_archived"):
        await client.chat_postMessage(channel="C0HELPSOC", text="x")
    with refused("is_inactive"):
        await client.chat_update(channel="C0HELPSOC", ts=ts, text="y")
    with refused("is_archived"):
        await client.reactions_add(channel="C0HELPSOC", timestamp=ts, name="eyes")


async def test_a_user_id_as_channel_is_the_direct_message(slack: Sandbox, client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel="U0ANNA", text="for you")
    assert answer["channel"].startswith("D")
    assert (await slack.person("anna").sees("for you", in_="dm")).author == "escalation-bot"
    assert [n.why for n in slack.notified("anna")] == ["dm"]
    await slack.person("sam").sees_nothing_of("for you")


async def test_a_deactivated_user_gets_no_direct_message(
    slack: Sandbox, client: AsyncWebClient, refused: Refused
) -> None:
    slack.deactivate("anna")
    with refused("channel_not_found"):
        await client.chat_postMessage(channel="U0ANNA", text="x")
    with refused("user_disabled"):
        await client.conversations_open(users="U0ANNA")


async def test_a_closed_messages_tab_refuses_direct_messages() -> None:
    manifest = {"oauth_config": {"scopes": {"bot": ["chat:write"]}}}
    async with sandbox(manifest=manifest) as slack:
        with must_be_refused(slack, "messages_tab_disabled"):
            await web_client(slack).chat_postMessage(channel="U0ANNA", text="x")


async def test_invalid_blocks_are_answered_with_pointers_in_both_places(
    client: AsyncWebClient, refused: Refused
) -> None:
    with refused("invalid_blocks", bug=True) as refusal:
        await client.chat_postMessage(channel="C0HELPSOC", text="x", blocks=card(text="x" * 3001))
    words = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert words in refusal.answer["errors"]
    assert f"[ERROR] {words}" in refusal.answer["response_metadata"]["messages"]


@pytest.mark.parametrize("length", [40_000, 40_001])
async def test_text_over_forty_thousand_is_cut_not_refused(client: AsyncWebClient, length: int) -> None:
    answer = await client.chat_postMessage(channel="C0HELPSOC", text="x" * length)
    assert len(answer["message"]["text"]) == 40_000


async def test_an_update_takes_four_thousand_characters_and_no_more(client: AsyncWebClient, refused: Refused) -> None:
    ts = (await client.chat_postMessage(channel="C0HELPSOC", text="x"))["ts"]
    assert (await client.chat_update(channel="C0HELPSOC", ts=ts, text="y" * 4000))["ok"]
    with refused("msg_too_long", bug=True):
        await client.chat_update(channel="C0HELPSOC", ts=ts, text="y" * 4001)


async def test_an_unknown_argument_is_a_violation(slack: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C0HELPSOC", text="x", thread="1.2")
    assert slack.violations == ["chat.postMessage: unknown argument thread"]
    slack.violations.clear()


async def test_a_missing_argument_is_refused(client: AsyncWebClient, refused: Refused) -> None:
    with refused("invalid_arguments", bug=True) as refusal:
        await client.api_call("chat.postMessage", json={"text": "x"})
    assert refusal.answer["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]


class TestUpdate:
    """chat.update and chat.delete."""

    @pytest.fixture
    async def ts(self, client: AsyncWebClient) -> str:
        blocks = card(button("Take", "take"))
        metadata = {"event_type": "e", "event_payload": {"key": "7"}}
        answer = await client.chat_postMessage(channel="C0HELPSOC", text="x", blocks=blocks, metadata=metadata)
        return str(answer["ts"])

    async def _message(self, client: AsyncWebClient, ts: str) -> Any:
        found = await client.conversations_history(
            channel="C0HELPSOC", latest=ts, inclusive=True, limit=1, include_all_metadata=True
        )
        return found["messages"][0]

    async def test_text_without_blocks_takes_the_blocks_away(self, client: AsyncWebClient, ts: str) -> None:
        await client.chat_update(channel="C0HELPSOC", ts=ts, text="y")
        message = await self._message(client, ts)
        assert "blocks" not in message
        assert message["edited"]["user"] == "U0BOT"

    async def test_other_blocks_are_no_visible_edit(self, client: AsyncWebClient, ts: str) -> None:
        await client.chat_update(channel="C0HELPSOC", ts=ts, text="x", blocks=card(text="Other"))
        message = await self._message(client, ts)
        assert message["blocks"][0]["text"]["text"] == "Other"
        assert "edited" not in message

    async def test_metadata_stays_unless_given(self, client: AsyncWebClient, ts: str) -> None:
        await client.chat_update(channel="C0HELPSOC", ts=ts, text="y")
        assert (await self._message(client, ts))["metadata"]["event_payload"] == {"key": "7"}

    async def test_empty_metadata_takes_it_away(self, client: AsyncWebClient, ts: str) -> None:
        await client.chat_update(channel="C0HELPSOC", ts=ts, text="y", metadata={})
        assert "metadata" not in await self._message(client, ts)

    async def test_blocks_alone_keep_the_text(self, client: AsyncWebClient, ts: str) -> None:
        await client.api_call("chat.update", json={"channel": "C0HELPSOC", "ts": ts, "blocks": card(text="Other")})
        assert (await self._message(client, ts))["text"] == "x"

    async def test_nothing_to_change_is_refused(self, client: AsyncWebClient, ts: str, refused: Refused) -> None:
        with refused("no_text", bug=True):
            await client.api_call("chat.update", json={"channel": "C0HELPSOC", "ts": ts})

    async def test_what_another_wrote_cannot_be_changed(
        self, slack: Sandbox, client: AsyncWebClient, refused: Refused
    ) -> None:
        said = await slack.person("anna").says("mine", in_="#help-soc")
        with refused("cant_update_message"):
            await client.chat_update(channel="C0HELPSOC", ts=said.ts, text="y")
        with refused("cant_delete_message"):
            await client.chat_delete(channel="C0HELPSOC", ts=said.ts)

    async def test_a_deleted_message_cannot_be_found(self, client: AsyncWebClient, ts: str, refused: Refused) -> None:
        await client.chat_delete(channel="C0HELPSOC", ts=ts)
        with refused("message_not_found"):
            await client.chat_update(channel="C0HELPSOC", ts=ts, text="y")

    async def test_an_edit_notifies_nobody(self, slack: Sandbox, client: AsyncWebClient, ts: str) -> None:
        await client.chat_update(channel="C0HELPSOC", ts=ts, text="<@U0SAM> <!channel>")
        assert slack.notified("sam") == []


class TestThreads:
    """Replies and their parents."""

    @pytest.fixture
    async def parent(self, client: AsyncWebClient) -> str:
        return str((await client.chat_postMessage(channel="C0HELPSOC", text="parent"))["ts"])

    async def test_a_reply_stands_below_its_parent(self, slack: Sandbox, client: AsyncWebClient, parent: str) -> None:
        await client.chat_postMessage(channel="C0HELPSOC", text="below", thread_ts=parent)
        message = await slack.person("anna").sees("parent")
        assert [reply.text for reply in message.thread] == ["below"]

    async def test_a_thread_is_named_by_its_parent_only(
        self, client: AsyncWebClient, parent: str, refused: Refused
    ) -> None:
        reply = await client.chat_postMessage(channel="C0HELPSOC", text="below", thread_ts=parent)
        with refused("cannot_reply_to_message", bug=True):
            await client.chat_postMessage(channel="C0HELPSOC", text="x", thread_ts=reply["ts"])
        with refused("cannot_reply_to_message", bug=True):
            await client.chat_postMessage(channel="C0HELPSOC", text="x", thread_ts="1700000000.000001")

    async def test_a_thread_that_somebody_deleted_is_refused_without_blame(
        self, slack: Sandbox, client: AsyncWebClient, parent: str, refused: Refused
    ) -> None:
        slack.remove_message(await slack.person("anna").sees("parent"))
        with refused("cannot_reply_to_message"):
            await client.chat_postMessage(channel="C0HELPSOC", text="x", thread_ts=parent)

    async def test_a_broadcast_reply_stands_in_both_places(self, client: AsyncWebClient, parent: str) -> None:
        await client.chat_postMessage(channel="C0HELPSOC", text="both", thread_ts=parent, reply_broadcast=True)
        shown = await client.conversations_history(channel="C0HELPSOC")
        assert [m["text"] for m in shown["messages"]] == ["both", "parent"]
        assert shown["messages"][0]["subtype"] == "thread_broadcast"

    async def test_a_permalink_of_a_reply_names_its_thread(self, client: AsyncWebClient, parent: str) -> None:
        reply = await client.chat_postMessage(channel="C0HELPSOC", text="below", thread_ts=parent)
        link = (await client.chat_getPermalink(channel="C0HELPSOC", message_ts=reply["ts"]))["permalink"]
        assert link.endswith(f"/archives/C0HELPSOC/p{reply['ts'].replace('.', '')}?thread_ts={parent}&cid=C0HELPSOC")


class TestEphemeral:
    """Words for one person."""

    async def test_only_the_one_sees_it_and_it_is_not_kept(self, slack: Sandbox, client: AsyncWebClient) -> None:
        await client.chat_postEphemeral(channel="C0HELPSOC", user="U0ANNA", text="psst")
        assert (await slack.person("anna").sees("psst")).ephemeral
        await slack.person("sam").sees_nothing_of("psst")
        assert (await client.conversations_history(channel="C0HELPSOC"))["messages"] == []
        assert slack.notified("anna") == []

    async def test_in_a_thread_without_replies_it_is_lost(self, slack: Sandbox, client: AsyncWebClient) -> None:
        parent = await slack.person("anna").says("parent", in_="#help-soc")
        asked: Any = {"channel": "C0HELPSOC", "user": "U0ANNA", "thread_ts": parent.ts}
        assert (await client.chat_postEphemeral(**asked, text="lost"))["ok"]
        await slack.person("anna").sees_nothing_of("lost")
        await slack.person("sam").replies(parent, "alive")
        await client.chat_postEphemeral(**asked, text="found")
        assert await slack.person("anna").sees("found", thread=parent)

    async def test_it_can_never_be_updated(self, client: AsyncWebClient, refused: Refused) -> None:
        answer = await client.chat_postEphemeral(channel="C0HELPSOC", user="U0ANNA", text="psst")
        with refused("message_not_found"):
            await client.chat_update(channel="C0HELPSOC", ts=answer["message_ts"], text="y")

    async def test_who_is_not_in_the_channel_gets_none(self, client: AsyncWebClient, refused: Refused) -> None:
        with refused("user_not_in_channel"):
            await client.chat_postEphemeral(channel="C0SOCQUEUE", user="U0ANNA", text="psst")


async def test_a_scheduled_message_comes_when_it_is_time(slack: Sandbox, client: AsyncWebClient) -> None:
    at = int(slack.clock.now().timestamp()) + 60
    await client.chat_scheduleMessage(channel="C0HELPSOC", post_at=at, text="later")
    await slack.person("anna").sees_nothing_of("later")
    slack.clock.advance(timedelta(minutes=2))
    assert await slack.person("anna").sees("later")


async def test_unescaped_words_of_a_person_are_a_violation(slack: Sandbox, client: AsyncWebClient) -> None:
    await slack.person("anna").says("beware <!channel>", in_="#help-soc")
    await client.chat_postMessage(channel="C0HELPSOC", text="she said: beware &lt;!channel&gt;")
    assert slack.violations == []
    await client.chat_postMessage(channel="C0HELPSOC", text="she said: beware <!channel>")
    assert "unescaped" in slack.violations[0]
    slack.violations.clear()
