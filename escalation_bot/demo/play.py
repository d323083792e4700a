"""Plays the demo from its start to its end, and counts at the end what Slack would have had to say."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Awaitable, Callable

from rich.console import Console

from escalation_bot.demo.cast import NotAsTold
from escalation_bot.demo.narrator import Narrator, Printer
from escalation_bot.demo.office import office
from escalation_bot.demo.process import NotRunning
from escalation_bot.demo.rules import PUBLISH_WAIT
from escalation_bot.demo.story import tell
from escalation_bot.sandbox import Sandbox

Story = Callable[[Sandbox, Narrator], Awaitable[None]]
ACK_SECONDS = 3.0
"""How long Slack waits for an ack."""


async def play(console: Console, *, once: bool, story: Story = tell) -> int:
    """Tells the story, then stays until Ctrl-C unless `once`. Answers the exit status; 1: not all of it happened."""
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, signal.raise_signal, signal.SIGINT)
    console.print("Starting a sandbox Slack on this machine, and the bot as a process of its own …", style="dim")
    try:
        async with office() as made:
            slack = made.slack
            console.print(f"You may look on, and take part, at {slack.origin}/", style="dim")
            await _told(console, slack, story)
            if not once:
                console.print(f"\nThe page stays at {slack.origin}/, the bot connected. Ctrl-C ends both.")
                await asyncio.Event().wait()
    except (NotRunning, NotAsTold, AssertionError, KeyError, TimeoutError) as error:
        console.print(f"\nThe story stopped: {error}", style="bold red", markup=False)
        return 1
    return 0


async def _told(console: Console, slack: Sandbox, story: Story) -> None:
    narrator = Printer(console, slack)
    narrator.says(
        "The policy is policy.example.yml, but for publish_wait, the time in which a reaction that publishes can be "
        f"taken back: {PUBLISH_WAIT} s here instead of 30 s. Everybody reads times in their own zone."
    )
    await story(slack, narrator)
    await slack.quiet()
    narrator.summary(figures(slack))


def figures(slack: Sandbox) -> dict[str, object]:
    """How the bot behaved towards Slack."""
    acks = [delivery.acked_after for delivery in slack.deliveries]
    told = Counter(slack.ws.user(each.user).display_name for each in slack.ws.notifications)
    return {
        "notifications": ", ".join(f"{name} {times}" for name, times in told.items()),
        "calls to Slack": len(slack.calls),
        "Slack's rules broken": len(slack.violations),
        "commands, forms, clicks, events": len(acks),
        "acks slower than 3 s": sum(after is None or after > ACK_SECONDS for after in acks),
        "slowest ack": f"{max((after for after in acks if after), default=0):.2f} s",
    }
