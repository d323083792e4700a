"""Promises that can be counted: reads before a form, calls inside a transaction, rows behind an ack, no doubles."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from escalation_bot.app import Bot
from escalation_bot.sandbox.forms import Form
from escalation_bot.store.db import Database, Tx
from escalation_bot.store.tables import EscalationRow, HistoryRow
from escalation_bot.store.traffic import InboxRow, OutboxRow
from tests.stories.conftest import ROOT, WHY, form

from .conftest import Office
from .troubles import Store

OWN_WORK = (
    "inbox",
    "wake",
    "sender",
    "lane",
    "clock",
    "digests",
    "upkeep",
    "leavers",
    "outages",
    "policy",
    "reckoning",
)
"""The tasks that look at the database whatever people do."""


@contextmanager
def reading(bot: Bot) -> Iterator[list[str]]:
    """What is asked of the database for the sake of people, from here on."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        task = asyncio.current_task()
        if task and not task.get_name().startswith(OWN_WORK) and not statement.startswith("BEGIN"):
            said.append(statement)

    event.listen(bot.db._engine.sync_engine, "before_cursor_execute", note)
    yield said
    event.remove(bot.db._engine.sync_engine, "before_cursor_execute", note)


@asynccontextmanager
async def elsewhere(store: Store, office: Office) -> AsyncIterator[Tx]:
    """Another connection's view of the database."""
    other = Database(store.direct)
    async with other.read(office.slack.team_id, office.slack.clock.now()) as tx:
        yield tx
    await other.close()


async def filled(office: Office, who: str, ticket: str) -> Form:
    """A form that only has to be sent."""
    answer = await office.person(who).types(f"/escalate {ticket}", in_="#help-soc")
    assert answer.form
    return answer.form.fill(form())


async def test_a_form_opens_after_one_read_at_most(office: Office) -> None:
    card, receipt = await office.asked(taken_by="sam")
    anna, sam = office.person("anna"), office.person("sam")
    openings: list[Callable[[], Awaitable[Form | None]]] = [
        lambda: filled(office, "anna", "SOC-102"),
        lambda: sam.clicks("Post update", card),
        lambda: sam.clicks("More…", card),
        lambda: anna.clicks(receipt.buttons[0], receipt),
    ]
    for opens in openings:
        with reading(office.bot) as said:
            opened = await opens()
        assert opened
        assert len(said) <= 1, said
        await opened.cancel()


async def test_what_is_acked_is_stored(office: Office, store: Store) -> None:
    card, _ = await office.asked()
    sent = await filled(office, "anna", "SOC-102")
    await sent.submit()
    async with elsewhere(store, office) as tx:
        assert (await tx.session.exec(select(EscalationRow.ticket).order_by(EscalationRow.ticket))).all() == [
            "SOC-101",
            "SOC-102",
        ]
    await office.person("sam").clicks("Take", card)
    async with elsewhere(store, office) as tx:
        assert (await tx.session.exec(select(EscalationRow.owner).order_by(EscalationRow.ticket))).all() == [
            "U0SAM",
            None,
        ]


async def test_an_event_that_is_acked_is_stored(office: Office, store: Store) -> None:
    card, _ = await office.asked()
    before = len(office.slack.deliveries)
    await office.person("sam").reacts("eyes", card)
    async with asyncio.timeout(5):
        while not [each for each in office.slack.deliveries[before:] if each.acked_after]:  # noqa: ASYNC110
            await asyncio.sleep(0)
    async with elsewhere(store, office) as tx:
        kinds = [row.payload["type"] for row in await tx.session.exec(select(InboxRow))]
    assert "reaction_added" in kinds


