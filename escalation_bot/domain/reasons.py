"""Does a motivation say anything but that somebody forgot, promised or is in a hurry? (R17–R19)

It is taken apart into statements and searched for the phrases of non-reasons. Where there is one, the rest must say
something: a sum, a consequence, a date, or words enough about the case, which are those left without phrases, grammar
and pleading. In doubt it does: a good reason that is sent back costs more than a bad one that is let through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise

from escalation_bot.domain import non_reasons, vocabulary
from escalation_bot.domain.policy import Motivation
from escalation_bot.domain.text import visible

_LETTER = r"[^\W\d_]"
_DRAWN_OUT = re.compile(rf"({_LETTER})\1{{2,}}")
_SPELT_OUT = re.compile(rf"\b{_LETTER}(?:[. ]{_LETTER}){{2,}}\b")
_INTENSE = re.compile(r"\b(?:super|hyper|mega|ultra|extra|jatte)(?=[^\W\d_]{4})")
_TWICE = re.compile(r"([aou])e")
_TOKEN = re.compile(r"\0\d+|[^\W_]+")
_APART = 3
"""So many other words may stand between two of a phrase."""
ENOUGH = 4
"""So many words about the case can be judged."""
_WEAK = ("urgent", "please")
"""What many say beside a better known non-reason; that one answers."""


@dataclass(frozen=True)
class NonReasonFound:
    """What is all that a motivation says: the kind of non-reason, and the policy's answer; empty: the usual one."""

    kind: str
    answer: str = ""


def folded(text: str) -> str:
    """The text to compare by: small letters without accents (ü and ue are one), nothing drawn out or spelt out."""
    parts = unicodedata.normalize("NFKD", visible(text).casefold().replace("’", "'"))
    bare = "".join(sign for sign in parts if not unicodedata.combining(sign))
    plain = _TWICE.sub(r"\1", bare.translate({ord("ø"): "o", ord("æ"): "a", ord("œ"): "o"}))
    return _INTENSE.sub("", _SPELT_OUT.sub(lambda match: re.sub("[. ]", "", match[0]), _DRAWN_OUT.sub(r"\1", plain)))


def _any(names: str) -> str:
    return "|".join(sorted(set(folded(names).split())))


_END = re.compile(
    rf"[!?;()¡¿]|:(?!\d)|,(?!\d|\s*(?:{_any(vocabulary.THAT)})\b)|(?<!\d)\.|\s[–—-]+\s|\b(?:{_any(vocabulary.JOINTS)})\b"
)
"""Where a statement ends; not within 4.000, 10:30 or the 3. of a month, nor before what was promised."""
_FACT = re.compile(
    rf"(?<![\w\0-])\d|[%€$£]|\b(?:{_any(vocabulary.MONTHS)}|(?:by|in|of|before|until)\s+may|q[1-4]|"
    rf"(?:{_any(vocabulary.MILLIONS)}|{_any(vocabulary.DAYS)})\w*)\b"
)
"""A date, a number or a sum. The number in a ticket's id is none, nor is the “may” of “we may lose them”."""
_DATE = re.compile(rf"{_any(vocabulary.MONTHS)}|(?:{_any(vocabulary.DAYS)})\w*")
_SUM = re.compile(
    r"[%€$£]|(?<![\w\0:./-])(?!20\d\d\b)(?:3[2-9]|[4-9]\d|\d{3}|\d{1,3}[., ]\d{3})|"
    rf"(?<![\w\0-])\d[\d.,]*\s*(?:k|m|t|kr|tkr|eur|euros?|usd|{_any(vocabulary.MILLIONS)})\b"
)
"""A number that is no day and no short span: what beside a promise is more than its date."""


