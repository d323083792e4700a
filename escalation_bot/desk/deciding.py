"""What leads are asked to decide, and how they make room: one steps down for another. Requesters may offer one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from escalation_bot.desk import ownership
from escalation_bot.desk.turn import Details, Turn, begin
from escalation_bot.domain import deciding
from escalation_bot.domain.escalation import SEATED, WAITING, Escalation, State
from escalation_bot.domain.life import Verb
from escalation_bot.domain.policy import Audience
from escalation_bot.store import escalations, reminders
from escalation_bot.store.reminders import Given

OFFERABLE = SEATED | WAITING
"""The states in which a request can be offered for another: it has a place, or waits for one."""


def ask_leads(turn: Turn) -> None:
    """From now on it waits for a lead. They hear of it in their direct message, not in the thread as well."""
    turn.change(wanted_since=turn.tx.now)
    turn.asks += _asked(turn)


def ask_again(turn: Turn) -> None:
    """What was taken back had ended the wait for a lead: it goes on."""
    if turn.after.wanted_since and turn.after.wanted_since != turn.before.wanted_since:
        turn.asks += _asked(turn)


def _asked(turn: Turn) -> Iterator[Given]:
    """One for each lead now. When none has decided in time: a word to the team where a member may then take it; else
    one to the leads again, and to the managers."""
    found, team = turn.after, turn.policy.teams[turn.after.team]
    since, due = found.wanted_since or turn.tx.now, deciding.due(found, turn.policy) or turn.tx.now
    leads = deciding.deciders(found, team, turn.who.id)
    note = Given(found.id, team.key, deciding.KIND, since, 1, False, False, Audience.LEADS, due, turn.tx.now)
    yield from (replace(note, person=lead) for lead in leads)
    late = replace(note, step=2, at=due)
    if deciding.goes_to_members(found, turn.policy):
        yield replace(late, audience=Audience.TEAM)
        return
    yield from (replace(late, person=lead) for lead in leads)
    yield from (replace(late, audience=Audience.MANAGERS, person=manager) for manager in team.managers)


async def swap(turn: Turn) -> None:
    """It gets the place of another, which steps down and hears why; `act` holds both. Who would take it has it then.
    Raises Refused."""
    why = Details(turn.details.words)
    other = await begin(turn.tx, turn.policy, turn.who, Verb.STEP_DOWN, turn.details.other or 0, why, None)
    if other.before.team != turn.before.team or other.before.incident:
        raise turn.refuse("no_swap", other=other.before.ticket)
    other.tick()
    other.mentioned.add(turn.before.wanted_by or "")  # hears in one message what they have now, and what for
    ownership.step_down(other)
    turn.beside.append(other)
    turn.facts["swapped"], other.facts["swapped"] = other.before.id, turn.before.id
    turn.change(beyond=other.before.beyond)
    _place(turn, other.before)


def _place(turn: Turn, other: Escalation) -> None:
    taker = turn.details.person
    if taker and taker.id == turn.before.wanted_by and taker.works_for(turn.before):
        level = taker.level_in(turn.before)
        turn.change(state=State.IN_PROGRESS, owner=taker.id, level=level, level_waits=False)
    turn.change(asked_by=None)
    turn.tell_requester("swapped")
    turn.tell_team("swapped", turn.before.wanted_by, other=other.ticket)


async def offer(turn: Turn) -> None:
    """The requester would rather have this one than another of theirs; a lead sees that first. Raises Refused."""
    other = await escalations.load(turn.tx, turn.details.other or 0, lock=False)
    if other is None or not stands(turn.before, other):
        raise turn.refuse("no_offer")
    turn.change(offered=other.id)
    if turn.before.wanted_since is None:
        ask_leads(turn)
    turn.tell_team("offered", other=other.ticket)
    await reminders.show_again(turn.tx, turn.before.id)


def stands(one: Escalation, other: Escalation) -> bool:
    """Can the other be offered for it, and does an offer of it still stand? It has to be theirs, at the same team."""
    same = (one.team, one.requester) == (other.team, other.requester) and one.id != other.id
    return same and other.state in OFFERABLE and not other.incident


async def unoffer(turn: Turn) -> None:
    """The offer is withdrawn; what waited for a lead because of it alone waits no more."""
    waits = turn.before.wanted_by or turn.before.appeals
    turn.change(offered=None, wanted_since=turn.before.wanted_since if waits else None)
    turn.tell_team("unoffered")
    await reminders.show_again(turn.tx, turn.before.id)
