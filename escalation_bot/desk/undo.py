"""Taking back: what was done is as it was before, and who had heard of it hears that too (LIFE, Undo)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cattrs.preconf.json import make_converter

from escalation_bot.desk.turn import Turn
from escalation_bot.domain import clocks
from escalation_bot.domain.clocks import Clock
from escalation_bot.domain.delivery import Delivery, Kind
from escalation_bot.domain.escalation import SEATED, Escalation, State
from escalation_bot.domain.life import Verb
from escalation_bot.store import escalations, outbox, places

UNDOABLE = frozenset({Verb.TAKE, Verb.ASK, Verb.DECLINE, Verb.LEVEL_UP})
"""What can be undone as if it had not been: the history keeps how things were."""
DUE_BEFORE = "due_before"
"""The fact in the history of an update: when the word was due that it brought."""
_WAS = "was"
_BESIDE = ("said", Verb.ADD_FACTS, Verb.FOLLOW, Verb.UNFOLLOW, Verb.REGRADE, Verb.CORRECT)
"""What may happen between a take and its undoing."""
_SINCE: Mapping[Verb, tuple[Verb, ...]] = {
    Verb.ASK: (Verb.ASK, Verb.ANSWER, Verb.UNDO),
    Verb.DECLINE: (Verb.DECLINE, Verb.APPEAL, Verb.UNDO),
    Verb.LEVEL_UP: (Verb.LEVEL_UP, Verb.LEVEL_BACK, Verb.TAKE, Verb.UNDO),
}
"""What decides whether it still stands: the newest of these."""
_TOO_LATE: Mapping[Verb, str] = {
    Verb.TAKE: "gone_on_since",
    Verb.ASK: "answered_already",
    Verb.DECLINE: "too_late_to_undo",
    Verb.LEVEL_UP: "taken_there_already",
}
_json = make_converter()


def remember(turn: Turn) -> None:
    """Notes in the history how things are before this verb."""
    turn.facts[_WAS] = _json.unstructure(turn.before), _json.unstructure(list(turn.known.values()))


@dataclass(frozen=True)
class _Was:
    """How things were before what is undone, and how it was told."""

    escalation: Escalation
    clocks: dict[clocks.Kind, Clock]
    at: datetime
    words: str | None


async def undo(turn: Turn) -> None:
    """Undoes this person's own doing, where it still stands. Raises Refused."""
    undone = turn.details.undoes or Verb.DECLINE
    was = await _standing(turn, undone)
    if was is None:
        raise turn.refuse(_TOO_LATE[undone])
    turn.facts["undoes"] = str(undone)
    await _restore(turn, undone, was)
    await _TELL[undone](turn, was)


async def _standing(turn: Turn, undone: Verb) -> _Was | None:
    tx, number = turn.tx, turn.before.id
    since = _SINCE.get(undone)
    last = await (escalations.newest(tx, number, *since) if since else escalations.newest_but(tx, number, *_BESIDE))
    if last is None or (last.verb, last.who) != (undone, turn.who.id) or _WAS not in last.facts:
        return None
    if turn.details.digest and last.words != turn.details.digest:
        return None
    before, running = last.facts[_WAS]
    kept = {clock.kind: clock for clock in _json.structure(running, list[Clock])}
    return _Was(_json.structure(before, Escalation), kept, last.at, last.words)


_CHANGED: Mapping[Verb, tuple[str, ...]] = {
    Verb.TAKE: ("state", "owner", "wanted_by", "asked_by", "last_owner", "held_until", "level_waits", "first_in_line"),
    Verb.ASK: ("state", "asked_by", "waiting"),
    Verb.DECLINE: ("state", "waiting", "wanted_by", "declined_by", "first_in_line"),
    Verb.LEVEL_UP: ("level", "level_waits", "wanted_by"),
}
"""What each changes, and so what its undoing brings back; what happened beside it stays."""


_ALL = tuple(clocks.Kind)
_CLOCKS: Mapping[Verb, tuple[clocks.Kind, ...]] = {Verb.LEVEL_UP: (clocks.Kind.ACKNOWLEDGE,)}
"""Which clocks run as before; all of them unless it is said here."""


async def _restore(turn: Turn, undone: Verb, was: _Was) -> None:
    turn.change(**{name: getattr(was.escalation, name) for name in _CHANGED[undone]})
    if undone is not Verb.ASK or turn.after.state is not turn.before.state:
        _wind_back(turn, was, _CLOCKS.get(undone, _ALL))
    await _reseat(turn)


def _wind_back(turn: Turn, was: _Was, kinds: tuple[clocks.Kind, ...]) -> None:
    now = turn.before.impact
    for kind in kinds:
        turn.clocks.pop(kind, None)
        if clock := was.clocks.get(kind):
            turn.clocks[kind] = clocks.regrade(clock, was.escalation.impact, now, turn.policy, turn.team)


async def _reseat(turn: Turn) -> None:
    had, has = turn.before.state in SEATED, turn.after.state in SEATED
    if had == has or turn.before.incident:
        return
    if had:
        await places.give(turn.tx, turn.before.team)
    elif not await turn.take_place():
        turn.change(state=State.REQUESTED, first_in_line=True)
        turn.tell_team("not_yet_waits", *turn.team.leads)


async def _tell_untaken(turn: Turn, was: _Was) -> None:
    """The requester hears it only if they had heard that it was taken."""
    unheard = await outbox.recall(turn.tx, turn.before.id, "told/taken", was.at)
    if turn.before.owner == turn.who.id and not unheard:
        turn.tell_requester("untaken")


async def _tell_unasked(turn: Turn, was: _Was) -> None:
    await strike(turn, "told/asked", was.words or "")


async def _tell_undeclined(turn: Turn, was: _Was) -> None:
    if not await outbox.recall(turn.tx, turn.before.id, "told/declined", was.at):
        turn.tell_requester("undeclined")


async def _tell_unlevelled(turn: Turn, was: _Was) -> None:
    if not await outbox.recall(turn.tx, turn.before.id, "told/level", was.at):
        turn.tell_requester("level")


_TELL = {
    Verb.TAKE: _tell_untaken,
    Verb.ASK: _tell_unasked,
    Verb.DECLINE: _tell_undeclined,
    Verb.LEVEL_UP: _tell_unlevelled,
}


async def retract(turn: Turn) -> None:
    """Takes the newest update back, where it has these words and this person published it: its words are struck
    through, and the next word is due when it was before. Raises Refused."""
    last = await escalations.newest(turn.tx, turn.before.id, Verb.UPDATE, Verb.RETRACT)
    if last is None or (last.verb, last.who, last.words) != (Verb.UPDATE, turn.who.id, turn.details.digest):
        raise turn.refuse("not_the_newest")
    turn.change(updates=turn.before.updates - 1)
    clock, due = turn.clocks.get(clocks.Kind.UPDATE), last.facts.get(DUE_BEFORE)
    if clock and clock.runs and due:
        turn.clocks[clock.kind] = replace(clock, due=datetime.fromisoformat(due))
    await strike(turn, "told/update", turn.details.digest)


async def strike(turn: Turn, template: str, digest: str) -> None:
    """Strikes words through where they were told; what counted where it stood was never posted by us."""
    for said in await outbox.quoting(turn.tx, turn.before.id, template, digest):
        shown: dict[str, Any] = {**said.facts, "taken_back": True}
        turn.told.append(
            Delivery(Kind.EDIT, said.channel, said.template, shown, turn.before.id, target=said.id, words=said.words)
        )
