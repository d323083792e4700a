"""What the team decides: accepted, asked, declined, parked, an incident, another impact; and the appeal against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from escalation_bot.desk import deciding
from escalation_bot.desk.turn import Turn
from escalation_bot.domain import clocks
from escalation_bot.domain.delivery import Role
from escalation_bot.domain.life import Verb
from escalation_bot.messages import facts
from escalation_bot.store import outages


def check_impact(turn: Turn) -> None:
    """A regrade is to another impact. Raises Refused."""
    if turn.details.impact in {None, turn.before.impact}:
        raise turn.refuse("same_impact")


def _accept(turn: Turn) -> None:
    """Who would take it hears that they can; a plan is for the team as well."""
    turn.change(wanted_by=None, asked_by=None, planned=turn.details.planned or turn.before.planned)
    turn.tell_requester("accepted")
    if turn.details.words or turn.before.wanted_by:
        turn.tell_team("accepted", turn.before.wanted_by)


def _ask(turn: Turn) -> None:
    turn.change(asked_by=turn.who.id, waiting=True)
    turn.tell_requester("asked")


def _answer(turn: Turn) -> None:
    """An answer in the one thread that everybody reads is not repeated there."""
    turn.change(waiting=False, held_until=None)
    if not turn.details.quiet:
        turn.tell_team("answered", turn.before.asked_by or turn.before.owner, **turn.details.files)


def _decline(turn: Turn) -> None:
    turn.change(waiting=False, wanted_by=None, declined_by=turn.who.id)
    turn.tell_requester("declined")


def _appeal(turn: Turn) -> None:
    """Another lead looks at it, where there is one (LIFE)."""
    turn.change(appeals=turn.before.appeals + 1, asked_by=None)
    deciding.ask_leads(turn)
    turn.tell_team("appealed", same_lead=set(turn.team.leads) == {turn.before.declined_by})
    if turn.who.id != turn.before.requester:
        turn.tell_requester("appealed")


def _park(turn: Turn) -> None:
    turn.tell_requester("parked")


def _unpark(turn: Turn) -> None:
    turn.change(first_in_line=True, outage=None)
    turn.tell_requester("unparked")


async def over(turn: Turn) -> None:
    """It keeps its place in line by its arrival; whether it ended with the known issue only its requester knows."""
    issue = await outages.load(turn.tx, turn.before.outage or 0, lock=False)
    if issue:
        turn.tell_requester("over", Role.QUESTION, issue=facts.issue(issue, turn.policy)["issue"])


def _incident(turn: Turn) -> None:
    turn.change(incident=True, wanted_by=None, wanted_since=None, offered=None)
    turn.tell_requester("incident")


def _regrade(turn: Turn) -> None:
    """The targets are reckoned anew from each clock's start; the owner owes words at other times from now on, and
    what was agreed for the old impact is over."""
    impact = turn.details.impact or turn.before.impact
    turn.change(impact=impact, cadence=None)
    for kind, clock in turn.clocks.items():
        turn.clocks[kind] = clocks.regrade(clock, turn.before, turn.after, turn.policy)
    turn.tell_requester("regraded", was=str(turn.before.impact))
    if turn.before.owner and turn.before.owner != turn.who.id:
        turn.tell_team("regraded", turn.before.owner, was=str(turn.before.impact))


STEPS: Mapping[Verb, Callable[[Turn], None]] = {
    Verb.ACCEPT: _accept,
    Verb.ASK: _ask,
    Verb.ANSWER: _answer,
    Verb.DECLINE: _decline,
    Verb.APPEAL: _appeal,
    Verb.PARK: _park,
    Verb.UNPARK: _unpark,
    Verb.INCIDENT: _incident,
    Verb.REGRADE: _regrade,
}
