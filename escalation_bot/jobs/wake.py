"""What is due by the clock: the words that reactions picked, when their wait is over."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from escalation_bot.desk import intents
from escalation_bot.desk.desk import Desk, refuse
from escalation_bot.domain.people import Person
from escalation_bot.slack.errors import SlackError
from escalation_bot.store import replies
from escalation_bot.store.db import NotSaved
from escalation_bot.store.replies import Intent

log = logging.getLogger(__name__)


class Wake:
    """Looks for what is due, and does it; each in a transaction of its own, so that two replicas never both do."""

    def __init__(self, desk: Desk, person: Callable[[str], Awaitable[Person]]) -> None:
        self._desk = desk
        self._person = person

    async def round(self) -> None:
        """Does everything that is due now."""
        await self._desk.look_around()
        async with self._desk.look() as tx:
            due = await replies.due_intents(tx)
        for number in due:
            async with self._desk.look() as tx:
                intent = await replies.waiting_intent(tx, number=number)
            if intent:
                await self._attempt(intent)

    async def _attempt(self, intent: Intent) -> None:
        """One that cannot be done holds up no other: it waits for Slack, or its preview says that it was not sent."""
        try:
            await self._fulfil(intent)
        except SlackError as error:
            log.warning("intent %s waits for Slack: %s", intent.id, error)
        except NotSaved:
            raise
        except Exception:
            log.exception("intent %s cannot be done", intent.id)
            async with self._desk.turn() as tx:
                await intents.settle(tx, intent, "failed")

    async def _fulfil(self, intent: Intent) -> None:
        who = await self._person(intent.person)
        async with self._desk.turn() as tx:
            if held := await replies.waiting_intent(tx, number=intent.id, lock=True):
                refused = await intents.fulfil(tx, self._desk.policy, who, held)
                if refused:
                    await refuse(tx, who, refused, await intents.where(tx, held))
