"""In which thread the team works on it; and where queue and intake are one channel, nobody is told the same twice in
its one thread (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from escalation_bot.domain.delivery import Delivery, Role
from escalation_bot.domain.escalation import Escalation
from escalation_bot.store.outbox import Standing

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


def workplace(escalation: Escalation, messages: Mapping[Role, Standing]) -> Standing:
    """The card in whose thread its owner works: a level's own, from when somebody there has it until it is taken
    where it went back to."""
    of_level = messages.get(Role.LEVEL)
    if of_level is None or of_level.facts["team_key"] != escalation.team:
        return messages[Role.CARD]
    at = of_level.facts["at_level"]
    there = at > escalation.level if escalation.level_waits else at == escalation.level
    return of_level if there else messages[Role.CARD]
