"""An incident goes before everything, and needs no place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from escalation_bot.domain.policy import Limit, LimitMode, Policy
from escalation_bot.sandbox.seen import Seen
from tests.stories.conftest import HERE, ONE_WAY, Office, answered

HAPPENING = "No store can take an order since 09:40."


def _one_place(policy: Policy) -> Policy:
    soc = replace(policy.teams["soc"], limit=Limit(1, LimitMode.HARD))
    return replace(policy, teams={**policy.teams, "soc": soc})


async def marked(office: Office, card: Seen) -> None:
    """Sofia says that it is one."""
    form = await office.chooses(office.person("sofia"), card, "Mark as an incident")
    await form.fill({"What is happening?": HAPPENING}).submit()
    await office.idle()


@HERE
async def test_it_is_first_in_the_list(office: Office) -> None:
    anna = office.person("anna")
    await office.asked("SOC-101")
    await office.later(minutes=5)
    card, receipt = await office.asked("SOC-102")
    await marked(office, card)
    told = await anna.sees("@Anna: SOC-102 is an incident: it goes before everything else", thread=receipt)
    assert HAPPENING in told.text
    assert sorted(office.hears("anna")) == [
        "mention: @Anna: SOC-102 is an incident: it goes before everything else",
        "thread: Sofia put SOC-102 before SOC-101 in line",
    ]
    assert "Incident. Waits for an owner" in receipt.text
    assert "· incident" in card.text
    listed = await answered(office, "/escalate list soc")
    assert listed.index("SOC-102") < listed.index("SOC-101")
    assert "Mark as an incident" not in await office.choices(office.person("sam"), card)


@ONE_WAY
@pytest.mark.parametrize("policy", [_one_place], indirect=True)
async def test_it_needs_no_place_where_all_are_taken_for_good(office: Office) -> None:
    sam = office.person("sam")
    await office.asked("SOC-101", taken_by="sofia")
    card, _ = await office.asked("SOC-102")
    await sam.clicks("Take", card)
    await office.idle()
    assert (await office.found("SOC-102")).state == "requested"
    await marked(office, card)
    assert "would take it" not in card.text
    await sam.clicks("Take", card)
    await office.idle()
    assert (await office.found("SOC-102")).owner == "U0SAM"
    assert await office.places() == 1
    form = await office.chooses(sam, card, "Resolve")
    await form.fill({"How was it resolved?": "Orders flow again."}).submit()
    await office.idle()
    assert await office.places() == 1


@HERE
async def test_only_what_nobody_has_is_marked(office: Office) -> None:
    card, receipt = await office.asked(taken_by="sam")
    assert "Mark as an incident" not in await office.choices(office.person("sam"), card)
    assert "Mark as an incident" not in await office.choices(office.person("anna"), receipt)
