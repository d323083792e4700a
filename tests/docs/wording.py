"""How the pages call what the code calls otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from escalation_bot.domain.escalation import ENDED, State
from escalation_bot.domain.people import Role

WHO = {
    Role.FOLLOWER: "follower with a say",
    Role.LISTENER: "follower",
    Role.LEVEL: "the level asked",
    Role.BOT: "the bot",
}
"""Roles that are called otherwise than in the code."""
EMOJI = {
    "eyes": "👀",
    "mega": "📣",
    "speech_balloon": "💬",
    "white_check_mark": "✅",
    "hourglass_flowing_sand": "⏳",
    "no_entry_sign": "🚫",
    "arrow_double_up": "⏫",
}
"""What the usual reactions look like."""
OPEN = frozenset(State) - ENDED


def plain(name: str) -> str:
    """A name of the code as people write it."""
    return name.replace("_", " ")


def states(of: Collection[State]) -> str:
    """These states, in the order of life."""
    if set(of) == OPEN:
        return "any open"
    return "any" if len(of) == len(State) else ", ".join(plain(state) for state in State if state in of)


def who(roles: Collection[Role]) -> str:
    """Whoever is one of these, in the order of the code."""
    return joined((WHO.get(role, str(role)) for role in Role if role in roles), "or")


def joined(words: Iterable[str], last: str) -> str:
    """`a, b and c`."""
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end


def row(*cells: str) -> str:
    """One line of a table."""
    return "| " + " | ".join(cells) + " |"
