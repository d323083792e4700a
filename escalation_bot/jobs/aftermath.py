"""What follows when Slack refuses a delivery: the operator is told; a card that cannot be edited is posted again."""

from __future__ import annotations

from dataclasses import replace

from escalation_bot.domain.delivery import Delivery, Kind, Pending, Status
from escalation_bot.jobs.outcome import UNREACHABLE, Verdict
from escalation_bot.slack.errors import SlackError
from escalation_bot.store import outbox
from escalation_bot.store.db import Tx


async def follow_up(tx: Tx, pending: Pending, error: SlackError, verdict: Verdict, operator: str | None) -> None:
    """Writes what follows from a verdict. `operator` is the channel that hears what only people can mend."""
    if verdict.status is Status.DROPPED and pending.delivery.kind is Kind.EDIT:
        await _post_again(tx, pending)
    if verdict.status is Status.SET_ASIDE and error.code in UNREACHABLE and operator:
        await _tell(tx, pending.delivery.channel, error.code, operator)


async def _post_again(tx: Tx, edit: Pending) -> None:
    """Once for each message, whatever number of its edits was refused; only what people follow is worth it."""
    target = await outbox.one(tx, edit.delivery.target) if edit.delivery.target else None
    if target and target.delivery.role:
        await outbox.add(tx, replace(target.delivery, once=f"again:{target.id}", not_before=None))


async def _tell(tx: Tx, channel: str, error: str, operator: str) -> None:
    if channel == operator:
        return  # it would be refused as well
    facts = {"channel": channel, "error": error}
    once = f"unreachable:{channel}:{error}:{tx.now:%Y-%m-%d}"
    await outbox.add(tx, Delivery(Kind.POST, operator, "operator/unreachable", facts, once=once))
