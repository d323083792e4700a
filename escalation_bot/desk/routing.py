"""Where it goes: to another team, to a further level and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from escalation_bot.desk.turn import Turn
from escalation_bot.domain.delivery import Role
from escalation_bot.domain.life import Verb
from escalation_bot.domain.policy import Level


def check_team(turn: Turn) -> None:
    """It moves to another team of the policy. Raises Refused."""
    if turn.details.team not in turn.policy.teams or turn.details.team == turn.before.team:
        raise turn.refuse("same_team")


def _move(turn: Turn) -> None:
    """A new card where the other team works; the old one, edited with the rest, points there."""
    team = turn.policy.teams[turn.details.team or turn.before.team]
    turn.change(
        team=team.key,
        owner=None,
        last_owner=None,
        held_until=None,
        waiting=False,
        asked_by=None,
        wanted_by=None,
        level=0,
        level_waits=False,
    )
    turn.tell_requester("moved", was=turn.team.name)
    if turn.before.owner:
        turn.tell_team("moved", turn.before.owner, was=turn.team.name)
    turn.post(team.queue_channel, "card", Role.CARD, moved_from=turn.team.name)


def _level_up(turn: Turn) -> None:
    """The owner stays accountable until somebody there takes it."""
    number = turn.before.level + 1
    level = turn.team.levels[number - 1]
    turn.change(level=number, level_waits=True, wanted_by=None)
    turn.tell_requester("level")
    _ask_there(turn, number, level)


def _ask_there(turn: Turn, number: int, level: Level) -> None:
    if level.channel:
        turn.post(level.channel, "card", Role.LEVEL, at_level=number, ask_group=level.group)
    turn.tell_team("level", ask_group=None if level.channel else level.group)


def _level_back(turn: Turn) -> None:
    """Who has it there keeps it until somebody of the level before takes it."""
    number = turn.before.level - 1
    turn.change(level=number, level_waits=turn.before.owner is not None and not turn.before.level_waits)
    turn.tell_requester("level")
    turn.tell_team("level", turn.before.owner, ask_group=None)


STEPS: Mapping[Verb, Callable[[Turn], None]] = {
    Verb.MOVE: _move,
    Verb.LEVEL_UP: _level_up,
    Verb.LEVEL_BACK: _level_back,
}