def near(word: str, token: str) -> bool:
    """Does a token begin with this word, but for one letter missing or too many, two swapped, or in a longer word
    another one? The first letter is right, and words of less than five letters are written as they are."""
    if len(word) < 5:
        return token.startswith(word)
    at = next((i for i, (a, b) in enumerate(zip(word, token, strict=False)) if a != b), min(len(word), len(token)))
    a, b = word[at:], token[at:]
    if not a or not at:
        return not a
    missing, too_many, swapped = b.startswith(a[1:]) and b, b[1:].startswith(a), b.startswith(a[1:2] + a[:1] + a[2:])
    return bool(missing or too_many or swapped or (len(word) > 6 and b[1:].startswith(a[1:])))


@dataclass(frozen=True)
class _Lexicon:
    """All phrases by their first word, and all their words by their first letter."""

    phrases: Mapping[str, Sequence[tuple[str, tuple[str, ...]]]]
    words: Mapping[str, Sequence[str]]
    small: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    phrases: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    words: dict[str, list[str]] = {}
    signs = {"weighs": vocabulary.WEIGHS, "tried": vocabulary.TRIED}
    for kind, listed in {**non_reasons.KINDS, **signs}.items():
        for phrase in (tuple(folded(each).split()) for each in listed.split(",")):
            phrases.setdefault(phrase[0], []).append((kind, phrase))
            for word in phrase:
                words.setdefault(word[0], []).append(word)
    small = frozenset(folded(word) for word in vocabulary.SMALL.split())
    return _Lexicon(phrases, {letter: tuple(set(each)) for letter, each in words.items()}, small)


@lru_cache(maxsize=20_000)
def _meant(token: str) -> frozenset[str]:
    """The words of the lexicon that a token may be: `stem*` for any ending, a whole word for none."""
    lexicon = _lexicon()
    found = lexicon.words.get(token[0], ())
    fits = _begins if token in lexicon.small else _is
    return frozenset(word for word in found if fits(word, token))


def _begins(word: str, token: str) -> bool:
    return token == word or (word.endswith("*") and token.startswith(word[:-1]))


def _is(word: str, token: str) -> bool:
    """As above, or with a letter wrong; not where the token is a small word, which is too near to too many others."""
    stem = word.removesuffix("*")
    ends = word != stem or (len(word) > 5 and abs(len(token) - len(word)) <= 1)
    return _begins(word, token) or (ends and near(stem, token))


@dataclass(frozen=True)
class _Statement:
    """One statement, folded; where a phrase of the policy's stood, a zero byte and the number of its rule."""

    text: str

    @cached_property
    def tokens(self) -> list[str]:
        return _TOKEN.findall(self.text)

    @cached_property
    def found(self) -> list[tuple[str, tuple[int, ...]]]:
        """The phrases in it: kind, and the places of their words."""
        meant = [_meant(token) for token in self.tokens]
        return [hit for start in range(len(meant)) for hit in _from(start, meant)]

    @cached_property
    def kinds(self) -> list[str]:
        """The non-reasons in it, in order; those of the policy by their number."""
        marked = [(at, token) for at, token in enumerate(self.tokens) if token[0] == "\0"]
        hits = [(places[0], kind) for kind, places in self.found if kind in non_reasons.KINDS]
        return [kind for _, kind in sorted([*marked, *hits])]

    @property
    def content(self) -> int:
        """How many of its words say something about the case."""
        used = {at for kind, places in self.found if kind in non_reasons.KINDS for at in places}
        return sum(at not in used and _is_content(token) for at, token in enumerate(self.tokens))

    @property
    def counts(self) -> bool:
        """Does it name a sum, or a number of something? `12 schools`; not the `3 weeks` or `12 May` of a promise."""
        following = pairwise(self.tokens)
        return bool(_SUM.search(self.text)) or any(a.isdigit() and len(b) > 2 and _is_content(b) for a, b in following)

    def holds(self, sign: str) -> bool:
        """Does it name a consequence (`weighs`), or an attempt (`tried`)?"""
        return any(kind == sign for kind, _ in self.found)


def _is_content(token: str) -> bool:
    """Is it a word about the case? Neither grammar nor pleading, no number, no date, no mark of the policy's phrase."""
    return token.isalpha() and token not in _lexicon().small and not _DATE.fullmatch(token)


