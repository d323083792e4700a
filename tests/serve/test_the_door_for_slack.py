"""POST /slack/events: only what Slack signed, of Slack's size and shape, reaches Bolt."""

import asyncio
import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest

from escalation_bot.serve.guard import is_signed

from .kit import FORM, JSON, SECRET, command, door, got, new_app, posted, signed

WHOLE = {"a command": (command(), FORM), "a check of the certificate": (b"ssl_check=1&token=abc", FORM)}
BROKEN = {
    "a form that is not UTF-8": (b"\xff\xfe\x00", FORM),
    "JSON that is not UTF-8": (b"\xff\xfe\x00", JSON),
    "JSON that ends too soon": (b'{"type": "event_callback"', JSON),
    "a form that looks like JSON": (b"{", FORM),
    "a payload that is not JSON": (b"payload=%7Bbroken", FORM),
    "an empty form": (b"", FORM),
    "empty JSON": (b"", JSON),
    "JSON nested too deep": (b"[" * 100_000, JSON),
}
MISSHAPEN: list[Any] = [
    [],
    "words",
    5,
    None,
    {},
    {"user": 5},
    {"type": "event_callback", "event": []},
    {"type": "event_callback", "event": {"type": "message", "user": 5}},
    {"type": "block_actions", "actions": []},
    {"type": "block_actions", "actions": [5]},
    {"type": "view_submission", "view": 5},
    {"authorizations": [5]},
]


async def test_what_slack_signed_is_heard_and_answered() -> None:
    heard: list[Any] = []
    async with door(new_app(heard)) as address:
        answer = await posted(address, command("SOC-101 first"), signed(command("SOC-101 first")))
    assert answer == (200, "heard SOC-101 first")
    assert heard == ["SOC-101 first"]


async def test_an_event_and_an_interaction_come_the_same_way() -> None:
    heard: list[Any] = []
    event = json.dumps({"type": "event_callback", "event": {"type": "app_mention", "text": "SOC-7"}}).encode()
    action = {"type": "block_actions", "actions": [{"type": "button", "action_id": "take", "block_id": "b"}]}
    form = {"type": "view_submission", "view": {"type": "modal", "callback_id": "form"}}
    async with door(new_app(heard)) as address:
        assert (await posted(address, event, signed(event), JSON))[0] == 200
        for payload in (action, form):
            body = urlencode({"payload": json.dumps(payload)}).encode()
            status, text = await posted(address, body, signed(body))
            assert status == 200
    assert heard == ["SOC-7", "take", "form"]
    assert json.loads(text) == {"response_action": "errors", "errors": {"ticket": "Which one?"}}


async def test_the_address_is_verified_with_a_signed_challenge() -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"}).encode()
    async with door(new_app([])) as address:
        status, text = await posted(address, body, signed(body), JSON)
    assert (status, json.loads(text)) == (200, {"challenge": "3eZbrw1a"})


@pytest.mark.parametrize(("body", "kind"), (WHOLE | BROKEN).values(), ids=WHOLE | BROKEN)
async def test_nothing_unsigned_is_heard_whatever_its_shape(body: bytes, kind: str) -> None:
    heard: list[Any] = []
    async with door(new_app(heard)) as address:
        status, _ = await posted(address, body, {}, kind)
    assert status == 401
    assert heard == []


async def test_a_signature_is_refused_when_old_early_foreign_or_garbled() -> None:
    heard: list[Any] = []
    body, now = command(), time.time()
    good = signed(body)
    stamp, signature = good["X-Slack-Request-Timestamp"], good["X-Slack-Signature"]
    wrong = [
        signed(body, at=now - 302),
        signed(body, at=now + 302),
        signed(body, secret="another"),
        signed(body + b"&more=1"),
        {"X-Slack-Signature": signature},
        {"X-Slack-Request-Timestamp": stamp},
        {**good, "X-Slack-Signature": ""},
        {**good, "X-Slack-Signature": signature.removeprefix("v0=")},
        {**good, "X-Slack-Signature": "v0=é"},
        {**good, "X-Slack-Request-Timestamp": "²"},
        {**good, "X-Slack-Request-Timestamp": "soon"},
        {**good, "X-Slack-Request-Timestamp": "9" * 5000},
        {**good, "X-Slack-Request-Timestamp": "-" + stamp},
    ]
    async with door(new_app(heard)) as address:
        answers = [(await posted(address, body, headers))[0] for headers in wrong]
    assert answers == [401] * len(wrong)
    assert heard == []


