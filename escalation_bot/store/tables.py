"""The tables. Every row carries the Slack workspace's id; every time is aware UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Dialect, Index, MetaData, Text, TypeDecorator, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time on both databases; a naive one is refused at the door."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(SQLModel):
    """Names every constraint the same way on both databases, so that migrations can name them too."""

    metadata = MetaData(naming_convention=NAMES)


def _time(*, index: bool = False, nullable: bool = False) -> Any:  # what SQLModel's Field itself returns
    return Field(default=None if nullable else ..., sa_column=Column(UtcDateTime, index=index, nullable=nullable))


def _json() -> Any:
    return Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


def _text(*, nullable: bool = False) -> Any:
    return Field(default=None if nullable else ..., sa_column=Column(Text, nullable=nullable))


class WorkspaceRow(Base, table=True):
    """A Slack workspace and its next `E-` number."""

    __tablename__ = "workspace"
    id: str = Field(primary_key=True)
    next_number: int = 1


class TeamStateRow(Base, table=True):
    """How many of a team's places are taken."""

    __tablename__ = "team_state"
    workspace: str = Field(primary_key=True)
    team: str = Field(primary_key=True)
    held: int = 0


class EscalationRow(Base, table=True):
    """One request, from asking to close. `domain.escalation.Escalation` says what the columns mean."""

    __tablename__ = "escalation"
    __table_args__ = (
        UniqueConstraint("workspace", "number"),
        UniqueConstraint("workspace", "view"),
        Index(
            "one_open_per_ticket",
            "workspace",
            "ticket",
            unique=True,
            sqlite_where=text("state NOT IN ('closed', 'declined', 'withdrawn')"),
            postgresql_where=text("state NOT IN ('closed', 'declined', 'withdrawn')"),
        ),
        Index("ix_escalation_team_state", "workspace", "team", "state"),
        Index("ix_escalation_requester", "workspace", "requester"),
        Index("ix_escalation_ticket", "workspace", "ticket"),
    )
    id: int | None = Field(default=None, primary_key=True)
    workspace: str
    number: int
    ticket: str
    team: str
    state: str
    motive: str
    impact: str
    by: date | None = None
    customer: str = ""
    requester: str
    arrived: datetime = _time()
    since: datetime = _time()
    by_whom: str
    channel: str
    private: bool = False
    thin: bool = False
    owner: str | None = None
    wanted_by: str | None = None
    asked_by: str | None = None
    resolved_by: str | None = None
    outcome: str | None = None
    held_until: datetime | None = _time(nullable=True)
    next_by: datetime | None = _time(nullable=True)
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
    view: str | None = None
    policy_version: str = ""
    wake_at: datetime | None = _time(index=True, nullable=True)


