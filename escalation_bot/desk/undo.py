"""Taking back: what was done is as it was before, and who had heard of it hears that too (LIFE, Undo)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from escalation_bot.desk import deciding, past, previews, seats
from escalation_bot.desk.past import CHANGED, UNDONE, Past, Was
from escalation_bot.desk.turn import Turn
from escalation_bot.desk.words import AGREED
from escalation_bot.domain import clocks
from escalation_bot.domain.delivery import Delivery, Kind
from escalation_bot.domain.escalation import SEATED, State
from escalation_bot.domain.life import Verb
from escalation_bot.store import outbox, places


async def undo(turn: Turn) -> None:
    """Undoes this person's own doing, where it still stands. Raises Refused."""
    undone = turn.details.undoes or Verb.DECLINE
    turn.facts["undoes"] = str(undone)
    await _UNDO[undone](turn, await past.of(turn))


async def _untake(turn: Turn, history: Past) -> None:
    """Somebody else may have been told that it is theirs no more: they hear that it is."""
    if turn.before.wanted_by == turn.who.id:
        await _unwish(turn, history)
        return
    line = history.take()
    if line is None:
        raise turn.refuse("gone_on_since")
    was = history.was(line)
    _restore(turn, Verb.TAKE, was)
    await _reseat(turn)
    if not await _recall(turn, "told/taken", was.at):
        turn.tell_requester("untaken")
    if turn.after.owner and not await _recall(turn, "team/taken_there", was.at):
        turn.tell_card("untaken", turn.after.owner)


async def _unwish(turn: Turn, history: Past) -> None:
    """They would not take it after all. The requester saw that at most; the leads were asked."""
    turn.change(wanted_by=None, wanted_since=None)
    line = history.newest(Verb.TAKE)
    if line and line.after == line.before:
        turn.change(wanted_since=history.was(line).escalation.wanted_since)
        deciding.ask_again(turn)
    if line:
        await strike(turn, "team/lead_decides", None, line.at)


async def _unask(turn: Turn, history: Past) -> None:
    """It waits no more, unless somebody else asked too."""
    mine = history.question()
    if mine is None:
        raise turn.refuse("answered_already")
    others = [line.who for line in history.questions() if line is not mine]
    if others and turn.before.state is State.ASKED:
        turn.change(asked_by=others[-1])
    elif turn.before.state is State.ASKED:
        _restore(turn, Verb.ASK, history.was(history.first_question()))
    else:
        turn.change(waiting=turn.before.waiting and bool(others))
        _wind_back(turn, history.was(mine))
    turn.facts[UNDONE] = mine.id
    await strike(turn, "told/asked", mine.words, mine.at)


async def _undecline(turn: Turn, history: Past) -> None:
    line = history.newest(Verb.DECLINE, Verb.APPEAL)
    if line is None:
        raise turn.refuse("too_late_to_undo")
    was = history.was(line)
    turn.facts[UNDONE] = line.id
    _restore(turn, Verb.DECLINE, was)
    await _reseat(turn)
    if not await _recall(turn, "told/declined", was.at):
        turn.tell_requester("undeclined")
    await previews.words_taken_back(turn.tx, turn.before.id, Verb.DECLINE, line.words)


async def _unlevel(turn: Turn, history: Past) -> None:
    """Nobody there has taken it, so nobody there is told; who has it is, and who asked for it."""
    line = history.newest(Verb.LEVEL_UP)
    was = history.was(line) if line else None
    above = was is not None and turn.before.level == was.escalation.level + 1
    if line is None or was is None or not (above and turn.before.level_waits):
        raise turn.refuse("taken_there_already" if above and turn.before.owner else "not_now")
    turn.facts[UNDONE] = line.id
    turn.change(**_as_was(Verb.LEVEL_UP, was))
    deciding.ask_again(turn)
    _wind_back(turn, was)
    if not await _recall(turn, "told/level", was.at):
        turn.tell_requester("level")
    if not await _recall(turn, "team/level", was.at):
        turn.tell_team("level", turn.before.owner, ask_group=None)


_UNDO: Mapping[Verb, Callable[[Turn, Past], Awaitable[None]]] = {
    Verb.TAKE: _untake,
    Verb.ASK: _unask,
    Verb.DECLINE: _undecline,
    Verb.LEVEL_UP: _unlevel,
}
UNDOABLE = frozenset(_UNDO)
"""What can be undone as if it had not been."""


def _as_was(undone: Verb, was: Was) -> dict[str, Any]:
    return {name: getattr(was.escalation, name) for name in CHANGED[undone]}


def _restore(turn: Turn, undone: Verb, was: Was) -> None:
    """What it changed, and all clocks, are as before."""
    turn.change(**_as_was(undone, was))
    turn.clocks.clear()
    turn.clocks.update({kind: _now(turn, was, clock) for kind, clock in was.clocks.items()})
    deciding.ask_again(turn)


def _wind_back(turn: Turn, was: Was) -> None:
    """The clocks that it started run as before, where nothing has set them since."""
    for kind, clock in list(turn.clocks.items()):
        if clock.runs and clock.started == was.at:
            del turn.clocks[kind]
            if before := was.clocks.get(kind):
                turn.clocks[kind] = _now(turn, was, before)


def _now(turn: Turn, was: Was, clock: clocks.Clock) -> clocks.Clock:
    return clocks.regrade(clock, was.escalation, replace(turn.after, impact=turn.before.impact), turn.policy)


async def _reseat(turn: Turn) -> None:
    """It has a place if it had one before. Where that is gone meanwhile, it waits first in line and the leads are
    asked."""
    had, has = turn.before.state in SEATED, turn.after.state in SEATED
    if had == has or turn.before.incident:
        return
    if had:
        await places.give(turn.tx, turn.before.team)
    elif not await seats.take(turn):
        turn.change(state=State.REQUESTED, first_in_line=True, since=turn.tx.now, by_whom=turn.who.id)
        deciding.ask_leads(turn)
        turn.tell_team("undeclined_waits")


async def retract(turn: Turn) -> None:
    """Takes an update of theirs back: its words are struck through, and unless somebody had the word since, the next
    one is due when it was before; so it is with what it agreed on. Raises Refused."""
    history = await past.of(turn)
    line = history.update()
    if line is None:
        raise turn.refuse("not_your_update")
    turn.facts[UNDONE] = line.id
    turn.change(updates=turn.before.updates - 1)
    was = history.was(line)
    if AGREED in line.facts and line.facts[AGREED] == turn.before.cadence:
        turn.change(**_as_was(Verb.UPDATE, was))
    _wind_back(turn, was)
    await strike(turn, "told/update", line.words, line.at)


async def strike(turn: Turn, template: str, digest: str | None, since: datetime) -> None:
    """Strikes words through where they were told; what is not on its way yet is not said at all, and what counted
    where it stood was never posted by us."""
    if await _recall(turn, template, since, digest):
        return
    for said in await outbox.quoting(turn.tx, turn.before.id, template, digest):
        shown: dict[str, Any] = {**said.facts, "taken_back": True}
        turn.told.append(
            Delivery(Kind.EDIT, said.channel, said.template, shown, turn.before.id, target=said.id, words=said.words)
        )


async def _recall(turn: Turn, template: str, since: datetime, digest: str | None = None) -> bool:
    return await outbox.recall(turn.tx, turn.before.id, template, since, digest)
