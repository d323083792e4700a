"""What can be wrong with a database, made to happen to the bot's."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg  # type: ignore[import-untyped]  # it has no types
from sqlalchemy import event

from escalation_bot.app import Bot

from .wire import Wire


@dataclass(frozen=True)
class Store:
    """A database: the address that the bot has, the one that others have, and the wire between, where there is one."""

    url: str
    direct: str
    wire: Wire | None = None


Trouble = Callable[[Store, Bot | None], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def sqlite_locked(store: Store, _bot: Bot | None) -> AsyncIterator[None]:
    """Another process writes, and does not end."""
    other = sqlite3.connect(store.direct.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


def _pragma(ill: str, well: str) -> Trouble:
    """Each of the bot's connections begins with a pragma, and with another one when all is well again."""

    @asynccontextmanager
    async def trouble(_store: Store, bot: Bot | None) -> AsyncIterator[None]:
        assert bot, "only for a bot of this process"
        now = [ill]

        def begin(connection: Any, _record: object, _proxy: object) -> None:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA {now[0]}")
            cursor.close()

        event.listen(bot.db._engine.sync_engine, "checkout", begin)
        yield
        now[0] = well

    return trouble


sqlite_read_only = _pragma("query_only=ON", "query_only=OFF")
sqlite_full = _pragma("max_page_count=1", "max_page_count=1073741823")


@asynccontextmanager
async def postgres_locked(store: Store, _bot: Bot | None) -> AsyncIterator[None]:
    """Somebody holds the tables, as a careless migration would."""
    other = await asyncpg.connect(store.direct)
    while not await _held(other, "escalation, inbox, outbox"):
        pass
    yield
    await other.close()


async def _held(other: asyncpg.Connection, tables: str) -> bool:
    """False: the bot was at these tables in another order, and the server chose whom of both to refuse."""
    try:
        await other.execute(f"BEGIN; LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
    except asyncpg.DeadlockDetectedError:
        await other.execute("ROLLBACK")
        return False
    return True


@asynccontextmanager
async def postgres_read_only(store: Store, _bot: Bot | None) -> AsyncIterator[None]:
    """The server has become a standby."""
    async with _altered(store, "SET default_transaction_read_only = on", "RESET default_transaction_read_only"):
        yield


@asynccontextmanager
async def postgres_closed(store: Store, _bot: Bot | None) -> AsyncIterator[None]:
    """The server lets nobody in, as while it starts or is being restored."""
    async with _altered(store, "ALLOW_CONNECTIONS false", "ALLOW_CONNECTIONS true"):
        yield


@asynccontextmanager
async def _altered(store: Store, ill: str, well: str) -> AsyncIterator[None]:
    """A setting of the database, with which all connections begin anew; said from another database of the server."""
    address = urlsplit(store.direct)
    name = address.path.removeprefix("/")
    server = await asyncpg.connect(urlunsplit(address._replace(path="/postgres")))
    for setting in (ill, well):
        await server.execute(f"ALTER DATABASE {name} {setting}")
        await server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
        if setting is ill:
            yield
    await server.close()


@asynccontextmanager
async def postgres_full(store: Store, _bot: Bot | None) -> AsyncIterator[None]:
    """The disk is full: whatever is inserted is refused, with PostgreSQL's own code for it."""
    raising = "BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END"
    await _say(store, f"CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ {raising} $$")
    for table in _TABLES:
        await _say(store, f"CREATE TRIGGER disk_full BEFORE INSERT ON {table} EXECUTE FUNCTION disk_full()")
    yield
    await _say(store, "DROP FUNCTION disk_full() CASCADE")


@asynccontextmanager
async def postgres_stopped(store: Store, _bot: Bot | None) -> AsyncIterator[None]:
    """The server is gone."""
    assert store.wire
    async with store.wire.refusing():
        yield


@asynccontextmanager
async def postgres_silent(store: Store, _bot: Bot | None) -> AsyncIterator[None]:
    """The network swallows everything."""
    assert store.wire
    async with store.wire.silent():
        yield


_TABLES = ("escalation", "history", "inbox", "outbox", "refusal")


async def _say(store: Store, *statements: str) -> None:
    connection = await asyncpg.connect(store.direct)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
