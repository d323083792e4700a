"""`escalation-bot migrate`: the database brought to the newest revision."""

from __future__ import annotations

import typer


def migrate() -> None:
    """Bring the database (DATABASE_URL) to the newest revision. A start of the bot does the same."""
    from escalation_bot.cli.database import migrated

    before, after = migrated()
    typer.echo(f"{after}, nothing to do" if before == after else f"{before or 'empty'} → {after}")
