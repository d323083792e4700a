"""Stories told on the page: one at once, step by step or by itself, each begun in an office as at its opening."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from escalation_bot.demo.cast import NotAsTold
from escalation_bot.demo.stories import Story
from escalation_bot.sandbox import Form, Sandbox, Seen
from escalation_bot.sandbox.control.asked import NotNow, Wrong
from escalation_bot.sandbox.messages import Json

if TYPE_CHECKING:
    from escalation_bot.demo.office import Office

_LOOK_ON = 1.5
"""Seconds between two steps of a story that goes on by itself."""
_DOINGS = ("play", "step", "pause", "restart", "stop")


class Minutes:
    """Writes down what a story tells, and lets nobody act before it is time for the next step."""

    def __init__(self, slack: Sandbox) -> None:
        self._slack = slack
        self.told: list[Json] = []
        self.step = 0
        self.is_playing = False
        self._turn = asyncio.Event()

    def go_on(self, *, playing: bool) -> None:
        """One step further; `playing`: and every further one by itself."""
        self.is_playing = playing
        self._turn.set()
        self._noted()

    def pause(self) -> None:
        """No step further by itself."""
        self.is_playing = False
        self._turn.clear()
        self._noted()

    def scene(self, title: str) -> None:
        """A new part of the story."""
        self._write("scene", "", title)

    def says(self, words: str) -> None:
        """A word of the narrator's own."""
        self._write("says", "", words)

    async def does(self, who: str, what: str, words: str = "") -> None:
        """Somebody acts when it is time."""
        await self._turn.wait()
        if not self.is_playing:
            self._turn.clear()
        elif self.step:
            await asyncio.sleep(_LOOK_ON)
            await self._turn.wait()  # it may have been paused meanwhile
        self.step += 1
        self._write("does", who, f"{what} {words}".strip())

    def form(self, who: str, form: Form) -> None:
        """A form on somebody's screen."""
        self._write("form", who, form.title)

    def filled(self, values: Mapping[str, str]) -> None:
        """What somebody fills into a form."""
        self.told[-1]["words"] += "".join(f"\n{label}: {value}" for label, value in values.items())

    def errors(self, who: str, form: Form) -> None:
        """What a form that came back says is wrong."""
        self._write("form", who, "\n".join(f"{label}: {error}" for label, error in form.errors.items()))

    def message(self, who: str, seen: Seen) -> None:
        """A message on somebody's screen."""
        self._write("sees", who, seen.text, seen)

    def _write(self, kind: str, who: str, words: str, seen: Seen | None = None) -> None:
        place = {"channel": seen.channel, "ts": seen.ts} if seen else {"channel": None, "ts": None}
        self.told.append({"kind": kind, "who": self._id(who), "words": words, **place})
        self._noted()

    def _id(self, who: str) -> str | None:
        return next((user.id for user in self._slack.ws.users.values() if user.display_name == who), None)

    def _noted(self) -> None:
        self._slack.ws.journal.note("stories")


class Telling:
    """Which story is told, and how far."""

    def __init__(self, office: Office, stories: Mapping[str, Story]) -> None:
        self._office, self._stories = office, stories
        self._story = ""
        self._minutes: Minutes | None = None
        self._task: asyncio.Task[None] | None = None
        self._problem: str | None = None

    def state(self) -> Json:
        """STORIES of the control API."""
        listed = [{"id": key, "title": story.title, "about": story.about} for key, story in self._stories.items()]
        return {"stories": listed, "playing": self._playing(self._minutes) if self._minutes else None}

    def _playing(self, minutes: Minutes) -> Json:
        told = {"story": self._story, "step": minutes.step, "told": minutes.told, "problem": self._problem}
        return told | {"state": self._state(minutes)}

    def _state(self, minutes: Minutes) -> str:
        if self._task is None or self._task.done():
            return "stopped" if self._problem else "ended"
        return "playing" if minutes.is_playing else "paused"

    async def do(self, do: str, story: str) -> None:
        """What the page's buttons ask for."""
        if do not in _DOINGS:
            raise Wrong(f"do has to be one of {', '.join(_DOINGS)}")
        if do in ("pause", "stop"):
            return await self.stop() if do == "stop" else self._pause()
        wanted = story or self._story
        if wanted not in self._stories:
            raise NotNow(f"there is no story {wanted or 'yet: say which'}; there are {', '.join(self._stories)}")
        if do == "restart" or wanted != self._story or self._task is None or self._task.done():
            await self._begin(wanted)
        if self._minutes and do != "restart":
            self._minutes.go_on(playing=do == "play")
        return None

    def _pause(self) -> None:
        if self._minutes:
            self._minutes.pause()

    async def _begin(self, story: str) -> None:
        await self.stop()
        await self._office.begin_anew()
        self._story, self._problem = story, None
        self._minutes = Minutes(self._office.slack)
        self._task = asyncio.create_task(self._told(story, self._minutes))

    async def _told(self, story: str, minutes: Minutes) -> None:
        try:
            await self._stories[story].tell(self._office.slack, minutes)
        except (NotAsTold, AssertionError, KeyError, TimeoutError) as error:
            self._problem = str(error)
        finally:
            self._office.slack.ws.journal.note("stories")

    async def stop(self) -> None:
        """Tells no more."""
        task, self._task, self._minutes, self._story = self._task, None, None, ""
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            self._office.slack.ws.journal.note("stories")
