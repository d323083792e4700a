"""`escalation-bot demo`: the main job, played against a sandbox Slack on this machine."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer


def demo(
    once: Annotated[bool, typer.Option("--once", envvar="DEMO_ONCE", help="End after the story.")] = False,
) -> None:
    """Play the main job with the real bot and a sandbox Slack. Needs no Slack account."""
    from rich.console import Console

    from escalation_bot.demo.play import play

    try:
        status = asyncio.run(play(Console(highlight=False), once=once))
    except KeyboardInterrupt:
        status = 130 if once else 0
    raise typer.Exit(status)
