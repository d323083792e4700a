"""Each thing that can be wrong on this side is found, and its remedy said; and how the command tells it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import aiosqlite
import pytest

from escalation_bot.doctor import installation
from escalation_bot.doctor.finding import Finding, Mark
from escalation_bot.domain.delivery import Delivery, Kind, Status
from escalation_bot.domain.moments import SystemWatch
from escalation_bot.store import inbox, outbox, places, sending
from escalation_bot.store.db import Database
from escalation_bot.store.inbox import Event
from escalation_bot.store.migrations import HEAD
from tests.cli.kit import a_sandbox, outcome, settings
from tests.doctor.conftest import Clinic

DOCTOR = (sys.executable, "-m", "escalation_bot.cli", "doctor")
NOW = SystemWatch().now()


async def one(url: str) -> Finding:
    found = await installation.database(url, NOW)
    assert len(found) == 1, found
    return found[0]


async def test_a_missing_setting_is_the_only_finding(clinic: Clinic) -> None:
    clinic.environ["SLACK_BOT_TOKEN"] = ""
    (found,) = await clinic.looks()
    assert (found.mark, found.about) == (Mark.WRONG, "SLACK_BOT_TOKEN")
    assert found.remedy.startswith("set SLACK_BOT_TOKEN in the environment")


async def test_every_mistake_in_the_policy_is_a_finding(clinic: Clinic) -> None:
    clinic.policy(("version: 1", "version: 9"), ("max: 10, mode", "max: 0, mode"))
    found = [each for each in await clinic.looks() if each.about == "ESCALATION_POLICY"]
    assert [each.what.rpartition(": ")[2] for each in found] == [
        "must be 1, the only format there is",
        "must be at least 1",
    ]
    assert "policy check" in found[0].remedy


async def test_a_missing_policy_is_written_by_init(clinic: Clinic) -> None:
    clinic.environ["ESCALATION_POLICY"] = "none.yml"
    found = await clinic.finds("ESCALATION_POLICY", Mark.WRONG)
    assert "policy init" in found.remedy


async def test_a_good_database_is_ok(database_url: str) -> None:
    found = await one(database_url)
    assert (found.mark, found.what) == (Mark.OK, f"can be written to, at revision {HEAD}")


@pytest.mark.parametrize("url", ["sqlite:////nowhere/desk.db", "postgresql://127.0.0.1:1/desk"])
async def test_a_database_out_of_reach_is_wrong(url: str) -> None:
    found = await one(url)
    assert found.mark is Mark.WRONG
    assert found.remedy.startswith("see that the database runs")


async def test_a_database_that_cannot_be_written_is_wrong(migrated_sqlite: Path) -> None:
    found = await one(f"sqlite:///file:{migrated_sqlite}?mode=ro&uri=true")
    assert (found.mark, found.what) == (Mark.WRONG, "attempt to write a readonly database")


async def test_an_empty_database_is_migrated(tmp_path: Path) -> None:
    found = await one(f"sqlite:///{tmp_path / 'new.db'}")
    assert (found.mark, found.what) == (Mark.WARNING, "is empty")
    assert "escalation-bot migrate" in found.remedy


@pytest.mark.parametrize(
    ("revision", "mark", "remedy"), [("0000", Mark.WARNING, "escalation-bot migrate"), ("9999", Mark.WRONG, "newer")]
)
async def test_another_revision_is_told(clinic: Clinic, revision: str, mark: Mark, remedy: str) -> None:
    file = clinic.folder / "desk.db"
    async with aiosqlite.connect(file) as connection:
        await connection.execute("UPDATE alembic_version SET version_num = ?", [revision])
        await connection.commit()
    found = await one(f"sqlite:///{file}")
    assert found.mark is mark
    assert revision in found.what
    assert remedy in found.remedy


async def test_what_was_set_aside_is_counted(database_url: str, database: Database) -> None:
    async with database.write("T1", NOW) as tx:
        await places.prepare(tx, ())
        await outbox.add(tx, Delivery(Kind.POST, "C1", "receipt"))
        (waiting,) = await outbox.listing(tx, Status.WAITING)
        assert await sending.settle(tx, waiting, Status.SET_ASIDE, "is_archived")
        assert await inbox.store(tx, Event("Ev1", "C1", "C1:1", "", "1", {}))
        (stored,) = await inbox.batch(tx, "C1")
        await inbox.set_aside(tx, stored.row, "KeyError: 'user'")
    _, deliveries, events = await installation.database(database_url, NOW)
    assert (deliveries.mark, deliveries.what) == (Mark.WARNING, "1 not sent and set aside")
    assert "escalation-bot outbox list" in deliveries.remedy
    assert (events.mark, events.what) == (Mark.WARNING, "1 of Slack's events set aside")
    assert "escalation-bot outbox events" in events.remedy


async def test_a_clock_that_does_not_run_is_told_with_how_many_wait_and_since_when() -> None:
    assert installation.looks_overdue(0, None) == []
    (found,) = installation.looks_overdue(3, datetime(2026, 11, 23, 14, 2, tzinfo=UTC))
    assert found.mark is Mark.WARNING
    assert found.what == "the clock does not run: 3 should have been looked at, the first at 2026-11-23 14:02 UTC"
    assert "--no-clock" in found.remedy


async def test_the_command_prints_each_finding_with_its_remedy_and_ends_with_1(clinic: Clinic) -> None:
    async with a_sandbox(clinic.world.without_bot("#help-soc")) as slack:
        end = await outcome(*DOCTOR, env=settings(clinic.folder, slack))
    assert end.status == 1
    lines = end.said.splitlines()
    told = lines.index("wrong   teams.soc.intake_channels: the bot is not in #help-soc")
    assert lines[told + 1] == "        → /invite @escalation-bot in #help-soc"
    assert not end.errors


async def test_the_command_ends_with_0_where_nothing_is_wrong(clinic: Clinic) -> None:
    async with a_sandbox() as slack:
        env = settings(clinic.folder, slack)
        end = await outcome(*DOCTOR, env=env)
    assert end.status == 0, end.said
    assert env["SLACK_BOT_TOKEN"] not in end.said
