"""What follows for an escalation when somebody left: checked again in its own transaction, so harmless twice."""

from __future__ import annotations

from escalation_bot.desk.verbs import act
from escalation_bot.domain.escalation import WORKED
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import BOT, Person
from escalation_bot.domain.policy import Policy
from escalation_bot.store import escalations
from escalation_bot.store.db import Tx


async def owner_left(tx: Tx, policy: Policy, number: int, left: Person) -> None:
    """The team looks for a new owner, if `left` has it still and cannot work for it any more."""
    found = await escalations.load(tx, number)
    if found and found.owner == left.id and found.state in WORKED and not left.works_for(found):
        await act(tx, policy, BOT, Verb.OWNER_LEFT, number)


async def requester_left(tx: Tx, policy: Policy, number: int, left: str) -> None:
    """Others speak for who asked, unless that is settled or over."""
    found = await escalations.load(tx, number)
    if found and found.requester == left and found.is_open and not found.requester_gone:
        await act(tx, policy, BOT, Verb.REQUESTER_LEFT, number)
