"""What must hold before a team is asked at all (R13, R47, R53, R118, R127). What nobody knows is not asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from escalation_bot.domain.policy import Team
from escalation_bot.domain.reasons import folded, names_attempt


@dataclass(frozen=True)
class TicketFacts:
    """What is known of a ticket by a tracker or by earlier requests; None where nobody knows.

    `answer_late`: the support missed the time that it promises for a first answer.
    """

    is_open: bool | None = None
    opened: datetime | None = None
    answer_late: bool | None = None
    customer: str | None = None


@dataclass(frozen=True)
class Unmet:
    """A precondition that does not hold: its name in the policy, the input that it is said at, what it says there."""

    name: str
    field: str
    why: str
    facts: tuple[tuple[str, object], ...] = ()


def unmet(team: Team, facts: TicketFacts, words: str, customer: str, now: datetime) -> Iterator[Unmet]:
    """Those of the team's that are known not to hold."""
    rules = team.preconditions
    told = (("team", team.name), ("instead", rules.instead))
    if rules.ticket_open and facts.is_open is False:
        yield Unmet("ticket_open", "ticket", "ticket_closed", told)
    if rules.older_than and facts.opened and (old := team.calendar.add(facts.opened, rules.older_than)) > now:
        day = team.calendar.local(old).isoformat()
        yield Unmet("older_than", "ticket", "ticket_young", (*told, ("day", day)))
    if rules.tried_first and not facts.answer_late and not names_attempt(words):
        yield Unmet("tried_first", "words", "not_tried", told)
    named = customer or facts.customer or ""
    if rules.customers and not is_among(named, rules.customers):
        yield Unmet("customers", "customer", "not_entitled" if named else "customer_missing", (*told, ("name", named)))


def is_among(name: str, customers: tuple[str, ...]) -> bool:
    """Is this one of the customers? `Nordwind` in the list also stands for `NORDWIND GmbH`."""
    words = f" {_spaced(name)} "
    return any(f" {_spaced(each)} " in words for each in customers)


def _spaced(name: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in folded(name)).split())
