"""What can be typed: answers for whoever typed it, and for nobody else."""

from __future__ import annotations

import pytest

from tests.stories.conftest import ONE_WAY, Office

pytestmark = ONE_WAY


async def answered(office: Office, line: str, name: str = "anna", in_: str = "#help-soc") -> str:
    """What the command says, to its person alone."""
    answer = await office.person(name).types(line, in_=in_)
    assert answer.message, answer
    assert answer.message.ephemeral
    return answer.text or ""


async def test_status_says_where_it_stands_and_who_owes_the_next_word(office: Office) -> None:
    await office.asked(taken_by="sam")
    text = await answered(office, "/escalate status soc 101", "paul")
    assert "SOC-101 · E-1 · Service Operations Center" in text
    assert "Deadline risk · Major · by 2027-12-03" in text
    assert "Sam has it. Next update by" in text
    assert "Asked by Anna" in text
    assert not any(office.hears(name) for name in ("anna", "paul", "sam"))


@pytest.mark.parametrize("line", ["/escalate status", "/escalate withdraw", "/escalate status SOC-1 SOC-2"])
async def test_without_one_ticket_it_asks_which(office: Office, line: str) -> None:
    assert "Which ticket? For example /escalate" in await answered(office, line)


async def test_a_ticket_that_nobody_escalated_can_be(office: Office) -> None:
    text = await answered(office, "/escalate status SOC-404")
    assert "SOC-404 has no escalation that you can see. /escalate SOC-404 opens the form." in text


async def test_list_shows_ones_own_open_ones_first_come_first(office: Office) -> None:
    await office.asked("SOC-1")
    await office.later(minutes=1)
    await office.asked("SOC-2", taken_by="sam")
    await office.asks("paul", "SOC-3")
    await office.person("anna").types("/escalate withdraw SOC-1", in_="#help-soc")
    for line in ("/escalate list", "/escalate list mine", "/escalate LIST Mine"):
        text = await answered(office, line)
        assert "Your open escalations" in text
        assert "SOC-2 · Deadline risk · Major · in progress · Sam · next word by" in text
        assert "SOC-1" not in text
        assert "SOC-3" not in text
    assert "Nothing is open." in await answered(office, "/escalate list", "mia")


@pytest.mark.parametrize("team", ["soc", "SOC", "Service Operations Center", "service operations center"])
async def test_list_of_a_team_shows_its_line_and_its_places(office: Office, team: str) -> None:
    await office.asked("SOC-1", taken_by="sam")
    await office.later(minutes=1)
    await office.asked("SOC-2")
    text = await answered(office, f"/escalate list {team}", "mia", in_="#random")
    assert "Service Operations Center · 1 of 10 places taken" in text
    assert text.index("SOC-1") < text.index("SOC-2")


async def test_list_of_no_team_shows_the_teams(office: Office) -> None:
    text = await answered(office, "/escalate list marketing <!channel>")
    assert "“marketing <!channel>” is no team here" in text
    assert "/escalate list soc (Service Operations Center), /escalate list deliverability" in text


async def test_policy_shows_the_rules_their_owner_and_their_date(office: Office) -> None:
    text = await answered(office, "/escalate policy")
    assert "Deadline risk, Important deal, Churn risk" in text
    assert "because only the team sees all cases" in text
    assert "one person may be in an incident, a meeting or on vacation" in text
    assert "Critical 30m" in text
    assert "Being late cannot be the reason." in text
    assert "Kept by Mia Andersson, Head of Support. Edited 2026-11-02." in text


async def test_help_shows_what_can_be_typed_and_what_reactions_mean(office: Office) -> None:
    text = await answered(office, "/escalate help")
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
async def test_a_slip_gets_the_closest_command(office: Office, typed: str, meant: str) -> None:
    text = await answered(office, f"/escalate {typed}")
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
    office: Office, typed: str, ticket: str | None, words: str | None
) -> None:
    answer = await office.person("anna").types(f"/escalate {typed}", in_="#help-soc")
    assert answer.form, answer
    assert answer.form.value("Ticket ID") == ticket
    assert answer.form.value("What happens if it is not done by then?") == words


async def test_slack_runs_no_command_in_a_thread(office: Office) -> None:
    _, receipt = await office.asked()
    with pytest.raises(AssertionError, match="no commands of apps in threads"):
        await office.person("anna").types("/escalate status SOC-101", in_="#help-soc", thread=receipt)


async def test_a_guest_may_ask_but_sees_nothing_of_teams(office: Office) -> None:
    text = await answered(office, "/escalate list", "guest", in_="#random")
    assert "Nothing is open." in text
