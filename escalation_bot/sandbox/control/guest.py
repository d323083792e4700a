"""The app's side of the sandbox: its process, its clock and its stories, known by whoever starts both."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from escalation_bot.sandbox.messages import Json


class Guest(Protocol):
    """An app that the sandbox may start, kill and take along through time. Answers are as docs/sandbox.md says."""

    def bot(self, *, lines: int = 0) -> Json:
        """BOT, with that many lines of its log."""

    async def kill(self) -> None:
        """End it in the middle of whatever it does."""

    async def start(self) -> None:
        """Start it, and wait until it has connected; NotNow when it runs already or cannot start."""

    async def settled(self) -> bool:
        """Take the app's clock to where the sandbox's is, and tell whether it has done what is due."""

    def next(self, *, summaries: bool = True) -> datetime | None:
        """When it means to do something next, as of the last `settled`; without `summaries`, which tell nobody."""

    def morning(self, after: datetime) -> datetime:
        """When the next working day begins."""

    def stories(self) -> Json:
        """STORIES."""

    async def tell(self, do: str, story: str) -> None:
        """play, step, pause, restart or stop a story."""

    async def save(self) -> Json:
        """The app's own state, for `load`."""

    async def load(self, saved: Json, put: Callable[[], None]) -> None:
        """Begin with that state. `put` puts the sandbox's in place, while the app is down. Wrong, with nothing done,
        where it is none."""
