"""Which team is asked: the ticket's pattern says it, then the channel, then the form asks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from escalation_bot.domain.policy import Policy
from tests.stories.conftest import HERE, WHY, Office, form

pytestmark = HERE


def shared(policy: Policy) -> Policy:
    """Both teams know the same tickets, each has a channel of its own and one is shared."""
    soc = replace(policy.teams["soc"], ticket_pattern=r"T-\d+", intake_channels=("#help-soc", "#engineering"))
    deliverability = replace(policy.teams["deliverability"], ticket_pattern=r"T-\d+", intake_channels=("#engineering",))
    return replace(policy, teams={"soc": soc, "deliverability": deliverability})


def shared_and_more(policy: Policy) -> Policy:
    """And the SOC has tickets that are its own."""
    teams = shared(policy).teams
    return replace(policy, teams={**teams, "soc": replace(teams["soc"], ticket_pattern=r"[TS]-\d+")})


async def test_the_ticket_says_which_team(office: Office) -> None:
    anna, dan, sam = office.person("anna"), office.person("dan"), office.person("sam")
    answer = await anna.types("/escalate del 7", in_="#help-soc")
    assert answer.form
    assert "To: Deliverability · 0 of 5 places taken" in answer.form.text
    assert "Safety, compliance or payment risk" not in answer.form.options("Why must it go first?")
    await answer.form.fill(form()).submit()
    await dan.sees("DEL-7", WHY, in_="#del-queue")
    await anna.sees("DEL-7", "Waits for an owner", in_="#help-soc")
    await sam.sees_nothing_of("DEL-7", in_="#soc-queue")
    await office.idle()
    assert (await office.found("DEL-7")).team == "deliverability"
    assert office.hears("dan") == []


async def test_each_teams_work_is_its_own(office: Office) -> None:
    sam, dan, lena = office.person("sam"), office.person("dan"), office.person("lena")
    answer = await office.person("anna").types("/escalate DEL-7", in_="#help-soc")
    assert answer.form
    await answer.form.fill(form()).submit()
    card = await lena.sees("DEL-7", WHY, in_="#del-queue")
    await sam.clicks("Take", card)
    await office.idle()
    assert (await office.found("DEL-7")).state == "requested"
    await dan.reacts("eyes", card)
    await office.idle()
    assert (await office.found("DEL-7")).owner == "U0DAN"
    assert await office.places("deliverability") == 1
    assert await office.places("soc") == 0


async def test_asked_elsewhere_the_receipt_goes_to_the_teams_intake(office: Office) -> None:
    anna = office.person("anna")
    answer = await anna.types("/escalate SOC-101", in_="#random")
    assert answer.form
    stored = await answer.form.fill(form()).submit()
    assert stored
    assert "Follow it in #help-soc" in stored.text
    await anna.sees("SOC-101", "Waits for an owner", in_="#help-soc")
    await anna.sees_nothing_of("SOC-101", in_="#random")
    await office.idle()
    assert office.hears("anna") == ["mention: SOC-101 · E-1 · asked by @Anna"]


async def test_asked_in_a_direct_message_the_receipt_goes_to_the_teams_intake(office: Office) -> None:
    anna = office.person("anna")
    answer = await anna.types("/escalate SOC-101", in_="dm")
    assert answer.form
    await answer.form.fill(form()).submit()
    await anna.sees("SOC-101", "Waits for an owner", in_="#help-soc")
    await anna.sees_nothing_of("SOC-101", in_="dm")


async def test_without_a_ticket_the_form_says_that_it_goes_to_a_team(office: Office) -> None:
    answer = await office.person("anna").types("/escalate", in_="#help-soc")
    assert answer.form
    assert "The request goes to the whole team, never to one person." in answer.form.text
    assert "Team" not in answer.form.labels


@pytest.mark.parametrize("policy", [shared], indirect=True)
async def test_the_channel_decides_where_the_ticket_fits_both(office: Office) -> None:
    anna = office.person("anna")
    answer = await anna.types("/escalate T-1", in_="#help-soc")
    assert answer.form
    assert "To: Service Operations Center" in answer.form.text
    await answer.form.fill(form()).submit()
    assert (await office.found("T-1")).team == "soc"


@pytest.mark.parametrize("policy", [shared], indirect=True)
async def test_the_form_asks_where_both_fit(office: Office) -> None:
    anna, dan = office.person("anna"), office.person("dan")
    answer = await anna.types("/escalate T-1", in_="#engineering")
    assert answer.form
    assert answer.form.options("Team") == ["Service Operations Center", "Deliverability"]
    await answer.form.fill(form() | {"Team": "Deliverability"}).submit()
    await anna.sees("T-1", "Waits for an owner", in_="#engineering")
    await dan.sees("T-1", in_="#del-queue")


@pytest.mark.parametrize("policy", [shared], indirect=True)
async def test_the_form_asks_when_the_ticket_came_later(office: Office) -> None:
    answer = await office.person("anna").types("/escalate", in_="#engineering")
    assert answer.form
    asking = await answer.form.fill(form() | {"Ticket ID": "t 1"}).submit()
    assert asking
    assert "This ticket fits more than one team. Choose one." in asking.text
    assert asking.value("What happens if it is not done by then?") == WHY
    assert asking.value("Why must it go first?") == "Deadline risk"
    assert asking.value("Business impact") == "Major"
    assert asking.value("By when?") == "2027-12-03"
    await asking.fill({"Team": "Service Operations Center"}).submit()
    assert (await office.found("T-1")).team == "soc"


@pytest.mark.parametrize("policy", [shared_and_more], indirect=True)
async def test_a_team_chosen_for_another_ticket_counts_for_nothing(office: Office) -> None:
    answer = await office.person("anna").types("/escalate T-1", in_="#engineering")
    assert answer.form
    stored = await answer.form.fill(form() | {"Team": "Deliverability", "Ticket ID": "S-9"}).submit()
    assert stored
    assert stored.title == "Escalated"
    assert (await office.found("S-9")).team == "soc"
