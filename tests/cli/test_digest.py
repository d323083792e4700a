"""`escalation-bot digest` shows what would be sent now, from the database, and sends nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PIL import Image
from sqlalchemy import update
from sqlmodel import col
from typer.testing import CliRunner, Result

from escalation_bot.cli import app
from escalation_bot.domain.digest import Due, Kind
from escalation_bot.domain.policy import Impact
from escalation_bot.jobs import summaries
from escalation_bot.messages.render import Renderer
from escalation_bot.policy_file import load_policy
from escalation_bot.store import digests, outbox, places
from escalation_bot.store.db import Database, Tx
from escalation_bot.store.inserts import insert_all
from escalation_bot.store.tables import ClockRow, EscalationRow
from tests.cli import kit
from tests.cli.kit import EXAMPLE

T = TypeVar("T")
ON_FILE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def inside(url: str, work: Callable[[Tx], Awaitable[T]]) -> T:
    """What `work` answers in a transaction of its own."""

    async def run() -> T:
        db = Database(url)
        try:
            async with db.write("T1", datetime.now(UTC)) as tx:
                return await work(tx)
        finally:
            await db.close()

    return asyncio.run(run())


async def fill(tx: Tx, count: int = 3, before: timedelta = timedelta(days=8)) -> None:
    """So many open ones of the example's team, each with a first answer that is overdue."""
    await places.prepare(tx, ("soc",))
    arrived = tx.now - before
    impacts = list(Impact)
    rows = [
        {
            "workspace": "T1", "number": n, "ticket": f"SOC-{n}", "team": "soc", "state": "requested",
            "motive": "deal" if n % 3 else "churn", "impact": impacts[n % 4], "requester": "U0ANNA",
            "arrived": arrived + timedelta(seconds=n), "since": arrived, "by_whom": "U0ANNA", "channel": "C0HELP",
        }
        for n in range(1, count + 1)
    ]  # fmt: skip
    await insert_all(tx, EscalationRow, *rows)
    clock = {"workspace": "T1", "kind": "acknowledge", "started": arrived, "due": arrived + timedelta(hours=4)}
    await insert_all(tx, ClockRow, *({**clock, "escalation": n} for n in range(1, count + 1)))


def run(url: str, *arguments: str, templates: Path | None = None, settings: Mapping[str, str] | None = None) -> Result:
    """The command, with the example policy."""
    environ = {**(settings or {}), "DATABASE_URL": url, "ESCALATION_POLICY": str(EXAMPLE)}
    environ |= {"ESCALATION_TEMPLATES": str(templates)} if templates else {}
    return CliRunner().invoke(app, ["digest", *arguments], env=environ)


def test_a_day_is_shown_and_nothing_is_written(database_url: str) -> None:
    inside(database_url, fill)
    result = run(database_url, "soc", "--preview")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("Service Operations Center · ")
    assert "3 overdue" in lines
    assert lines[-3].startswith("• SOC-1 · Moderate · first answer ")
    assert inside(database_url, outbox.count_by_status) == {}


@ON_FILE
async def test_people_are_called_by_name_where_slack_says_it_and_by_their_ids_else(
    database_url: str, tmp_path: Path
) -> None:
    await asyncio.to_thread(inside, database_url, fill)
    await asyncio.to_thread(inside, database_url, taken_by_sam)
    async with kit.a_sandbox() as slack:
        shown = await asyncio.to_thread(run, database_url, "soc", "--preview", settings=kit.settings(tmp_path, slack))
    assert " · Sam\n" in shown.stdout
    for settings in (kit.settings(tmp_path), {}):
        plain = await asyncio.to_thread(run, database_url, "soc", "--preview", settings=settings)
        assert plain.stdout == shown.stdout.replace(" · Sam\n", " · U0SAM\n")


async def taken_by_sam(tx: Tx) -> None:
    """One of them has an owner."""
    first = update(EscalationRow).where(col(EscalationRow.number) == 1)
    await tx.session.exec(first.values(owner="U0SAM", state="in_progress"))


@ON_FILE
def test_with_nothing_to_say_it_says_so(database_url: str) -> None:
    inside(database_url, lambda tx: places.prepare(tx, ()))
    assert run(database_url, "soc", "--preview").stdout == "There is nothing to say, so nothing would be sent.\n"
    week = run(database_url, "soc", "--weekly", "--preview").stdout
    assert week == "Nothing happened in that week, so nothing would be sent.\n"


def test_a_week_is_shown_and_its_chart_written(database_url: str, tmp_path: Path) -> None:
    inside(database_url, lambda tx: fill(tx, 5, timedelta(days=3)))
    chart = tmp_path / "week.png"
    result = run(database_url, "soc", "--weekly", "--preview", "--png", str(chart))
    assert "5 asked for (0 the week before): Important deal 4, Churn risk 1" in result.stdout, result.output
    assert "By impact: Limited 1, Moderate 2, Major 1, Critical 1" in result.stdout
    with Image.open(chart) as found:
        assert (found.format, found.size) == ("PNG", (1080, 1080))
    assert chart.stat().st_size < 60_000


@ON_FILE
@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("soc",), "add --preview"),
        (("soc", "--preview", "--png", "x.png"), "add --weekly"),
        (("sock", "--preview"), "there is no team sock"),
    ],
)
def test_what_cannot_be_shown_is_said_in_one_line(database_url: str, arguments: tuple[str, ...], why: str) -> None:
    result = run(database_url, *arguments)
    assert result.exit_code == 2
    assert why in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_template_of_ones_own_is_shown(database_url: str, tmp_path: Path) -> None:
    inside(database_url, fill)
    own = tmp_path / "own" / "digest"
    own.mkdir(parents=True)
    (own / "daily.j2").write_text("{% call section() %}{{ team }}: {{ sections[0].count }}{% endcall %}")
    result = run(database_url, "soc", "--preview", templates=own.parent)
    assert result.stdout == "Service Operations Center: 3\n"


def test_ten_thousand_open_ones_are_a_few_reads_and_a_short_message(database_url: str) -> None:
    inside(database_url, lambda tx: fill(tx, 10_000))
    policy = load_policy(EXAMPLE)
    team = policy.teams["soc"]

    async def collect(tx: Tx) -> int:
        due = Due(Kind.DAILY, "soc", team.calendar.local(tx.now), tx.now)
        facts = await summaries.daily(tx, policy, team, due, "https://example.slack.com/")
        assert facts
        assert (facts["sections"][0]["count"], facts["sections"][0]["more"]) == (10_000, 9_990)
        return len(Renderer().message("digest/daily", {**facts, "names": {}}).blocks)

    assert inside(database_url, collect) < 50


def test_the_readers_of_their_own_are_those_with_something_open_since_before(database_url: str) -> None:
    inside(database_url, fill)
    inside(database_url, lambda tx: digests.subscribe(tx, "U0ANNA"))
    inside(database_url, lambda tx: digests.subscribe(tx, "U0ANNA"))
    inside(database_url, lambda tx: digests.subscribe(tx, "U0PAUL"))
    later = datetime.now(UTC) + timedelta(hours=1)
    assert inside(database_url, lambda tx: digests.readers(tx, "soc", later)) == ["U0ANNA"]
    assert inside(database_url, lambda tx: digests.readers(tx, "soc", later - timedelta(days=1))) == []
    assert inside(database_url, lambda tx: digests.readers(tx, "deliverability", later)) == []
