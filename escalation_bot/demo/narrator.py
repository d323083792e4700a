"""How the demo is printed. It knows nothing of the story; every word of the bot's is what a person's screen shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from rich.console import Console, Group, RenderableType
from rich.emoji import Emoji
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from escalation_bot.sandbox import Form, Sandbox, Seen

_INDENT = (0, 0, 0, 4)
_WHY = {"dm": "direct message", "group": "mention of the group", "thread": "thread they follow"}


class Narrator(Protocol):
    """Hears who does what and what each of them sees. Nobody acts before `does` returns."""

    def scene(self, title: str) -> None:
        """A new part of the story."""

    def says(self, words: str) -> None:
        """A word of the narrator's own."""

    async def does(self, who: str, what: str, words: str = "") -> None:
        """Somebody is about to act."""

    def form(self, who: str, form: Form) -> None:
        """A form on somebody's screen."""

    def filled(self, values: Mapping[str, str]) -> None:
        """What somebody fills into a form."""

    def errors(self, who: str, form: Form) -> None:
        """What a form that came back says is wrong."""

    def message(self, who: str, seen: Seen) -> None:
        """A message on somebody's screen."""


class Printer:
    """Prints who does what, what each of them sees, and whom Slack notified."""

    def __init__(self, console: Console, slack: Sandbox) -> None:
        self._console = console
        self._slack = slack
        self._shown: set[Seen] = set()

    def scene(self, title: str) -> None:
        """A new part of the story."""
        self._console.print()
        self._console.rule(Text(title, "bold"), align="left")

    def says(self, words: str) -> None:
        """A word of the narrator's own."""
        self._console.print(Text(words, "dim"))

    async def does(self, who: str, what: str, words: str = "") -> None:
        """Somebody acts."""
        self._console.print()
        self._console.print(Text.assemble((who, "bold cyan"), f" {what}", (f" {words}" if words else "", "italic")))

    def form(self, who: str, form: Form) -> None:
        """A form on somebody's screen."""
        fields = [self.fields({label: form.value(label) for label in form.labels})] if form.labels else []
        around = [Text(form.around)] if form.around else []
        self._panel(Group(*around, *fields), f"{who} sees the form “{form.title}”")

    def filled(self, values: Mapping[str, str]) -> None:
        """What somebody fills into a form."""
        self._indented(self.fields(values))

    def errors(self, who: str, form: Form) -> None:
        """What a form that came back says is wrong. The words typed are still there."""
        for label, error in form.errors.items():
            kept = self.fields({label: form.value(label)})
            self._panel(Group(kept, Text(error, "red")), f"{who} still sees the form, and below this")

    @staticmethod
    def fields(values: Mapping[str, object]) -> Table:
        """Labels, and what stands in their inputs."""
        table = Table.grid(padding=(0, 2))
        for label, value in values.items():
            table.add_row(Text(label, "dim"), Text(str(value or "–")))
        return table

    def message(self, who: str, seen: Seen) -> None:
        """A message on somebody's screen, and whom Slack notified of it."""
        place = f"#{name}" if (name := self._slack.channel(seen.channel).name) else "a direct message"
        thread = ", in the thread" if seen.message.is_reply else ""
        self._panel(Text(seen.text), f"{who} sees in {place}{thread}")
        self._indented(Text(f"notified: {self._notified(seen)}", "dim"))

    def _notified(self, seen: Seen) -> str:
        if seen in self._shown:
            return "nobody, it was edited in place"
        self._shown.add(seen)
        each = [one for one in self._slack.ws.notifications if (one.channel, one.ts) == (seen.channel, seen.ts)]
        people = [f"{self._slack.ws.user(one.user).display_name} ({_WHY.get(one.why, one.why)})" for one in each]
        return ", ".join(people) or "nobody"

    def summary(self, rows: Mapping[str, object]) -> None:
        """Figures at the end."""
        self.scene("In figures")
        self._console.print(self.fields({label: str(value) for label, value in rows.items()}))

    def _panel(self, body: RenderableType, title: str) -> None:
        self._indented(Panel(body, title=Text(title), title_align="left", border_style="dim"))

    def _indented(self, body: RenderableType) -> None:
        self._console.print(Padding(body, _INDENT))


def emoji(name: str) -> str:
    """The picture of a reaction, and its name."""
    return f"{Emoji.replace(f':{name}:')} (:{name}:)"
