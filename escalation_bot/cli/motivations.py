"""`escalation-bot policy test`: how a policy judges motivations of which somebody said what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from escalation_bot.domain.policy import Motivation
from escalation_bot.domain.reasons import NonReasonFound, non_reason

if TYPE_CHECKING:
    from rich.table import Table

LABELS = ("bad", "mixed", "good")
CAUGHT = 0.9
"""So many of the bad ones are to be caught at least; of the others none."""


class Unreadable(ValueError):
    """A line that is no language, label and words; its number stands before."""


@dataclass(frozen=True)
class Case:
    """A motivation, in which part of the file it stands, what it is and as what the rules take it."""

    part: str
    language: str
    label: str
    words: str
    found: NonReasonFound | None

    @property
    def is_right(self) -> bool:
        """A bad one is sent back, any other goes through."""
        return (self.found is not None) is (self.label == "bad")


def cases(text: str, rules: Motivation) -> Iterator[Case]:
    """Each motivation of a file, judged. Raises Unreadable."""
    part = "all"
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            part = line.strip(" []")
            continue
        fields = line.split(maxsplit=2)
        if len(fields) < 3 or fields[1] not in LABELS:
            raise Unreadable(f"{number}: must be a language, {', '.join(LABELS[:-1])} or {LABELS[-1]}, and the words")
        language, label, words = fields
        yield Case(part, language, label, words, non_reason(words, rules))


def shipped() -> str:
    """The labelled motivations that come with the bot, in six languages."""
    return resources.files("escalation_bot.cli").joinpath("motivations.txt").read_text(encoding="utf-8")


def read(file: Path | None) -> str:
    """The file's text, or that of the shipped ones. Raises OSError."""
    return file.read_text(encoding="utf-8") if file else shipped()


def is_good_enough(found: Sequence[Case]) -> bool:
    """No reason is sent back, and of the non-reasons as many as should."""
    bad = [case.is_right for case in found if case.label == "bad"]
    return all(case.is_right for case in found if case.label != "bad") and sum(bad) >= CAUGHT * len(bad)


def confusion(found: Iterable[Case]) -> Table:
    """What they are, by part, against what becomes of them."""
    counts = Counter((case.part, case.label, case.found is not None) for case in found)
    rows = dict.fromkeys((part, label) for part, label, _ in counts)
    return _table(("", "what it is", "sent back", "let through"), [
        (part, label, counts[part, label, True], counts[part, label, False])
        for part, label in rows
    ])  # fmt: skip


def by_language(found: Iterable[Case]) -> Table:
    """How many non-reasons are caught and how many reasons are sent back, by part and language."""
    counts = Counter((case.part, case.language, case.label == "bad", case.found is not None) for case in found)
    rows = dict.fromkeys((part, language) for part, language, _, _ in counts)
    return _table(("", "language", "non-reasons caught", "", "reasons sent back"), [
        (*row, _of(counts[*row, True, True], counts[*row, True, False]), _share(counts, row),
         _of(counts[*row, False, True], counts[*row, False, False]))
        for row in rows
    ])  # fmt: skip


def _of(some: int, others: int) -> str:
    return f"{some} of {some + others}"


def _share(counts: Counter[tuple[str, str, bool, bool]], row: tuple[str, str]) -> str:
    caught, missed = counts[*row, True, True], counts[*row, True, False]
    return f"{caught / (caught + missed):.0%}" if caught + missed else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    from rich.table import Table

    made = Table(box=None, pad_edge=False, header_style="bold")
    for number, head in enumerate(heads):
        made.add_column(head, justify="left" if number < 2 else "right")
    before = ""
    for part, *rest in rows:
        made.add_row("" if part == before else str(part), *map(str, rest))
        before = str(part)
    return made
