"""Deliveries and events in lines for a terminal: everything but what people wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from escalation_bot.domain.delivery import Pending
    from escalation_bot.store.care import Trouble

_NEXT: Mapping[str, str] = MappingProxyType(
    {
        "waiting": "sent when its time has come, in order within its channel",
        "calling": "Slack is being asked; after a crash the channel is looked at first",
        "unknown": "the channel is looked at before it is sent again, so that it never stands there twice",
        "set_aside": "nothing, until somebody resends or drops it",
    }
)


def delivery(pending: Pending) -> str:
    """One line."""
    note = f": {pending.note}" if pending.note else ""
    return (
        f"{pending.id}  {_words(pending.status)}  {_what(pending)}  "
        f"since {_moment(pending.created)}, {_tries(pending.attempts)}{note}"
    )


def event(trouble: Trouble) -> str:
    """One line."""
    return (
        f"{trouble.row}  {'set aside' if trouble.is_set_aside else 'waiting'}  "
        f"{trouble.kind} by {trouble.person or '–'} in {trouble.channel or '–'}  "
        f"since {_moment(trouble.received)}, {_tries(trouble.attempts)}: {trouble.note}"
    )


def facts(pending: Pending, about: str) -> Iterator[str]:
    """Everything, a line for each fact that there is."""
    wanted, above = pending.delivery, pending.parent
    rows = {
        "delivery": f"{pending.id}, {_what(pending)}",
        "about": about,
        "status": _words(pending.status),
        "why": pending.note,
        "next": _NEXT.get(pending.status),
        "written": _moment(pending.created),
        "tried": pending.tried and f"{_moment(pending.tried)}, {_tries(pending.attempts)}",
        "not before": _moment(pending.not_before),
        "stands": pending.ts and f"in {pending.sent_channel} at {pending.ts}",
        "edits": wanted.target and f"delivery {wanted.target}",
        "answers": wanted.thread and f"delivery {wanted.thread}",
        "which is": above and f"{_words(above.status)}, in {above.channel} at {above.ts}",
        "sent once as": wanted.once,
        "made of": ", ".join(sorted(wanted.facts)),
        "metadata id": pending.mark,
    }
    return (f"{label:<14}{value}" for label, value in rows.items() if value)


def _what(pending: Pending) -> str:
    wanted = pending.delivery
    person = f" for {wanted.person}" if wanted.person else ""
    return f"{wanted.kind} {wanted.template} → {wanted.channel}{person}"


def _words(status: str) -> str:
    return status.replace("_", " ")


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _tries(number: int) -> str:
    return "1 try" if number == 1 else f"{number} tries"
