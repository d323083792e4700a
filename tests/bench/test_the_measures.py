"""The benchmark counts what Slack would count, so that its verdicts can be believed."""

import json
import time
from urllib.parse import parse_qs

import pytest

from bench import load
from bench.form import form
from bench.measure import Burst, slack
from bench.report import at_least, at_most, table
from bench.rows import DUE, FEW, NOW, TEAM, WORKSPACE, fill
from bench.subject import SECRET
from bench.waking import Sleepers
from bench.wire import first_message
from escalation_bot.serve.guard import is_signed
from escalation_bot.store import queues
from escalation_bot.store.db import Database


def told(*forms: float, connections: int = 1) -> dict[str, object]:
    return {"form_after": list(forms), "connections": connections}


def test_an_ack_is_missed_when_it_is_late_refused_or_absent() -> None:
    acks = [load.Ack(200, 2.9), load.Ack(200, 3.1), load.Ack(500, 0.1), load.Ack(0, 30.0)]
    assert Burst.of(acks, told()).missed == 3


def test_a_trigger_is_expired_when_its_form_came_late_or_never() -> None:
    acks = [load.Ack(200, 0.1)] * 4
    assert Burst.of(acks, told(0.2, 2.9, 3.1)).expired == 2


def test_speed_counts_until_the_last_form_has_come() -> None:
    assert Burst.of([load.Ack(200, 0.1)] * 2, told(1.0, 2.0)).per_second == 1.0


@pytest.mark.parametrize(("value", "holds"), [(1.99, True), (2.0, True), (2.01, False)])
def test_a_limit_holds_up_to_its_value(value: float, holds: bool) -> None:
    assert at_most("ack", value, 2).holds is holds
    assert at_least("speed", -value, -2).holds is holds
    assert ("MISSED" in table([at_most("ack", value, 2)])) is not holds


def test_requests_are_signed_as_slack_signs() -> None:
    head, _, body = load.command(0).partition(b"\r\n\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head.decode().split("\r\n")[1:])
    assert is_signed(SECRET, body, headers, time.time())


def test_a_form_is_filled_in_by_its_labels_each_for_a_ticket_of_its_own() -> None:
    make = load.submissions(form(), first=500)
    payloads = [
        json.loads(parse_qs(make(number).partition(b"\r\n\r\n")[2].decode())["payload"][0]) for number in range(2)
    ]
    values = payloads[1]["view"]["state"]["values"]
    assert [payload["view"]["id"] for payload in payloads] == ["V500", "V501"]
    assert values["ticket"]["ticket"]["value"] == "SOC-501"
    assert values["motive"]["motive"]["selected_option"]["text"]["text"] == "Deadline risk"
    assert values["impact"]["impact"]["selected_option"]["text"]["text"] == "Major"


@pytest.mark.parametrize(
    ("received", "message"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n", None),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\no", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP", (b"ok", b"HTTP")),
        (b"HTTP/1.1 200 OK\r\n\r\n", (b"", b"")),
    ],
)
def test_a_message_is_there_when_its_length_has_come(received: bytes, message: tuple[bytes, bytes] | None) -> None:
    found = first_message(received)
    assert (found and (found.body, found.rest)) == message


async def test_the_stub_counts_forms_their_delay_and_connections() -> None:
    with slack() as stub:
        port = int(stub.api_url.split(":")[2].split("/")[0])
        stub.reset(latency=0.01)
        trigger = f"1.{time.time_ns() // 1000 - 1_000_000}.be9c4"
        body = json.dumps({"trigger_id": trigger, "view": {"type": "modal"}}).encode()
        head = b"POST /api/views.open HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(
            body
        )
        for _ in range(2):
            line = await load.connect(port)
            for _ in range(2):
                status, answer = await line.ask(head + body)
                assert (status, json.loads(answer)["ok"]) == (200, True)
            line.close()
        seen = stub.told()
    assert seen["calls"] == {"views.open": 4}
    assert seen["connections"] == 2
    assert all(after >= 1.0 for after in seen["form_after"])
    assert json.loads(seen["view"]) == {"type": "modal"}


@pytest.mark.parametrize("count", [FEW, 2 * FEW - DUE])
async def test_a_database_is_filled_with_as_many_as_were_asked_for_and_a_hundred_of_them_due(
    database_url: str, database: Database, count: int
) -> None:
    await fill(database_url, count)
    async with database.read(WORKSPACE, NOW) as tx:
        assert await queues.count_open(tx, TEAM, ()) == count
        assert {found.number for found in await queues.due(tx, count)} == set(range(1, DUE + 1))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_look_of_the_clock_ends_in_sleep_for_all_that_were_due(database_url: str, database: Database) -> None:
    await fill(database_url, FEW)
    assert await Sleepers(database).wake()
    async with database.read(WORKSPACE, NOW) as tx:
        assert await queues.due(tx, 1) == []
