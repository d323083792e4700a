"""Who wants to hear how it goes on follows it; who added facts has a say as well."""

from __future__ import annotations

from escalation_bot.sandbox.seen import Seen
from tests.stories.conftest import HERE, Office, click

pytestmark = HERE


async def followed(office: Office) -> tuple[Seen, Seen]:
    """Paul follows SOC-101, which Sam has."""
    card, receipt = await office.asked(taken_by="sam")
    await office.person("paul").clicks("Follow", receipt)
    await office.idle()
    return card, receipt


async def test_a_follower_hears_the_rest(office: Office) -> None:
    paul, sam = office.person("paul"), office.person("sam")
    card, receipt = await followed(office)
    await paul.sees("@Paul: You will hear here how SOC-101 goes on.", in_="#help-soc", thread=receipt)
    assert office.hears("paul") == ["mention: @Paul: You will hear here how SOC-101 goes on"]
    assert office.hears("sam") == []
    form = await click(sam, "Post update", card)
    await form.fill({"What is new?": "We test until noon."}).submit()
    await office.idle()
    assert office.hears("paul") == ["thread: @Anna: SOC-101, from Sam"]
    await paul.clicks("Follow", receipt)
    await paul.sees("You hear how SOC-101 goes on already.", in_="#help-soc")


async def test_a_listener_has_no_say_until_they_add_to_it(office: Office) -> None:
    paul, sam = office.person("paul"), office.person("sam")
    card, receipt = await followed(office)
    form = await office.chooses(sam, card, "Resolve")
    await form.fill({"How was it resolved?": "All prices are loaded."}).submit()
    question = await paul.sees("All prices are loaded.", in_="#help-soc", thread=receipt)
    await office.idle()
    await paul.clicks("Solved", question)
    await paul.sees("Anna asked for SOC-101 and can do this.", in_="#help-soc")
    assert await office.choices(paul, receipt) == ["Add facts", "Stop following"]
    facts = await office.chooses(paul, receipt, "Add facts")
    await facts.fill({"What should the team know?": "My customer waits for the same prices."}).submit()
    await office.idle()
    await paul.clicks("Solved", question)
    await office.idle()
    assert (await office.found()).state == "closed"


async def test_who_follows_no_more_is_told_what_slack_goes_on_doing(office: Office) -> None:
    paul = office.person("paul")
    _, receipt = await followed(office)
    await office.chooses(paul, receipt, "Stop following", at_once=True)
    note = await paul.sees("You follow SOC-101 no more.", "turn off notifications for the thread", in_="#help-soc")
    assert note.ephemeral
    assert await office.choices(paul, receipt) == ["Add facts", "Follow"]


async def test_who_asked_hears_it_anyway(office: Office) -> None:
    anna = office.person("anna")
    _, receipt = await office.asked()
    await anna.clicks("Follow", receipt)
    await anna.sees("You hear how SOC-101 goes on already.", in_="#help-soc")
    offered = await office.choices(anna, receipt)
    assert "Follow" not in offered
    assert "Stop following" not in offered
