"""`Why this place?`: the sum behind a place in line, part by part (R1, R106)."""

from __future__ import annotations

from escalation_bot.desk import in_line
from escalation_bot.domain.order import Scales
from escalation_bot.domain.people import Person
from escalation_bot.front import Front, View
from escalation_bot.messages import facts
from escalation_bot.store import escalations


async def view(front: Front, who: Person, number: int) -> View:
    """Worked out now. Of a private one that is not theirs people see the place, and not what it weighs."""
    async with front.desk.look() as tx:
        found = await escalations.load(tx, number, lock=False)
        if found is None or found.team not in front.policy.teams:
            return front.render.form("form/refused", {"message": None, "words": ""}, callback="refused")
        stands = await in_line.stands(tx, front.policy, found)
        scales = Scales(front.policy, front.policy.teams[found.team], tx.now)
    weights = front.policy.order
    sum_of = {"parts": facts.parts(scales.parts(found)), "points": scales.points(found)}
    shown = facts.of(found, front.policy) | stands | sum_of
    shown |= {"waited": weights.waited, "currency": weights.currency}
    return front.render.form("form/why", await front.named(shown, who), callback="why")
