"""The figures, each beside its limit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Figure:
    """One promise: what was measured, in words, and whether it holds."""

    what: str
    measured: str
    limit: str
    holds: bool


def at_most(what: str, value: float, limit: float, unit: str = "", note: str = "") -> Figure:
    """A figure that must not be higher."""
    return Figure(what, _measured(value, unit, note), f"≤ {limit:g}{unit}", value <= limit)


def at_least(what: str, value: float, limit: float, unit: str = "", note: str = "") -> Figure:
    """A figure that must not be lower."""
    return Figure(what, _measured(value, unit, note), f"≥ {limit:g}{unit}", value >= limit)


def for_comparison(figures: Iterable[Figure]) -> list[Figure]:
    """The same of somebody else, of whom nothing was promised."""
    return [replace(figure, limit="", holds=True) for figure in figures]


def _measured(value: float, unit: str, note: str) -> str:
    shown = f"{value:.0f}" if value == int(value) else f"{value:.2f}"
    return f"{shown}{unit}" + (f"  ({note})" if note else "")


def table(figures: Iterable[Figure]) -> str:
    """Rows for people."""
    rows = [(f.what, f.measured, f.limit, _verdict(f)) for f in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _verdict(figure: Figure) -> str:
    if not figure.limit:
        return "for comparison"
    return "holds" if figure.holds else "MISSED"
