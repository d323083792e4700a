"""Places in line: where something stands, what its going first costs others, and what the team overrules."""

from __future__ import annotations

from collections.abc import Iterable

from escalation_bot.desk.turn import Turn
from escalation_bot.domain.delivery import Delivery, Kind, Role
from escalation_bot.domain.escalation import WAITING, Escalation
from escalation_bot.domain.order import Scales
from escalation_bot.domain.policy import Policy
from escalation_bot.messages import facts
from escalation_bot.store import escalations, outbox, queues
from escalation_bot.store.db import Tx

PASSED = 10
"""How many of those that are passed over hear of it: the next in line. The others see their place when they look."""


async def stands(tx: Tx, policy: Policy, found: Escalation) -> facts.Facts:
    """Its place in line now and which it stands before (R5), for templates; `place` is None where it does not wait."""
    if found.state not in WAITING:
        return {"place": None}
    place = await queues.place(tx, Scales(policy, policy.teams[found.team], tx.now), found)
    behind = [each.ticket for each in place.next_ones]
    more = place.behind - len(behind)
    return {
        "place": place.number,
        "in_line": place.number + place.behind,
        "behind": behind,
        "behind_more": more,
        "now": facts.epoch(tx.now),
    }


async def overrule(turn: Turn) -> None:
    """The team puts it right before another of its queue, with a reason. Points do not lead past incidents and what
    came back, so it stands among its like. Raises Refused."""
    other = await escalations.load(turn.tx, turn.details.before or 0, lock=False)
    scales = Scales(turn.policy, turn.team, turn.tx.now)
    if other is None or other.id == turn.before.id or _kind(other) != _kind(turn.before):
        raise turn.refuse("not_in_line")
    is_forward = scales.key(other) < scales.key(turn.before)
    turn.change(lift=scales.lift(turn.before, other))
    turn.tell_requester("overruled", other=other.ticket)
    if is_forward:
        passed = (other, *(await queues.place(turn.tx, scales, other, PASSED)).next_ones)
        await _tell_passed(turn, (one for one in passed[:PASSED] if scales.key(one) < scales.key(turn.before)))


def _kind(one: Escalation) -> tuple[object, ...]:
    return one.team, one.state in WAITING, one.incident, one.first_in_line


async def incident(turn: Turn) -> None:
    """An incident goes before everything: the next in line wait one place longer."""
    line = await queues.in_line(turn.tx, Scales(turn.policy, turn.team, turn.tx.now), limit=PASSED)
    await _tell_passed(turn, (one for one in line if not one.incident and one.id != turn.before.id))


async def _tell_passed(turn: Turn, passed: Iterable[Escalation]) -> None:
    """One line in the thread that their requester follows, which mentions nobody."""
    for one in passed:
        standing = await outbox.standing(turn.tx, one.id)
        above = standing.get(Role.NOTICE) or standing[Role.RECEIPT]
        shown = {**facts.of(one, turn.policy), "other": turn.before.ticket, "who": turn.who.id}
        line = Delivery(Kind.POST, above.channel, "told/passed", shown, one.id, thread=above.id)
        await outbox.add(turn.tx, line)
