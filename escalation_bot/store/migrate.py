"""Brings the database to the newest revision. Imports Alembic, so it is imported only where it is used."""

from __future__ import annotations

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from escalation_bot.store.db import NotSaved, async_url

_LOCK = 7_301_417  # any number of our own: two replicas that start together migrate one after the other


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings, without a file."""
    found = Config()
    found.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    found.attributes["connection"] = connection
    return found


async def migrate(url: str, revision: str = "head") -> None:
    """Upgrades the database at `url` to `revision`, in one transaction where the database can. Raises NotSaved."""
    engine = create_async_engine(async_url(url))
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_move, revision)
    except DBAPIError as error:
        raise NotSaved(str(error.orig)) from error
    except OSError as error:
        raise NotSaved(str(error)) from error
    finally:
        await engine.dispose()


def _move(connection: Connection, revision: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    command.upgrade(config(connection), revision)


def migrate_now(url: str) -> None:
    """The same from a program without a running loop."""
    asyncio.run(migrate(url))
