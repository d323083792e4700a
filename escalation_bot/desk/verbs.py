"""Does a verb: the table's row first, then what the verb itself changes and whom it tells."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from escalation_bot.desk import (
    deciding,
    decisions,
    endings,
    in_line,
    lessons,
    nudges,
    ownership,
    past,
    routing,
    seats,
    undo,
    words,
)
from escalation_bot.desk.turn import NOTHING, Details, Turn, begin
from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import Person
from escalation_bot.domain.policy import LimitMode, Policy
from escalation_bot.store import escalations
from escalation_bot.store.db import Tx


async def act(
    tx: Tx,
    policy: Policy,
    who: Person,
    verb: Verb,
    number: int,
    details: Details = NOTHING,
    seen: State | None = None,
) -> Escalation:
    """Does `verb` to escalation `number` in this transaction and answers what it became.

    `seen` is the state that the person acted on. Raises Refused, and nothing was changed, when it cannot be done.
    """
    if verb is Verb.SWAP:
        await escalations.hold(tx, number, details.other or 0)
    turn = await begin(tx, policy, who, verb, number, details, seen)
    if check := _CHECKS.get(verb):
        check(turn)
    if not turn.before.is_open and verb not in {Verb.CORRECT, Verb.RETRACT}:
        await _check_no_other(turn)
    if verb in past.CHANGED:
        past.remember(turn)
    if not await seats.seat(turn):
        _full(turn)
    else:
        turn.tick()
        if step := _STEPS.get(verb):
            step(turn)
    if also := _ALSO.get(verb):
        await also(turn)
    if turn.after.state not in {State.REQUESTED, State.PARKED}:
        turn.change(outage=None)  # it goes its own way now
    return await turn.write()


async def _check_no_other(turn: Turn) -> None:
    """What ended is not opened again while its ticket has another one. Raises Refused."""
    if other := await escalations.open_for(turn.tx, turn.before.ticket):
        raise turn.refuse("open_again", other=other.key)


def _full(turn: Turn) -> None:
    """No place is free: who would take it is noted and a lead asked once; what comes back waits first in line."""
    if turn.row.verb in {Verb.NOT_YET, Verb.REOPEN}:
        turn.tick()
        endings.wait_first(turn)
        return
    limit = turn.team.limit
    if limit.mode is LimitMode.HARD and turn.who.id in turn.team.leads:
        raise turn.refuse("all_places_taken", places=limit.places)
    if turn.before.wanted_by is not None or turn.row.verb is Verb.ACCEPT:
        raise turn.refuse("lead_decides", places=limit.places)
    turn.change(state=turn.before.state, wanted_by=turn.who.id)
    turn.facts["place"] = "none free"
    deciding.ask_leads(turn)
    full = {"places": limit.places, "firm": limit.mode is LimitMode.HARD}
    turn.tell_team("lead_decides", **full)
    turn.tell_actor("lead_decides", **full)


Step = Callable[[Turn], None]
_CHECKS: Mapping[Verb, Step] = {
    Verb.HAND_OVER: ownership.check_new_owner,
    Verb.MOVE: routing.check_team,
    Verb.REGRADE: decisions.check_impact,
}
_STEPS: Mapping[Verb, Step] = {
    **ownership.STEPS,
    **decisions.STEPS,
    **routing.STEPS,
    **words.STEPS,
    **endings.STEPS,
    **nudges.STEPS,
}
_ALSO: Mapping[Verb, Callable[[Turn], Awaitable[None]]] = {
    Verb.ADD_FACTS: words.become_follower,
    Verb.APPEAL: words.become_follower,
    Verb.FOLLOW: words.follow,
    Verb.UNFOLLOW: words.unfollow,
    Verb.SNOOZE: words.show_snoozed,
    Verb.INCIDENT: in_line.incident,
    Verb.OVERRULE: in_line.overrule,
    Verb.SWAP: deciding.swap,
    Verb.OFFER: deciding.offer,
    Verb.UNOFFER: deciding.unoffer,
    Verb.LEVEL_UP: routing.level_up,
    Verb.LEVEL_BACK: routing.level_back,
    Verb.RESOLVE: endings.ask_who_speaks,
    Verb.OVER: decisions.over,
    Verb.CONFIRM: lessons.owe,
    Verb.WITHDRAW: lessons.owe,
    Verb.NO_ANSWER: lessons.owe,
    Verb.LEARN: lessons.learn,
    Verb.RETRACT: undo.retract,
    Verb.UNDO: undo.undo,
}
