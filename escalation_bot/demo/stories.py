"""The stories that can be told, by their names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from escalation_bot.demo import appeal, reminding, story
from escalation_bot.demo.narrator import Narrator
from escalation_bot.sandbox import Sandbox

Tell = Callable[[Sandbox, Narrator], Awaitable[None]]


@dataclass(frozen=True)
class Story:
    """What it is called, what it shows, and how it is told."""

    title: str
    about: str
    tell: Tell


STORIES: Mapping[str, Story] = MappingProxyType(
    {
        "main": Story("The main job", "From /escalate to a solved case, and what happens beside it", story.tell),
        "appeal": Story(
            "Declined, and appealed", "A lead declines with a reason; new facts come to another lead", appeal.tell
        ),
        "reminders": Story(
            "Nobody is forgotten", "Days go by: who is reminded of a promise, and a digest", reminding.tell
        ),
    }
)
