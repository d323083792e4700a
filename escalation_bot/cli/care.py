"""What the `outbox` commands do, each in one transaction."""

from __future__ import annotations

from escalation_bot.domain.delivery import UNSETTLED, Pending, Status
from escalation_bot.store import escalations, outbox, sending
from escalation_bot.store.db import Tx

_DROPPABLE = frozenset({Status.WAITING, Status.UNKNOWN, Status.SET_ASIDE})


async def listing(tx: Tx) -> list[Pending]:
    """What waits or was set aside, oldest first."""
    return await outbox.listing(tx, *UNSETTLED, Status.SET_ASIDE)


async def resend(tx: Tx, delivery: int | None) -> int:
    """Puts one back on its way, or all that were set aside; answers how many."""
    aside = [each.id for each in await outbox.listing(tx, Status.SET_ASIDE, limit=100_000)]
    return sum([await outbox.resend(tx, each) for each in aside if delivery in (None, each)])


async def drop(tx: Tx, delivery: int, why: str) -> bool:
    """Gives one up that is not settled and not being sent at this moment."""
    seen = await outbox.one(tx, delivery)
    if seen is None or seen.status not in _DROPPABLE:
        return False
    return await sending.settle(tx, seen, Status.DROPPED, f"by hand: {why}")


async def explain(tx: Tx, delivery: int) -> tuple[Pending | None, str]:
    """One delivery, and the escalation that it is about."""
    found = await outbox.one(tx, delivery)
    number = found.delivery.escalation if found else None
    about = await escalations.load(tx, number, lock=False) if number else None
    return found, f"{about.key}, {about.ticket}, {about.state}" if about else ""
