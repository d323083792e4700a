"""Numbers as people write them in a hurry: `240,000 €`, `200k`, `1.2m`, `3 Mio`, `ca. 1 500`."""

from __future__ import annotations

import re

_NUMBER = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+|\d{1,15})(?:[.,](\d{1,2}))?"
    r"\s*(k|tkr|thousand|tusen|m|mn|mio|mil(?:j(?:on)?|lion)\w*|mrd|bn|billion)?(?![a-z\d])",
    re.IGNORECASE,
)
_TIMES = {"k": 10**3, "t": 10**3, "m": 10**6, "b": 10**9, "mrd": 10**9}
MOST = 10**15
"""What is more is no number that anybody means."""


def amount(text: str) -> int | None:
    """The largest number that a text names, whole; None where it names none."""
    return max((_value(*found) for found in _NUMBER.findall(text)), default=None)


def _value(whole: str, rest: str, unit: str) -> int:
    unit = unit.lower()
    times = _TIMES.get(unit) or _TIMES.get(unit[:1], 1)
    return min(MOST, int(float(f"{re.sub(r'[^0-9]', '', whole)}.{rest or 0}") * times))
