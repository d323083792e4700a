"""How a command ends when something is wrong: plain lines, no traceback."""

from __future__ import annotations

from typing import NoReturn

import typer


def fail(*lines: str) -> NoReturn:
    """Says on stderr what is wrong and ends the command with exit status 2."""
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(2)
