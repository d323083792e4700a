"""`escalation-bot policy test`: the labelled motivations, and those of a file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from escalation_bot.cli import motivations
from escalation_bot.domain.policy import Motivation
from escalation_bot.policy_file import load_policy
from tests.cli.test_policy import EXAMPLE, run

POLICIES = pytest.mark.parametrize(
    "rules", [Motivation(), load_policy(EXAMPLE).motivation], ids=["built in", "example policy"]
)


@POLICIES
def test_no_reason_is_sent_back_and_nine_of_ten_non_reasons_are(rules: Motivation) -> None:
    found = list(motivations.cases(motivations.shipped(), rules))
    assert len(found) >= 300
    assert [case.words for case in found if case.label != "bad" and case.found] == []
    caught = [case.is_right for case in found if case.label == "bad"]
    assert sum(caught) >= motivations.CAUGHT * len(caught)
    assert motivations.is_good_enough(found)


def test_every_language_is_there_with_every_label_and_a_part_is_held_out() -> None:
    found = Counter(
        (case.part, case.language, case.label) for case in motivations.cases(motivations.shipped(), Motivation())
    )
    parts, languages = ("tuned on", "held out"), ("en", "sv", "de", "fr", "nl", "es")
    assert set(found) == {(p, lang, label) for p in parts for lang in languages for label in motivations.LABELS}


def test_the_matrix_is_printed_and_what_was_judged_wrongly() -> None:
    result = run("test")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].split() == ["what", "it", "is", "sent", "back", "let", "through"]
    held = next(line for line in result.stdout.splitlines() if line.startswith("held out  bad"))
    sent_back, through = map(int, held.split()[-2:])
    assert sent_back + through == 72
    assert "0 of 54" in result.stdout
    assert "es bad, let through: " in result.stdout


@pytest.mark.parametrize(
    ("lines", "status", "told"),
    [
        ("en bad I forgot it, sorry", 0, "1 of 1"),
        ("en good The shop opens on Friday without prices", 0, "0 of 1"),
        ("en bad The shop opens on Friday without prices", 1, "en bad, let through: The shop"),
        ("en good I forgot it, sorry", 1, "en good, sent back as late: I forgot"),
        ("# nothing\n\n[mine]\nde bad Bitte sofort!", 0, "mine"),
    ],
)
def test_a_file_of_ones_own_is_judged(tmp_path: Path, lines: str, status: int, told: str) -> None:
    file = tmp_path / "motivations.txt"
    file.write_text(lines, encoding="utf-8")
    result = run("test", file)
    assert result.exit_code == status
    assert told in result.stdout


def test_the_policys_own_phrases_count(tmp_path: Path) -> None:
    file, policy = tmp_path / "motivations.txt", tmp_path / "policy.yml"
    file.write_text("en bad It is the golden ticket of our region", encoding="utf-8")
    text = EXAMPLE.read_text(encoding="utf-8").replace("match: [forgot,", "match: [golden ticket, forgot,")
    policy.write_text(text, encoding="utf-8")
    assert run("test", file).exit_code == 1
    assert run("test", file, "--policy", policy).exit_code == 0


@pytest.mark.parametrize("line", ["en bad", "en awful I forgot", "I forgot it"])
def test_a_line_that_cannot_be_read_is_told(tmp_path: Path, line: str) -> None:
    file = tmp_path / "motivations.txt"
    file.write_text(f"\n{line}\n", encoding="utf-8")
    result = run("test", file)
    assert result.exit_code == 2
    assert result.stderr == f"{file}:2: must be a language, bad, mixed or good, and the words\n"


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    result = run("test", tmp_path / "none.txt")
    assert (result.exit_code, result.stderr) == (2, f"{tmp_path / 'none.txt'}: No such file or directory\n")
