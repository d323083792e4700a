"""Who is two of those that hear of one thing, is told of it once within the hour."""

from __future__ import annotations

from dataclasses import replace

import pytest

from escalation_bot.domain.policy import Policy
from tests.stories.clocks import heard, in_dm, local, until
from tests.stories.conftest import HERE, ONE_WAY, Office


def sam_manages(policy: Policy) -> Policy:
    """Sam, who works for the team, is one of its managers, too."""
    soc = replace(policy.teams["soc"], managers=("U0MIA", "U0SAM"), digests={})
    return replace(policy, teams={**policy.teams, "soc": soc})


async def wakes_up(office: Office, moment: str) -> None:
    """The bot was not there for a while: what was missed is told at once."""
    office.slack.clock.advance(local(moment) - office.slack.clock.now())
    await office.idle()


@HERE
@pytest.mark.parametrize("policy", [sam_manages], indirect=True)
async def test_a_manager_who_owns_it_has_one_message_for_both(office: Office) -> None:
    await office.asked(taken_by="sam")
    await wakes_up(office, "2026-11-26 10:05")
    assert {name: len(words) for name, words in heard(office).items()} == {"sam": 1, "mia": 1}
    assert "Hand back" in in_dm(office, "sam").buttons
    assert in_dm(office, "mia").buttons == []
    await until(office, "2026-11-27 10:05")
    assert {name: len(words) for name, words in heard(office).items()} == {"sam": 1, "mia": 1}


@ONE_WAY
async def test_a_lead_who_owns_it_is_not_called_once_more_with_the_leads(office: Office) -> None:
    card, _ = await office.asked(taken_by="lena")
    await wakes_up(office, "2026-11-25 10:05")
    assert [each.partition(":")[0] for each in heard(office)["lena"]] == ["dm"]
    asked = await office.person("olga").sees("SOC-101", "update was due", "Lena has it", in_="#soc-queue", thread=card)
    assert "@Olga" in asked.text
    assert "@Lena" not in asked.text


@HERE
async def test_a_lead_who_heard_of_it_as_its_owner_long_before_is_called_with_the_leads(office: Office) -> None:
    await office.asked(taken_by="lena")
    await until(office, "2026-11-24 10:00")
    office.forget()
    await until(office, "2026-11-25 10:00")
    assert [each.partition(":")[0] for each in heard(office)["lena"] if "SOC-101" in each] == ["mention"]
