"""Trouble on command: slow, refused, cut and silent answers."""

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["latency", "429", "500", "html", "cut_before", "cut_after", "error", "hang"]


@dataclass
class Fault:
    """One kind of trouble for the next `times` calls of a method (None: all), after `skip` that pass.

    `after` means that the call takes effect before it fails. `method` is a Web API method, `response_url`,
    `upload`, or `*` for any.
    """

    method: str
    kind: Kind
    times: int | None = 1
    seconds: float = 0.0
    retry_after: int = 1
    error: str = "internal_error"
    channel: str | None = None
    skip: int = 0
    after: bool = False

    @property
    def takes_effect(self) -> bool:
        """Whether the call does its work although it fails."""
        return self.after or self.kind in ("latency", "cut_after")

    def meets(self, method: str, channel: str) -> bool:
        """Whether a call is of the kind this trouble is for."""
        return self.method in ("*", method) and self.channel in (None, channel)


class Faults:
    """The trouble that waits for calls."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(
        self,
        method: str,
        kind: Kind,
        *,
        times: int | None = 1,
        seconds: float = 0.0,
        retry_after: int = 1,
        error: str = "internal_error",
        channel: str | None = None,
        skip: int = 0,
        after: bool = False,
    ) -> Fault:
        """Prepare trouble; see Fault. Returns it, so that its `times` can be watched."""
        if kind not in get_args(Kind):
            raise ValueError(f"no fault is called {kind}")
        fault = Fault(method, kind, times, seconds, retry_after, error, channel, skip, after)
        self._waiting.append(fault)
        return fault

    @property
    def waiting(self) -> list[tuple[int, Fault]]:
        """The trouble that is still to come, by its number from 1."""
        return [(number, fault) for number, fault in enumerate(self._waiting, 1) if fault.times != 0]

    def clear(self) -> None:
        """No more trouble."""
        self._waiting.clear()

    def take(self, method: str, channel: str) -> Fault | None:
        """The trouble for this call, counted down."""
        for fault in self._waiting:
            if fault.meets(method, channel) and fault.times != 0:
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.times = None if fault.times is None else fault.times - 1
                return fault
        return None
