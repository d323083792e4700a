"""`Add details` on the receipt: what else the team should weigh, none of it required (R122)."""

from __future__ import annotations

from tests.stories.conftest import HERE, Office, click

pytestmark = HERE


async def test_each_detail_stands_under_its_name_on_the_card(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    office.forget()
    form = await click(anna, "Add details", receipt)
    form.fill({"Deal": "Nordic Stores 2027", "Revenue at risk": "90,000 a year", "Customers affected": "400"})
    assert await form.submit() is None
    told = await sam.sees("@Sam: Anna adds to SOC-101", in_="#soc-queue", thread=card)
    assert "Deal: Nordic Stores 2027" in told.text
    await office.idle()
    for line in ("Deal: Nordic Stores 2027", "Revenue at risk: 90,000 a year", "Customers affected: 400"):
        assert line in card.text
        assert line not in receipt.text
    assert office.hears("sam") == ["mention: @Sam: Anna adds to SOC-101"]
    assert office.hears("anna") == []


async def test_nothing_at_all_is_no_detail(office: Office) -> None:
    anna = office.person("anna")
    _, receipt = await office.asked()
    form = await click(anna, "Add details", receipt)
    refused = await form.submit()
    assert refused
    assert refused.errors == {"What should the team know?": "Please fill this in."}


async def test_words_alone_are_enough(office: Office) -> None:
    anna = office.person("anna")
    card, receipt = await office.asked()
    form = await click(anna, "Add details", receipt)
    assert await form.fill({"What should the team know?": "Their board meets on Friday."}).submit() is None
    await office.idle()
    assert "Their board meets on Friday." in card.text
