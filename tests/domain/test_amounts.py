"""Sums and counts as people write them in a hurry."""

from __future__ import annotations

import pytest

from escalation_bot.domain.amounts import amount


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("240,000 €", 240_000),
        ("240.000 €", 240_000),
        ("240 000 kr", 240_000),
        ("CHF 240’000.50", 240_000),
        ("200k", 200_000),
        ("€200K a year", 200_000),
        ("1.2m", 1_200_000),
        ("1,5 Mio. €", 1_500_000),
        ("2 million euro", 2_000_000),
        ("3 miljoner", 3_000_000),
        ("about 40 shops", 40),
        ("between 12 and 15", 15),
        ("3 kg", 3),
        ("nobody knows", None),
        ("", None),
        ("v2", None),
        ("9" * 40, None),
    ],
)
def test_the_largest_number_that_a_text_names(text: str, number: int | None) -> None:
    assert amount(text) == number
