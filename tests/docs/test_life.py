"""docs/life.md is what people read, `domain/life.py` is what runs; here they are held equal."""

from __future__ import annotations

from pathlib import Path

from escalation_bot.domain.clocks import Tick
from escalation_bot.domain.life import ROWS, Place, Row

PAGE = Path(__file__).parents[2] / "docs" / "life.md"
TICKS = {Tick.START: "starts", Tick.MEET: "met", Tick.STOP: "stops", Tick.RESUME: "goes on"}
PLACES = {Place.KEEP: "", Place.TAKE: "+", Place.GIVE: "−"}


def line(row: Row) -> str:
    """One row as the page shows it."""
    states = "any open" if len(row.states) > 5 else ", ".join(sorted(_plain(state) for state in row.states))
    ticks: dict[Tick, list[str]] = {}
    for kind, tick in row.clocks.items():
        ticks.setdefault(tick, []).append(kind)
    clocks = "; ".join(f"{', '.join(sorted(kinds))} {TICKS[tick]}" for tick, kinds in ticks.items())
    cells = (
        states,
        _plain(row.verb),
        _plain(row.to) if row.to else "the same",
        " or ".join(sorted(row.who)),
        row.words or "",
        clocks,
        PLACES[row.place],
    )
    return "| " + " | ".join(cells) + " |"


def _plain(name: str) -> str:
    return name.replace("_", " ")


def test_the_page_shows_every_row_of_the_table_and_no_other() -> None:
    shown = [text for text in PAGE.read_text().splitlines() if text.startswith("| ") and text.count("|") == 8]
    assert shown[2:] == [line(row) for row in ROWS], "\n".join(line(row) for row in ROWS)
