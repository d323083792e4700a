"""Which revision the database is at, without importing Alembic: a start has no time for what it rarely needs."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from escalation_bot.store.db import NotSaved, async_url
from escalation_bot.store.migrations import HEAD


async def current(url: str) -> str | None:
    """The revision of the database at `url`; None for an empty one. Raises NotSaved when it cannot be reached."""
    engine = create_async_engine(async_url(url))
    try:
        async with engine.connect() as connection:
            return str((await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one())
    except DBAPIError as error:
        if "alembic_version" in str(error):
            return None
        raise NotSaved(str(error.__cause__ or error)) from error
    except OSError as error:
        raise NotSaved(str(error)) from error
    finally:
        await engine.dispose()


async def bring_up_to_date(url: str) -> None:
    """Migrates a database that is behind. Raises NotSaved for one that is ahead of this program, or out of reach."""
    found = await current(url)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise NotSaved(f"the database is at revision {found}, this program knows {HEAD}: install the newer program")
    from escalation_bot.store.migrate import migrate  # noqa: PLC0415  # Alembic costs 0.4 s, seldom needed

    await migrate(url)
