"""Taking a published update back: its words are struck through, and the next word is due when it was before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from escalation_bot.desk.turn import Turn
from escalation_bot.domain import clocks
from escalation_bot.domain.delivery import Delivery, Kind
from escalation_bot.domain.life import Refused, Verb
from escalation_bot.messages import facts
from escalation_bot.store import escalations, outbox

DUE_BEFORE = "due_before"
"""The fact in the history of an update: when the word was due that it brought."""


async def take_back(turn: Turn) -> None:
    """Undoes the newest update, where it has these words and this person published it. Raises Refused."""
    last = await escalations.newest(turn.tx, turn.before.id, Verb.UPDATE, Verb.RETRACT)
    if last is None or (last.verb, last.who, last.words) != (Verb.UPDATE, turn.who.id, turn.details.digest):
        raise Refused("not_the_newest", **facts.of(turn.before, turn.policy))
    turn.change(updates=turn.before.updates - 1)
    clock, due = turn.clocks.get(clocks.Kind.UPDATE), last.facts.get(DUE_BEFORE)
    if clock and clock.runs and due:
        turn.clocks[clock.kind] = replace(clock, due=datetime.fromisoformat(due))
    await _strike(turn)


async def _strike(turn: Turn) -> None:
    """An update that counted where it stood was never posted by us; there is nothing to strike."""
    said = await outbox.quoting(turn.tx, turn.before.id, "told/update", turn.details.digest)
    if said:
        shown = {**said.facts, "taken_back": True}
        turn.told.append(
            Delivery(Kind.EDIT, said.channel, said.template, shown, turn.before.id, target=said.id, words=said.words)
        )
