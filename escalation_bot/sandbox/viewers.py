"""What a person can read: messages, forms, notifications. Looking is bounded and says what is there instead."""

from .forms import Form
from .messages import Conversation, Message
from .seen import Seen
from .stage import Stage
from .tickets import Trigger
from .workspace import Notification

SEE_SECONDS = 5.0


class Viewer:
    """Somebody in front of a screen. `in_` is "#name", an id, "dm" for the direct message with the app, or "@name" for
    the one with somebody else."""

    def __init__(self, stage: Stage, user: str) -> None:
        self._stage = stage
        self._ws = stage.ws
        self.id = user

    @property
    def warnings(self) -> list[str]:
        """What Slack told them when the app did not answer: its error names, oldest first."""
        return [each.error for each in self._ws.warnings if each.user == self.id]

    @property
    def notifications(self) -> list[Notification]:
        """Everything Slack notified them of, oldest first."""
        return [each for each in self._ws.notifications if each.user == self.id]

    async def sees(
        self, *words: str, in_: str | None = None, thread: Seen | None = None, within: float = SEE_SECONDS
    ) -> Seen:
        """The newest message with all these words that this person can read, waited for."""
        found = await self._stage.until(lambda: self._newest(words, in_, thread), within)
        if found is None:
            seen = "\n".join(f"  {each!r}" for each in self.reads(in_, thread)) or "  nothing"
            raise AssertionError(f"{self._ws.users[self.id].name} does not see {words} but\n{seen}")
        return found

    async def sees_nothing_of(self, *words: str, in_: str | None = None, thread: Seen | None = None) -> None:
        """Fail if, when all is quiet, a message with all these words can be read."""
        await self._stage.quiet()
        found = self._newest(words, in_, thread)
        if found is not None:
            raise AssertionError(f"{self._ws.users[self.id].name} sees {found!r}")

    async def sees_form(self, title: str | None = None, *, within: float = SEE_SECONDS) -> Form:
        """The modal on the screen, waited for."""

        def shown() -> Form | None:
            top = self._ws.views.top(self.id)
            form = Form(self._stage, top) if top else None
            return form if form and title in (None, form.title) else None

        found = await self._stage.until(shown, within)
        if found is None:
            raise AssertionError(f"{self._ws.users[self.id].name} sees no form {title or ''}")
        return found

    def reads(self, in_: str | None = None, thread: Seen | None = None) -> list[Seen]:
        """Everything this person can read there now, oldest first."""
        where = self._place(in_).id if in_ else None
        return [
            Seen(self._ws, message, self.id)
            for message in self._ws.visible(self.id)
            if where in (None, message.channel)
            and (thread is None or (message.thread_ts == thread.ts and message.ts != thread.ts))
        ]

    def _newest(self, words: tuple[str, ...], in_: str | None, thread: Seen | None) -> Seen | None:
        newest_first = reversed(self.reads(in_, thread))
        return next((seen for seen in newest_first if all(word in seen.text for word in words)), None)

    def _place(self, in_: str) -> Conversation:
        where = self._direct(in_) if in_ == "dm" or in_.startswith("@") else self._ws.conversation(in_)
        if self._ws.users[self.id].deleted or not self._ws.sees(self.id, where):
            raise AssertionError(f"{self._ws.users[self.id].name} cannot open {in_}")
        return where

    def _direct(self, in_: str) -> Conversation:
        return self._ws.direct(self.id, None if in_ == "dm" else self._ws.user(in_).id)

    def _whispered(self, mark: str) -> Message | None:
        """What only this person was shown since a moment."""
        mine = self._ws.whispers.get(self.id, [])
        return mine[-1] if mine and mine[-1].ts > mark else None

    def _opened(self, trigger: Trigger) -> Form | None:
        return Form(self._stage, self._ws.views.by_id[trigger.opened]) if trigger.opened else None
