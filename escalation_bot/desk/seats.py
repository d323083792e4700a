"""A team's places: taken and given back as the table says, and beyond the limit where somebody may (promise 11)."""

from __future__ import annotations

from escalation_bot.desk.turn import Turn
from escalation_bot.domain import deciding
from escalation_bot.domain.life import Place, Verb
from escalation_bot.domain.policy import LimitMode
from escalation_bot.store import places


async def seat(turn: Turn) -> bool:
    """Takes or gives back a place as the table says; false where none was free. An incident needs none (R11); in a swap
    one passes on, so that nothing is counted."""
    if turn.before.incident or turn.row.verb is Verb.SWAP:
        return True
    if turn.row.place is Place.GIVE:
        await places.give(turn.tx, turn.before.team)
    return turn.row.place is not Place.TAKE or await take(turn)


async def take(turn: Turn) -> bool:
    """Takes one of the team's places; false where none was free for this person. The history has how many were taken
    beyond the limit with it: what a hard one would have stopped."""
    limit = turn.team.limit
    held = await places.take(turn.tx, turn.before.team, _most(turn))
    if held is None:
        return False
    if held > limit.places:
        turn.facts["beyond"] = held - limit.places
        turn.change(beyond=limit.mode is LimitMode.SOFT)
    return True


def _most(turn: Turn) -> int | None:
    """How many may be taken with it; None: any number. Members have one beyond a soft limit that no lead decided on."""
    limit = turn.team.limit
    is_soft = limit.mode is LimitMode.SOFT
    if limit.mode is LimitMode.OBSERVE or (is_soft and turn.before.team in turn.who.leads):
        return None
    return limit.places + deciding.is_left_to_members(turn.before, turn.policy, turn.tx.now)
