"""How it ends, and how what ended comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from escalation_bot.desk import deciding
from escalation_bot.desk.turn import Turn
from escalation_bot.domain.delivery import Role
from escalation_bot.domain.escalation import Outcome, State
from escalation_bot.domain.life import Verb
from escalation_bot.domain.worktime import Span
from escalation_bot.store import escalations

_FRESH = Span(days=1)
"""For so long what was withdrawn keeps its place in line (LIFE)."""


def _resolve(turn: Turn) -> None:
    turn.change(
        owner=turn.before.owner or turn.who.id,
        resolved_by=turn.who.id,
        outcome=turn.details.outcome or Outcome.SOLUTION,
        held_until=None,
        waiting=False,
        wanted_by=None,
        level_waits=False,
    )
    turn.tell_requester("resolved", Role.QUESTION)


async def ask_who_speaks(turn: Turn) -> None:
    """Where the requester left, followers with a say see the question in the thread; without any, leads answer it."""
    if turn.before.requester_gone and True not in (await escalations.followers(turn.tx, turn.before.id)).values():
        turn.tell_team("leads_verify", *turn.team.leads)


def _confirm(turn: Turn) -> None:
    turn.change(outcome=turn.details.outcome or turn.before.outcome)
    turn.tell_team("confirmed", turn.before.owner)
    if turn.who.id != turn.before.requester:
        turn.tell_requester("closed")


def _not_yet(turn: Turn) -> None:
    """What waits in line goes on to wait there: it was asked whether it ended with its known issue."""
    if turn.before.state is State.REQUESTED:
        turn.change(outage=None)
        turn.tell_team("not_yet")
        return
    _reopen(turn)
    leads = turn.team.leads if turn.before.not_yets else ()
    turn.tell_team("not_yet", turn.before.owner, *leads)


def _reopened(turn: Turn) -> None:
    """The card and what stands in its thread say it too; whose work it is again is told where somebody else says so."""
    _reopen(turn)
    turn.tell_requester("reopened")
    if turn.before.owner != turn.who.id:
        turn.tell_team("reopened", turn.before.owner)


def _reopen(turn: Turn) -> None:
    turn.change(not_yets=turn.before.not_yets + 1, outcome=None)


def wait_first(turn: Turn) -> None:
    """It is not solved after all, and no place is free: it waits first in line, and a lead is asked."""
    _reopen(turn)
    owner = turn.before.owner
    turn.change(state=State.REQUESTED, owner=None, last_owner=owner, wanted_by=owner, first_in_line=True)
    deciding.ask_leads(turn)
    if turn.row.verb is Verb.REOPEN:
        turn.tell_requester("reopened")
        turn.tell_team("reopened_waits", owner)
    else:
        turn.tell_team("not_yet_waits", owner)


def _withdraw(turn: Turn) -> None:
    """What is resolved already is confirmed by taking it back (LIFE)."""
    if turn.before.state is State.RESOLVED:
        _confirm(turn)
        return
    turn.change(waiting=False, held_until=None, wanted_by=None, last_owner=turn.before.owner)
    turn.tell_team("withdrawn", turn.before.owner)


def _no_answer(turn: Turn) -> None:
    """Nobody answered; one click brings it back."""
    turn.change(waiting=False)
    turn.tell_requester("no_answer", asked_by=turn.before.asked_by)
    turn.tell_team("no_answer", turn.before.owner)


def _anew(turn: Turn) -> None:
    """It waits in the queue again, with a card that is new there."""
    turn.change(
        owner=None,
        last_owner=turn.before.owner or turn.before.last_owner,
        outcome=None,
        asked_by=None,
        wanted_by=None,
        level=0,
        level_waits=False,
        planned=None,
        cadence=None,
    )
    turn.post_card(turn.team.queue_channel)


def _came_back(turn: Turn) -> None:
    _anew(turn)
    turn.change(repeats=turn.before.repeats + 1, first_in_line=True, owes_lesson=False)
    turn.tell_team("came_back", turn.after.last_owner)
    if turn.who.id != turn.before.requester:
        turn.tell_requester("came_back")


def _bring_back(turn: Turn) -> None:
    """It keeps its place in line for a working day; later it lines up anew."""
    _anew(turn)
    if turn.tx.now > turn.team.calendar.add(turn.before.since, _FRESH):
        turn.change(arrived=turn.tx.now, first_in_line=False)


STEPS: Mapping[Verb, Callable[[Turn], None]] = {
    Verb.RESOLVE: _resolve,
    Verb.CONFIRM: _confirm,
    Verb.NOT_YET: _not_yet,
    Verb.REOPEN: _reopened,
    Verb.CAME_BACK: _came_back,
    Verb.WITHDRAW: _withdraw,
    Verb.NO_ANSWER: _no_answer,
    Verb.BRING_BACK: _bring_back,
}