def _from(start: int, meant: Sequence[frozenset[str]]) -> Iterator[tuple[str, tuple[int, ...]]]:
    for word in meant[start]:
        for kind, phrase in _lexicon().phrases.get(word, ()):
            if places := _places(phrase, start, meant):
                yield kind, places


def _places(phrase: Sequence[str], start: int, meant: Sequence[frozenset[str]]) -> tuple[int, ...]:
    """Where the words of a phrase stand, in order and near each other; empty where they do not."""
    places = [start]
    for word in phrase[1:]:
        near_by = range(places[-1] + 1, min(places[-1] + 2 + _APART, len(meant)))
        at = next((at for at in near_by if word in meant[at]), None)
        if at is None:
            return ()
        places.append(at)
    return tuple(places)


@dataclass(frozen=True)
class _Rules:
    """A policy's own phrases and answers, made ready."""

    phrases: tuple[tuple[re.Pattern[str], str], ...]
    found: Mapping[str, NonReasonFound]


@lru_cache(maxsize=8)
def _ready(rules: Motivation) -> _Rules:
    """An answer of the policy's also stands for the built-in kinds that its phrases fall under."""
    phrases, found = [], {kind: NonReasonFound(kind) for kind in rules.built_in}
    answered: set[str] = set()
    for number, rule in enumerate(rules.non_reasons):
        kinds = list(dict.fromkeys(kind for phrase in rule.match for kind in _Statement(folded(phrase)).kinds))
        mine = NonReasonFound(kinds[0] if kinds else rule.match[0], rule.answer)
        found[f"\0{number}"] = mine
        found |= {kind: NonReasonFound(kind, rule.answer) for kind in kinds if kind in found and kind not in answered}
        answered |= set(kinds)
        whole = (re.compile(rf"(?<!\w){re.escape(folded(phrase))}(?!\w)") for phrase in rule.match)
        phrases += [(pattern, f" \0{number} ") for pattern in whole]
    return _Rules(tuple(phrases), found)


def answers_to(rules: Motivation) -> list[NonReasonFound]:
    """Each answer that a policy gives to non-reasons, once."""
    return list({each.answer or each.kind: each for each in _ready(rules).found.values()}.values())


def non_reason(text: str, rules: Motivation) -> NonReasonFound | None:
    """The non-reason that is all this motivation says; None where it says something, or holds none."""
    ready = _ready(rules)
    statements = list(_statements(text, ready))
    kinds = [kind for each in statements for kind in each.kinds if kind in ready.found]
    if _say_something(statements, ready):
        return None
    if not kinds:
        return ready.found.get("please") if _only_asks(statements) else None
    return ready.found[next((kind for kind in kinds if kind not in _WEAK), kinds[0])]


def names_attempt(text: str) -> bool:
    """Does it say what was tried before, the normal way?"""
    return any(_Statement(folded(line)).holds("tried") for line in text.splitlines())


def _only_asks(statements: Sequence[_Statement]) -> bool:
    """Is there next to nothing but grammar and pleading? Not where that is not known: in another language."""
    small = sum(token in _lexicon().small for each in statements for token in each.tokens)
    return small >= 4 and sum(each.content for each in statements) <= 1


def _statements(text: str, ready: _Rules) -> Iterator[_Statement]:
    for line in text.splitlines():
        marked = folded(line)
        for pattern, mark in ready.phrases:
            marked = pattern.sub(mark, marked)
        yield from (_Statement(part) for part in _END.split(marked) if part.strip())


def _say_something(statements: Sequence[_Statement], ready: _Rules) -> bool:
    """Is there a sum, a consequence for somebody, or words enough about the case? A date of its own does, too; one
    beside a non-reason is a part of it: the day that was promised, the day that it was forgotten."""
    content = sum(each.content for each in statements)
    return (
        any(_FACT.search(each.text) and not ready.found.keys() & each.kinds for each in statements)
        or any(each.counts for each in statements)
        or content >= ENOUGH
        or (content >= 2 and any(each.holds("weighs") for each in statements))
    )
