"""A lead says that a ticket is not put first, with a reason that can be passed on."""

from __future__ import annotations

from tests.stories.conftest import HERE, Office

pytestmark = HERE

REASON = "Two banks cannot pay salaries until tonight; your import runs again tomorrow at 06:00 by itself."


async def test_a_lead_declines_with_a_reply_as_the_reason(office: Office) -> None:
    anna, sam, lena = office.person("anna"), office.person("sam"), office.person("lena")
    card, receipt = await office.asked()
    reason = await sam.replies(card, REASON)
    await lena.reacts("no_entry_sign", reason)
    await lena.sees("goes as the reason for not putting it first to Anna", in_="#soc-queue", thread=card)
    await office.later(seconds=31)

    told = await anna.sees("Not put first. It stays in the normal queue.", REASON, in_="#help-soc", thread=receipt)
    assert "@Anna: SOC-101" in told.text
    assert "Sam, published by Lena writes why" in told.text
    assert "You can pass this reason on as it is." in told.text
    assert office.hears("anna") == ["mention: @Anna: SOC-101: Not put first"]
    assert "Not put first" in card.text
    assert "Not put first" in receipt.text
    assert card.buttons == ["More…"]
    assert receipt.buttons == ["Appeal"]
    assert (await office.found()).state == "declined"


async def test_a_lead_declines_by_form(office: Office) -> None:
    lena = office.person("lena")
    card, receipt = await office.asked()
    form = await office.chooses(lena, card, "Not put first")
    await form.fill({"Why is it not put first?": REASON}).submit()
    await office.person("anna").sees("Lena writes why", REASON, in_="#help-soc", thread=receipt)
    await office.idle()
    assert office.hears("anna") == ["mention: @Anna: SOC-101: Not put first"]


async def test_a_member_cannot_decline(office: Office) -> None:
    sam = office.person("sam")
    card, _ = await office.asked()
    assert "Not put first" not in await office.choices(sam, card)
    await sam.reacts("no_entry_sign", await sam.replies(card, REASON))
    note = await sam.sees("A lead of Service Operations Center decides this for SOC-101", in_="#soc-queue")
    assert note.ephemeral
    await office.later(seconds=31)
    assert (await office.found()).state == "requested"
    assert office.hears("anna") == []


async def test_on_the_card_the_reaction_asks_for_words(office: Office) -> None:
    lena = office.person("lena")
    card, receipt = await office.asked()
    await lena.reacts("no_entry", card)
    note = await lena.sees("SOC-101: write it as a reply", in_="#soc-queue")
    assert note.ephemeral
    form = await lena.clicks("Open the form", note)
    assert form
    await form.fill({"Why is it not put first?": REASON}).submit()
    await office.person("anna").sees(REASON, in_="#help-soc", thread=receipt)


async def test_what_was_accepted_is_declined_before_the_first_update_only(office: Office) -> None:
    lena, olga, sam = office.person("lena"), office.person("olga"), office.person("sam")
    card, _ = await office.asked(taken_by="sam")
    assert await office.places() == 1
    await olga.reacts("no_entry_sign", await olga.replies(card, REASON))
    await olga.sees("Sam has SOC-101 since", "It cannot be declined any more", in_="#soc-queue")

    update = await office.chooses(sam, card, "Post update")
    await update.fill({"What is new?": "We found the cause."}).submit()
    await office.chooses(sam, card, "Hand back", at_once=True)
    await office.idle()
    assert "Not put first" not in await office.choices(lena, card)
    await lena.reacts("no_entry_sign", await lena.replies(card, REASON))
    await lena.sees("It cannot be declined any more", in_="#soc-queue")
    assert (await office.found()).state == "accepted"


async def test_declining_what_was_accepted_gives_the_place_back(office: Office) -> None:
    lena = office.person("lena")
    card, _ = await office.asked()
    await office.accepts(lena, card)
    assert await office.places() == 1
    form = await office.chooses(lena, card, "Not put first")
    await form.fill({"Why is it not put first?": REASON}).submit()
    await office.idle()
    assert await office.places() == 0
    assert (await office.found()).state == "declined"
