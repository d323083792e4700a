"""Reading what a form or a button brings back. It comes from a client, so nothing in it is trusted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from escalation_bot.domain.escalation import State
from escalation_bot.domain.text import clean


def field(view: Mapping[str, Any], name: str) -> str:
    """The text, choice, day or person of one input; empty when there is none."""
    state = view["state"]["values"].get(name, {}).get(name, {})
    chosen = state.get("selected_option") or {}
    parts = (state.get("value"), chosen.get("value"), state.get("selected_date"), state.get("selected_user"))
    moment = state.get("selected_date_time")
    return clean(next((part for part in parts if part), str(moment) if moment else ""))


def memory(view: Mapping[str, Any]) -> dict[str, Any]:
    """What the form was opened with."""
    found = json.loads(view.get("private_metadata") or "{}")
    return found if isinstance(found, dict) else {}


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
