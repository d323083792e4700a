"""What probes and Prometheus are told."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

from escalation_bot.serve.metrics import Backlog, Metrics

from .kit import command, door, got, health, new_app, no_backlog, posted, signed

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def locked() -> str | None:
    return "the database is locked"


async def test_a_living_bot_says_ok_whatever_else_is_wrong() -> None:
    async with door(None, health(database=locked, ready=lambda: False)) as address:
        assert await got(address, "/healthz") == (200, "ok")


async def test_a_ready_bot_says_so_of_each_part() -> None:
    async with door(None) as address:
        status, text = await got(address, "/readyz")
    assert (status, json.loads(text)) == (200, {"database": "ok", "slack": "ok"})


async def test_a_bot_is_not_ready_before_its_start_is_done() -> None:
    waiting = health(ready=lambda: False, slack=lambda: "not reached (TimeoutError)", now=lambda: NINE)
    async with door(None, waiting) as address:
        status, text = await got(address, "/readyz")
    assert status == 503
    assert json.loads(text) == {
        "database": "ok",
        "slack": "not reached (TimeoutError) (since 2026-11-23T09:00:00+00:00)",
        "bot": "starting (since 2026-11-23T09:00:00+00:00)",
    }


async def test_a_bot_without_its_database_is_not_ready() -> None:
    async with door(None, health(database=locked)) as address:
        status, text = await got(address, "/readyz")
    assert status == 503
    assert json.loads(text)["database"].startswith("the database is locked (since ")


async def test_a_database_that_does_not_answer_is_not_waited_for_long() -> None:
    async def silent() -> str | None:
        await asyncio.Event().wait()
        return None

    async with door(None, health(database=silent)) as address:
        status, text = await got(address, "/readyz")
    assert status == 503
    assert json.loads(text)["database"].startswith("no answer within 2 s")


async def test_slacks_later_trouble_is_shown_and_leaves_the_bot_ready() -> None:
    async with door(None, health(slack=lambda: "token_revoked")) as address:
        status, text = await got(address, "/readyz")
    assert status == 200
    assert json.loads(text)["slack"].startswith("token_revoked (since ")


async def test_trouble_keeps_its_first_moment_until_it_is_over() -> None:
    slack: list[str | None] = ["not reached"]
    clock = [NINE]
    asked = health(slack=lambda: slack[0], now=lambda: clock[0])
    assert "since 2026-11-23T09:00" in (await asked.report()).body["slack"]
    clock[0] += timedelta(hours=1)
    assert "since 2026-11-23T09:00" in (await asked.report()).body["slack"]
    slack[0] = None
    assert (await asked.report()).body["slack"] == "ok"
    slack[0] = "not reached"
    assert "since 2026-11-23T10:00" in (await asked.report()).body["slack"]


async def test_answers_are_counted_by_kind_and_outcome() -> None:
    metrics = Metrics(no_backlog)
    app = new_app([])

    @app.command("/broken")
    async def broken() -> None:
        raise LookupError("no")

    async with door(app, metrics=metrics) as address:
        for body in (command(), command(), b"command=/broken", b"command=/unknown", b"payload=[]"):
            await posted(address, body, signed(body))
    for outcome, count in (("acked", 2.0), ("failed", 1.0), ("refused", 1.0)):
        labels = {"kind": "command", "outcome": outcome}
        assert metrics.registry.get_sample_value("escalation_ack_seconds_count", labels) == count


async def test_the_page_shows_what_waits_when_it_is_asked_for() -> None:
    answers: list[Backlog | None] = [
        Backlog(
            {"waiting": 3},
            {"waiting": 1, "set_aside": 2},
            timedelta(seconds=4),
            timedelta(minutes=1),
            looks_overdue=7,
            counted={"refused:late": 2},
        ),
        None,
    ]

    async def backlog() -> Backlog | None:
        return answers.pop(0)

    metrics = Metrics(backlog, sockets=lambda: 2)
    metrics.event("stored")
    metrics.delivery("sent")
    metrics.looked(NINE)
    metrics.reminded("owner", 5)
    async with door(None, metrics=metrics) as address:
        _, text = await got(address, "/metrics")
        _, later = await got(address, "/metrics")
    lines = text.splitlines()
    assert 'escalation_inbox{status="waiting"} 3.0' in lines
    assert 'escalation_outbox{status="set_aside"} 2.0' in lines
    assert 'escalation_oldest_waiting_seconds{box="outbox"} 60.0' in lines
    assert 'escalation_events_total{outcome="stored"} 1.0' in lines
    assert 'escalation_deliveries_total{outcome="sent"} 1.0' in lines
    assert 'escalation_reminders_total{audience="owner"} 5.0' in lines
    assert 'escalation_counted{kind="refused:late"} 2.0' in lines
    assert "escalation_looks_overdue 7.0" in lines
    assert metrics.registry.get_sample_value("escalation_clock_last_look_seconds") == NINE.timestamp()
    assert "escalation_socket_connections 2.0" in lines
    assert "escalation_database_up 1.0" in lines
    assert "escalation_database_up 0.0" in later.splitlines()
    assert "escalation_looks_overdue NaN" in later.splitlines()
    assert "escalation_inbox{" not in later
    assert "escalation_counted{" not in later


async def test_each_bot_counts_for_itself() -> None:
    one, other = Metrics(no_backlog), Metrics(no_backlog)
    one.event("stored")
    assert b'escalation_events_total{outcome="stored"}' not in await other.text()
