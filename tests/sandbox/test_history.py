"""conversations.history and .replies: ranges, pages, metadata, tombstones."""

from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.sandbox import Sandbox

from .a_bot import Refused, sandbox, web_client


@pytest.fixture
async def stamps(client: AsyncWebClient) -> list[str]:
    return [str((await client.chat_postMessage(channel="C0HELPSOC", text=f"{n}"))["ts"]) for n in range(5)]


async def _texts(client: AsyncWebClient, **asked: object) -> list[str]:
    found = await client.conversations_history(channel="C0HELPSOC", **asked)  # type: ignore[arg-type]
    return [message["text"] for message in found["messages"]]


@pytest.mark.usefixtures("stamps")
async def test_the_newest_come_first(client: AsyncWebClient) -> None:
    assert await _texts(client) == ["4", "3", "2", "1", "0"]


async def test_the_ends_of_a_range_count_only_when_inclusive(client: AsyncWebClient, stamps: list[str]) -> None:
    assert await _texts(client, oldest=stamps[1], latest=stamps[3]) == ["2"]
    assert await _texts(client, oldest=stamps[1], latest=stamps[3], inclusive=True) == ["3", "2", "1"]


async def test_one_message_is_found_by_its_timestamp(client: AsyncWebClient, stamps: list[str]) -> None:
    assert await _texts(client, latest=stamps[2], inclusive=True, limit=1) == ["2"]


@pytest.mark.usefixtures("stamps")
async def test_pages_lead_on_until_the_end(client: AsyncWebClient) -> None:
    first = await client.conversations_history(channel="C0HELPSOC", limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_history(channel="C0HELPSOC", limit=3, cursor=cursor)
    assert first["has_more"]
    assert not second["has_more"]
    assert [m["text"] for m in [*first["messages"], *second["messages"]]] == ["4", "3", "2", "1", "0"]


async def test_an_invented_cursor_is_refused(client: AsyncWebClient, refused: Refused) -> None:
    with refused("invalid_cursor", bug=True):
        await client.conversations_history(channel="C0HELPSOC", cursor="abc")


@pytest.mark.parametrize("limit", [1000, -1])
async def test_a_page_has_999_messages_at_most(client: AsyncWebClient, refused: Refused, limit: int) -> None:
    assert (await client.conversations_history(channel="C0HELPSOC", limit=999))["ok"]
    with refused("invalid_limit", bug=True):
        await client.conversations_history(channel="C0HELPSOC", limit=limit)


async def test_a_range_that_is_no_timestamp_is_refused(client: AsyncWebClient, refused: Refused) -> None:
    with refused("invalid_ts_oldest"):
        await client.conversations_history(channel="C0HELPSOC", oldest="yesterday")


async def test_metadata_comes_only_when_asked_for(client: AsyncWebClient) -> None:
    metadata = {"event_type": "delivery", "event_payload": {"id": "d-1"}}
    await client.chat_postMessage(channel="C0HELPSOC", text="x", metadata=metadata)
    bare = await client.conversations_history(channel="C0HELPSOC")
    full = await client.conversations_history(channel="C0HELPSOC", include_all_metadata=True)
    assert bare["messages"][0]["metadata"] == {"event_type": "delivery"}
    assert full["messages"][0]["metadata"] == metadata


async def test_reading_needs_membership(client: AsyncWebClient, refused: Refused) -> None:
    with refused("not_in_channel"):
        await client.conversations_history(channel="C0RANDOM")


class TestReplies:
    """conversations.replies."""

    async def _thread(self, client: AsyncWebClient) -> list[str]:
        parent = str((await client.chat_postMessage(channel="C0HELPSOC", text="p"))["ts"])
        below = [
            str((await client.chat_postMessage(channel="C0HELPSOC", text=f"r{n}", thread_ts=parent))["ts"])
            for n in range(3)
        ]
        return [parent, *below]

    async def test_the_parent_comes_first_and_replies_in_order(self, client: AsyncWebClient) -> None:
        parent, *_ = await self._thread(client)
        found = await client.conversations_replies(channel="C0HELPSOC", ts=parent)
        assert [m["text"] for m in found["messages"]] == ["p", "r0", "r1", "r2"]
        assert found["messages"][0]["reply_count"] == 3
        assert found["messages"][1]["parent_user_id"] == "U0BOT"

    async def test_replies_do_not_stand_in_the_history(self, client: AsyncWebClient) -> None:
        await self._thread(client)
        assert await _texts(client) == ["p"]

    async def test_a_range_is_for_the_replies(self, client: AsyncWebClient) -> None:
        parent, first, *_ = await self._thread(client)
        found = await client.conversations_replies(channel="C0HELPSOC", ts=parent, oldest=first)
        assert [m["text"] for m in found["messages"]] == ["p", "r1", "r2"]

    async def test_pages_of_a_thread_have_the_parent_once(self, client: AsyncWebClient) -> None:
        parent, *_ = await self._thread(client)
        first = await client.conversations_replies(channel="C0HELPSOC", ts=parent, limit=2)
        cursor = first["response_metadata"]["next_cursor"]
        second = await client.conversations_replies(channel="C0HELPSOC", ts=parent, limit=9, cursor=cursor)
        assert [m["text"] for m in [*first["messages"], *second["messages"]]] == ["p", "r0", "r1", "r2"]

    async def test_a_deleted_parent_with_replies_is_a_tombstone(self, client: AsyncWebClient) -> None:
        parent, *_ = await self._thread(client)
        await client.chat_delete(channel="C0HELPSOC", ts=parent)
        found = await client.conversations_replies(channel="C0HELPSOC", ts=parent)
        assert found["messages"][0]["subtype"] == "tombstone"
        assert len(found["messages"]) == 4

    async def test_a_thread_of_nothing_is_not_found(self, client: AsyncWebClient, refused: Refused) -> None:
        with refused("thread_not_found"):
            await client.conversations_replies(channel="C0HELPSOC", ts="1700000000.000001")


async def test_short_pages_can_be_forced_everywhere() -> None:
    async with sandbox() as slack:
        slack.page_cap = 2
        client = web_client(slack)
        names: list[str] = []
        async for page in await client.users_list(limit=200):
            assert len(page["members"]) <= 2
            names += [user["name"] for user in page["members"]]
        assert len(names) == len(set(names)) == len(slack.ws.users)


async def test_a_page_may_be_empty_and_lead_on(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.empty_pages = True
    pages = [page["members"] async for page in await client.users_list(limit=200)]
    assert pages[0] == []
    assert len(pages[1]) == len(slack.ws.users)


async def test_messages_before_an_advance_are_older(slack: Sandbox, client: AsyncWebClient) -> None:
    first = (await client.chat_postMessage(channel="C0HELPSOC", text="x"))["ts"]
    slack.clock.advance(timedelta(hours=1))
    second = (await client.chat_postMessage(channel="C0HELPSOC", text="x"))["ts"]
    assert 3600 <= float(second) - float(first) < 3660
