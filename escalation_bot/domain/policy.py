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
    """A reason that may put a ticket first (R14–R16). `by` says what its date means; `teams` empty: every team;
    `weight` are its points in the order (R106). An `emergency` waits for nothing (R39). `names` says what a good answer
    names; `example` and `examples` are such answers."""

    label: str
    by: str = "The date it is needed"
    by_required: bool = False
    private: bool = False
    teams: tuple[str, ...] = ()
    example: str = ""
    weight: int = 20
    emergency: bool = False
    names: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class NonReason:
    """Words that are no reason when nothing else is said (R17–R19), and the answer to them.

    The answer also stands for the built-in kinds that the words fall under, in every language.
    """

    match: tuple[str, ...]
    answer: str


NON_REASONS = ("late", "promised", "boss", "important", "waiting", "urgent", "please")
"""The kinds of non-reasons that are recognised without a policy saying how."""


@dataclass(frozen=True)
class Motivation:
    """What a motivation must be. `min_characters` counts after trimming; `built_in` are the kinds of non-reasons that
    are recognised beside the policy's own."""

    min_characters: int = 40
    after_refusals: int = 1
    non_reasons: tuple[NonReason, ...] = ()
    built_in: tuple[str, ...] = NON_REASONS


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
    """A team's places for prioritised work: a number, a share of its open tickets, or the smaller of both (R12).

    Once a lead has left a decision for `decide_after` of working time, a soft limit lets a member go one beyond it.
    """

    max: int | None = None
    mode: LimitMode = LimitMode.OBSERVE
    decide_after: Span = Span(rest=timedelta(hours=4))
    share: float | None = None
    open_tickets: int | None = None

    @property
    def places(self) -> int:
        """How many there are, at least one. Who knows better how many tickets are open puts that into the policy."""
        counts = [self.max] if self.max else []
        if self.share is not None and self.open_tickets is not None:
            counts.append(int(round(self.share * self.open_tickets, 6)))  # 29 % of 100 are 29, also in floats
        return max(1, min(counts, default=10))


@dataclass(frozen=True)
class Preconditions:
    """What must hold before a team is asked (R13, R47, R53, R118, R127); an emergency motive skips it all (R39).

    `older_than` is the ticket's age in working time. `customers` are those that are entitled; none: all. `instead` says
    what to do where one does not hold. What only a tracker knows is not asked for until one is connected.
    """

    ticket_open: bool = False
    older_than: Span | None = None
    tried_first: bool = False
    customers: tuple[str, ...] = ()
    instead: str = ""

    @property
    def unchecked(self) -> tuple[str, ...]:
        """Those that nobody can check without a tracker."""
        wanted = {"ticket_open": self.ticket_open, "older_than": self.older_than}
        return tuple(name for name, value in wanted.items() if value)


@dataclass(frozen=True)
class Weights:
    """The points of the order (R8, R106); whole numbers, 0 turns a part off.

    `date` are the points on the day it is needed by, less each day before, none from `within` days on. `affected`
    (customers) and `value` (at risk, in `currency`) are bands: from this number on, so many points. `waited` are the
    points of a day of waiting: at least 1, for it alone makes sure that nobody waits for ever.
    """

    date: int = 30
    within: int = 10
    impact: Mapping[Impact, int] = field(default_factory=lambda: dict(zip(Impact, (0, 10, 20, 40), strict=True)))
    affected: Mapping[int, int] = field(default_factory=lambda: {10: 5, 100: 10, 1000: 20})
    value: Mapping[int, int] = field(default_factory=lambda: {10_000: 5, 100_000: 10, 500_000: 20})
    currency: str = "€"
    waited: int = 3
    stepped_down: int = 10


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
    preconditions: Preconditions = Preconditions()
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
    repeats_within: timedelta = timedelta(days=90)
    publish_wait: timedelta = timedelta(seconds=30)
    reminders: Reminders = Reminders()
    order: Weights = field(default_factory=Weights)
    away: tuple[str, ...] = ()
    owner: str | None = None
    edited: date | None = None

    def verb_of(self, emoji: str) -> str | None:
        """What a reaction asks for: `take`, `publish`, …; None for any other emoji. Skin tones do not count."""
        name = emoji.split("::", 1)[0]
        return next((verb for verb, names in self.reactions.items() if name in names), None)
