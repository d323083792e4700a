"""Is this a request that can be judged? The checks of the form, all at once (R13–R19, R24, R99)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from escalation_bot.domain.policy import Motivation, NonReason

_SENTENCE = re.compile(r"[^.!?\n;]+[.!?\n;]*")
_WORD = re.compile(r"\w[\w'’-]*")
_HARD_FACT = re.compile(
    r"\d|%|[€$£]|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.IGNORECASE,
)
MAX_CHARACTERS = 3000
"""What Slack lets a multi-line input hold."""


@dataclass(frozen=True)
class Problem:
    """Something wrong with one input: `field` names it, `why` the template of the answer, `facts` fill that."""

    field: str
    why: str
    facts: tuple[tuple[str, object], ...] = ()


def words(text: str, rules: Motivation) -> Iterable[Problem]:
    """Too short to judge, or too long for what Slack shows."""
    if len(text) < rules.min_characters:
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
    low = " ".join(sentence.casefold().split())
    return next(
        (
            rule
            for rule in rules.non_reasons
            if any(re.search(rf"\b{re.escape(m.casefold())}\b", low) for m in rule.match)
        ),
        None,
    )
