"""Reading what a form or a button brings back. It comes from a client, so nothing in it is trusted."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from escalation_bot.domain.escalation import State
from escalation_bot.domain.life import Verb
from escalation_bot.domain.text import clean

MOMENT = re.compile(r"[0-9]{1,10}")
"""Seconds since 1970, as Slack sends a chosen time."""
MOST = 2**31 - 1
"""The highest number that an escalation can have in every database."""


def field(view: Mapping[str, Any], name: str) -> str:
    """The text, choice, day or person of one input; empty when there is none."""
    state = view["state"]["values"].get(name, {}).get(name, {})
    chosen = state.get("selected_option") or {}
    parts = (state.get("value"), chosen.get("value"), state.get("selected_date"), state.get("selected_user"))
    moment = state.get("selected_date_time")
    return clean(next((part for part in parts if part), str(moment) if moment else ""))


def chosen_id(view: Mapping[str, Any], name: str) -> int | None:
    """The escalation that was chosen in an input; None for none, and for what is no id."""
    text = field(view, name)
    return int(text) if text.isdecimal() and len(text) < 10 else None


@dataclass(frozen=True)
class Memory:
    """What a form was opened with. Number 0 is no escalation's. `home`: on the Home
    tab; `proposed`: the time that it proposed."""

    number: int = 0
    verb: Verb | None = None
    seen: State | None = None
    again: bool = False
    home: bool = False
    proposed: int | None = None
    channel: str | None = None
    author: str | None = None
    issues: tuple[int, ...] = ()
    asked: str | None = None
    """The team that was asked about instead of being asked; empty where it was not known which."""


def memory(view: Mapping[str, Any]) -> Memory:
    """What the form was opened with; whatever is not of the right shape is left out."""
    try:
        found = json.loads(view.get("private_metadata") or "{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        return Memory()
    number, verb, seen, proposed = (found.get(name) for name in ("id", "verb", "seen", "proposed"))
    texts = map(found.get, ("channel", "author", "asked"))
    channel, author, asked = (each if isinstance(each, str) else None for each in texts)
    return Memory(
        number if type(number) is int and 0 < number <= MOST else 0,
        Verb(verb) if isinstance(verb, str) and verb in set(Verb) else None,
        State(seen) if isinstance(seen, str) and seen in set(State) else None,
        again=found.get("again") is True,
        home=found.get("home") is True,
        proposed=proposed if type(proposed) is int else None,
        channel=channel,
        author=author,
        asked=asked,
        issues=tuple(each for each in _list(found.get("issues")) if type(each) is int),
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def remember(**values: Any) -> str:
    """The same, to send along (3,000 characters at most)."""
    return json.dumps({name: value for name, value in values.items() if value is not None})


@dataclass(frozen=True)
class Pressed:
    """Which escalation a button is about, and the state that its message showed."""

    number: int
    seen: State | None


def pressed(value: str) -> Pressed | None:
    """Reads a button's value, `17:requested`; None for anything else."""
    number, _, state = value.partition(":")
    if not number.isdecimal() or len(number) > 9 or (state and state not in set(State)):
        return None
    return Pressed(int(number), State(state) if state else None)


def carry(number: int, state: str | None) -> str:
    """What `pressed` reads."""
    return f"{number}:{state}" if state else str(number)
