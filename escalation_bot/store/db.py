"""The database: one engine, write transactions that begin with the lock, and what people are told when it fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

LOCK_WAIT_MS = 1000
"""How long a verb waits for the write lock at most (DESIGN, promise 2)."""
ANSWER_S = 3
"""How long PostgreSQL may take for one statement: on a connection that the network forgot no answer would ever come."""
IDLE_MS = 10_000
"""How long a process that stands still may keep what it locked; then PostgreSQL takes it back (within 15 s, §8)."""


class NotSaved(Exception):
    """The database is locked, full, read-only or out of reach: nothing was changed."""


class Doubled(Exception):
    """Something stands in the database already that may stand there only once: somebody was faster."""


@dataclass(frozen=True)
class Tx:
    """One transaction: its session, the workspace it is about, and the moment it stands for."""

    session: AsyncSession
    workspace: str
    now: datetime


def async_url(url: str) -> URL:
    """The address as people write it, with the asynchronous driver's name in it. Raises NotSaved for none."""
    try:
        found = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise NotSaved("cannot be read as the address of a database") from error
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
    return found.set(drivername=drivers.get(found.drivername, found.drivername))


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() == "sqlite":
        engine = create_async_engine(
            url, connect_args={"timeout": LOCK_WAIT_MS / 1000}, pool_size=5, hide_parameters=True
        )
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    settings = {
        "application_name": "escalation-bot",
        "timezone": "UTC",
        "lock_timeout": str(LOCK_WAIT_MS),
        "idle_in_transaction_session_timeout": str(IDLE_MS),
    }
    return create_async_engine(
        url,
        hide_parameters=True,  # what people wrote has no place in a log
        pool_size=10,
        max_overflow=0,
        pool_timeout=2,
        pool_pre_ping=True,  # after a restart of the server nobody is told "not saved" for a connection that is gone
        connect_args={"server_settings": settings, "timeout": ANSWER_S, "command_timeout": ANSWER_S},
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin by our own statement, below
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", f"busy_timeout={LOCK_WAIT_MS}", "foreign_keys=ON", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


class Database:
    """Opens transactions. On SQLite this process's writers queue in order instead of racing for the file's lock."""

    def __init__(self, url: str) -> None:
        self.url = async_url(url)
        self._engine = _engine(self.url)
        self._writer = self._engine.execution_options(writes=True)
        self._queue = asyncio.Lock() if self.is_sqlite else nullcontext()
        self._own_work = asyncio.Lock() if self.is_sqlite else nullcontext()

    @property
    def is_sqlite(self) -> bool:
        """Is it the embedded default?"""
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def write(self, workspace: str, now: datetime, *, person_waits: bool = False) -> AsyncIterator[Tx]:
        """A transaction that begins with the write lock and commits at the end. Raises NotSaved, Doubled.

        Of the bot's own work one at most stands in the queue with what people wait for.
        """
        line = nullcontext() if person_waits else self._own_work
        session = AsyncSession(self._writer, expire_on_commit=False)
        async with _saved(), line, self._queue, session, session.begin():
            yield Tx(session, workspace, now)

    @asynccontextmanager
    async def read(self, workspace: str, now: datetime) -> AsyncIterator[Tx]:
        """A transaction that only reads."""
        async with _saved(), AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            yield Tx(session, workspace, now)

    async def ping(self) -> None:
        """Does it answer? Raises NotSaved."""
        async with _saved(), self._engine.connect() as connection:
            await connection.exec_driver_sql("SELECT 1")

    async def close(self) -> None:
        """Gives all connections back."""
        await self._engine.dispose()


@asynccontextmanager
async def _saved() -> AsyncIterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise Doubled(str(error.orig)) from error
    except (DataError, ProgrammingError):
        raise  # a mistake of ours
    except (DBAPIError, PoolTimeout, OSError) as error:
        raise NotSaved(str(error.__cause__ or error)) from error
