"""What follows when Slack refuses a delivery: the operator is told; a card that is gone or cannot be edited any more is
posted again."""

from __future__ import annotations

from dataclasses import replace

from escalation_bot.domain.delivery import Delivery, Kind, Pending, Status
from escalation_bot.jobs.outcome import NO_THREAD, UNREACHABLE, Verdict
from escalation_bot.slack.errors import SlackError
from escalation_bot.store import outbox
from escalation_bot.store.db import Tx

_AGAIN = "again:"


async def follow_up(tx: Tx, pending: Pending, error: SlackError, verdict: Verdict, operator: str | None) -> None:
    """Writes what follows from a verdict. `operator` is the channel that hears what only people can mend."""
    if verdict.status is Status.DROPPED and pending.delivery.kind is Kind.EDIT:
        await _post_again(tx, pending.delivery.target)
    if verdict.status is Status.WAITING and error.code in NO_THREAD:
        await outbox.answer_to(tx, pending.id, await _thread_again(tx, pending.delivery.thread))
    if verdict.status is Status.SET_ASIDE and error.code in UNREACHABLE and operator:
        await _tell(tx, pending.delivery.channel, error.code, operator)


async def _post_again(tx: Tx, number: int | None) -> int | None:
    """Once for each message, whatever number of its edits and replies was refused; only what people follow is worth it.
    Answers its id."""
    gone = await outbox.one(tx, number) if number else None
    if gone is None or not gone.delivery.role:
        return None
    return await outbox.add_one(tx, replace(gone.delivery, once=f"{_AGAIN}{gone.id}", not_before=None))


async def _thread_again(tx: Tx, number: int | None) -> int | None:
    """The message whose thread is to be answered in instead; None, the channel itself, where Slack has refused that
    before."""
    gone = await outbox.one(tx, number) if number else None
    was_again = gone is not None and (gone.delivery.once or "").startswith(_AGAIN)
    return None if was_again else await _post_again(tx, number)


async def _tell(tx: Tx, channel: str, error: str, operator: str) -> None:
    if channel == operator:
        return  # it would be refused as well
    facts = {"channel": channel, "error": error}
    once = f"unreachable:{channel}:{error}:{tx.now:%Y-%m-%d}"
    await outbox.add(tx, Delivery(Kind.POST, operator, "operator/unreachable", facts, once=once))
