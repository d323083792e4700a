"""What can be typed after the command, and what it is taken for."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Office, answered

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("line", ["/escalate status", "/escalate withdraw", "/escalate status SOC-1 SOC-2"])
async def test_without_one_ticket_it_asks_which(desk: Office, line: str) -> None:
    assert "Which ticket? For example /escalate" in await answered(desk, line)


async def test_a_ticket_that_nobody_escalated_can_be(desk: Office) -> None:
    text = await answered(desk, "/escalate status SOC-404")
    assert "SOC-404 has no escalation that you can see. /escalate SOC-404 opens the form." in text


async def test_list_of_no_team_shows_the_teams(desk: Office) -> None:
    text = await answered(desk, "/escalate list marketing <!channel>")
    assert "“marketing <!channel>” is no team here" in text
    assert "/escalate list soc (Service Operations Center), /escalate list deliverability" in text


async def test_policy_shows_the_rules_their_owner_and_their_date(desk: Office) -> None:
    text = await answered(desk, "/escalate policy")
    assert "Deadline risk, Important deal, Churn risk" in text
    assert "because only the team sees all cases" in text
    assert "one person may be in an incident, a meeting or on vacation" in text
    assert "Critical 30m" in text
    assert "Being late cannot be the reason." in text
    assert "Kept by Mia Andersson, Head of Support. Edited 2026-11-02." in text


async def test_help_shows_what_can_be_typed_and_what_reactions_mean(desk: Office) -> None:
    text = await answered(desk, "/escalate help")
    for words in ("status TICKET", "list TEAM", "withdraw TICKET", "policy", ":eyes: take it", ":mega: send it"):
        assert words in text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("staus soc 101", "status SOC-101"),
        ("lsit", "list"),
        ("witdraw SOC-101", "withdraw SOC-101"),
        ("polcy", "policy"),
        ("hlp", "help"),
    ],
)
async def test_a_slip_gets_the_closest_command(desk: Office, typed: str, meant: str) -> None:
    text = await answered(desk, f"/escalate {typed}")
    assert f"“{typed}” is no command. Did you mean /escalate {meant}?" in text


@pytest.mark.parametrize(
    ("typed", "ticket", "words"),
    [
        ("", None, None),
        ("please help, the shop is down", None, "please help, the shop is down"),
        ("SOC-101 status is unclear to the customer", "SOC-101", "status is unclear to the customer"),
        ("the prices are wrong https://tickets.example.com/SOC-101?x=1", "SOC-101", "the prices are wrong"),
        ("soc101 @sam knows it", "SOC-101", "@sam knows it"),
        ("help with SOC-101 the customer cannot order", "SOC-101", "help with the customer cannot order"),
        ("policy of SOC-101 is wrong <!channel>", "SOC-101", "policy of is wrong <!channel>"),
        ("SOC-1 and SOC-2", None, "SOC-1 and SOC-2"),
    ],
)
async def test_anything_else_opens_the_form_with_what_was_typed(
    desk: Office, typed: str, ticket: str | None, words: str | None
) -> None:
    answer = await desk.person("anna").types(f"/escalate {typed}", in_="#help-soc")
    assert answer.form, answer
    assert answer.form.value("Ticket ID") == ticket
    assert answer.form.value("What happens if it is not done by then?") == words
