"""The tables of the desk. Every row carries the Slack workspace's id; every time is aware UTC."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from escalation_bot.store.columns import Base, json_column, text_column, time_column


class WorkspaceRow(Base, table=True):
    """A Slack workspace, its next `E-` number, and when its bots were asked to read their policy anew."""

    __tablename__ = "workspace"
    id: str = Field(primary_key=True)
    next_number: int = 1
    policy_asked: datetime | None = time_column(nullable=True)


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
        Index("ix_escalation_customer", "workspace", "customer_key"),
        Index("ix_escalation_team_arrived", "workspace", "team", "arrived"),
        Index("ix_escalation_wake_at", "workspace", "wake_at"),
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
    arrived: datetime = time_column()
    since: datetime = time_column()
    by_whom: str
    channel: str
    private: bool = False
    thin: bool = False
    owner: str | None = None
    wanted_by: str | None = None
    asked_by: str | None = None
    resolved_by: str | None = None
    outcome: str | None = None
    held_until: datetime | None = time_column(nullable=True)
    next_by: datetime | None = time_column(nullable=True)
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
    value: int | None = Field(default=None, sa_type=BigInteger)
    lift: int = 0
    stepped_down: int = 0
    wanted_since: datetime | None = time_column(nullable=True)
    offered: int | None = None
    beyond: bool = False
    outage: int | None = Field(default=None, index=True)
    cause: str = Field(default="", index=True)
    owes_lesson: bool = False
    customer_key: str = ""
    view: str | None = None
    policy_version: str = ""
    wake_at: datetime | None = time_column(nullable=True)


class HistoryRow(Base, table=True):
    """Who did what, when. Append-only: the database refuses UPDATE and DELETE. The words stand in `words`."""

    __tablename__ = "history"
    __table_args__ = (UniqueConstraint("workspace", "once"), Index("ix_history_workspace_at", "workspace", "at"))
    id: int | None = Field(default=None, primary_key=True)
    workspace: str
    escalation: int = Field(foreign_key="escalation.id", index=True)
    at: datetime = time_column()
    who: str
    verb: str
    before: str | None = None
    after: str
    policy_version: str
    words: str | None = None
    once: str | None = None
    facts: dict[str, Any] = json_column()


class WordsRow(Base, table=True):
    """What people wrote, by its hash; retention and erasure may empty `text` while the history stays whole."""

    __tablename__ = "words"
    __table_args__ = (Index("ix_words_escalation_kind", "escalation", "kind"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace: str
    escalation: int = Field(foreign_key="escalation.id")
    kind: str
    author: str
    at: datetime = time_column()
    hash: str
    text: str = text_column()


class ClockRow(Base, table=True):
    """One clock of one escalation."""

    __tablename__ = "clock"
    escalation: int = Field(foreign_key="escalation.id", primary_key=True)
    kind: str = Field(primary_key=True)
    workspace: str
    started: datetime = time_column()
    due: datetime = time_column(index=True)
    step: int = 0
    snoozed_until: datetime | None = time_column(nullable=True)
    stopped: datetime | None = time_column(nullable=True)
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
    text: str = text_column()
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
    due: datetime = time_column()
    status: str = "waiting"


class RefusalRow(Base, table=True):
    """A motivation sent back by a rule; counted by rule, and per form so that it is refused only so often."""

    __tablename__ = "refusal"
    id: int | None = Field(default=None, primary_key=True)
    workspace: str
    view: str = Field(index=True)
    rule: str
    at: datetime = time_column()


class DigestReaderRow(Base, table=True):
    """Who wants a direct message each morning about what they asked for and is open; `since` when."""

    __tablename__ = "digest_reader"
    workspace: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    since: datetime = time_column()


class OutageRow(Base, table=True):
    """A known issue that leads declared (R150–R153). `domain.outages.Outage` says what the columns mean; `settled`:
    everybody has heard its newest word, and after its end nothing is parked by it."""

    __tablename__ = "outage"
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(index=True)
    team: str
    pattern: str = ""
    words: str = ""
    title: str
    link: str = ""
    by: str
    since: datetime = time_column()
    news: str = text_column()
    news_at: datetime | None = time_column(nullable=True)
    news_by: str = ""
    news_number: int = 0
    over: datetime | None = time_column(nullable=True)
    settled: bool = True


class OutageFollowerRow(Base, table=True):
    """Who wants to hear how an outage goes on; `heard` is the number of the newest word that they were told."""

    __tablename__ = "outage_follower"
    outage: int = Field(foreign_key="outage.id", primary_key=True)
    person: str = Field(primary_key=True)
    workspace: str
    heard: int = 0


class TallyRow(Base, table=True):
    """How often something happened on a day (UTC) that is only counted, never with names: escalations avoided, private
    requests caught, requests sent back by a precondition."""

    __tablename__ = "tally"
    workspace: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    team: str = Field(primary_key=True)
    count: int = 0
