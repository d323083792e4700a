from __future__ import annotations

from datetime import date

import pytest

from escalation_bot.domain import judgement
from escalation_bot.domain.judgement import Problem
from escalation_bot.domain.policy import Motivation

RULES = Motivation(min_characters=40)
TODAY = date(2026, 11, 23)


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
