"""Which requests a known issue is about, and which patterns may be tried on all of them."""

from __future__ import annotations

import pytest

from escalation_bot.domain.outages import Outage, Unusable, check_pattern
from tests.domain.samples import NOW


@pytest.mark.parametrize(
    ("pattern", "words", "ticket", "said", "fits"),
    [
        ("", "", "SOC-7", "Anything at all.", True),
        (r"soc-4\d\d", "", "SOC-412", "", True),
        (r"SOC-4\d\d", "", "SOC-4120", "", False),
        (r"SOC-4\d\d", "", None, "", True),
        ("", "log in, pass word", "SOC-7", "They cannot LOG   IN.", True),
        ("", "log in, pass word", "SOC-7", "Every blog inside is slow.", False),
        ("", "log.in", "SOC-7", "They cannot log in.", False),
        ("", "log in,", "SOC-7", "The invoices are wrong.", False),
        ("", "log in", "SOC-7", "", True),
        ("SOC-4", "log in", "SOC-4", "The invoices are wrong.", False),
        ("SOC-4", "log in", "SOC-5", "They cannot log in.", False),
    ],
)
def test_it_is_about_what_its_pattern_and_one_of_its_phrases_fit(
    pattern: str, words: str, ticket: str | None, said: str, fits: bool
) -> None:
    assert Outage("soc", "Slow", "U0LENA", NOW, pattern=pattern, words=words).fits(ticket, said) is fits


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("SOC-(", "no_pattern"),
        (r"\d*", "everything"),
        (r"SOC-(\d+)+x", "too_slow"),
        (r"SOC-(?:a|a)*x", "too_slow"),
        (r"(\d{1,9}){1,9}x", "too_slow"),
        (r"\d*\d+\d*\d{2,}x", "too_slow"),
        ("x" * 201, "too_slow"),
    ],
)
def test_a_pattern_that_fits_all_or_takes_too_long_is_refused(pattern: str, why: str) -> None:
    with pytest.raises(Unusable, match=why):
        check_pattern(pattern)


@pytest.mark.parametrize("pattern", [r"SOC-1\d+", r"(?:SOC|DEL)-[*+)]?\d+", r"SOC-\d+\)\+", "SOC-7"])
def test_other_patterns_may_be_tried(pattern: str) -> None:
    check_pattern(pattern)
