"""A sender in a process of its own, to be killed in the middle of a call."""

from __future__ import annotations

import asyncio
import sys

from escalation_bot.domain.moments import SystemWatch
from escalation_bot.jobs.bell import Bell
from escalation_bot.jobs.deliver import Sender
from escalation_bot.jobs.pace import Pace
from escalation_bot.slack.api import connect
from escalation_bot.store.db import Database

from .kit import plainly


async def main(database: str, workspace: str, api_url: str, token: str) -> None:
    """Sends until it is killed."""
    watch = SystemWatch()
    async with connect(token, api_url, watch) as api:
        sender = Sender(Database(database), workspace, api, plainly, watch, Bell(watch), Pace(), "the killed one")
        await sender.run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
