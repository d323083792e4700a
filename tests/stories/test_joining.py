"""The bot is not in the team's channel: whoever looks after it is told once what to do, and nothing is lost."""

from __future__ import annotations

import pytest

from escalation_bot.sandbox.world import World
from tests.stories.conftest import HERE, WHY, Office

pytestmark = HERE


def not_in_queue(world: World) -> World:
    """The bot was not invited to the team's channel."""
    return world.without_bot("#soc-queue")


def not_in_intake(world: World) -> World:
    """The bot was not invited where people ask."""
    return world.without_bot("#help-soc")


async def eventually_unreachable(office: Office, channel: str) -> None:
    """Waits until Slack has refused the first message there."""
    await office.person("lena").sees("I cannot post to", channel, in_="#escalation-ops")
    await office.settled()


@pytest.mark.parametrize("world", [not_in_queue], indirect=True)
async def test_the_operators_channel_hears_once_which_and_what_to_do(office: Office) -> None:
    lena = office.person("lena")
    await office.sends("SOC-1")
    await office.sends("SOC-2")
    await eventually_unreachable(office, "soc-queue")
    told = [each for each in lena.reads("#escalation-ops") if each.author == "escalation-bot"]
    assert len(told) == 1
    assert "/invite @escalation-bot" in told[0].text
    assert "what waits is sent then" in told[0].text
    assert not any(office.hears(name) for name in ("sam", "sofia", "olga", "mia"))
    assert await office.stored() == {"requested": 2}
    await office.person("anna").sees("SOC-2", "Waits for an owner", in_="#help-soc")


@pytest.mark.parametrize("world", [not_in_queue], indirect=True)
async def test_what_waited_is_sent_when_it_joins(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    await office.sends("SOC-1")
    await office.sends("SOC-2")
    await eventually_unreachable(office, "soc-queue")
    await anna.types("/escalate withdraw SOC-2", in_="#help-soc")
    receipt = office.message("receipt", "SOC-1", "anna")
    await anna.replies(receipt, "Norway as well.")
    await office.settled()

    await office.slack.invite_bot("#soc-queue", by="lena")
    card = await sam.sees("SOC-1", WHY, "[Take]", in_="#soc-queue")
    await sam.sees("Anna in the receipt’s thread of SOC-1", "Norway as well.", in_="#soc-queue", thread=card)
    gone = await sam.sees("SOC-2 · E-2", in_="#soc-queue")
    await office.idle()
    assert "Taken back by Anna" in gone.text
    assert gone.buttons == []
    await sam.clicks("Take", card)
    await anna.sees("@Anna: Sam has taken SOC-1", in_="#help-soc", thread=receipt)
    cards = [each for each in sam.reads("#soc-queue") if "E-1 ·" in each.text]
    assert cards == [card]


@pytest.mark.parametrize("world", [not_in_intake], indirect=True)
async def test_without_its_receipt_the_team_still_works_and_the_requester_catches_up(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    await office.sends("SOC-1")
    card = await sam.sees("SOC-1", WHY, in_="#soc-queue")
    await eventually_unreachable(office, "help-soc")
    await sam.clicks("Take", card)
    await office.settled()
    await office.slack.invite_bot("#help-soc", by="lena")
    receipt = await anna.sees("SOC-1 · E-1", "Sam has it", in_="#help-soc")
    await anna.sees("@Anna: Sam has taken SOC-1", in_="#help-soc", thread=receipt)
    await office.idle()
    assert office.hears("anna") == ["mention: SOC-1 · E-1 · asked by @Anna", "mention: @Anna: Sam has taken SOC-1"]
