"""Is this a request that can be judged? The checks of the form, all at once (R13–R19, R24, R99)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from escalation_bot.domain.escalation import Request
from escalation_bot.domain.policy import Impact, Motivation, NonReason, Policy, Team
from escalation_bot.domain.text import visible
from escalation_bot.domain.tickets import find, route

_SENTENCE = re.compile(r"[^.!?\n;]+[.!?\n;]*")
_WORD = re.compile(r"\w[\w'’-]*")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|march|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|(?:by|in|of|before|until)\s+may)"
)
_HARD_FACT = re.compile(
    rf"(?<![\w-])\d|[%€$£]|\b(?:{_MONTH}|q[1-4]|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", re.IGNORECASE
)
"""A date, a number or a sum. The number in a ticket's id is none, nor is the “may” of “we may lose them”."""
MAX_CHARACTERS = 3000
"""What Slack lets a multi-line input hold."""
MAX_NAME = 150
"""The longest name of a customer; it stands on one line."""


@dataclass(frozen=True)
class Problem:
    """Something wrong with one input: `field` names it, `why` the template of the answer, `facts` fill that."""

    field: str
    why: str
    facts: tuple[tuple[str, object], ...] = ()


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
    """All problems at once; the request when there are none; the teams to choose from when the ticket fits several."""

    problems: tuple[Problem, ...] = ()
    request: Request | None = None
    choices: tuple[Team, ...] = ()
    non_reason: NonReason | None = None


def judge(sheet: Sheet, policy: Policy, channel: str | None, now: datetime) -> Verdict:
    """Judges a form (R13, R24, R99). A non-reason is told apart: it is refused only so often."""
    found = find(sheet.ticket, policy.teams.values())
    fitting = route(found, policy, channel)
    teams = tuple(t for t in fitting if t.key == sheet.team) or fitting
    team = teams[0] if len(teams) == 1 else None
    motive = policy.motives.get(sheet.motive)
    problems = [*_ticket(sheet, found.tickets, policy)]
    if motive is None:
        problems.append(Problem("motive", "missing"))
    elif team and motive.teams and team.key not in motive.teams:
        problems.append(Problem("motive", "motive_elsewhere", (("team", team.name),)))
    if sheet.impact not in set(Impact):
        problems.append(Problem("impact", "missing"))
    today = team.calendar.local(now) if team else now.date()
    problems += _by(sheet.by, today, required=bool(motive and motive.by_required))
    problems += _words(sheet, policy)
    alone = None if any(p.field == "words" for p in problems) else non_reason(sheet.words, policy.motivation)
    if problems:
        return Verdict(tuple(problems), non_reason=alone)
    if team is None:
        return Verdict(choices=teams, non_reason=alone)
    request = Request(
        ticket=found.tickets[0],
        team=team.key,
        motive=sheet.motive,
        impact=Impact(sheet.impact),
        words=sheet.words,
        by=date.fromisoformat(sheet.by) if sheet.by else None,
        customer=" ".join(sheet.customer.split())[:MAX_NAME],
    )
    return Verdict(request=request, non_reason=alone)


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
    motive = policy.motives.get(sheet.motive)
    example = ("example", motive.example if motive else "")
    for problem in words(sheet.words, policy.motivation):
        yield replace(problem, facts=(*problem.facts, example, ("motive", sheet.motive)))


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


def non_reason(text: str, rules: Motivation) -> NonReason | None:
    """The rule that this motivation falls under when nothing else is said (R17–R19).

    The sentences that a rule matches are taken out; what is left must have six words, or a date, a number or a sum.
    """
    hits = [(sentence, _rule(sentence, rules)) for sentence in _SENTENCE.findall(text)]
    first = next((rule for _, rule in hits if rule), None)
    rest = " ".join(sentence for sentence, rule in hits if not rule)
    if first is None or _HARD_FACT.search(rest) or len(_WORD.findall(rest)) >= 6:
        return None
    return first


def _rule(sentence: str, rules: Motivation) -> NonReason | None:
    return next(
        (
            rule
            for rule in rules.non_reasons
            if any(re.search(rf"(?<!\w){re.escape(_folded(phrase))}(?!\w)", _folded(sentence)) for phrase in rule.match)
        ),
        None,
    )


def _folded(text: str) -> str:
    return visible(text).casefold()
