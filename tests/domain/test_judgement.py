from __future__ import annotations

from datetime import date

import pytest

from escalation_bot.domain import judgement
from escalation_bot.domain.judgement import Problem
from escalation_bot.domain.policy import Motivation, NonReason

FORGOT = NonReason(("forgot", "too late to send"), "Being late cannot be the reason.")
PROMISED = NonReason(("promised the customer",), "A promise cannot be the reason.")
RULES = Motivation(min_characters=40, non_reasons=(FORGOT, PROMISED, NonReason(("asap", "urgent"), "Say why.")))
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "text",
    [
        "I forgot to send this in time",
        "I FORGOT",
        "I  promised the\t customer",
        "Sorry, I forgot. Please help!",
        "It was too late to send; please do it ASAP.",
        "urgent!!! urgent!!!",
        "I promised the customer. We may lose them.",
        "I forgot. They decided.",
        "I forgot. SOC-123.",
        "Urgent. Please look at it.",
    ],
)
def test_a_non_reason_alone_is_told(text: str) -> None:
    assert judgement.non_reason(text, RULES) is not None


@pytest.mark.parametrize(
    "text",
    [
        "The shop opens in two weeks and has no prices.",
        "I forgot. The shop opens in two weeks without prices.",
        "Urgent: no. The customer signs on Friday.",
        "I promised the customer. They sign in May.",
        "I promised the customer. They sign in December.",
        "I forgot. It costs 500 a day.",
        "I forgot. About €2k a day.",
        "I forgot. A 40% loss.",
        "I forgot. Renewal is in Q1.",
        "Asap. Deadline 2026-12-01.",
        "forgotten passwords lock out every user of the shop",
        "unforgotten",
        "",
    ],
)
def test_a_reason_beside_a_non_reason_counts(text: str) -> None:
    assert judgement.non_reason(text, RULES) is None


@pytest.mark.parametrize(
    ("words", "refused"), [("one two three four five", True), ("one two three four five six", False)]
)
def test_six_further_words_say_something(words: str, refused: bool) -> None:
    assert (judgement.non_reason(f"I forgot. {words}.", RULES) is not None) is refused


def test_the_first_non_reason_answers() -> None:
    assert judgement.non_reason("I promised the customer. And I forgot.", RULES) is PROMISED


def test_a_phrase_with_signs_is_found_as_it_stands() -> None:
    rules = Motivation(non_reasons=(NonReason(("c++ build (old)",), "Upgrade."),))
    assert judgement.non_reason("The C++ build (old)!", rules) is not None


def test_without_rules_nothing_is_a_non_reason() -> None:
    assert judgement.non_reason("I forgot", Motivation()) is None


@pytest.mark.parametrize(
    ("text", "whys"),
    [
        ("", ["too_short"]),
        ("x" * 39, ["too_short"]),
        (" " * 50, ["too_short"]),
        ("x" * 39 + "\n", ["too_short"]),
        ("x" * 40, []),
        ("x" * 3000, []),
        ("x" * 3001, ["too_long"]),
    ],
)
def test_words_have_a_least_and_a_greatest_length(text: str, whys: list[str]) -> None:
    assert [problem.why for problem in judgement.words(text, RULES)] == whys


def test_the_answer_knows_how_much_is_needed() -> None:
    assert list(judgement.words("x", RULES)) == [Problem("words", "too_short", (("min_characters", 40),))]


@pytest.mark.parametrize(
    ("day", "required", "whys"),
    [
        (None, False, []),
        (None, True, ["date_missing"]),
        (date(2026, 11, 22), False, ["date_past"]),
        (date(2026, 11, 22), True, ["date_past"]),
        (date(2026, 11, 23), True, []),
        (date(2026, 11, 24), True, []),
    ],
)
def test_a_date_may_be_today_and_not_over(day: date | None, required: bool, whys: list[str]) -> None:
    assert [problem.why for problem in judgement.by(day, TODAY, required=required)] == whys
