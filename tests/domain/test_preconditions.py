from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from escalation_bot.domain.policy import Preconditions
from escalation_bot.domain.preconditions import TicketFacts, is_among, unmet
from escalation_bot.domain.worktime import Span
from tests.policy_file.samples import parse

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
ALL = Preconditions(ticket_open=True, older_than=Span(2), tried_first=True, customers=("Nordwind",))
KNOWN = TicketFacts(is_open=True, opened=NOW - timedelta(days=2), answer_late=True, customer="Nordwind")


def missing(facts: TicketFacts, rules: Preconditions = ALL, words: str = "", customer: str = "") -> list[str]:
    team = replace(parse().teams["soc"], preconditions=rules)
    return [each.name for each in unmet(team, facts, words, customer, NOW)]


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        (KNOWN, []),
        (replace(KNOWN, is_open=False), ["ticket_open"]),
        (replace(KNOWN, is_open=None), []),
        (replace(KNOWN, opened=NOW - timedelta(days=1)), ["older_than"]),
        (replace(KNOWN, opened=NOW - timedelta(days=2) + timedelta(seconds=1)), ["older_than"]),
        (replace(KNOWN, opened=None), []),
        (replace(KNOWN, answer_late=False), ["tried_first"]),
        (replace(KNOWN, answer_late=None), ["tried_first"]),
        (replace(KNOWN, customer="Sudwind"), ["customers"]),
        (replace(KNOWN, customer=None), ["customers"]),
    ],
)
def test_what_is_known_not_to_hold_is_told_and_what_nobody_knows_is_not(facts: TicketFacts, names: list[str]) -> None:
    assert missing(facts) == names


def test_nothing_is_wanted_unless_the_policy_says_so() -> None:
    assert missing(TicketFacts(is_open=False, opened=NOW, answer_late=False), Preconditions()) == []


def test_what_the_form_says_comes_before_what_is_known() -> None:
    assert missing(KNOWN, customer="Sudwind") == ["customers"]
    assert missing(replace(KNOWN, answer_late=False), words="We called support on Monday") == []


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Nordwind", True),
        ("  NORDWIND   GmbH", True),
        ("nordwind, Kiel", True),
        ("Café Ågren", True),
        ("cafe agren ab", True),
        ("Nord", False),
        ("Nordwinds", False),
        ("Ågren", False),
        ("", False),
    ],
)
def test_a_customer_is_known_by_its_name_however_it_is_written(name: str, known: bool) -> None:
    assert is_among(name, ("Nordwind", "Café Ågren")) is known
