"""What the history says of how things were, and whether what somebody did still stands (LIFE, Undo)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cattrs.preconf.json import make_converter

from escalation_bot.desk.turn import Turn
from escalation_bot.domain.clocks import Clock, Kind
from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.domain.life import Verb
from escalation_bot.store import escalations
from escalation_bot.store.escalations import Line

_STOOD = ("state", "since", "by_whom")
CHANGED: Mapping[Verb, tuple[str, ...]] = {
    Verb.TAKE: (
        *_STOOD,
        *("owner", "wanted_by", "wanted_since", "offered", "beyond", "asked_by", "last_owner", "held_until"),
        *("level", "level_waits", "first_in_line", "outage"),
    ),
    Verb.ASK: (*_STOOD, "asked_by", "waiting", "outage"),
    Verb.DECLINE: (
        *_STOOD,
        *("waiting", "wanted_by", "wanted_since", "offered", "beyond", "declined_by", "first_in_line", "outage"),
    ),
    Verb.LEVEL_UP: ("level", "level_waits", "wanted_by", "wanted_since"),
    Verb.UPDATE: ("cadence",),
}
"""What each of the verbs that can be undone changes, and so what undoing it brings back; what happened beside it stays.

The history keeps no more of how things were: it is there for good, and names and words are not (DESIGN §3)."""
UNDONE = "undone"
"""The fact in the history that names the line which is taken back."""
_WAS = "was"
_BESIDE = frozenset(
    {"said", Verb.ADD_FACTS, Verb.FOLLOW, Verb.UNFOLLOW, Verb.REGRADE, Verb.CORRECT, Verb.SNOOZE, Verb.REQUESTER_LEFT}
)
"""What may happen between a take and its undoing: nothing of it is the owner's word."""
_ENDS_QUESTIONS = frozenset({Verb.ANSWER, Verb.MOVE, Verb.STEP_DOWN, Verb.RESOLVE, Verb.APPEAL, Verb.BRING_BACK})
"""After these no question from before is open."""
_json = make_converter()


def remember(turn: Turn) -> None:
    """Notes in the history how things are before this verb."""
    kept = _json.unstructure(turn.before)
    shown = {name: kept[name] for name in (*CHANGED[turn.row.verb], "impact")}
    turn.facts[_WAS] = shown, _json.unstructure(list(turn.known.values()))


@dataclass(frozen=True)
class Was:
    """How things were before a line of the history, which was written at `at` and said these words."""

    escalation: Escalation
    clocks: Mapping[Kind, Clock]
    at: datetime
    words: str | None


@dataclass(frozen=True)
class Past:
    """An escalation's history, oldest first, as one person looks at it who takes something back."""

    turn: Turn
    lines: Sequence[Line]

    def was(self, line: Line) -> Was:
        """How things were before this line."""
        kept, running = line.facts[_WAS]
        before = _json.structure({**_json.unstructure(self.turn.before), **kept}, Escalation)
        known = {clock.kind: clock for clock in _json.structure(running, list[Clock])}
        return Was(before, known, line.at, line.words)

    def take(self) -> Line | None:
        """Their take, where nothing was published and nobody else decided since."""
        return self._mine([line for line in self.lines if line.verb not in _BESIDE][-1:], Verb.TAKE)

    def newest(self, verb: Verb, *ended_by: Verb) -> Line | None:
        """The newest doing of that kind, where it is theirs and nothing ended it."""
        return self._mine(list(self._open({verb, *ended_by}))[-1:], verb)

    def update(self) -> Line | None:
        """Their newest update of these words."""
        return self._mine(self._open({Verb.UPDATE}), Verb.UPDATE)

    def questions(self) -> list[Line]:
        """The questions that are open."""
        return [line for line in self._asked() if line.id not in self._gone()]

    def question(self) -> Line | None:
        """Their own of these, the newest."""
        return self._mine(self.questions(), Verb.ASK)

    def first_question(self) -> Line:
        """The question by which it came to wait for an answer; others may have been asked after it."""
        return next(line for line in reversed(self._asked()) if line.before != State.ASKED)

    def _asked(self) -> list[Line]:
        ends = [at for at, line in enumerate(self.lines) if line.verb in _ENDS_QUESTIONS]
        return [line for line in self.lines[ends[-1] + 1 if ends else 0 :] if line.verb == Verb.ASK]

    def _open(self, verbs: Iterable[str]) -> list[Line]:
        return [line for line in self.lines if line.verb in set(verbs) and line.id not in self._gone()]

    def _gone(self) -> set[int]:
        return {line.facts[UNDONE] for line in self.lines if UNDONE in line.facts}

    def _mine(self, lines: Sequence[Line], verb: Verb) -> Line | None:
        """The newest of these that is this person's doing, with the words that they take back where those are known."""
        digest, who = self.turn.details.digest, self.turn.who.id
        mine = [line for line in lines if (line.verb, line.who) == (verb, who) and (not digest or line.words == digest)]
        return mine[-1] if mine else None


async def of(turn: Turn) -> Past:
    """The whole history of the escalation that this turn is about."""
    return Past(turn, await escalations.history(turn.tx, turn.before.id))
