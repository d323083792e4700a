"""Finding ticket ids in what people type, and the team that they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import count

from escalation_bot.domain.policy import Policy, Team

_GAP = re.compile(r"(?P<set>\[[^\]]*\])|(?P<hyphen>\\?-)|(?<!\\)(?P<letter>[A-Za-z])(?=\\d)")
"""Where a pattern has a hyphen, or a letter before digits; a character class is passed over whole."""

LONGEST = 100
"""No tracker's ids are longer; an index of PostgreSQL's would refuse what is much longer."""


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


@cache
def loose(pattern: str) -> re.Pattern[str]:
    """The team's pattern, searched without regard to case, and to spaces and hyphens between letters and digits."""
    number = count()

    def spread(gap: re.Match[str]) -> str:
        if gap.group("set"):
            return gap.group()
        kind = "_hyphen" if gap.group("hyphen") else "_nothing"
        return rf"{gap.group('letter') or ''}(?P<{kind}{next(number)}>[ \t\xa0_–-]*)"

    return re.compile(rf"(?<![A-Za-z0-9])(?:{_GAP.sub(spread, pattern)})(?![A-Za-z0-9])", re.IGNORECASE | re.ASCII)


def normal(match: re.Match[str]) -> str:
    """What `loose` found, as the tracker writes it: `soc 101` → `SOC-101`."""
    ticket, begin = match.group().upper(), match.start()
    gaps = [name for name, text in match.groupdict().items() if name.startswith("_") and text is not None]
    for name in sorted(gaps, key=match.start, reverse=True):
        start, end = match.span(name)
        ticket = ticket[: start - begin] + ("-" if name.startswith("_hyphen") else "") + ticket[end - begin :]
    return ticket


def find(text: str, teams: Iterable[Team]) -> Found:
    """The tickets named in `text`; a pasted link counts by the id in it, its words are not part of the rest."""
    tickets: dict[str, list[str]] = {}
    rest = text
    for team in teams:
        for match in loose(team.ticket_pattern).finditer(text):
            if len(match.group()) > LONGEST:
                continue
            tickets.setdefault(normal(match), []).append(team.key)
            rest = rest.replace(_around(text, match), " ", 1)
    keys = dict.fromkeys(key for names in tickets.values() for key in names)
    return Found(tuple(tickets), tuple(keys), " ".join(rest.split()) if len(tickets) == 1 else text.strip())


def _around(text: str, match: re.Match[str]) -> str:
    """The link that a match stands in, or the match alone."""
    for link in re.finditer(r"<?https?://[^\s<>()]+>?", text):
        if link.start() <= match.start() and match.end() <= link.end():
            return link.group()
    return match.group()


def route(found: Found, policy: Policy, channel: str | None) -> tuple[Team, ...]:
    """The teams that the one ticket may go to: by pattern, then by the channel it was asked in (R6, R76)."""
    teams = tuple(policy.teams[key] for key in found.teams)
    here = tuple(team for team in teams if channel in team.intake_channels or channel == team.queue_channel)
    return here or teams


def intake(team: Team, channel: str | None) -> str:
    """Where the receipt goes: where it was asked if that is one of the team's, else to its first intake channel."""
    return channel if channel in team.intake_channels else team.intake_channels[0]
