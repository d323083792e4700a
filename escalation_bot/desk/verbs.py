"""What each verb changes and whom it tells, beyond what the table of life says for all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from escalation_bot.desk.takeback import DUE_BEFORE, take_back
from escalation_bot.desk.turn import Details, Turn, begin
from escalation_bot.domain.clocks import Kind
from escalation_bot.domain.delivery import Role
from escalation_bot.domain.escalation import Escalation, Outcome, State
from escalation_bot.domain.life import Refused, Verb
from escalation_bot.domain.people import Person
from escalation_bot.domain.policy import LimitMode, Policy
from escalation_bot.messages import facts
from escalation_bot.store import escalations
from escalation_bot.store.db import Tx

_NOTHING = Details()


async def act(
    tx: Tx,
    policy: Policy,
    who: Person,
    verb: Verb,
    number: int,
    details: Details = _NOTHING,
    seen: State | None = None,
) -> Escalation:
    """Does `verb` to escalation `number` in this transaction and answers what it became.

    `seen` is the state that the person acted on. Raises Refused, and nothing was changed, when it cannot be done.
    """
    turn = await begin(tx, policy, who, verb, number, details, seen)
    _CHECKS.get(verb, _no_more)(turn)
    if not await turn.seat():
        _full(turn)
    else:
        turn.tick()
        _STEPS.get(verb, _no_more)(turn)
    if also := _ALSO.get(verb):
        await also(turn)
    return await turn.write()


def _no_more(turn: Turn) -> None:
    """Nothing more than the table asks."""


def _check_new_owner(turn: Turn) -> None:
    person = turn.details.person
    if person is None or turn.before.team not in person.member_of:
        raise Refused("not_a_member", **facts.of(turn.before, turn.policy), person=person.id if person else None)
    if person.id == turn.before.owner:
        raise Refused("taken", **facts.of(turn.before, turn.policy))


def _check_confirm(turn: Turn) -> None:
    """Who resolved it does not also confirm it, unless it was their own request."""
    if turn.who.id == turn.before.resolved_by != turn.before.requester:
        raise Refused("not_your_own", **facts.of(turn.before, turn.policy))


_CHECKS: Mapping[Verb, Callable[[Turn], None]] = {
    Verb.HAND_OVER: _check_new_owner,
    Verb.CONFIRM: _check_confirm,
}


def _full(turn: Turn) -> None:
    """No place is free: who would take it is noted and a lead asked once; what comes back waits first in line."""
    if turn.row.verb is Verb.NOT_YET:
        turn.tick()
        _reopen(turn)
        turn.change(state=State.REQUESTED, owner=None, wanted_by=turn.before.owner)
        turn.tell_team("not_yet_waits", turn.before.owner, *turn.team.leads)
        return
    shown = facts.of(turn.before, turn.policy)
    if turn.team.limit.mode is LimitMode.HARD and turn.who.id in turn.team.leads:
        raise Refused("all_places_taken", **shown, places=turn.team.limit.max)
    if turn.before.wanted_by is not None or turn.row.verb is Verb.ACCEPT:
        raise Refused("lead_decides", **shown, places=turn.team.limit.max)
    turn.change(state=turn.before.state, wanted_by=turn.who.id)
    turn.facts["place"] = "none free"
    full = {"places": turn.team.limit.max, "firm": turn.team.limit.mode is LimitMode.HARD}
    turn.tell_team("lead_decides", *turn.team.leads, **full)
    turn.tell_actor("lead_decides", **full)


def _take(turn: Turn) -> None:
    turn.change(owner=turn.who.id, wanted_by=None, asked_by=None)
    turn.tell_requester("taken")


def _accept(turn: Turn) -> None:
    turn.change(wanted_by=None, asked_by=None)
    turn.tell_requester("accepted")


def _ask(turn: Turn) -> None:
    turn.change(asked_by=turn.who.id, waiting=True)
    turn.tell_requester("asked")


def _answer(turn: Turn) -> None:
    turn.change(waiting=False, held_until=None)
    turn.tell_team("answered", turn.before.asked_by or turn.before.owner)


def _decline(turn: Turn) -> None:
    turn.change(waiting=False)
    turn.tell_requester("declined")


def _update(turn: Turn) -> None:
    turn.change(updates=turn.before.updates + 1)
    if owed := turn.known.get(Kind.UPDATE):
        turn.facts[DUE_BEFORE] = owed.due.isoformat()
    if not turn.details.quiet:
        turn.tell_requester("update")


def _hold(turn: Turn) -> None:
    turn.change(held_until=_bounded(turn))
    turn.tell_requester("held")


def _bounded(turn: Turn) -> datetime:
    """Until when it is held: as said, but no longer than the policy allows; by default what that says."""
    calendar, hold = turn.team.calendar, turn.policy.hold
    longest = calendar.add(turn.tx.now, hold.max)
    return min(turn.details.until or calendar.add(turn.tx.now, hold.until), longest)


def _resume(turn: Turn) -> None:
    turn.change(held_until=None)
    turn.tell_requester("resumed")


def _hand_back(turn: Turn) -> None:
    turn.change(owner=None, held_until=None)
    turn.tell_requester("handed_back")


def _hand_over(turn: Turn) -> None:
    person = turn.details.person
    owner = person.id if person else None
    turn.change(owner=owner)
    turn.tell_requester("handed_over")
    turn.tell_team("handed_over", owner, turn.before.owner)


def _resolve(turn: Turn) -> None:
    outcome = turn.details.outcome or Outcome.SOLUTION
    turn.change(
        owner=turn.before.owner or turn.who.id,
        resolved_by=turn.who.id,
        outcome=outcome,
        held_until=None,
        waiting=False,
        wanted_by=None,
    )
    turn.tell_requester("resolved", Role.QUESTION)


def _confirm(turn: Turn) -> None:
    turn.change(outcome=turn.details.outcome or turn.before.outcome)
    turn.tell_team("confirmed", turn.before.owner)
    if turn.who.id != turn.before.requester:
        turn.tell_requester("closed")


def _reopen(turn: Turn) -> None:
    turn.change(not_yets=turn.before.not_yets + 1, outcome=None)


def _not_yet(turn: Turn) -> None:
    _reopen(turn)
    leads = turn.team.leads if turn.before.not_yets else ()
    turn.tell_team("not_yet", turn.before.owner, *leads)


def _withdraw(turn: Turn) -> None:
    """What is resolved already is confirmed by taking it back (LIFE)."""
    if turn.before.state is State.RESOLVED:
        _confirm(turn)
        return
    turn.change(waiting=False, held_until=None)
    turn.tell_team("withdrawn", turn.before.owner)


def _add_facts(turn: Turn) -> None:
    again = turn.details.again
    turn.change(repeats=turn.before.repeats + again)
    turn.tell_team("facts_added", turn.before.owner, again=again)


async def _become_follower(turn: Turn) -> None:
    """Who adds facts hears the rest: the mention in the receipt's thread makes them follow it in Slack too.

    A private one is followed by nobody else: its receipt is a direct message.
    """
    if turn.before.private or turn.who.id == turn.before.requester:
        return
    if await escalations.follow(turn.tx, turn.before.id, turn.who.id):
        turn.tell_follower("following")


_ALSO: Mapping[Verb, Callable[[Turn], Awaitable[None]]] = {
    Verb.ADD_FACTS: _become_follower,
    Verb.RETRACT: take_back,
}

_STEPS: Mapping[Verb, Callable[[Turn], None]] = {
    Verb.TAKE: _take,
    Verb.ACCEPT: _accept,
    Verb.ASK: _ask,
    Verb.ANSWER: _answer,
    Verb.DECLINE: _decline,
    Verb.UPDATE: _update,
    Verb.HOLD: _hold,
    Verb.RESUME: _resume,
    Verb.HAND_BACK: _hand_back,
    Verb.HAND_OVER: _hand_over,
    Verb.RESOLVE: _resolve,
    Verb.CONFIRM: _confirm,
    Verb.NOT_YET: _not_yet,
    Verb.WITHDRAW: _withdraw,
    Verb.ADD_FACTS: _add_facts,
}
