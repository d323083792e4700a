"""Known issues: what an outage that leads declared is about, and which requests wait until it is over (R150–R153)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from escalation_bot.domain.policy import Team
from escalation_bot.domain.text import visible
from escalation_bot.domain.tickets import Found

LONGEST = 200
"""So many characters a pattern has at most."""
REPEATS = 3
"""So many of its parts may repeat without end; with more, a ticket's hundred characters could take seconds."""
_LITERAL = re.compile(r"\\.|\[\^?\]?[^\]]*\]")
_REPEAT = re.compile(r"[*+]|\{\d*,\d*\}")
_GROUP_REPEATS = re.compile(r"\)\s*[*+{]")


class Unusable(ValueError):
    """A pattern that tickets cannot be compared with; the text names what is wrong: `no_pattern`, `everything`,
    `too_slow`."""


@dataclass(frozen=True)
class Outage:
    """A known issue of one team. Times are aware UTC; `over` None: it goes on.

    `pattern` is compared with the whole ticket id; `words` are phrases parted by commas, one of which has to stand in
    the request, in any case and spacing. Empty, they fit every request to the team. `news` is the newest word on it,
    the `news_number`th.
    """

    team: str
    title: str
    by: str
    since: datetime
    id: int = 0
    pattern: str = ""
    words: str = ""
    link: str = ""
    news: str = ""
    news_at: datetime | None = None
    news_by: str = ""
    news_number: int = 0
    over: datetime | None = None

    def fits(self, ticket: str | None, said: str) -> bool:
        """May a request for this ticket in these words be about it? What is not said yet speaks against nothing."""
        return self._fits_ticket(ticket) and self._fits_words(said)

    def _fits_ticket(self, ticket: str | None) -> bool:
        return not self.pattern or not ticket or _compiled(self.pattern).fullmatch(ticket) is not None

    def _fits_words(self, said: str) -> bool:
        phrases = [_folded(phrase) for phrase in self.words.split(",") if phrase.strip()]
        text = _folded(said)
        return not (phrases and text) or any(
            re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) for phrase in phrases
        )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


def _folded(text: str) -> str:
    return visible(text).casefold()


def check_pattern(pattern: str) -> None:
    """A pattern comes from a form and is tried on every request: it has to be one, to leave something out, and to be
    quick. Raises Unusable."""
    try:
        found = re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        raise Unusable("no_pattern") from None
    if found.fullmatch(""):
        raise Unusable("everything")
    bare = _LITERAL.sub("x", pattern)
    if len(pattern) > LONGEST or _GROUP_REPEATS.search(bare) or len(_REPEAT.findall(bare)) > REPEATS:
        raise Unusable("too_slow")


def known(issues: Iterable[Outage], teams: Iterable[Team], found: Found, said: str) -> list[Outage]:
    """The open issues of these teams that a request may be about, as far as it is known; the newest first."""
    keys = {team.key for team in teams}
    fitting = (each for each in issues if each.team in keys and each.over is None and each.fits(found.ticket, said))
    return sorted(fitting, key=lambda each: each.since, reverse=True)
