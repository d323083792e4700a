"""How commands that look after the bot reach its database; they need no token."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

from escalation_bot.cli.failing import fail
from escalation_bot.config import SettingsError, load_database_url
from escalation_bot.store import care
from escalation_bot.store.db import Database, NotSaved, Tx
from escalation_bot.store.migrations import HEAD
from escalation_bot.store.revision import bring_up_to_date, current

T = TypeVar("T")
Work = Callable[[Tx], Awaitable[T]]


def at_desk(work: Work[T], *, workspace: str | None = None, writes: bool = False) -> T:
    """What `work` answers in a transaction of the workspace, the only one where none is named."""
    return _run(lambda url: _worked(url, work, workspace, writes=writes))


def migrated() -> tuple[str | None, str]:
    """The database's revision before and after it was brought to the newest."""
    return _run(_migrated)


def _run(main: Callable[[str], Awaitable[T]]) -> T:
    async def run() -> T:
        return await main(load_database_url(os.environ))

    try:
        return asyncio.run(run())
    except SettingsError as error:
        fail(str(error))
    except NotSaved as error:
        fail(f"DATABASE_URL: {error}")


async def _migrated(url: str) -> tuple[str | None, str]:
    before = await current(url)
    await bring_up_to_date(url)
    return before, HEAD


async def _worked(url: str, work: Work[T], workspace: str | None, *, writes: bool) -> T:
    if (at := await current(url)) != HEAD:
        fail(f"DATABASE_URL: the database is {f'at revision {at}' if at else 'empty'}; run: escalation-bot migrate")
    now, db = datetime.now(UTC), Database(url)
    try:
        async with db.read("", now) as tx:
            chosen = _chosen(await care.workspaces(tx), workspace)
        async with db.write(chosen, now) if writes else db.read(chosen, now) as tx:
            return await work(tx)
    finally:
        await db.close()


def _chosen(known: list[str], workspace: str | None) -> str:
    if not known:
        fail("the bot has not been at work with this database yet")
    if workspace is None and len(known) == 1:
        return known[0]
    if workspace not in known:
        fail(f"--workspace must be one of {', '.join(known)}")
    return workspace
