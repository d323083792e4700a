"""`escalation-bot doctor`: what is wrong with this installation, and what to do about it."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from escalation_bot.doctor.finding import Finding

_STYLES = {"ok": "green", "warning": "yellow", "wrong": "bold red"}


def doctor() -> None:
    """Look at settings, policy, database and Slack. Exit status 1: something is wrong."""
    from escalation_bot.doctor.examine import examine
    from escalation_bot.domain.moments import SystemWatch

    found = asyncio.run(examine(os.environ, SystemWatch()))
    show(found)
    raise typer.Exit(1 if any(finding.mark == "wrong" for finding in found) else 0)


def show(found: list[Finding]) -> None:
    """Prints each with its remedy below it."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for finding in found:
        mark = (f"{finding.mark:<8}", _STYLES[finding.mark])
        console.print(Text.assemble(mark, (f"{finding.about}: ", "bold"), finding.what))
        if finding.remedy:
            console.print(Text(f"        → {finding.remedy}", "dim"))
