"""Trouble that a program orders: the faults of the sandbox, and three that have a name."""

from dataclasses import asdict, fields
from typing import get_args

from escalation_bot.sandbox.faults import Fault, Faults, Kind
from escalation_bot.sandbox.messages import Json
from escalation_bot.sandbox.sockets import Sockets
from escalation_bot.sandbox.workspace import Workspace

from .asked import Asked, Wrong

_NAMED: dict[str, Json] = {
    "slow": {"method": "*", "kind": "latency", "seconds": 2.0},
    "limited": {"method": "chat.postMessage", "kind": "429", "retry_after": 5},
    "down": {"method": "*", "kind": "500"},
}
_DEFAULTS: Json = {field.name: field.default for field in fields(Fault) if field.name not in ("method", "kind")}


class Trouble:
    """What is wrong with Slack at the moment."""

    def __init__(self, ws: Workspace, faults: Faults, sockets: Sockets) -> None:
        self._ws, self._faults, self._sockets = ws, faults, sockets

    def listed(self) -> list[Json]:
        """The faults that wait for calls."""
        return [{"number": number, **asdict(fault)} for number, fault in self._faults.waiting]

    def add(self, asked: Asked) -> None:
        """One more."""
        name = asked.text("slack", "")
        if name and name not in _NAMED:
            raise Wrong(f"slack has to be {', '.join(_NAMED)}")
        self._faults.add(**(_NAMED[name] | {"times": None} if name else self._given(asked)))
        if name == "down":
            self._sockets.drop()
        self._ws.journal.note("faults")

    def _given(self, asked: Asked) -> Json:
        kind = asked.text("kind")
        if kind not in get_args(Kind):
            raise Wrong(f"kind has to be one of {', '.join(get_args(Kind))}")
        more: Json = {
            name: default if asked.any(name) is None else asked.any(name) for name, default in _DEFAULTS.items()
        }
        for name in ("times", "seconds", "retry_after", "skip"):
            if more[name] is not None and (not isinstance(more[name], int | float) or more[name] < 0):
                raise Wrong(f"{name} has to be a number")
        if asked.any("times") is None:
            more["times"] = None
        return {"method": asked.text("method", "*"), "kind": kind} | more

    def clear(self) -> None:
        """All is well again."""
        self._faults.clear()
        self._ws.journal.note("faults")
