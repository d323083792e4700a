"""`escalation-bot run`: the bot itself, as `python bot.py`."""

from __future__ import annotations

import os
from typing import Annotated

import typer

NoClock = Annotated[
    bool, typer.Option("--no-clock", help="Remind nobody: another bot on the same database keeps the clocks.")
]


def run(no_clock: NoClock = False) -> None:
    """Run the bot until SIGTERM or Ctrl-C. Exit status 2: a setting, the policy or the token is wrong."""
    from escalation_bot.start import main

    raise typer.Exit(main(os.environ, clock=not no_clock))
