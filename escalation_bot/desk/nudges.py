"""Asking again: the requester who has not answered, the owner of what was to wait until now (LIFE)."""

from __future__ import annotations

from dataclasses import replace

from escalation_bot.desk.verbs import act
from escalation_bot.domain import reminders
from escalation_bot.domain.delivery import Delivery, Kind, Role
from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import BOT
from escalation_bot.domain.policy import Policy
from escalation_bot.messages import facts
from escalation_bot.store import escalations, outbox
from escalation_bot.store.db import Tx
from escalation_bot.store.outbox import Standing


async def nudge(tx: Tx, policy: Policy, found: Escalation) -> None:
    """Reminds once; the second time it ends without an answer. What is held is asked about each working day."""
    if found.state is State.HELD:
        await _ask_owner(tx, policy, found)
    elif found.nudged:
        await act(tx, policy, BOT, Verb.NO_ANSWER, found.id)
    else:
        await _ask_requester(tx, policy, found)


async def _ask_requester(tx: Tx, policy: Policy, found: Escalation) -> None:
    """One mention in the thread where the question stands; it says what happens without an answer, and when."""
    after = await _count(tx, policy, found)
    receipt = (await outbox.standing(tx, found.id))[Role.RECEIPT]
    more = {"mention": not found.requester_gone, "ends": facts.epoch(reminders.nudge_at(after, policy))}
    await _say(tx, policy, after, receipt, "told/still_open", more)


async def _ask_owner(tx: Tx, policy: Policy, found: Escalation) -> None:
    """The owner is asked in the card's thread; from the second time the requester hears that the day is over."""
    after = await _count(tx, policy, found)
    standing = await outbox.standing(tx, found.id)
    mention = [found.owner] if found.owner else list(policy.teams[found.team].leads)
    await _say(tx, policy, after, standing[Role.CARD], "team/held_over", {"mention": mention})
    if found.nudged == 1:
        more = {"mention": not found.requester_gone, "who": found.owner}
        await _say(tx, policy, after, standing[Role.RECEIPT], "told/held_over", more)


async def _count(tx: Tx, policy: Policy, found: Escalation) -> Escalation:
    after = replace(found, nudged=found.nudged + 1)
    after = replace(after, wake_at=reminders.wake_at(after, await escalations.clocks(tx, found.id), policy))
    await escalations.save(tx, after)
    return after


async def _say(tx: Tx, policy: Policy, found: Escalation, message: Standing, template: str, more: facts.Facts) -> None:
    shown = {**facts.of(found, policy), **more}
    await outbox.add(tx, Delivery(Kind.POST, message.channel, template, shown, escalation=found.id, thread=message.id))
