"""One thing that was looked at, how it is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How bad it is. `WRONG`: something will not work; `WARNING`: it works, but not as well as it could."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """`about` is a setting or a place in the policy, `what` how it is, `remedy` what somebody should do."""

    mark: Mark
    about: str
    what: str
    remedy: str = ""


def ok(about: str, what: str) -> Finding:
    """As it should be."""
    return Finding(Mark.OK, about, what)


def warning(about: str, what: str, remedy: str) -> Finding:
    """It works, but not as well as it could."""
    return Finding(Mark.WARNING, about, what, remedy)


def wrong(about: str, what: str, remedy: str) -> Finding:
    """Something will not work."""
    return Finding(Mark.WRONG, about, what, remedy)
