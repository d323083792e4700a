"""Where it goes: to another team, to a further level and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from escalation_bot.desk.turn import Turn
from escalation_bot.domain.delivery import Role
from escalation_bot.domain.life import Verb
from escalation_bot.domain.policy import Mention
from escalation_bot.store import escalations


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
        wanted_since=None,
        offered=None,
        level=0,
        level_waits=False,
        planned=None,
        cadence=None,
    )
    turn.tell_requester("moved", was=turn.team.name)
    if turn.before.owner:
        turn.tell_team("moved", turn.before.owner, was=turn.team.name)
    turn.post_card(team.queue_channel, moved_from=turn.team.name)


async def level_up(turn: Turn) -> None:
    """The owner stays accountable until somebody there takes it."""
    turn.change(wanted_by=None, wanted_since=None)
    await _send(turn, turn.before.level + 1)


async def level_back(turn: Turn) -> None:
    """Who has it there keeps it until somebody of the level before takes it."""
    await _send(turn, turn.before.level - 1)


async def _send(turn: Turn, number: int) -> None:
    """To a level, which is asked in a card of its own where it has a channel, else in the thread of the team's card:
    there its group is mentioned whatever the impact, for nothing else reaches it."""
    stands_at = await _owner_stands_at(turn)
    turn.change(level=number, level_waits=stands_at != number if turn.before.owner else number > 0)
    turn.tell_requester("level")
    level = turn.team.level(number) if turn.after.level_waits else None
    if level and level.channel:
        turn.post_card(level.channel, Role.LEVEL, at_level=number, ask_group=level.group)
    mentions = turn.team.mention is not Mention.NEVER
    group = level.group if level and not level.channel and mentions else None
    is_elsewhere = turn.work != turn.messages[Role.CARD]
    turn.tell_team("level", turn.before.owner, ask_group=None if is_elsewhere else group)
    if is_elsewhere:
        turn.tell_card("level", turn.before.last_owner, ask_group=group)


_STEPS_TO: Mapping[str, int] = {Verb.LEVEL_UP: 1, Verb.LEVEL_BACK: -1, Verb.UNDO: -1}


async def _owner_stands_at(turn: Turn) -> int:
    """At which level it was when its owner took it: what went up and back since then is taken off."""
    moved = 0
    for line in reversed(await escalations.history(turn.tx, turn.before.id)):
        if line.verb in {Verb.TAKE, Verb.SWAP}:
            break
        if line.verb != Verb.UNDO or line.facts.get("undoes") == Verb.LEVEL_UP:
            moved += _STEPS_TO.get(line.verb, 0)
    return turn.before.level - moved


STEPS: Mapping[Verb, Callable[[Turn], None]] = {Verb.MOVE: _move}
