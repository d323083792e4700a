from __future__ import annotations

import pytest

from escalation_bot.domain import tickets
from escalation_bot.domain.policy import Team
from escalation_bot.domain.tickets import Found
from tests.domain.samples import policy, team

SOC, DEL = team("soc"), team("del")
SHARED = (
    team("eu", ticket_pattern=r"T-\d+", intake_channels=("C0EU", "C0ALL")),
    team("us", ticket_pattern=r"T-\d+", intake_channels=("C0US", "C0ALL")),
)


def find(text: str, *teams: Team) -> Found:
    return tickets.find(text, teams or (SOC, DEL))


@pytest.mark.parametrize(
    "text",
    [
        "SOC-123",
        "soc-123",
        "Soc-123",
        "SOC123",
        "soc 123",
        "SOC - 123",
        "SOC–123",
        "SOC_123",
        "SOC\u00a0123",
        "#SOC-123,",
        "(soc-123)",
        "*SOC-123*",
        "_SOC-123_",
        "https://tickets.example.com/SOC-123",
        "https://tickets.example.com/browse/soc-123?focus=4#top",
        "<https://tickets.example.com/SOC-123>",
    ],
)
def test_a_ticket_is_found_however_it_is_written(text: str) -> None:
    assert find(text).tickets == ("SOC-123",)
    assert find(text).teams == ("soc",)


@pytest.mark.parametrize(
    "text", ["", "please help", "SOC-", "123", "XSOC-123", "SOC-123b", "SOC\n5 customers wait", "SOC-١٢٣"]
)
def test_what_is_no_ticket_is_not_found(text: str) -> None:
    assert find(text) == Found((), (), text.strip())


@pytest.mark.parametrize(
    ("pattern", "text", "ticket"),
    [
        (r"INC\d+", "inc 17", "INC17"),
        (r"INC\d+", "INC-17", "INC17"),
        (r"CS-\d{4}-\d+", "cs 2026 17", "CS-2026-17"),
        (r"CS-\d{4}-\d+", "CS-2026-17", "CS-2026-17"),
        (r"[A-Z]{3}-\d+", "abc-1", "ABC-1"),
        (r"(?P<kind>SOC|DEL)-[0-9]+", "del 1", "DEL-1"),
        (r"SOC\-\d+", "soc1", "SOC-1"),
        (r"\d{6}", "#123456", "123456"),
    ],
)
def test_a_ticket_is_written_as_its_pattern_says(pattern: str, text: str, ticket: str) -> None:
    assert find(text, team(ticket_pattern=pattern)).tickets == (ticket,)


def test_the_rest_of_the_line_becomes_the_draft() -> None:
    assert find("soc 123  the shop is down").rest == "the shop is down"
    assert find("see https://tickets.example.com/SOC-123?tab=2 please").rest == "see please"


def test_the_same_ticket_twice_is_one_ticket() -> None:
    found = find("soc-123 (https://tickets.example.com/SOC-123) is stuck")
    assert found.ticket == "SOC-123"
    assert found.rest == "( ) is stuck"


def test_two_tickets_are_none_to_choose_and_keep_their_words() -> None:
    found = find("SOC-123 and DEL-4")
    assert found.tickets == ("SOC-123", "DEL-4")
    assert found.ticket is None
    assert found.rest == "SOC-123 and DEL-4"


def test_a_ticket_that_fits_one_team_goes_there_wherever_it_was_asked() -> None:
    rules = policy(SOC, DEL)
    assert tickets.route(find("SOC-1"), rules, "C0HELPDEL") == (SOC,)
    assert tickets.route(find("SOC-1"), rules, None) == (SOC,)


@pytest.mark.parametrize("channel", ["C0EU", "C0EUQUEUE"])
def test_the_channel_decides_where_two_teams_fit(channel: str) -> None:
    assert tickets.route(find("T-1", *SHARED), policy(*SHARED), channel) == SHARED[:1]


@pytest.mark.parametrize("channel", ["C0ALL", "C0ELSEWHERE", None])
def test_two_teams_are_left_to_choose_from_where_the_channel_decides_nothing(channel: str | None) -> None:
    assert tickets.route(find("T-1", *SHARED), policy(*SHARED), channel) == SHARED


def test_no_ticket_goes_nowhere() -> None:
    assert tickets.route(find("please help"), policy(SOC, DEL), "C0HELPSOC") == ()


def test_the_receipt_goes_where_it_was_asked_if_that_is_one_of_the_teams() -> None:
    two = team(intake_channels=("C0FIRST", "C0SECOND"))
    assert tickets.intake(two, "C0SECOND") == "C0SECOND"
    assert tickets.intake(two, "C0ELSEWHERE") == "C0FIRST"
    assert tickets.intake(two, None) == "C0FIRST"
