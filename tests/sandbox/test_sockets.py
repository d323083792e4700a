"""Socket Mode: docs.slack.dev/apis/events-api/using-socket-mode."""

import asyncio

import aiohttp
import pytest

from escalation_bot.sandbox import Sandbox

from .a_bot import Json, happens, hearing_app, over_sockets, sandbox


async def _asked(slack: Sandbox, session: aiohttp.ClientSession) -> Json:
    headers = {"Authorization": f"Bearer {slack.app_token}"}
    async with session.post(f"{slack.api_url}apps.connections.open", headers=headers) as got:
        answer: Json = await got.json()
    return answer


async def _link(slack: Sandbox, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    return await session.ws_connect((await _asked(slack, session))["url"])


async def test_a_connection_says_hello(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        first, second = await _link(slack, session), await _link(slack, session)
        assert (await first.receive_json())["num_connections"] == 1
        assert (await second.receive_json())["type"] == "hello"
        await asyncio.gather(first.close(), second.close())


async def test_a_ticket_is_for_one_connection(slack: Sandbox) -> None:
    slack.ws.socket_tickets.add("once")
    url = f"{slack.origin.replace('http', 'ws')}/link/?ticket=once"
    async with aiohttp.ClientSession() as session:
        await (await session.ws_connect(url)).close()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_the_eleventh_connection_is_too_many(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        open_ones = [await _link(slack, session) for _number in range(11)]
        frames = [await link.receive_json() for link in open_ones]
        assert [f["type"] for f in frames[:10]] == ["hello"] * 10
        assert frames[10]["reason"] == "too_many_websockets"
        await asyncio.gather(*(link.close() for link in open_ones))


async def test_each_envelope_goes_to_one_connection(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        links = [await _link(slack, session) for _number in range(3)]
        for link in links:
            await link.receive_json()
        counts = [0, 0, 0]

        async def listen(number: int) -> None:
            async for frame in links[number]:
                counts[number] += 1
                await links[number].send_json({"envelope_id": frame.json()["envelope_id"]})

        listening = [asyncio.create_task(listen(number)) for number in range(3)]
        for number in range(30):
            await slack.person("anna").says(f"{number}", in_="#help-soc")
        await slack.quiet()
        assert sum(counts) == 30
        assert all(counts)
        await asyncio.gather(*(link.close() for link in links))
        await asyncio.gather(*listening)


async def test_what_was_missed_without_a_connection_arrives_as_a_retry(slack: Sandbox) -> None:
    await slack.person("anna").says("anybody there", in_="#help-soc")
    await slack.quiet()
    async with aiohttp.ClientSession() as session:
        link = await _link(slack, session)
        await link.receive_json()
        envelope = await asyncio.wait_for(link.receive_json(), 5)
        assert envelope["retry_attempt"] == 1
        assert envelope["type"] == "events_api"
        assert envelope["accepts_response_payload"] is False
        await link.send_json({"envelope_id": envelope["envelope_id"]})
        await slack.quiet()
        await link.close()


async def test_a_reset_before_the_ack_leads_to_a_retry(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        link = await _link(slack, session)
        await link.receive_json()
        await slack.person("anna").says("hello", in_="#help-soc")
        first = await link.receive_json()
        slack.drop_sockets()
        again = await _link(slack, session)
        await again.receive_json()
        second = await asyncio.wait_for(again.receive_json(), 5)
        assert second["payload"]["event_id"] == first["payload"]["event_id"]
        assert (first["retry_attempt"], second["retry_attempt"]) == (0, 1)
        await again.send_json({"envelope_id": second["envelope_id"]})
        await slack.quiet()
        await again.close()
        await link.close()


async def test_a_refresh_loses_nothing() -> None:
    heard: list[Json] = []
    async with sandbox() as slack:
        async with over_sockets(slack, hearing_app(slack, heard)):
            talking = asyncio.create_task(_chat(slack, 20))
            await slack.refresh_sockets()
            await talking
            await slack.connected()
            await slack.quiet()
        assert slack.sockets.opened >= 2
    assert {body["event"]["text"] for body in heard} == {str(number) for number in range(20)}


async def _chat(slack: Sandbox, n: int) -> None:
    for number in range(n):
        await slack.person("anna").says(f"{number}", in_="#help-soc")
        await asyncio.sleep(0.01)


async def test_a_bolt_app_comes_back_after_a_reset_and_hears_again() -> None:
    heard: list[Json] = []
    async with sandbox() as slack, over_sockets(slack, hearing_app(slack, heard)):
        slack.drop_sockets()
        await happens(lambda: slack.sockets.opened == 2, 20)
        await slack.connected()
        await slack.person("anna").says("hello", in_="#help-soc")
        await slack.quiet()
    assert [body["event"]["text"] for body in heard] == ["hello"]


async def test_socket_mode_can_be_switched_off_under_way(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        link = await _link(slack, session)
        await link.receive_json()
        await asyncio.gather(slack.switch_off_sockets(), _until_closed(link, "link_disabled"))
        assert slack.sockets.usable == []


async def test_a_refresh_is_announced(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        link = await _link(slack, session)
        await link.receive_json()
        await slack.sockets.warn()
        assert (await link.receive_json())["reason"] == "warning"
        await link.close()


async def _until_closed(link: aiohttp.ClientWebSocketResponse, reason: str) -> None:
    assert (await link.receive_json())["reason"] == reason
    await link.close()


async def test_switched_off_socket_mode_gives_no_url() -> None:
    async with sandbox(manifest={}) as slack, aiohttp.ClientSession() as session:
        assert (await _asked(slack, session))["error"] == "forbidden_team"
