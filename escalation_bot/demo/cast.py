"""The people of the demo: each does something in the sandbox and has it told, with what comes of it."""

from __future__ import annotations

from collections.abc import Mapping

from escalation_bot.demo.narrator import Narrator, emoji
from escalation_bot.sandbox import Form, Sandbox, Seen

_PATIENCE = 15.0  # seconds until something that should be seen is missed


class NotAsTold(Exception):
    """Something in the story did not happen."""


class Actor:
    """Somebody who acts and reads. What is expected and does not come raises NotAsTold or AssertionError."""

    def __init__(self, slack: Sandbox, narrator: Narrator, handle: str) -> None:
        self._person = slack.person(handle)
        self._narrator = narrator
        self.name = slack.ws.user(handle).display_name

    async def types(self, line: str, *, in_: str) -> Form:
        """Types a command that opens a form."""
        await self._narrator.does(self.name, f"types in {in_}:", line)
        answer = await self._person.types(line, in_=in_)
        if answer.form is None:
            raise NotAsTold(f"{self.name} got no form but {answer}")
        self._narrator.form(self.name, answer.form)
        return answer.form

    async def sends(self, form: Form, filled: Mapping[str, str]) -> Form:
        """Fills in what is given, sends the form, and reads the one that comes."""
        await self._narrator.does(self.name, "fills in and sends:")
        self._narrator.filled(filled)
        following = await form.fill(filled).submit()
        if following is None or following.errors:
            raise NotAsTold(f"{self.name} is not told what was stored: {following.errors if following else 'closed'}")
        self._narrator.form(self.name, following)
        return following

    async def is_refused(self, form: Form, filled: Mapping[str, str]) -> Form:
        """Fills in what is given, sends the form, and gets it back with what is wrong."""
        await self._narrator.does(self.name, "fills in and sends:")
        self._narrator.filled(filled)
        following = await form.fill(filled).submit()
        if following is None or not following.errors:
            raise NotAsTold(f"{self.name}'s form went through")
        self._narrator.errors(self.name, following)
        return following

    async def opens(self, button: str, message: Seen) -> Form:
        """Presses a button that opens a form."""
        await self._narrator.does(self.name, f"presses [{button}].")
        form = await self._person.clicks(button, message) or await self._person.sees_form(within=_PATIENCE)
        self._narrator.form(self.name, form)
        return form

    async def closes(self, form: Form) -> None:
        """Has read it; nothing lies above what comes next."""
        await form.cancel()

    async def ends(self, form: Form, filled: Mapping[str, str] | None = None) -> None:
        """Sends a form that closes then, with what is filled in."""
        await self._narrator.does(self.name, "fills in and sends:" if filled else "sends it.")
        if filled:
            self._narrator.filled(filled)
        if await form.fill(filled or {}).submit():
            raise NotAsTold(f"{self.name} still sees a form: {form.text}")

    async def sees(self, *words: str, in_: str, thread: Seen | None = None) -> Seen:
        """Reads a message with these words."""
        seen = await self._person.sees(*words, in_=in_, thread=thread, within=_PATIENCE)
        self._narrator.message(self.name, seen)
        return seen

    async def replies(self, message: Seen, words: str) -> Seen:
        """Writes in a thread."""
        await self._narrator.does(self.name, "replies in the thread:", words)
        return await self._person.replies(message, words)

    async def reacts(self, name: str, message: Seen, to: str) -> None:
        """Puts a reaction on a message."""
        await self._narrator.does(self.name, f"puts {emoji(name)} on {to}.")
        await self._person.reacts(name, message)

    async def clicks(self, button: str, message: Seen) -> None:
        """Presses a button that opens no form."""
        await self._narrator.does(self.name, f"presses [{button}].")
        await self._person.clicks(button, message)
