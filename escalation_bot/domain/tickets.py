"""Finding ticket ids in what people type, and the team that they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from escalation_bot.domain.policy import Policy, Team

_SEPARATOR = r"[\s\-_–]*"
_GAP = re.compile(r"(?P<set>\[[^\]]*\])|\\?-|(?<!\\)(?P<letter>[A-Za-z])(?=\\d)")
"""Where a pattern has a hyphen, or a letter before digits; a character class is passed over whole."""


@dataclass(frozen=True)
class Found:
    """What a text holds: the ids by team, and the text without the one id when there is just one."""

    tickets: tuple[str, ...]
    teams: tuple[str, ...]
    rest: str

    @property
    def ticket(self) -> str | None:
        """The one ticket meant; None when there is none or more than one."""
        return self.tickets[0] if len(self.tickets) == 1 else None


def loose(pattern: str) -> re.Pattern[str]:
    """The team's pattern, searched without regard to case, and to spaces and hyphens between letters and digits."""
    spread = _GAP.sub(lambda m: m.group("set") or (m.group("letter") or "") + _SEPARATOR, pattern)
    return re.compile(rf"(?<![A-Za-z0-9])(?:{spread})(?![A-Za-z0-9])", re.IGNORECASE)


def normal(found: str, pattern: str) -> str:
    """`soc 101` → `SOC-101`: capitals, and the pattern's hyphen between letters and digits."""
    joined = re.sub(_SEPARATOR, "", found).upper()
    return re.sub(r"(?<=[A-Z])(?=\d)", "-", joined, count=1) if "-" in pattern else joined


def find(text: str, teams: Iterable[Team]) -> Found:
    """The tickets named in `text`; a pasted link counts by the id in it, its words are not part of the rest."""
    tickets: dict[str, list[str]] = {}
    rest = text
    for team in teams:
        for match in loose(team.ticket_pattern).finditer(text):
            ticket = normal(match.group(), team.ticket_pattern)
            tickets.setdefault(ticket, []).append(team.key)
            rest = rest.replace(_around(text, match), " ", 1)
    keys = dict.fromkeys(key for names in tickets.values() for key in names)
    return Found(tuple(tickets), tuple(keys), " ".join(rest.split()) if len(tickets) == 1 else text.strip())


def _around(text: str, match: re.Match[str]) -> str:
    """The link that a match stands in, or the match alone."""
    for link in re.finditer(r"<?https?://[^\s>]+>?", text):
        if link.start() <= match.start() and match.end() <= link.end():
            return link.group()
    return match.group()


def route(found: Found, policy: Policy, channel: str | None) -> tuple[Team, ...]:
    """The teams that the one ticket may go to: by pattern, then by the channel it was asked in (R6, R76)."""
    teams = tuple(policy.teams[key] for key in found.teams)
    here = tuple(team for team in teams if channel in team.intake_channels or channel == team.queue_channel)
    return here if len(teams) > 1 and len(here) == 1 else teams


def intake(team: Team, channel: str | None) -> str:
    """Where the receipt goes: where it was asked if that is one of the team's, else to its first intake channel."""
    return channel if channel in team.intake_channels else team.intake_channels[0]
