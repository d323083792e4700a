"""`escalation-bot run`: the bot itself, as `python bot.py`."""

from __future__ import annotations

import os

import typer


def run() -> None:
    """Run the bot until SIGTERM or Ctrl-C. Exit status 2: a setting, the policy or the token is wrong."""
    from escalation_bot.start import main

    raise typer.Exit(main(os.environ))
