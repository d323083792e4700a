"""Is this a request that can be judged? The checks of the form, all at once (R13–R19, R24, R99)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from escalation_bot.domain.escalation import Request
from escalation_bot.domain.policy import Impact, Motivation, Motive, Policy, Team
from escalation_bot.domain.preconditions import TicketFacts, unmet
from escalation_bot.domain.reasons import non_reason
from escalation_bot.domain.text import visible
from escalation_bot.domain.tickets import find, route

_WORD = re.compile(r"\w[\w'’-]*")
NOTHING_KNOWN = TicketFacts()
GUESSED = {"unmet:tried_first"}
"""What is judged by words."""
MAX_CHARACTERS = 3000
"""What Slack lets a multi-line input hold."""
MAX_NAME = 150
"""The longest name of a customer; it stands on one line."""


@dataclass(frozen=True)
class Problem:
    """Something wrong with one input: `field` names it, `why` the template of the answer, `facts` fill that.

    `rule` is what it is counted as, where it is.
    """

    field: str
    why: str
    facts: tuple[tuple[str, object], ...] = ()
    rule: str = ""


@dataclass(frozen=True)
class Sheet:
    """The form as it was sent: text, not yet judged. `team` and `requester` only where the form asked for them."""

    ticket: str = ""
    motive: str = ""
    by: str = ""
    words: str = ""
    impact: str = ""
    customer: str = ""
    team: str = ""
    requester: str = ""


@dataclass(frozen=True)
class Verdict:
    """All problems at once; the request when there are none; the teams to choose from when the ticket fits several.

    `doubts` are judged by words, which may be read wrongly: they are refused only so often. `team` is asked.
    """

    problems: tuple[Problem, ...] = ()
    request: Request | None = None
    choices: tuple[Team, ...] = ()
    doubts: tuple[Problem, ...] = ()
    team: str = ""


def judge(
    sheet: Sheet, policy: Policy, channel: str | None, now: datetime, known: TicketFacts = NOTHING_KNOWN
) -> Verdict:
    """Judges a form (R13, R24, R99)."""
    found = find(sheet.ticket, policy.teams.values())
    fitting = route(found, policy, channel)
    teams = tuple(t for t in fitting if t.key == sheet.team) or fitting
    team = teams[0] if len(teams) == 1 else None
    motive = policy.motives.get(sheet.motive)
    wrong = [*_ticket(sheet, found.tickets, policy), *_choices(sheet, motive, team)]
    today = team.calendar.local(now) if team else now.date()
    wrong += _by(sheet.by, today, required=bool(motive and motive.by_required))
    wrong += _words(sheet, policy)
    unreadable = any(each.field == "words" for each in wrong)
    doubts = [] if unreadable else [*_non_reason(sheet, motive, policy)]
    if team and not (motive and motive.emergency):
        missing = [*_unmet(sheet, team, known, now)]
        wrong += [each for each in missing if each.rule not in GUESSED]
        doubts += [each for each in missing if each.rule in GUESSED and not (doubts or unreadable)]
    if wrong or team is None:
        choices = () if wrong else teams
        return Verdict(tuple(wrong), choices=choices, doubts=tuple(doubts), team=team.key if team else "")
    request = Request(
        ticket=found.tickets[0],
        team=team.key,
        motive=sheet.motive,
        impact=Impact(sheet.impact),
        words=sheet.words,
        by=date.fromisoformat(sheet.by) if sheet.by else None,
        customer=" ".join(sheet.customer.split())[:MAX_NAME],
    )
    return Verdict(request=request, doubts=tuple(doubts), team=team.key)


def _choices(sheet: Sheet, motive: Motive | None, team: Team | None) -> Iterable[Problem]:
    if motive is None:
        yield Problem("motive", "missing")
    elif team and motive.teams and team.key not in motive.teams:
        yield Problem("motive", "motive_elsewhere", (("team", team.name),))
    if sheet.impact not in set(Impact):
        yield Problem("impact", "missing")


def _non_reason(sheet: Sheet, motive: Motive | None, policy: Policy) -> Iterable[Problem]:
    if found := non_reason(sheet.words, policy.motivation):
        told = (("kind", found.kind), ("answer", found.answer))
        yield Problem("words", "non_reason", (*told, *_good(motive, sheet)), f"refused:{found.kind}")


def _unmet(sheet: Sheet, team: Team, known: TicketFacts, now: datetime) -> Iterable[Problem]:
    for each in unmet(team, known, sheet.words, sheet.customer, now):
        yield Problem(each.field, each.why, each.facts, f"unmet:{each.name}")


def _good(motive: Motive | None, sheet: Sheet) -> tuple[tuple[str, object], ...]:
    """What a good answer names for this motive, and such answers."""
    examples = (motive.example, *motive.examples) if motive else ()
    names = motive.names if motive else ""
    return ("examples", tuple(filter(None, examples))), ("names", names), ("motive", sheet.motive)


def _ticket(sheet: Sheet, tickets: tuple[str, ...], policy: Policy) -> Iterable[Problem]:
    if not sheet.ticket:
        yield Problem("ticket", "ticket_missing", (("helps", _helps(policy)),))
    elif not tickets:
        yield Problem("ticket", "ticket_unknown", (("helps", _helps(policy)),))
    elif len(tickets) > 1:
        yield Problem("ticket", "ticket_two", (("tickets", tickets),))


def _helps(policy: Policy) -> tuple[tuple[str, str], ...]:
    return tuple((team.name, team.ticket_help) for team in policy.teams.values())


def _words(sheet: Sheet, policy: Policy) -> Iterable[Problem]:
    good = _good(policy.motives.get(sheet.motive), sheet)
    for problem in words(sheet.words, policy.motivation):
        yield replace(problem, facts=(*problem.facts, *good))


def _by(text: str, today: date, *, required: bool) -> Iterable[Problem]:
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        return [Problem("by", "date_malformed")]
    return by(day, today, required=required)


def words(text: str, rules: Motivation) -> Iterable[Problem]:
    """Too short to judge (signs without a word say nothing), or too long for what Slack shows."""
    seen = visible(text)
    if len(seen) < rules.min_characters or not _WORD.search(seen):
        yield Problem("words", "too_short", (("min_characters", rules.min_characters),))
    if len(text) > MAX_CHARACTERS:
        yield Problem("words", "too_long", (("max_characters", MAX_CHARACTERS),))


def by(day: date | None, today: date, *, required: bool) -> Iterable[Problem]:
    """A missing date where the motive lives by one, or a date that is over. Today is allowed."""
    if day is None and required:
        yield Problem("by", "date_missing")
    if day is not None and day < today:
        yield Problem("by", "date_past")
