"""Bears bots: imports everything once, forks a bot for each line on its input, and tells its process id.

A bot of its own process is there in a tenth of the time that `bot.py` needs, so that twenty of them can be killed.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from escalation_bot.app import Bot
from escalation_bot.config import load_settings
from escalation_bot.policy_file import load_policy
from escalation_bot.serve import logs
from escalation_bot.serve.runner import run

from .hurry import HurriedWatch


async def _bot(order: dict[str, Any]) -> None:
    settings = load_settings(order["environ"])
    bot = Bot(settings, load_policy(settings.escalation_policy), HurriedWatch(datetime.fromisoformat(order["begin"])))
    await bot.start()
    await asyncio.Event().wait()


def _live(order: dict[str, Any]) -> None:
    """The life of a child; its words go to a file."""
    with Path(order["log"]).open("ab") as words:
        for stream in (1, 2):
            os.dup2(words.fileno(), stream)
    logs.set_up("WARNING", "text")
    run(_bot(order))


def main() -> None:
    """Forks until its input ends; then nobody is left behind."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    children: list[int] = []
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _live(json.loads(line))
            os._exit(0)
        children.append(child)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    main()
