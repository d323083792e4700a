"""Deliveries: what the bot wants to say, to whom and where, before it is rendered and sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The ways out: a message (a DM is a message to a person's id), an edit of one, an ephemeral note."""

    POST = "post"
    EDIT = "edit"
    NOTE = "note"


class Role(StrEnum):
    """The messages of an escalation that are edited in place; the threads of all but the question are listened to.

    `level` is the card in a further level's own channel, `notice` what stands in the intake channel where the receipt
    is a direct message to somebody who is not there.
    """

    RECEIPT = "receipt"
    CARD = "card"
    QUESTION = "question"
    LEVEL = "level"
    NOTICE = "notice"


class Status(StrEnum):
    """Where a delivery stands. `calling` is written before the call, so that a crash in the middle is seen."""

    WAITING = "waiting"
    CALLING = "calling"
    UNKNOWN = "unknown"
    SENT = "sent"
    SET_ASIDE = "set_aside"
    DROPPED = "dropped"


UNSETTLED = (Status.WAITING, Status.CALLING, Status.UNKNOWN)
NOT_SENT = (*UNSETTLED, Status.SET_ASIDE)


@dataclass(frozen=True)
class Delivery:
    """One outgoing call to be. `thread` and `target` are other deliveries' ids, resolved when it is sent.

    `words` is the hash of the words that it quotes, looked up when it is sent; `once` a key that is sent once only.
    """

    kind: Kind
    channel: str
    template: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    escalation: int | None = None
    role: str | None = None
    person: str | None = None
    thread: int | None = None
    thread_ts: str | None = None
    target: int | None = None
    words: str | None = None
    once: str | None = None
    not_before: datetime | None = None

    @property
    def lane(self) -> str:
        """What is sent in order: one channel's messages. Its edits are a lane of their own, for Slack allows them more
        slowly than words, which should not wait for them; so are the notes to one person."""
        if self.kind is Kind.NOTE:
            return f"note:{self.person}"
        return f"edit:{self.channel}" if self.kind is Kind.EDIT else self.channel


@dataclass(frozen=True)
class Pending:
    """A stored delivery on its way, with what its call needs: the message it answers or edits."""

    id: int
    mark: str
    delivery: Delivery
    status: Status
    attempts: int
    not_before: datetime
    tried: datetime | None
    created: datetime
    ts: str | None = None
    sent_channel: str | None = None
    note: str | None = None
    parent: Parent | None = None


@dataclass(frozen=True)
class Parent:
    """The message that a delivery answers or edits: another delivery, where it came to stand, and its role if any."""

    status: Status
    channel: str | None
    ts: str | None
    role: str | None = None
