"""Socket Mode against the sandbox: a connection always stands, what is handled is acked, nonsense does no harm."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from escalation_bot.sandbox import Sandbox
from escalation_bot.serve.intake import Intake
from escalation_bot.serve.metrics import Metrics
from escalation_bot.serve.socket import SocketMode

from .kit import new_app, no_backlog, until


@asynccontextmanager
async def running(slack: Sandbox, app: AsyncApp, connections: int = 2) -> AsyncIterator[SocketMode]:
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[])
        sockets = SocketMode(Intake(app, Metrics(no_backlog)), slack.app_token, client, connections=connections)
        await sockets.start()
        try:
            yield sockets
        finally:
            await sockets.stop()


async def test_two_connections_stand_and_what_comes_is_answered() -> None:
    heard: list[Any] = []
    async with Sandbox() as slack, running(slack, new_app(heard)) as sockets:
        await slack.connected(2)
        await until(lambda: sockets.connected() == 2)
        answers = [await slack.person("anna").types(f"/escalate SOC-{n}", in_="#help-soc") for n in range(10)]
        assert [answer.text for answer in answers] == [f"heard SOC-{n}" for n in range(10)]
        assert sockets.trouble() is None
    assert len(heard) == 10
    assert sockets.connected() == 0


async def test_while_slack_cannot_be_reached_the_bot_starts_and_keeps_trying() -> None:
    async with Sandbox() as slack:
        slack.faults.add(method="apps.connections.open", kind="500", times=2)
        slack.faults.add(method="apps.connections.open", kind="html", times=1)
        slack.faults.add(method="apps.connections.open", kind="cut_before", times=1)
        async with running(slack, new_app([])) as sockets:
            assert sockets.connected() == 0
            assert sockets.trouble() == "not connected yet"
            await until(lambda: sockets.connected() == 2)


async def test_a_refused_token_is_shown_as_trouble() -> None:
    async with Sandbox() as slack:
        slack.faults.add(method="apps.connections.open", kind="error", error="invalid_auth", times=50)
        async with running(slack, new_app([])) as sockets:
            await until(lambda: sockets.trouble() != "not connected yet")
            assert sockets.trouble() == "invalid_auth"
            assert sockets.connected() == 0


async def test_retry_after_is_honoured() -> None:
    async with Sandbox() as slack:
        slack.faults.add(method="apps.connections.open", kind="429", retry_after=2, times=1)
        async with running(slack, new_app([]), connections=1) as sockets:
            await until(lambda: sockets.trouble() == "ratelimited")
            await until(lambda: sockets.connected() == 1)
        assert len(slack.calls_of("apps.connections.open")) == 2


async def test_when_slack_asks_for_new_connections_what_is_being_handled_is_acked_on_the_old_ones() -> None:
    entered, leave = asyncio.Event(), asyncio.Event()
    async with Sandbox() as slack, running(slack, slow_app(entered, leave)) as sockets:
        await slack.connected(2)
        slow = asyncio.create_task(slack.person("anna").types("/slow", in_="#help-soc"))
        await entered.wait()
        await slack.sockets.warn()
        await until(lambda: slack.sockets.opened == 4 and sockets.connected() == 2)
        leave.set()
        assert (await slow).text == "done"


async def test_an_old_connection_is_read_until_slack_closes_it() -> None:
    async with Sandbox() as slack, running(slack, new_app([])) as sockets:
        await slack.connected(2)
        await slack.sockets.warn()
        await until(lambda: slack.sockets.opened == 4 and sockets.connected() == 2)
        answers = [await slack.person("anna").types(f"/escalate SOC-{n}", in_="#help-soc") for n in range(10)]
        assert [answer.failed for answer in answers] == [None] * 10
        assert len(slack.sockets.connections) == 4


async def test_after_slack_closed_the_old_connections_everything_still_arrives() -> None:
    heard: list[Any] = []
    async with Sandbox() as slack, running(slack, new_app(heard)) as sockets:
        await slack.connected(2)
        await slack.refresh_sockets()
        answers = [await slack.person("anna").types(f"/escalate SOC-{n}", in_="#help-soc") for n in range(5)]
        assert [answer.failed for answer in answers] == [None] * 5
        await until(lambda: len(slack.sockets.connections) == 2 and sockets.connected() == 2)


async def test_one_connection_stands_while_another_is_replaced() -> None:
    async with Sandbox() as slack, running(slack, new_app([])) as sockets:
        await slack.connected(2)
        await until(lambda: sockets.connected() == 2)
        stood: list[int] = []

        def replaced() -> bool:
            stood.append(sockets.connected())
            return slack.sockets.opened == 3 and stood[-1] == 2

        reset = slack.sockets.connections[0]
        assert reset.transport is not None
        reset.transport.abort()  # type: ignore[attr-defined]
        await until(replaced)
        assert 0 not in stood


async def test_after_a_reset_of_all_they_come_back_and_events_are_delivered_again() -> None:
    heard: list[Any] = []
    async with Sandbox() as slack, running(slack, new_app(heard)) as sockets:
        await slack.connected(2)
        await until(lambda: sockets.connected() == 2)
        slack.drop_sockets()
        await slack.event({"type": "app_mention", "text": "SOC-9", "user": "U0ANNA", "channel": "C0HELPSOC"})
        await until(lambda: slack.sockets.opened == 4 and sockets.connected() == 2)
        await until(lambda: heard)
        assert heard == ["SOC-9"]


async def test_stopping_waits_for_what_is_being_handled_and_acks_it() -> None:
    entered, leave = asyncio.Event(), asyncio.Event()
    async with Sandbox() as slack, running(slack, slow_app(entered, leave)) as sockets:
        await slack.connected(2)
        slow = asyncio.create_task(slack.person("anna").types("/slow", in_="#help-soc"))
        await entered.wait()
        stopping = asyncio.create_task(sockets.stop())
        await until(lambda: len(slack.sockets.connections) == 1)  # the idle one is gone
        leave.set()
        assert (await slow).text == "done"
        await stopping
        assert slack.sockets.connections == []


async def test_frames_that_are_not_slacks_do_no_harm() -> None:
    heard: list[Any] = []
    nonsense = [
        "hello",
        "{",
        "[" * 100_000,
        "[1, 2]",
        '{"type": 5}',
        '{"type": "events_api"}',
        '{"type": "events_api", "envelope_id": 7, "payload": {}}',
        '{"type": "events_api", "envelope_id": "e1", "payload": "words"}',
        '{"type": "events_api", "envelope_id": "e2", "payload": {}}',
        '{"type": "events_api", "envelope_id": "e3", "payload": {"type": "event_callback", "event": []}}',
        '{"type": "interactive", "envelope_id": "e4", "payload": {"type": "block_actions", "actions": []}}',
        '{"type": "slash_commands", "envelope_id": "e5", "payload": {"user": 5}}',
    ]
    async with Sandbox() as slack, running(slack, new_app(heard), connections=1) as sockets:
        await slack.connected(1)
        for frame in nonsense:
            await slack.sockets.connections[0].socket.send_str(frame)
        answer = await slack.person("anna").types("/escalate SOC-1", in_="#help-soc")
        assert answer.text == "heard SOC-1"
        assert sockets.connected() == 1
        assert slack.sockets.opened == 1
    assert heard == ["SOC-1"]


async def test_socket_mode_switched_off_is_said_in_words_and_not_hammered() -> None:
    async with Sandbox() as slack, running(slack, new_app([])) as sockets:
        await slack.connected(2)
        await slack.sockets.close("link_disabled")
        await until(lambda: sockets.trouble() == "Socket Mode is switched off in the Slack app's settings")
        await until(lambda: not slack.sockets.connections)
        assert len(slack.calls_of("apps.connections.open")) == 2


async def test_more_connections_than_slack_allows_are_refused_and_the_others_stand() -> None:
    async with Sandbox() as slack, running(slack, new_app([]), connections=12) as sockets:
        await until(lambda: len(slack.calls_of("apps.connections.open")) == 12)
        await slack.connected(10)
        await until(lambda: sockets.connected() == 10)
        answer = await slack.person("anna").types("/escalate SOC-1", in_="#help-soc")
        assert answer.text == "heard SOC-1"


def slow_app(entered: asyncio.Event, leave: asyncio.Event) -> AsyncApp:
    app = new_app([])

    @app.command("/slow")
    async def slow(ack: Any) -> None:
        entered.set()
        await leave.wait()
        await ack("done")

    return app
