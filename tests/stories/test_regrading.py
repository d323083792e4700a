"""The impact is not what was asked for: the team says why, and the targets are reckoned anew."""

from __future__ import annotations

from datetime import timedelta

from tests.stories.conftest import HERE, MONDAY, Office

WHY = "All 400 stores stand still, not only the new ones."
pytestmark = HERE


async def test_the_targets_are_reckoned_anew_from_when_they_began(office: Office) -> None:
    anna, sofia = office.person("anna"), office.person("sofia")
    card, receipt = await office.asked()
    asked = (await office.found()).arrived
    office.slack.clock.advance(timedelta(minutes=10))
    form = await office.chooses(sofia, card, "Change the impact")
    assert form.options("Business impact") == ["Limited", "Moderate", "Critical"]
    await form.fill({"Business impact": "Critical", "Why?": WHY}).submit()
    told = await anna.sees("@Anna: SOC-101 counts as Critical now, not Major. Sofia writes why:", WHY, thread=receipt)
    assert "Next word by" in told.text
    await office.idle()
    assert office.hears("anna") == ["mention: @Anna: SOC-101 counts as Critical now, not Major"]
    assert office.hears("sofia") == office.hears("sam") == office.hears("lena") == []
    assert (await office.found()).next_by == asked + timedelta(minutes=30)
    assert "Critical" in card.text
    assert "Critical" in receipt.text


async def test_the_owner_hears_it_from_whoever_else_does_it(office: Office) -> None:
    sam, lena = office.person("sam"), office.person("lena")
    card, _ = await office.asked(taken_by="sam")
    form = await office.chooses(lena, card, "Change the impact")
    await form.fill({"Business impact": "Critical", "Why?": WHY}).submit()
    await sam.sees("@Sam: SOC-101 counts as Critical now, not Major. Next word by", WHY, thread=card)
    await office.idle()
    assert office.hears("sam") == ["mention: @Sam: SOC-101 counts as Critical now, not Major"]
    due = (await office.found()).next_by
    assert due
    assert due < MONDAY + timedelta(hours=4)
    form = await office.chooses(sam, card, "Change the impact")
    await form.fill({"Business impact": "Moderate", "Why?": "Only the new ones after all."}).submit()
    await office.idle()
    assert office.hears("sam") == []
    assert len(office.hears("anna")) == 2


async def test_it_is_another_impact_and_has_a_reason(office: Office) -> None:
    card, receipt = await office.asked()
    form = await office.chooses(office.person("sofia"), card, "Change the impact")
    form.fill({"Business impact": "Limited", "Why?": "  "})
    assert await form.submit() is form
    assert form.errors == {"Why?": "Please fill this in."}
    assert "Change the impact" not in await office.choices(office.person("anna"), receipt)
