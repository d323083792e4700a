"""Accepted with a plan: what will be done and on which day."""

from __future__ import annotations

from tests.stories.conftest import HERE, Office, click

pytestmark = HERE

PLAN = "We load it with Monday’s import."


async def test_the_plan_is_told_to_who_asked_and_to_who_would_take_it(office: Office) -> None:
    anna, sam, lena = office.person("anna"), office.person("sam"), office.person("lena")
    card, receipt = await office.asked()
    await office.accepts(lena, card)
    await office.idle()
    told = await anna.sees("@Anna: SOC-101 goes first", thread=receipt)
    assert "Planned" not in told.text
    assert not [reply for reply in card.thread if "accepted" in reply.text]
    card, receipt = await office.asked("SOC-102")
    form = await office.chooses(lena, card, "Accept, owner to come")
    await form.fill({"What is the plan?": PLAN, "Planned for": "2026-11-30"}).submit()
    told = await anna.sees("@Anna: SOC-102 goes first", PLAN, thread=receipt)
    assert "Planned for 2026-11-30." in told.text
    await sam.sees("Lena has accepted SOC-102. It can be taken now. Planned for 2026-11-30.", PLAN, thread=card)
    await office.idle()
    assert office.hears("anna") == ["mention: @Anna: SOC-102 goes first"]
    assert not any(office.hears(name) for name in ("sam", "sofia", "olga", "lena"))
    assert "Planned for 2026-11-30." in receipt.text
    assert "Planned for 2026-11-30." in card.text


async def test_an_update_changes_the_day(office: Office) -> None:
    anna, sam, lena = office.person("anna"), office.person("sam"), office.person("lena")
    card, receipt = await office.asked()
    await office.accepts(lena, card, Planned_for="2026-11-30")
    await sam.clicks("Take", card)
    await office.idle()
    form = await click(sam, "Post update", card)
    assert form.value("Planned for") == "2026-11-30"
    form.fill({"What is new?": "The import is a day late.", "Planned for": "2026-11-20"})
    assert await form.submit() is form
    assert form.errors == {"Planned for": "This day is over. Choose today or a later one."}
    await form.fill({"Planned for": "2026-12-01"}).submit()
    told = await anna.sees("@Anna: SOC-101, from Sam:", "The import is a day late.", thread=receipt)
    assert "Planned for 2026-12-01." in told.text
    await office.idle()
    assert "Planned for 2026-12-01." in receipt.text
    assert "Planned for 2026-12-01." in card.text


async def test_where_nothing_is_planned_the_update_does_not_ask_for_a_day(office: Office) -> None:
    card, _ = await office.asked(taken_by="sam")
    form = await click(office.person("sam"), "Post update", card)
    assert "Planned for" not in form.labels
