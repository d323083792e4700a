"""What a request says: the fields of its body or query, each with one readable line when it is not as it has to be."""

from collections.abc import Mapping
from math import isfinite, nan
from typing import Any, TypeVar

from escalation_bot.sandbox.messages import Conversation, Json, Message
from escalation_bot.sandbox.views import View
from escalation_bot.sandbox.workspace import Workspace

T = TypeVar("T")
_KINDS = {"str": "text", "dict": "an object", "list": "a list"}


class Wrong(ValueError):
    """The request is not as docs/sandbox.md says; the words say what is wrong."""


class Missing(KeyError):
    """What the request names does not exist."""

    def __str__(self) -> str:
        return str(self.args[0])


class NotNow(RuntimeError):
    """It cannot be done now."""


class Asked:
    """The fields of one request."""

    def __init__(self, ws: Workspace, given: Mapping[str, Any]) -> None:
        self._ws = ws
        self._given = given

    def text(self, name: str, default: str | None = None) -> str:
        """Words; without `default` they have to be there."""
        return self._typed(name, str, default)

    def number(self, name: str, default: float | None = None) -> float:
        """A number, in a query written as words."""
        given = self._given.get(name, default)
        try:
            found = float(given)
        except (TypeError, ValueError):
            found = nan
        if not isfinite(found):
            raise Wrong(f"{name} has to be a number")
        return found

    def flag(self, name: str) -> bool:
        """Yes or no; no when nothing is said."""
        return bool(self._given.get(name)) and self._given.get(name) not in ("0", "false")

    def data(self, name: str) -> Json:
        """An object; empty when nothing is said."""
        return self._typed(name, dict, {})

    def listed(self, name: str) -> list[Any]:
        """A list; empty when nothing is said."""
        return self._typed(name, list, [])

    def any(self, name: str) -> Any:
        """Whatever was given, or None."""
        return self._given.get(name)

    def _typed(self, name: str, kind: type[T], default: T | None) -> T:
        given = self._given.get(name, default)
        if not isinstance(given, kind):
            raise Wrong(f"{name} is missing" if given is None else f"{name} has to be {_KINDS[kind.__name__]}")
        return given

    def place(self, user: str, name: str = "in") -> Conversation:
        """A conversation that this person can open."""
        said = self.text(name)
        try:
            where = self._ws.direct(user) if said == "dm" else self._ws.conversation(said)
        except KeyError:
            raise Missing(f"there is no channel {said}") from None
        if not self._ws.sees(user, where):
            raise Wrong(f"{self._ws.users[user].name} cannot open {said}")
        return where

    def message(self, user: str, name: str = "ts") -> Message:
        """A message that this person sees."""
        where, ts = self.place(user), self.text(name)
        found = where.messages.get(ts)
        if found is None or found.is_gone or found.ephemeral_for not in (None, user):
            raise Missing(f"{self._ws.users[user].name} sees no message {ts} in {where.name or where.id}")
        return found

    def view(self, user: str) -> View:
        """A form or Home tab on this person's screen."""
        name = self.text("view")
        found = self._ws.views.by_id.get(name)
        if found is None or found.user != user or not found.is_open:
            raise Missing(f"{self._ws.users[user].name} has no form {name} on the screen")
        return found