class HistoryRow(Base, table=True):
    """Who did what, when. Append-only: the database refuses UPDATE and DELETE. The words stand in `words`."""

    __tablename__ = "history"
    __table_args__ = (UniqueConstraint("workspace", "once"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace: str
    escalation: int = Field(foreign_key="escalation.id", index=True)
    at: datetime = _time()
    who: str
    verb: str
    before: str | None = None
    after: str
    policy_version: str
    words: str | None = None
    once: str | None = None
    facts: dict[str, Any] = _json()


class WordsRow(Base, table=True):
    """What people wrote, by its hash; retention and erasure may empty `text` while the history stays whole."""

    __tablename__ = "words"
    __table_args__ = (Index("ix_words_escalation_kind", "escalation", "kind"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace: str
    escalation: int = Field(foreign_key="escalation.id")
    kind: str
    author: str
    at: datetime = _time()
    hash: str
    text: str = _text()


class ClockRow(Base, table=True):
    """One clock of one escalation."""

    __tablename__ = "clock"
    escalation: int = Field(foreign_key="escalation.id", primary_key=True)
    kind: str = Field(primary_key=True)
    workspace: str
    started: datetime = _time()
    due: datetime = _time(index=True)
    step: int = 0
    snoozed_until: datetime | None = _time(nullable=True)
    stopped: datetime | None = _time(nullable=True)
    met: bool = False


class FollowerRow(Base, table=True):
    """Who else wants to hear; `say` may answer and confirm as the requester does."""

    __tablename__ = "follower"
    escalation: int = Field(foreign_key="escalation.id", primary_key=True)
    person: str = Field(primary_key=True)
    workspace: str
    say: bool = True


class ReplyRow(Base, table=True):
    """A reply in a card's or receipt's thread, kept as it arrived, so that a reaction needs no call to Slack."""

    __tablename__ = "reply"
    workspace: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    ts: str = Field(primary_key=True)
    escalation: int = Field(foreign_key="escalation.id", index=True)
    side: str
    author: str
    text: str = _text()
    told: str | None = None


class IntentRow(Base, table=True):
    """What a reaction on a reply is about to do when the publish wait ends."""

    __tablename__ = "intent"
    __table_args__ = (Index("ix_intent_status_due", "status", "due"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace: str
    escalation: int = Field(foreign_key="escalation.id", index=True)
    verb: str
    person: str
    author: str
    words: str
    state: str
    channel: str
    ts: str
    preview: int | None = Field(default=None, foreign_key="outbox.id")
    due: datetime = _time()
    status: str = "waiting"


class RefusalRow(Base, table=True):
    """A motivation sent back by a rule; counted by rule, and per form so that it is refused only so often."""

    __tablename__ = "refusal"
    id: int | None = Field(default=None, primary_key=True)
    workspace: str
    view: str = Field(index=True)
    rule: str
    at: datetime = _time()


class InboxRow(Base, table=True):
    """An event from Slack, stored before it is acked and worked in order within its thread."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("workspace", "event_id"),
        Index("ix_inbox_status_lane", "status", "lane", "event_ts"),
        Index("ix_inbox_subject", "subject"),
    )
    id: int | None = Field(default=None, primary_key=True)
    workspace: str
    event_id: str
    lane: str
    thread: str
    subject: str
    event_ts: str
    payload: dict[str, Any] = _json()
    received: datetime = _time()
    not_before: datetime = _time()
    attempts: int = 0
    status: str = "waiting"
    note: str | None = None


class OutboxRow(Base, table=True):
    """A delivery: one outgoing call, written in the transaction of the verb that wants it, rendered when it is sent."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("workspace", "once"),
        Index("ix_outbox_status_lane", "status", "lane", "id"),
        Index("ix_outbox_place", "sent_channel", "ts"),
        Index("ix_outbox_escalation_role", "escalation", "role"),
        Index("ix_outbox_target", "target"),
    )
    id: int | None = Field(default=None, primary_key=True)
    workspace: str
    mark: str = Field(unique=True)
    escalation: int | None = Field(default=None, foreign_key="escalation.id")
    role: str | None = None
    kind: str
    lane: str
    channel: str
    person: str | None = None
    thread: int | None = Field(default=None, foreign_key="outbox.id")
    thread_ts: str | None = None
    target: int | None = Field(default=None, foreign_key="outbox.id")
    template: str
    facts: dict[str, Any] = _json()
    words: str | None = None
    once: str | None = None
    created: datetime = _time()
    not_before: datetime = _time()
    status: str = "waiting"
    attempts: int = 0
    tried: datetime | None = _time(nullable=True)
    ts: str | None = None
    sent_channel: str | None = None
    note: str | None = None
    mentions: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))


class MentionRow(Base, table=True):
    """How often the bot has mentioned somebody on a day; nobody is mentioned more often than the policy allows."""

    __tablename__ = "mention"
    workspace: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    count: int = 0


class LeaseRow(Base, table=True):
    """Who works a lane (one channel's deliveries, one channel's events), and until when that claim holds."""

    __tablename__ = "lease"
    workspace: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    holder: str
    until: datetime = _time()
