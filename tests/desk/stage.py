"""What all stories of one test share: a database, the people as Slack knows them, and a policy with few places."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from escalation_bot.domain.people import Person
from escalation_bot.domain.policy import Limit, LimitMode, Policy
from escalation_bot.policy_file import load_policy
from escalation_bot.sandbox import Sandbox
from escalation_bot.serve.runner import loop_factory
from escalation_bot.slack.api import SlackApi, connect
from escalation_bot.slack.directory import Directory
from escalation_bot.slack.names import resolved_policy
from escalation_bot.store.db import Database
from tests.desk.office import Wristwatch

POLICY = Path(__file__).parents[2] / "policy.example.yml"
CAST = (
    *("U0ANNA", "U0PAUL", "U0SAM", "U0SOFIA", "U0LENA", "U0OLGA"),
    *("U0DAN", "U0NINA", "U0ERIK", "U0MIA", "U0STRANGER"),
)
PLACES = 2
T = TypeVar("T")


@dataclass
class Stage:
    """`stories` counts them, each has a workspace of its own."""

    runner: asyncio.Runner
    db: Database
    api: SlackApi
    policy: Policy
    directory: Directory
    cast: tuple[Person, ...]
    stories: Iterator[int] = field(default_factory=count)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Does it now."""
        return self.runner.run(work)


@contextmanager
def stage(database_url: str, mode: LimitMode) -> Iterator[Stage]:
    """A stage over a migrated database; a loop of its own, for Hypothesis knows none."""
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        open_things = AsyncExitStack()
        try:
            yield runner.run(_set_up(runner, open_things, database_url, mode))
        finally:
            runner.run(open_things.aclose())


async def _set_up(runner: asyncio.Runner, open_things: AsyncExitStack, database_url: str, mode: LimitMode) -> Stage:
    sandbox = await open_things.enter_async_context(Sandbox())
    api = await open_things.enter_async_context(connect(sandbox.bot_token, sandbox.api_url, Wristwatch()))
    await api.auth_test()
    db = Database(database_url)
    open_things.push_async_callback(db.close)
    policy, _ = await resolved_policy(load_policy(POLICY), api)
    limit = Limit(PLACES, mode)
    policy = replace(
        policy,
        teams={key: replace(team, limit=limit) for key, team in policy.teams.items()},
        reminders=replace(policy.reminders, mentions_per_day=10_000),  # so that a message always reads the same
    )
    directory = Directory(api, policy, Wristwatch())
    return Stage(runner, db, api, policy, directory, tuple([await directory.person(user) for user in CAST]))