async def test_what_people_do_needs_no_call_to_slack_and_is_told_when_slack_is_back(office: Office) -> None:
    card, _ = await office.asked("SOC-101")
    other, _ = await office.asked("SOC-102", taken_by="sam")
    sent = await filled(office, "anna", "SOC-103")
    office.slack.faults.add("*", "cut_before", times=None)

    assert await sent.submit()
    pressed = asyncio.create_task(office.person("sam").clicks("Take", card))
    await office.person("sam").unreacts("eyes", other)

    async def states() -> list[str]:
        return [str((await office.found(ticket)).state) for ticket in ("SOC-101", "SOC-102", "SOC-103")]

    await office.until(states, ["in_progress", "requested", "requested"])

    office.slack.faults.clear()
    office.slack.clock.advance(timedelta(minutes=2))
    await pressed
    await office.idle()
    assert "Sam has it" in card.text
    assert office.message("receipt", "SOC-103", "anna")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_waiting_for_slack_holds_no_connection_to_the_database(office: Office) -> None:
    await office.asked()
    sent = await filled(office, "anna", "SOC-102")
    office.slack.faults.add("users.info", "latency", seconds=1)
    office.slack.change_user("anna", real_name="Anna Berg")
    await office.slack.quiet()
    pool: Any = office.bot.db._engine.sync_engine.pool
    await sent.submit()
    async with asyncio.timeout(5):
        while not (_is_asked(office, "users.info") and pool.checkedout() == 0):  # noqa: ASYNC110
            await asyncio.sleep(0.002)
    await office.idle()
    assert "Anna" in office.message("card", "SOC-102", "sam").text


def _is_asked(office: Office, method: str) -> bool:
    return any(call.answer is None for call in office.slack.calls_of(method))


CALLS = {"api", "directory", "person", "call", "respond", "whisper"}
"""What leads to Slack, by the names that stand in a call."""


def test_no_transaction_that_writes_waits_for_slack() -> None:
    package, apart = (
        ROOT / "escalation_bot",
        {"sandbox", "demo", "compose.py"},
    )  # compose only reads, and says when it ends
    files = [path for path in package.rglob("*.py") if not apart & set(path.relative_to(package).parts)]
    assert [f"{path}:{line}" for path in files for line in _calls_in_transactions(ast.parse(path.read_text()))] == []


def _calls_in_transactions(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        writes = isinstance(node, ast.AsyncWith) and any(_opens(item.context_expr) for item in node.items)
        takes_tx = isinstance(node, ast.AsyncFunctionDef) and any(each.arg == "tx" for each in node.args.args)
        if writes or takes_tx:
            yield from (each.lineno for each in ast.walk(node) if isinstance(each, ast.Await) and _leads_out(each))


def _opens(node: ast.expr) -> bool:
    return any(
        isinstance(each, ast.Attribute) and each.attr in {"turn", "write", "_claimed"} for each in ast.walk(node)
    )


def _leads_out(node: ast.Await) -> bool:
    func = node.value.func if isinstance(node.value, ast.Call) else node.value
    return any(isinstance(each, ast.Attribute) and each.attr in CALLS for each in ast.walk(func))


@pytest.mark.parametrize("statement", ["UPDATE history SET who = 'nobody'", "DELETE FROM history"])
async def test_the_history_refuses_changes_whoever_asks(office: Office, store: Store, statement: str) -> None:
    await office.asks()
    other = Database(store.direct)
    with pytest.raises(DBAPIError, match="append-only"):
        async with other._engine.begin() as connection:
            await connection.execute(text(statement))
    await other.close()
    async with elsewhere(store, office) as tx:
        assert [row.who for row in await tx.session.exec(select(HistoryRow))] == ["U0ANNA"]


async def test_a_ticket_has_one_open_escalation_whoever_is_faster(office: Office, store: Store) -> None:
    first, second = await filled(office, "anna", "SOC-101"), await filled(office, "paul", "SOC-101")
    shown = [each for each in await asyncio.gather(first.submit(), second.submit()) if each]
    assert sorted(each.title for each in shown) == ["Add facts", "Escalated"]
    assert [WHY in each.text for each in shown if each.title == "Add facts"] == [True]
    await office.idle()
    async with elsewhere(store, office) as tx:
        assert len((await tx.session.exec(select(EscalationRow))).all()) == 1
        roles = [row.role for row in await tx.session.exec(select(OutboxRow).where(OutboxRow.role != None))]  # noqa: E711
    assert sorted(filter(None, roles)) == ["card", "receipt"]
