"""What comes again teaches something: who closes a repeat owes what will keep it from coming back (R70, R85, R114)."""

from __future__ import annotations

from escalation_bot.desk.turn import Turn
from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.domain.policy import Policy
from escalation_bot.messages import facts
from escalation_bot.store import repeats
from escalation_bot.store.db import Tx


async def earlier(tx: Tx, policy: Policy, one: Escalation) -> list[facts.Facts]:
    """How those before it ended, for the requester and the team (R85)."""
    found = await repeats.before(tx, one, tx.now - policy.repeats_within)
    return [{**_ended(each), "same_ticket": each.ticket == one.ticket} for each in found]


def _ended(one: Escalation) -> facts.Facts:
    """All that is said of it elsewhere than in its own thread."""
    return {
        "key": one.key,
        "ticket": one.ticket,
        "state": str(one.state),
        "outcome": str(one.outcome) if one.outcome else None,
        "since": facts.epoch(one.since),
        "cause": one.cause,
    }


async def owe(turn: Turn) -> None:
    """It is closed, and it was not the first: its owner is asked for the lesson. What came back is a repeat too."""
    if turn.after.state is not State.CLOSED:
        return
    others = await repeats.before(turn.tx, turn.before, turn.tx.now - turn.policy.repeats_within)
    if others or turn.before.repeats:
        turn.change(owes_lesson=True)
        turn.tell_team("lesson_owed", turn.before.owner, others=[_ended(each) for each in others])


async def learn(turn: Turn) -> None:
    """The lesson is written, with the root cause where it is known; others of the same cause are named."""
    turn.change(owes_lesson=False, cause=turn.details.cause or turn.before.cause)
    others = []
    if turn.after.cause:
        since = turn.tx.now - turn.policy.repeats_within
        others = [_ended(each) for each in await repeats.by_cause(turn.tx, turn.after, since)]
    turn.tell_team("learnt", cause=turn.after.cause, others=others)
