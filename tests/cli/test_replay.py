"""`policy replay`: what a changed policy would have made of past requests, compared with the one in force."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from escalation_bot.cli import app
from escalation_bot.desk import request as requests
from escalation_bot.desk.request import Asked
from escalation_bot.desk.verbs import act
from escalation_bot.domain.escalation import Escalation, Request
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import Person
from escalation_bot.domain.policy import Impact
from escalation_bot.policy_file import load_policy
from escalation_bot.store import places
from escalation_bot.store.db import Database
from tests.cli.kit import EXAMPLE

NOW = datetime.now(UTC)
SAM = Person("U0SAM", frozenset({"soc"}))
WORDS = "The shop opens on 3 December; without the fix 400 stores cannot take orders on that day."
PAST = [
    ("SOC-1", 50, Impact.MAJOR, WORDS),
    ("SOC-2", 9, Impact.LIMITED, WORDS),
    ("SOC-3", 8, Impact.LIMITED, WORDS),
    ("SOC-4", 7, Impact.CRITICAL, "Without it 400 stores cannot take an order on that day."),
]
"""Ticket, days ago, impact and words. SOC-1 was taken at once, SOC-2 still waits."""


@pytest.fixture
def url(database_url: str) -> str:
    """A database with these requests."""
    asyncio.run(fill(database_url))
    return database_url


async def fill(url: str) -> None:
    db, policy = Database(url), load_policy(EXAMPLE)
    for number, (ticket, days, impact, words) in enumerate(PAST):
        asked = Request(ticket, "soc", "churn", impact, words)
        async with db.write("T1", NOW - timedelta(days=days)) as tx:
            await places.prepare(tx, policy.teams)
            stored = await requests.request(tx, policy, Asked(asked, Person("U0ANNA"), "#help-soc", f"V{number}"))
            assert isinstance(stored, Escalation)
            if ticket == "SOC-1":
                await act(tx, policy, SAM, Verb.TAKE, stored.id)
    await db.close()


def replayed(url: str, changed: str, *arguments: str) -> list[str]:
    """What the command prints, its spaces made single."""
    environ = {"DATABASE_URL": url, "ESCALATION_POLICY": str(EXAMPLE), "COLUMNS": "200"}
    result = CliRunner().invoke(app, ["policy", "replay", changed, *arguments], env=environ)
    assert result.exit_code == 0, result.output
    return [" ".join(line.split()) for line in result.output.splitlines()]


def changed_to(tmp_path: Path, old: str, new: str) -> str:
    """The example with another setting."""
    file, text = tmp_path / "changed.yml", EXAMPLE.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    return str(file)


def test_the_same_policy_makes_no_difference(url: str) -> None:
    assert replayed(url, str(EXAMPLE)) == ["Of 3 requests in 30d: nothing would have been different."]


def test_other_weights_put_some_elsewhere_in_line(url: str, tmp_path: Path) -> None:
    said = replayed(url, changed_to(tmp_path, "critical: 40}", "critical: 0}"))
    assert said[-1] == "Of 3 requests in 30d: 1 later in line."
    (line,) = (each for each in said if "SOC-4" in each)
    assert "place 1 in line" in line
    assert "place 3 in line" in line


def test_stricter_rules_would_have_sent_some_back_and_looser_ones_let_them_through(url: str, tmp_path: Path) -> None:
    strict = changed_to(tmp_path, "min_characters: 40", "min_characters: 80")
    said = replayed(url, strict)
    assert said[-1].startswith("Of 3 requests in 30d: 1 sent back")
    assert any("SOC-4" in line and "sent back: This is too short to judge (80" in line for line in said)
    back = replayed(url, str(EXAMPLE), "--against", strict)
    assert back[-1].startswith("Of 3 requests in 30d: 1 let through")


def test_how_far_to_look_back_is_said(url: str, tmp_path: Path) -> None:
    gone = changed_to(tmp_path, "min_characters: 40", "min_characters: 200")
    assert replayed(url, gone, "--since", "90d")[-1].startswith("Of 4 requests in 90d: 4 sent back")
    bad = CliRunner().invoke(app, ["policy", "replay", str(EXAMPLE), "--against", str(EXAMPLE), "--since", "ever"])
    assert bad.exit_code == 2
    assert "--since" in bad.output
