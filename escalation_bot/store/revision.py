"""Which revision the database is at, without importing Alembic: a start has no time for what it rarely needs."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from escalation_bot.store.db import Database, NotSaved, async_url
from escalation_bot.store.migrations import HEAD


async def current(url: str) -> str | None:
    """The revision of the database at `url`; None for an empty one. Raises NotSaved when it cannot be reached."""
    address = async_url(url)
    _look_at_file(address)
    engine = create_async_engine(address)
    try:
        async with engine.connect() as connection:
            return str((await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one())
    except DBAPIError as error:
        if "alembic_version" in str(error.orig):  # there is no such table
            return None
        raise NotSaved(str(error.orig)) from error
    except OSError as error:
        raise NotSaved(str(error)) from error
    finally:
        await engine.dispose()


def _look_at_file(url: URL) -> None:
    """Raises NotSaved for a SQLite file that cannot be opened: aiosqlite leaves a thread behind that dies loudly."""
    if url.get_backend_name() != "sqlite":
        return
    plain = url.set(drivername="sqlite")
    (file,), options = plain.get_dialect()().create_connect_args(plain)
    try:
        sqlite3.connect(file, uri=options.get("uri", False)).close()
    except sqlite3.Error as error:
        raise NotSaved(str(error)) from error


async def bring_up_to_date(url: str) -> None:
    """Migrates a database that is behind. Raises NotSaved for one that is ahead of this program, or out of reach."""
    found = await current(url)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise NotSaved(f"the database is at revision {found}, this program knows {HEAD}: install the newer program")
    from escalation_bot.store.migrate import migrate  # noqa: PLC0415  # Alembic costs 0.4 s, seldom needed

    await migrate(url)


async def check_writable(url: str, now: datetime) -> None:
    """Raises NotSaved where the migrated database at `url` cannot be written to; changes nothing."""
    db = Database(url)
    try:
        async with db.write("", now) as tx:
            await (await tx.session.connection()).execute(text("UPDATE workspace SET next_number = 1 WHERE 1 = 0"))
    except DBAPIError as error:
        raise NotSaved(str(error.orig)) from error
    finally:
        await db.close()
