"""A changed policy without a restart: on SIGHUP, or when `escalation-bot policy reload` asks every bot on the database.

A good one is taken whole; of a bad one nothing is, and the old one stays in force.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from escalation_bot.desk.desk import Desk
from escalation_bot.domain.delivery import Delivery, Kind
from escalation_bot.domain.policy import Policy
from escalation_bot.jobs.reckoning import Reckoning
from escalation_bot.slack.api import SlackApi
from escalation_bot.slack.directory import Directory
from escalation_bot.slack.names import resolved_policy
from escalation_bot.store import outbox, places

log = logging.getLogger(__name__)
Read = Callable[[], Policy | Sequence[str]]
"""The policy file as it is now, or everything that is wrong with it."""


class Reload:
    """Looks whether a new policy is wanted, and takes it. Raises SlackError where Slack does not say who is meant by
    its names, and is tried again."""

    def __init__(
        self, desk: Desk, api: SlackApi, directory: Directory, read: Read, reckoning: Reckoning | None
    ) -> None:
        self._desk = desk
        self._api = api
        self._directory = directory
        self._read = read
        self._reckoning = reckoning
        self._asked_here = False
        self._answered: datetime | None = None

    def ask(self) -> None:
        """This bot is to look at its file."""
        self._asked_here = True

    async def round(self) -> None:
        """Takes the file's policy, if that was asked for since the last time."""
        asked = self._desk.policy_asked
        if asked == self._answered and not self._asked_here:
            return
        found = self._read()
        if not isinstance(found, Policy):
            await self._keep(found)
        elif found.version != self._desk.policy.version:
            await self._take(found)
        self._asked_here, self._answered = False, asked

    async def _take(self, policy: Policy) -> None:
        before = self._desk.policy
        policy, problems = await resolved_policy(policy, self._api)
        for problem in problems:
            log.warning("policy: %s", problem)
        async with self._desk.turn() as tx:
            await places.prepare(tx, policy.teams)
        self._desk.policy = self._directory.policy = policy
        if self._reckoning:
            self._reckoning.begin_anew()
        log.info("policy %s is in force, before it was %s", policy.version, before.version)
        if policy.command != before.command:
            log.warning("policy: the command stays %s until the next start", before.command)

    async def _keep(self, problems: Sequence[str]) -> None:
        for problem in problems:
            log.error("the new policy is not taken, the old one stays: %s", problem)
        operator = self._desk.policy.operator
        if operator:
            facts = {"problems": list(problems[:10]), "version": self._desk.policy.version}
            async with self._desk.turn() as tx:
                await outbox.add(tx, Delivery(Kind.POST, operator, "operator/policy", facts))
