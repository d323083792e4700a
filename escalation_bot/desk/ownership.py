"""Who has it: taking, taking over, handing back and over, stepping down, and owners who left."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from escalation_bot.desk.turn import Turn
from escalation_bot.domain.life import Verb


def check_new_owner(turn: Turn) -> None:
    """Only a member can own it, and not who has it. Raises Refused."""
    person = turn.details.person
    if person is None or not person.works_for(turn.before):
        raise turn.refuse("not_a_member", person=person.id if person else None)
    if person.id == turn.before.owner:
        raise turn.refuse("taken")


def _take(turn: Turn) -> None:
    """It is with whoever took it, and so with their level. Who had it before is told that it is theirs no more."""
    turn.change(owner=turn.who.id, wanted_by=None, asked_by=None, held_until=None, level_waits=False)
    turn.change(level=turn.who.level_in(turn.before))
    turn.tell_requester("taken")
    if turn.before.owner:
        turn.change(last_owner=turn.before.owner)
        turn.tell_team("taken_there", turn.before.owner)


def _take_over(turn: Turn) -> None:
    turn.change(owner=turn.who.id, last_owner=turn.before.owner)
    turn.tell_requester("taken_over", from_owner=turn.before.owner)
    turn.tell_team("taken_over", turn.before.owner)


def _hand_back(turn: Turn) -> None:
    turn.change(owner=None, last_owner=turn.before.owner, held_until=None)
    turn.tell_requester("handed_back")


def _hand_over(turn: Turn) -> None:
    person = turn.details.person
    owner = person.id if person else None
    turn.change(owner=owner, last_owner=turn.before.owner)
    turn.tell_requester("handed_over")
    turn.tell_team("handed_over", owner, turn.before.owner)


def step_down(turn: Turn) -> None:
    """Back in line by its first arrival; who had it is remembered."""
    owner = turn.before.owner
    turn.change(owner=None, last_owner=owner or turn.before.last_owner, held_until=None, waiting=False, planned=None)
    turn.change(stepped_down=turn.before.stepped_down + 1)
    turn.tell_requester("stepped_down")
    turn.tell_team("stepped_down", owner)


def _owner_left(turn: Turn) -> None:
    turn.change(owner=None, last_owner=turn.before.owner, held_until=None)
    turn.tell_requester("handed_back")
    turn.tell_team("owner_left", *turn.team.leads, left=turn.before.owner)


def _requester_left(turn: Turn) -> None:
    turn.change(requester_gone=True)
    turn.tell_team("requester_left", *turn.team.leads)


STEPS: Mapping[Verb, Callable[[Turn], None]] = {
    Verb.TAKE: _take,
    Verb.TAKE_OVER: _take_over,
    Verb.HAND_BACK: _hand_back,
    Verb.HAND_OVER: _hand_over,
    Verb.STEP_DOWN: step_down,
    Verb.OWNER_LEFT: _owner_left,
    Verb.REQUESTER_LEFT: _requester_left,
}
