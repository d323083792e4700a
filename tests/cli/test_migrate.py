"""`escalation-bot migrate`: to the newest revision, and it says from where."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from typer.testing import CliRunner, Result

from escalation_bot.cli import app
from escalation_bot.store.migrations import HEAD


def migrate(url: str) -> Result:
    return CliRunner().invoke(app, ["migrate"], env={"DATABASE_URL": url})


def test_an_empty_database_is_filled_and_then_there_is_nothing_to_do(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    first, second = migrate(url), migrate(url)
    assert (first.exit_code, first.stdout) == (0, f"empty → {HEAD}\n")
    assert (second.exit_code, second.stdout) == (0, f"{HEAD}, nothing to do\n")


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "desk.db"
    migrate(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    result = migrate(f"sqlite:///{file}")
    assert result.exit_code == 2
    assert result.stderr.startswith("DATABASE_URL: the database is at revision 9999")


def test_a_database_out_of_reach_is_one_line() -> None:
    result = migrate("sqlite:////nowhere/desk.db")
    assert (result.exit_code, result.stderr) == (2, "DATABASE_URL: unable to open database file\n")


def test_a_wrong_address_is_one_line() -> None:
    result = migrate("mysql://desk")
    assert result.exit_code == 2
    assert result.stderr.startswith("DATABASE_URL must be a SQLite or PostgreSQL address")
