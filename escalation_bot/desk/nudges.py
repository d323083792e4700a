"""Asking again: the requester who has not answered, the owner of what was to wait until now (LIFE)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from escalation_bot.desk.turn import Turn
from escalation_bot.domain import reminders
from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.domain.life import Verb
from escalation_bot.messages import facts


def due(found: Escalation) -> Verb:
    """What the bot does when an answer is still missing: it reminds once, the second time it ends. What is held is
    asked about each working day."""
    return Verb.NO_ANSWER if found.nudged and found.state is not State.HELD else Verb.REMIND


def _remind(turn: Turn) -> None:
    turn.change(nudged=turn.before.nudged + 1)
    if turn.before.state is State.HELD:
        _ask_owner(turn)
    else:
        turn.tell_requester("still_open", ends=facts.epoch(reminders.nudge_at(turn.after, turn.policy)))


def _ask_owner(turn: Turn) -> None:
    """The owner is asked where they work; the second time the requester hears that the day is over."""
    people = [turn.before.owner] if turn.before.owner else turn.team.leads
    turn.tell_team("held_over", *people)
    if turn.before.nudged == 1:
        turn.tell_requester("held_over")


STEPS: Mapping[Verb, Callable[[Turn], None]] = {Verb.REMIND: _remind}
