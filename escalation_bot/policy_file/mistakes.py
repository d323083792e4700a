"""What is wrong in a policy file, from cattrs' groups of errors to one plain sentence for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from difflib import get_close_matches

from cattrs import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)

from escalation_bot.domain.policy import Team
from escalation_bot.policy_file.lines import Path
from escalation_bot.policy_file.special import WorkingTime
from escalation_bot.policy_file.values import Wrong

Mistake = tuple[Path, str]
"""Where it stands, and what is wrong there."""


def mistakes(error: Exception, path: Path = ()) -> Iterator[Mistake]:
    """Every mistake within a group of errors. An error that is none of the file's is raised as it is."""
    match error:
        case ClassValidationError() | IterableValidationError():
            yield from _within(error, path)
        case ForbiddenExtraKeysError():
            yield from (((*path, key), _unknown(key, error.cl)) for key in sorted(error.extra_fields))
        case KeyError():
            yield path, "is missing"
        case Wrong():
            yield (*path, *error.at), str(error)
        case _:
            raise error


def _within(group: ClassValidationError | IterableValidationError, path: Path) -> Iterator[Mistake]:
    noted, rest = group.group_exceptions()
    for error, note in noted:
        yield from mistakes(error, (*path, *_step(note)))
    for error in rest:
        yield from mistakes(error, path)


def _step(note: AttributeValidationNote | IterableValidationNote) -> Path:
    """A team's calendar stands in no block of its own."""
    if isinstance(note, IterableValidationNote):
        return (note.index,)
    return () if note.name == "calendar" else (note.name,)


def _unknown(key: str, block: type) -> str:
    """A team's calendar is written as three settings beside its others."""
    beside = fields(WorkingTime) if block is Team else ()
    close = get_close_matches(key, [part.name for part in (*fields(block), *beside) if part.name != key], 1, 0.75)
    return f"is not known; did you mean {close[0]}?" if close else "is not known"
