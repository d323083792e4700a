"""Migrations: the revisions and the models say the same, rows live through every one of them, and back again."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg  # type: ignore[import-untyped]  # it has no types
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, Column, Connection, Date, DateTime, Integer, MetaData, Table, func, inspect, select
from sqlalchemy.ext.asyncio import create_async_engine

from escalation_bot.store import migrate, traffic  # noqa: F401  # every table is to be known
from escalation_bot.store.columns import Base
from escalation_bot.store.db import async_url
from escalation_bot.store.migrations import HEAD

T = TypeVar("T")
REVISIONS = [each.revision for each in ScriptDirectory.from_config(migrate.config()).walk_revisions()][::-1]
VERSION = "alembic_version"


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server, name = request.getfixturevalue("postgres_url"), f"empty_{uuid.uuid4().hex}"
    connection = await asyncpg.connect(server)
    await connection.execute(f"CREATE DATABASE {name}")
    yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


async def within(url: str, work: Callable[[Connection], T]) -> T:
    """Does something in one transaction."""
    engine = create_async_engine(async_url(url))
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def differences(connection: Connection) -> list[Any]:
    """What the models have and the database has not, or the other way round."""
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def tables(connection: Connection) -> list[Table]:
    """The tables as they are, each after those that it refers to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != VERSION]


def put_a_row_into_every_table(connection: Connection) -> None:
    """One row for each; whatever revision it is."""
    for table in tables(connection):
        values = {column.name: _something(column) for column in table.columns if not _refers_to_itself(column)}
        connection.execute(table.insert().values(**values))


def _refers_to_itself(column: Column[Any]) -> bool:
    return any(key.column.table is column.table for key in column.foreign_keys)


def _something(column: Column[Any]) -> object:
    kinds = {Boolean: True, Integer: 1, DateTime: datetime.now(UTC), Date: date(2026, 11, 23)}
    return next((value for kind, value in kinds.items() if isinstance(column.type, kind)), _words(column))


def _words(column: Column[Any]) -> object:
    return {} if column.type.python_type is dict else "x"


def rows(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables(connection)
    }


def test_the_newest_revision_is_known_without_asking_alembic() -> None:
    assert REVISIONS[-1] == HEAD


async def test_from_empty_to_newest_makes_what_the_models_say(empty_url: str) -> None:
    await migrate.migrate(empty_url)
    assert await within(empty_url, differences) == []


async def test_a_missing_column_would_be_noticed(empty_url: str) -> None:
    await migrate.migrate(empty_url)
    await within(empty_url, lambda connection: connection.exec_driver_sql("ALTER TABLE escalation DROP COLUMN repeats"))
    assert len(await within(empty_url, differences)) == 1


@pytest.mark.parametrize("revision", REVISIONS)
async def test_rows_of_every_older_revision_come_along(empty_url: str, revision: str) -> None:
    await migrate.migrate(empty_url, revision)
    await within(empty_url, put_a_row_into_every_table)
    before = await within(empty_url, rows)
    assert set(before.values()) == {1}
    await migrate.migrate(empty_url)
    after = await within(empty_url, rows)
    assert {name: after[name] for name in before if name in after} == before
    assert await within(empty_url, differences) == []


@pytest.mark.parametrize("revision", REVISIONS)
async def test_every_revision_can_be_taken_back_and_made_again(empty_url: str, revision: str) -> None:
    await migrate.migrate(empty_url, revision)
    await within(empty_url, lambda connection: command.downgrade(migrate.config(connection), "base"))
    assert await within(empty_url, lambda connection: inspect(connection).get_table_names()) == [VERSION]
    await migrate.migrate(empty_url)
    assert await within(empty_url, differences) == []
