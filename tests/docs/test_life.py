"""docs/life.md is what people read, `domain/` is what runs; here they are held equal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from escalation_bot.desk import intents
from escalation_bot.domain import permits
from escalation_bot.domain.clocks import Kind, Tick
from escalation_bot.domain.life import ROWS, Place, Row, Verb
from escalation_bot.domain.policy import REACTIONS
from escalation_bot.reactions import WORDED
from tests.docs import wording
from tests.docs.wording import EMOJI, plain

PAGE = (Path(__file__).parents[2] / "docs" / "life.md").read_text()
TICKS = {
    Tick.MEET: ("is met", "are met"),
    Tick.STOP: ("stops", "stop"),
    Tick.START: ("starts", "start"),
    Tick.RESUME: ("goes on", "go on"),
}
PLACES = {Place.KEEP: "", Place.TAKE: "+", Place.GIVE: "−"}


def line(row: Row) -> str:
    """One row as the page shows it."""
    to = plain(row.to) if row.to else "as before" if row.verb is Verb.UNDO else "the same"
    cells = (wording.states(row.states), plain(row.verb), to, wording.who(row.who), row.words or "")
    return wording.row(*cells, _clocks(row), PLACES[row.place])


def _clocks(row: Row) -> str:
    if set(row.clocks.values()) == {Tick.STOP} and len(row.clocks) == len(Kind):
        return "all stop"
    return "; ".join(_ticked(row, tick) for tick in TICKS if tick in row.clocks.values())


def _ticked(row: Row, tick: Tick) -> str:
    kinds = [str(kind) for kind in Kind if row.clocks.get(kind) is tick]
    return f"{wording.joined(kinds, 'and')} {TICKS[tick][len(kinds) > 1]}"


def _section(heading: str) -> str:
    return PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def _rows(section: str) -> Iterator[str]:
    """The rows of its tables, without their heads."""
    in_table = False
    for text in _section(section).splitlines():
        if in_table and text.startswith("| "):
            yield text
        in_table = text.startswith("| --") or (in_table and text.startswith("| "))


def _first(row: str) -> str:
    return row.split(" | ", maxsplit=1)[0].removeprefix("| ")


def test_the_page_shows_every_row_of_the_table_and_no_other() -> None:
    assert list(_rows("Every verb")) == [line(row) for row in ROWS], "python -m tests.docs.test_life prints them"


def test_the_page_says_each_condition_that_the_table_cannot_show_and_no_other() -> None:
    named = re.findall(r"\*\*(.+?)\*\*", _section("Conditions"))
    assert sorted(named) == sorted(plain(verb) for verb in permits._BARS)


def test_the_page_shows_every_reaction_and_what_taking_it_back_means() -> None:
    ours = [EMOJI[names[0]] for names in REACTIONS.values()]
    assert [_first(row) for row in _rows("Reactions")] == ours
    assert "".join(_first(row) for row in _rows("Taking back")).replace(" ", "") == "".join(ours)


def test_whatever_a_reaction_does_can_be_taken_back() -> None:
    assert set(intents._BACK) == set(WORDED.values())


if __name__ == "__main__":
    print("\n".join(map(line, ROWS)))  # noqa: T201  # to be put into the page