async def test_a_signature_is_good_for_five_minutes() -> None:
    body = command()
    async with door(new_app([])) as address:
        assert (await posted(address, body, signed(body, at=time.time() - 298)))[0] == 200


async def test_a_replayed_request_is_answered_as_before() -> None:
    heard: list[Any] = []
    body, headers = command(), signed(command())
    async with door(new_app(heard)) as address:
        answers = [await posted(address, body, headers) for _ in range(2)]
    assert answers[0] == answers[1] == (200, "heard SOC-101")


@pytest.mark.parametrize(("body", "kind"), BROKEN.values(), ids=BROKEN)
async def test_a_signed_body_that_cannot_be_parsed_is_400(body: bytes, kind: str) -> None:
    async with door(new_app([])) as address:
        assert (await posted(address, body, signed(body), kind))[0] == 400


@pytest.mark.parametrize("payload", MISSHAPEN, ids=repr)
async def test_a_signed_body_that_has_not_slacks_shape_is_400(payload: Any) -> None:
    plain, form = json.dumps(payload).encode(), urlencode({"payload": json.dumps(payload)}).encode()
    async with door(new_app([])) as address:
        assert (await posted(address, plain, signed(plain), JSON))[0] == 400
        assert (await posted(address, form, signed(form), FORM))[0] == 400


async def test_a_body_over_one_megabyte_is_413_even_when_signed() -> None:
    heard: list[Any] = []
    fits, long = (command("x" * size) for size in (990_000, 1_000_001))
    async with door(new_app(heard)) as address:
        assert (await posted(address, long, signed(long)))[0] == 413
        assert (await posted(address, fits, signed(fits)))[0] == 200
    assert len(heard) == 1


async def test_a_long_body_is_refused_before_it_has_come_whether_its_length_was_declared_or_not() -> None:
    chunk = b"%x\r\n%s\r\n" % (600_000, b"x" * 600_000)
    heads = (b"Content-Length: 900000000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk)
    async with door(new_app([])) as address:
        for head in heads:
            assert b" 413 " in await _first_line(address, b"POST /slack/events HTTP/1.1\r\nHost: bot\r\n" + head)


async def test_a_request_that_is_broken_off_disturbs_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with door(new_app([])) as address:
        _, writer = await _connect(address)
        writer.write(b"POST /slack/events HTTP/1.1\r\nHost: bot\r\nContent-Length: 100\r\n\r\nhalf")
        await writer.drain()
        writer.transport.abort()
        assert (await posted(address, command(), signed(command())))[0] == 200
    assert "Exception" not in caplog.text


async def test_only_posts_are_taken() -> None:
    async with door(new_app([])) as address:
        assert (await got(address, "/slack/events"))[0] == 405


async def test_in_socket_mode_the_path_is_absent() -> None:
    async with door(None) as address:
        assert (await posted(address, command(), signed(command())))[0] == 404


async def test_a_listener_that_fails_is_a_500_so_that_slack_delivers_again() -> None:
    app = new_app([])

    @app.command("/broken")
    async def broken() -> None:
        raise LookupError("the desk is on fire")

    body = b"command=/broken&text="
    async with door(app) as address:
        assert (await posted(address, body, signed(body)))[0] == 500


def test_the_example_of_slacks_documentation_verifies() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = {
        "x-slack-request-timestamp": "1531420618",
        "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    }
    assert is_signed(SECRET, body, headers, 1531420618.0)
    assert not is_signed(SECRET, body + b" ", headers, 1531420618.0)


async def _connect(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, port = address.removeprefix("http://").split(":")
    return await asyncio.open_connection(host, int(port))


async def _first_line(address: str, request: bytes) -> bytes:
    reader, writer = await _connect(address)
    writer.write(request)
    try:
        async with asyncio.timeout(5):
            return await reader.readline()
    finally:
        writer.transport.abort()
