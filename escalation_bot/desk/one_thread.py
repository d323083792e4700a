"""Where queue and intake are one channel, nobody is told the same twice in its one thread (DESIGN §4)."""

from __future__ import annotations

from dataclasses import replace

from escalation_bot.domain.delivery import Delivery

_SAME = frozenset(
    f"team/{name}"
    for name in (
        *("accepted", "regraded", "reopened", "reopened_waits", "confirmed", "came_back", "taken_there", "taken_over"),
        *("stepped_down", "moved", "level"),
    )
)
"""What says to the team what the requester is told with it."""


def said_once(told: list[Delivery]) -> list[Delivery]:
    """Where the requester and the team read the same thread, both are mentioned in one message."""
    threads = {each.thread: each for each in told if each.template.startswith("told/") and "mention" in each.facts}
    copy = next((each for each in told if each.template in _SAME and each.thread in threads), None)
    if copy is None or copy.facts.get("ask_group"):
        return told
    both = threads[copy.thread]
    said = replace(both, facts={**both.facts, "beside": copy.facts["mention"]})
    return [said if each is both else each for each in told if each is not copy]
