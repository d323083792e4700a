"""`escalation-bot outbox`: what is on its way or was set aside is seen, explained, sent again or dropped."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from typer.testing import CliRunner, Result

from escalation_bot.cli import app
from escalation_bot.domain.delivery import Delivery, Kind, Pending, Status
from escalation_bot.store import care, inbox, outbox, places, sending
from escalation_bot.store.db import Database, Tx
from escalation_bot.store.inbox import Event

T = TypeVar("T")
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SECRET = "the shop of Nordic Stores"


@pytest.fixture
def url(database_url: str) -> str:
    """A database with a delivery that waits, one that was set aside, and an event that was."""
    inside(database_url, fill)
    return database_url


def inside(url: str, work: Callable[[Tx], Awaitable[T]], workspace: str = "T1") -> T:
    async def run() -> T:
        db = Database(url)
        try:
            async with db.write(workspace, NOW) as tx:
                return await work(tx)
        finally:
            await db.close()

    return asyncio.run(run())


async def fill(tx: Tx) -> None:
    await places.prepare(tx, ())
    await outbox.add(tx, Delivery(Kind.POST, "C1", "receipt", {"motivation": SECRET}))
    await outbox.add(tx, Delivery(Kind.POST, "C2", "card"))
    first, _ = await outbox.listing(tx, Status.WAITING)
    assert await sending.calling(tx, first)
    (called,) = await outbox.listing(tx, Status.CALLING)
    assert await sending.settle(tx, called, Status.SET_ASIDE, "is_archived")
    payload = {"type": "message", "user": "U1", "text": SECRET}
    assert await inbox.store(tx, Event("Ev1", "C1", "C1:1", "", "1", payload))
    (stored,) = await inbox.batch(tx, "C1")
    await inbox.set_aside(tx, stored.row, "KeyError: 'ts'")


def run(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["outbox", *arguments], env={"DATABASE_URL": url})


def delivery(url: str, number: int) -> Pending:
    found = inside(url, lambda tx: outbox.one(tx, number))
    assert found
    return found


def test_what_waits_and_what_was_set_aside_is_a_line_each_with_why_and_since_when(url: str) -> None:
    result = run(url, "list")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "1  set aside  post receipt → C1  since 2026-11-22 09:30:00 UTC, 1 try: is_archived",
        "2  waiting  post card → C2  since 2026-11-22 09:30:00 UTC, 0 tries",
    ]


def test_an_empty_outbox_says_so(url: str) -> None:
    run(url, "drop", "1", "--why", "old")
    run(url, "drop", "2", "--why", "old")
    assert run(url, "list").stdout == "Nothing waits, nothing was set aside.\n"


def test_what_was_set_aside_is_sent_again(url: str) -> None:
    result = run(url, "resend", "1")
    assert result.stdout.startswith("1 on the way again")
    assert (delivery(url, 1).status, delivery(url, 1).attempts) == (Status.WAITING, 0)


def test_all_that_was_set_aside_is_sent_again_and_nothing_else(url: str) -> None:
    assert run(url, "resend", "--all").stdout.startswith("1 on the way again")
    assert run(url, "resend", "--all").stdout.startswith("0 on the way again")


def test_what_was_not_set_aside_is_not_sent_again(url: str) -> None:
    result = run(url, "resend", "2")
    assert (result.exit_code, result.stderr) == (
        2,
        "2 was not set aside; escalation-bot outbox explain 2 says how it is\n",
    )


@pytest.mark.parametrize("arguments", [(), ("1", "--all")])
def test_to_send_again_names_one_or_all(url: str, arguments: tuple[str, ...]) -> None:
    result = run(url, "resend", *arguments)
    assert (result.exit_code, result.stderr) == (2, "name one delivery, or use --all\n")


@pytest.mark.parametrize("number", [1, 2])
def test_a_dropped_delivery_keeps_the_reason(url: str, number: int) -> None:
    assert run(url, "drop", str(number), "--why", "said in person").stdout == f"{number} is dropped\n"
    assert (delivery(url, number).status, delivery(url, number).note) == (Status.DROPPED, "by hand: said in person")


def test_dropping_needs_a_reason(url: str) -> None:
    assert run(url, "drop", "1").exit_code == 2
    assert delivery(url, 1).status is Status.SET_ASIDE


def test_what_is_being_sent_or_over_is_not_dropped(url: str) -> None:
    run(url, "drop", "1", "--why", "old")
    waiting = delivery(url, 2)
    assert inside(url, lambda tx: sending.calling(tx, waiting))
    for number in ("1", "2", "9"):
        result = run(url, "drop", number, "--why", "again")
        assert (result.exit_code, result.stderr) == (2, f"{number} neither waits nor was set aside\n")


def test_a_delivery_is_explained_without_what_people_wrote(url: str) -> None:
    text = run(url, "explain", "1").stdout
    rows = {line[:14].strip(): line[14:] for line in text.splitlines()}
    assert rows["delivery"] == "1, post receipt → C1"
    assert rows["status"] == "set aside"
    assert rows["why"] == "is_archived"
    assert rows["next"] == "nothing, until somebody resends or drops it"
    assert rows["tried"] == "2026-11-22 09:30:00 UTC, 1 try"
    assert rows["made of"] == "motivation"
    assert rows["metadata id"] == delivery(url, 1).mark
    assert SECRET not in text


def test_there_is_nothing_to_explain_about_nothing(url: str) -> None:
    assert run(url, "explain", "9").stderr == "there is no delivery 9\n"


def test_an_event_that_was_set_aside_is_shown_without_what_people_wrote(url: str) -> None:
    text = run(url, "events").stdout
    assert text == "1  set aside  message by U1 in C1  since 2026-11-22 09:30:00 UTC, 0 tries: KeyError: 'ts'\n"


def test_an_event_that_was_set_aside_is_worked_again(url: str) -> None:
    assert run(url, "retry-event", "1").stdout.startswith("1 is worked again")
    assert inside(url, inbox.count_by_status) == {"waiting": 1}
    assert run(url, "retry-event", "1").stderr == "there is no event 1 that was set aside\n"


def test_without_troubled_events_it_says_so(url: str) -> None:
    run(url, "retry-event", "1")
    inside(url, lambda tx: inbox.finish(tx, 1))
    assert run(url, "events").stdout == "No event waits after a failure, none was set aside.\n"


def test_of_several_workspaces_one_is_named(url: str) -> None:
    inside(url, lambda tx: places.prepare(tx, ()), "T2")
    assert run(url, "list").stderr == "--workspace must be one of T1, T2\n"
    assert run(url, "--workspace", "T2", "list").stdout == "Nothing waits, nothing was set aside.\n"
    assert run(url, "--workspace", "T1", "list").stdout.startswith("1  set aside")


def test_nothing_of_another_workspace_is_touched(url: str) -> None:
    inside(url, lambda tx: places.prepare(tx, ()), "T2")
    assert run(url, "--workspace", "T2", "resend", "1").exit_code == 2
    assert run(url, "--workspace", "T2", "retry-event", "1").exit_code == 2
    assert inside(url, care.workspaces) == ["T1", "T2"]


def test_a_database_without_a_bot_says_so(database_url: str) -> None:
    assert run(database_url, "list").stderr == "the bot has not been at work with this database yet\n"


def test_a_database_that_was_not_migrated_says_how(tmp_path: Path) -> None:
    result = run(f"sqlite:///{tmp_path / 'new.db'}", "list")
    assert (result.exit_code, result.stderr) == (
        2,
        "DATABASE_URL: the database is empty; run: escalation-bot migrate\n",
    )
