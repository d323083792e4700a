"""The tables of what comes and goes: events, deliveries, reminders, and who works on them now."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field

from escalation_bot.store.columns import Base, json_column, time_column


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
    payload: dict[str, Any] = json_column()
    received: datetime = time_column()
    not_before: datetime = time_column()
    attempts: int = 0
    status: str = "waiting"
    note: str | None = None


class OutboxRow(Base, table=True):
    """A delivery: one outgoing call, written in the transaction of the verb that wants it, rendered when it is sent."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("workspace", "once"),
        Index("ix_outbox_status_lane", "workspace", "status", "lane", "id"),
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
    facts: dict[str, Any] = json_column()
    words: str | None = None
    once: str | None = None
    created: datetime = time_column()
    not_before: datetime = time_column()
    status: str = "waiting"
    attempts: int = 0
    tried: datetime | None = time_column(nullable=True)
    ts: str | None = None
    sent_channel: str | None = None
    note: str | None = None
    mentions: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))


class ReminderRow(Base, table=True):
    """One reminder to one audience: which clock's, which step of its ladder, in which message it stands, and when it
    was answered. The unique key is what keeps two replicas from giving it twice."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("escalation", "kind", "started", "due", "step", "again", "audience", "person"),
        Index("ix_reminder_workspace_delivery", "workspace", "delivery"),
        Index("ix_reminder_recipient", "person", "audience", "delivery"),
    )
    id: int | None = Field(default=None, primary_key=True)
    workspace: str
    escalation: int = Field(foreign_key="escalation.id", index=True)
    team: str
    kind: str
    started: datetime = time_column()
    step: int
    soon: bool = False
    again: bool = False
    audience: str
    person: str = ""
    why: str = ""
    due: datetime = time_column()
    at: datetime = time_column()
    delivery: int | None = Field(default=None, foreign_key="outbox.id", index=True)
    answered: datetime | None = time_column(nullable=True)


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
    until: datetime = time_column()
