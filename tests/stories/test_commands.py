"""What can be typed: answers for whoever typed it, and for nobody else."""

from __future__ import annotations

import pytest

from tests.stories.conftest import HERE, Office, answered

pytestmark = HERE


async def test_status_says_where_it_stands_and_who_owes_the_next_word(office: Office) -> None:
    await office.asked(taken_by="sam")
    text = await answered(office, "/escalate status soc 101", "paul")
    assert "SOC-101 · E-1 · Service Operations Center" in text
    assert "Deadline risk · Major · by 2027-12-03" in text
    assert "Sam has it. Next update by" in text
    assert "Asked by Anna" in text
    assert not any(office.hears(name) for name in ("anna", "paul", "sam"))


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


async def test_slack_runs_no_command_in_a_thread(office: Office) -> None:
    _, receipt = await office.asked()
    with pytest.raises(AssertionError, match="no commands of apps in threads"):
        await office.person("anna").types("/escalate status SOC-101", in_="#help-soc", thread=receipt)


async def test_a_guest_may_ask_but_sees_nothing_of_teams(office: Office) -> None:
    text = await answered(office, "/escalate list", "guest", in_="#random")
    assert "Nothing is open." in text
