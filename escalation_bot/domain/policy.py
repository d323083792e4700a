"""The policy: who is asked, how fast, within which limits. Read from YAML by `policy_file`, never changed in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from escalation_bot.domain.worktime import Calendar, Span


class Impact(StrEnum):
    """The harm to the customer's work (R101); it chooses the targets (R78)."""

    LIMITED = "limited"
    MODERATE = "moderate"
    MAJOR = "major"
    CRITICAL = "critical"


class LimitMode(StrEnum):
    """What happens when a team's places are all taken (R12)."""

    OBSERVE = "observe"
    SOFT = "soft"
    HARD = "hard"


class Audience(StrEnum):
    """Who hears a reminder. Nobody to be found there (no owner, all away): it goes one step up."""

    OWNER = "owner"
    TEAM = "team"
    LEADS = "leads"
    MANAGERS = "managers"


class Mention(StrEnum):
    """When a new card mentions the team's group."""

    CRITICAL = "critical"
    ALWAYS = "always"
    NEVER = "never"


REACTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "take": ("eyes",),
        "publish": ("mega", "loudspeaker"),
        "ask": ("speech_balloon", "question"),
        "resolve": ("white_check_mark", "heavy_check_mark", "ballot_box_with_check"),
        "hold": ("hourglass_flowing_sand", "hourglass"),
        "decline": ("no_entry_sign", "no_entry"),
        "level_up": ("arrow_double_up",),
    }
)
"""What reactions ask for unless the policy says otherwise; the first of each is shown in help."""


@dataclass(frozen=True)
class Motive:
    """A reason that may put a ticket first (R14–R16). `by` says what its date means; `teams` empty: every team."""

    label: str
    by: str = "The date it is needed"
    by_required: bool = False
    private: bool = False
    teams: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True)
class NonReason:
    """Words that are no reason when nothing else is said (R17–R19), and the answer to them."""

    match: tuple[str, ...]
    answer: str


@dataclass(frozen=True)
class Motivation:
    """What a motivation must be. `min_characters` counts after trimming."""

    min_characters: int = 40
    after_refusals: int = 1
    non_reasons: tuple[NonReason, ...] = ()


@dataclass(frozen=True)
class Targets:
    """How soon a word is due, in working time."""

    acknowledge: Span
    update: Span
    resolve: Span
    round_the_clock: bool = False


@dataclass(frozen=True)
class Nudge:
    """Remind once after `remind_after`, then end the wait after `end_after`."""

    remind_after: Span
    end_after: Span


@dataclass(frozen=True)
class Hold:
    """How long a hold lasts unless somebody says otherwise, and at most."""

    until: Span = Span(days=3)
    max: Span = Span(days=10)


@dataclass(frozen=True)
class Appeal:
    """How long a decision may be appealed, and when the same ticket may be asked for again."""

    within: Span = Span(days=5)
    again_after: Span = Span(days=14)


@dataclass(frozen=True)
class Step:
    """One step of the reminder ladder: at `after` (share of the clock's target past its due time), to whom."""

    after: float
    to: Audience
    repeat: Span | None = None


@dataclass(frozen=True)
class Reminders:
    """The ladder, and how much one person is spoken to in a day."""

    due_soon: float = 0.25
    mentions_per_day: int = 6
    steps: tuple[Step, ...] = (
        Step(0, Audience.OWNER),
        Step(0.5, Audience.TEAM),
        Step(1, Audience.LEADS),
        Step(2, Audience.MANAGERS, repeat=Span(days=1)),
    )


@dataclass(frozen=True)
class Limit:
    """A team's places for prioritised work."""

    max: int = 10
    mode: LimitMode = LimitMode.OBSERVE
    decide_after: Span = Span(rest=timedelta(hours=4))


@dataclass(frozen=True)
class Level:
    """A further level that the team may bring in (R60, R110), and what it wants to know first."""

    name: str
    group: str | None = None
    channel: str | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Holidays:
    """A country's public holidays (`SE`, or those of a part of it: `DE-BY`) and further closed days."""

    country: str | None = None
    closed: tuple[date, ...] = ()


@dataclass(frozen=True)
class Digest:
    """When a summary goes to which channel, in the team's own time."""

    at: str
    channel: str | None = None
    day: str | None = None


@dataclass(frozen=True)
class Team:
    """Who is asked: a queue channel, members, leads, working time, limit."""

    key: str
    name: str
    ticket_pattern: str
    queue_channel: str
    intake_channels: tuple[str, ...]
    leads: tuple[str, ...]
    calendar: Calendar
    ticket_url: str | None = None
    ticket_help: str = ""
    group: str | None = None
    members: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()
    duty: str | None = None
    mention: Mention = Mention.CRITICAL
    limit: Limit = Limit()
    levels: tuple[Level, ...] = ()
    digests: Mapping[str, Digest] = field(default_factory=dict)

    def level(self, number: int) -> Level | None:
        """One of its further levels, from 1; None for the team itself, and past the last."""
        return self.levels[number - 1] if 0 < number <= len(self.levels) else None


@dataclass(frozen=True)
class Policy:
    """Everything that a workspace decides for itself. `version` is the hash of the file, noted with each decision."""

    version: str
    motives: Mapping[str, Motive]
    impacts: Mapping[Impact, Targets]
    teams: Mapping[str, Team]
    reactions: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: REACTIONS)
    command: str = "/escalate"
    operator: str | None = None
    motivation: Motivation = Motivation()
    verify: Nudge = Nudge(Span(days=1), Span(days=3))
    ask: Nudge = Nudge(Span(days=1), Span(days=3))
    hold: Hold = Hold()
    appeal: Appeal = Appeal()
    reopen: Span = Span(days=14)
    publish_wait: timedelta = timedelta(seconds=30)
    reminders: Reminders = Reminders()
    away: tuple[str, ...] = ()
    owner: str | None = None
    edited: date | None = None

    def verb_of(self, emoji: str) -> str | None:
        """What a reaction asks for: `take`, `publish`, …; None for any other emoji. Skin tones do not count."""
        name = emoji.split("::", 1)[0]
        return next((verb for verb, names in self.reactions.items() if name in names), None)
