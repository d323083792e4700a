"""docs/permissions.md, made from the code: `python -m tests.docs.permissions` prints it."""

from __future__ import annotations

import inspect
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from jinja2 import ChainableUndefined, Environment, PackageLoader

from escalation_bot import reactions, threads
from escalation_bot.actions import _verb
from escalation_bot.commands.escalate import ANSWERS
from escalation_bot.desk import intents
from escalation_bot.domain.escalation import WORKED, State
from escalation_bot.domain.life import ROWS, Row, Verb
from escalation_bot.domain.permits import Refused, possible, row
from escalation_bot.domain.policy import REACTIONS
from escalation_bot.messages import facts
from escalation_bot.messages.render import _environment, _rendered
from escalation_bot.modals import say
from tests.docs import wording
from tests.docs.wording import EMOJI, plain
from tests.domain.cast import CAST, POLICY, generous, situation

HEAD = """# Who may do what, and where

Made from the code by `python -m tests.docs.permissions`; a test holds the two equal. [life.md](life.md) says what
each verb does, and under which further conditions.

The rule is the same everywhere: whoever presses a button that is not theirs is told why, alone, and nothing changes.

## Who

✓: in some state, where the conditions hold. The owner and a lead are members too; a level counts once it is reached;
whoever is several of these may do what any of them may. Managers and everybody else are *anybody*.
"""
WHERE = """
## Where, state by state

*Card*, *receipt* and *question* are the buttons on these messages; the other buttons stand under what they are about.
*reply* is a reaction on a reply in the card's thread, whose words it uses. *asks for*: a form opens for these words.
`More…` offers what this person may do now, under the name in its column.
"""
PEOPLE = {
    "Q": "requester",
    "F": "follower with a say",
    "N": "follower",
    "M": "member",
    "O": "owner",
    "L": "lead",
    "S": "level",
    "X": "anybody",
}
ON_THE_QUESTION = {Verb.CONFIRM: "resolve"}
"""The one reaction that the requester's side has."""
ASKED_AGAIN = frozenset({Verb.ADD_FACTS, Verb.APPEAL})
"""What the form for a request becomes where its ticket is in the queue already, or was declined."""
_BACK = (
    ("take", Verb.TAKE, Verb.UNDO),
    ("take", Verb.TAKE, Verb.HAND_BACK),
    *((name, done, intents._BACK[done]) for name, done in reactions.WORDED.items()),
)
"""The reactions, what they do, and what removing them does."""
_PLACES = {"card": "card", "receipt": "receipt", "notice": "receipt"}
_BUTTON = re.compile(r"""button\("(?:do:|form:)?(\w+)", "([^"]+)\"""")
_DONE_IN_THREADS = re.compile(r"\bact\(tx, front\.policy, who, Verb\.(\w+)")
_CARDS = (("card", 0), ("card", 1), ("receipt", 0), ("told/resolved", 0), ("told/over", 0))
"""The messages whose buttons follow the state, each as it stands with the team and where a level was asked."""


@cache
def _lenient() -> Environment:
    """Where a fact that is beside the point may be missing."""
    return _environment(PackageLoader("escalation_bot.messages")).overlay(undefined=ChainableUndefined)


