"""An escalation: one request to put a ticket first, from request to close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from escalation_bot.domain.policy import Impact


class State(StrEnum):
    """Where an escalation stands; never the ticket's own state (R154)."""

    REQUESTED = "requested"
    ASKED = "asked"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    HELD = "held"
    RESOLVED = "resolved"
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    PARKED = "parked"


ENDED = frozenset({State.CLOSED, State.DECLINED, State.WITHDRAWN})
SEATED = frozenset({State.ACCEPTED, State.IN_PROGRESS, State.HELD})
"""The states that have one of the team's places."""
SERVED = SEATED | {State.RESOLVED, State.CLOSED}
"""The states after which nobody waits in line any more: what comes back then lines up anew."""


class Outcome(StrEnum):
    """How it was resolved: a workaround ends it where the requester says so (R149); "we cannot" is honest (R50)."""

    SOLUTION = "solution"
    WORKAROUND = "workaround"
    CANNOT = "cannot"


WORKED = frozenset({State.IN_PROGRESS, State.HELD})
"""The states in which it has an owner who works on it."""
WAITING = frozenset({State.REQUESTED, State.ASKED})
"""The states in which it has a place in line, and none of the team's places yet."""


@dataclass(frozen=True)
class Request:
    """What the form says, as text: what a person asks for, before anybody looked at it."""

    ticket: str
    team: str
    motive: str
    impact: Impact
    words: str
    by: date | None = None
    customer: str = ""
    thin: bool = False


@dataclass(frozen=True)
class Escalation:
    """The desk's record of one request. Times are aware UTC; `number` is shown as `E-17`.

    `next_by` is when the team owes its next word; `waiting`: a question to the requester is open while work goes on.
    `since` and `by_whom` say when and through whom it came to its state, for the answer to whoever came second.
    `level` counts the team's further levels (R60, 0: the team itself); `level_waits`: nobody there has taken it yet.
    `first_in_line`: it came back, so it waits before all but incidents. `passed_on_by` sent it for the requester.
    `cadence` is how soon each update follows the one before, where another time than the impact's target was agreed
    (R144; working time, as the policy writes it: `2h`, `1d`). Whoever has it keeps to that, after a hold and after "not
    yet" too, until they agree on another; another impact, another team or a new beginning ends it.
    `nudged` counts how often somebody was reminded since it came to its state.
    `previous` is the id of the ticket's earlier escalation. `planned` is the day it is scheduled for (R7).
    `affected` customers and the `value` at risk (whole, in the policy's currency) were read from the details that were
    added; `lift` are the points that the team added by overruling the order; `stepped_down` counts how often it had to.
    `wanted_since` is since when a lead has to decide, for no place was free, or it is an appeal or an offer; `offered`
    the id of the requester's own that may step down for it; `beyond`: its place is one beyond a soft limit; `outage`
    the known issue that it waits for, or about whose end its requester is asked; `cause` the root cause, in a few
    words, once it is known; `owes_lesson`: it came again, so it is closed but not done until somebody wrote what
    prevents the next time (R85); `customer_key` the customer as names are compared.
    """

    id: int
    workspace: str
    number: int
    ticket: str
    team: str
    state: State
    motive: str
    impact: Impact
    by: date | None
    customer: str
    requester: str
    arrived: datetime
    since: datetime
    by_whom: str
    channel: str
    private: bool = False
    thin: bool = False
    owner: str | None = None
    wanted_by: str | None = None
    asked_by: str | None = None
    resolved_by: str | None = None
    outcome: Outcome | None = None
    held_until: datetime | None = None
    next_by: datetime | None = None
    waiting: bool = False
    updates: int = 0
    repeats: int = 0
    not_yets: int = 0
    appeals: int = 0
    level: int = 0
    level_waits: bool = False
    incident: bool = False
    first_in_line: bool = False
    last_owner: str | None = None
    declined_by: str | None = None
    requester_gone: bool = False
    passed_on_by: str | None = None
    planned: date | None = None
    previous: int | None = None
    cadence: str | None = None
    nudged: int = 0
    affected: int | None = None
    value: int | None = None
    lift: int = 0
    stepped_down: int = 0
    wanted_since: datetime | None = None
    offered: int | None = None
    beyond: bool = False
    outage: int | None = None
    cause: str = ""
    owes_lesson: bool = False
    customer_key: str = ""
    view: str | None = None
    policy_version: str = ""
    wake_at: datetime | None = None

    @property
    def key(self) -> str:
        """What people call it."""
        return f"E-{self.number}"

    @property
    def is_open(self) -> bool:
        """Is there still something to do?"""
        return self.state not in ENDED