def _buttons(template: str, shown: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The action ids and labels that a message has with these facts."""
    for block in _rendered(_lenient(), template, shown).blocks:
        for element in block["elements"] if block["type"] == "actions" else ():
            yield element["action_id"], element["text"]["text"]


@cache
def _standing_buttons(state: State) -> tuple[tuple[str, str, str], ...]:
    """Where, action id and label of what stands on the messages that follow the state."""
    found = []
    for template, level in _CARDS:
        asked = generous(state, level=level, level_waits=bool(level), waiting=False)
        shown = facts.of(asked, POLICY) | {"here_now": True, "newest": True, "at_level": level, "names": {}}
        for action, label in _buttons(template, shown | {"claimed": "solution", "asked_about": True}):
            found.append((_PLACES.get(template, "question"), action, label))
    return tuple(found)


@cache
def _buttons_beside() -> tuple[tuple[str, str], ...]:
    """Action and label of buttons under other words, which act on whatever the state is by then."""
    stateful = {f"{template}.j2" for template, _ in _CARDS} | {"notice.j2"}
    loader = PackageLoader("escalation_bot.messages")
    others = (name for name in loader.list_templates() if name not in stateful)
    return tuple(found for name in others for found in _BUTTON.findall(loader.get_source(_lenient(), name)[0]))


def _buttons_for(verb: Verb, state: State) -> str:
    found: dict[str, list[str]] = defaultdict(list)
    for where, action, label in _standing_buttons(state):
        about = _verb(action)
        if about and about[0] is verb and label not in found[where]:
            found[where].append(label)
    shown = {label for labels in found.values() for label in labels}
    beside = [label for action, label in _buttons_beside() if action == verb and label not in shown]
    parts = [f"{where}: {', '.join(labels)}" for where, labels in found.items() if labels]
    return "; ".join([*parts, *dict.fromkeys(beside)])


def _reactions_for(verb: Verb, state: State) -> str:
    if verb is Verb.TAKE:
        return f"{_emoji('take')} card"
    places = []
    if name := next((name for name, worded in reactions.WORDED.items() if worded is verb), None):
        places.append(f"{_emoji(name)} reply" + (" or card" if name in reactions.ON_CARD else ""))
    if name := ON_THE_QUESTION.get(verb):
        places.append(f"{_emoji(name)} question")
    return "; ".join([*places, *_removals(verb, state)])


def _removals(verb: Verb, state: State) -> Iterator[str]:
    """The reactions whose removal does this."""
    names = [name for name, done, back in _BACK if back is verb and _may_remove(done, back, state)]
    if names:
        yield f"removing {' '.join(map(_emoji, names))}"


def _may_remove(done: Verb, back: Verb, state: State) -> bool:
    """What is undone as if it had not been is what led to this state."""
    led = (each for each in ROWS if each.verb is done and state in ({each.to} if each.to else each.states))
    return back is not Verb.UNDO or any(led)


def _emoji(name: str) -> str:
    return EMOJI[REACTIONS[name][0]]


def _otherwise(verb: Verb, state: State) -> str:
    """Commands, and replies in the receipt's thread."""
    ways = [f"`/escalate {name}`" for name in ANSWERS if name == verb]
    if verb in ASKED_AGAIN:
        ways.append("asking for its ticket again")
    counts = verb is not Verb.UPDATE or state in WORKED
    if counts and verb.name in _DONE_IN_THREADS.findall(inspect.getsource(threads)):
        ways.append("a reply in the receipt's thread")
    return ", ".join(ways)


def _asks_for(found: Row) -> str:
    return found.words or ("optional words" if say.needs_form(found.verb) else "")


def _in_more(verb: Verb, state: State) -> str:
    """What `More…` calls it, where it offers it to anybody at all."""
    asked = generous(state, next_by=None)
    if not any(verb in possible(asked, situation(letter, asked)) for letter in CAST):
        return ""
    shown = facts.of(asked, POLICY) | {"choices": [str(verb)], "names": {}, "next_level": "the next level"}
    form = _rendered(_lenient(), "form/more", shown)
    return next(str(o["text"]["text"]) for b in form.blocks if b["type"] == "input" for o in b["element"]["options"])


def may(verb: Verb, state: State, letter: str) -> bool:
    """Is this person not refused, where nothing but the table counts?"""
    asked = generous(state)
    try:
        row(verb, asked, situation(letter, asked))
    except Refused:
        return False
    return True


def _who() -> Iterator[str]:
    yield wording.row("", *PEOPLE.values())
    yield wording.row("---", *(":-:" for _ in PEOPLE))
    for verb in dict.fromkeys(each.verb for each in ROWS):
        cells = ["✓" if any(may(verb, state, letter) for state in State) else "" for letter in PEOPLE]
        if any(cells):
            yield wording.row(plain(verb), *cells)


def _table(state: State) -> Iterator[str]:
    yield wording.row("what", "who", "reaction", "button", "under More…", "asks for", "or")
    yield wording.row(*["---"] * 7)
    for each in ROWS:
        if state in each.states and (surfaces := _surfaces(each, state)):
            yield wording.row(plain(each.verb), wording.who(each.who), *surfaces)


def _surfaces(found: Row, state: State) -> tuple[str, ...]:
    """The cells that say where; none for what the bot does itself."""
    verb = found.verb
    where = (_reactions_for(verb, state), _buttons_for(verb, state), _in_more(verb, state))
    otherwise = _otherwise(verb, state)
    return (*where, _asks_for(found), otherwise) if any((*where, otherwise)) else ()


def _more_stands(state: State) -> str:
    places = dict.fromkeys(where for where, action, _ in _standing_buttons(state) if action == "more")
    return f"`More…` stands on the {wording.joined(places, 'and')}." if places else "There is no `More…`."


def _states() -> Iterator[str]:
    for state in State:
        yield from (f"### {plain(state)}", "", _more_stands(state), "", *_table(state), "")


def page() -> str:
    """The whole page."""
    parts: Iterable[str] = (HEAD, *_who(), WHERE, *_states())
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
