"""Work waits for something: what for and until when is said, the place is kept, the clocks rest."""

from __future__ import annotations

from tests.stories.conftest import HERE, Office

pytestmark = HERE

WHAT_FOR = "Waiting for the vendor’s patch, they promise it for Wednesday."


async def test_a_reply_says_what_it_waits_for(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    await sam.reacts("hourglass_flowing_sand", await sam.replies(card, WHAT_FOR))
    await sam.sees("goes as what it waits for to Anna", in_="#soc-queue", thread=card)
    await office.later(seconds=31)
    told = await anna.sees("@Anna: SOC-101 is waiting until", WHAT_FOR, in_="#help-soc", thread=receipt)
    assert "Sam writes what for" in told.text
    assert [each.split(" until")[0] for each in office.hears("anna")] == ["mention: @Anna: SOC-101 is waiting"]
    assert "On hold with Sam until" in card.text
    assert "On hold with Sam until" in receipt.text
    assert card.buttons == ["Resume", "More…"]
    assert await office.places() == 1
    assert (await office.found()).next_by is None


async def test_it_goes_on_when_somebody_says_so(office: Office) -> None:
    anna, sofia = office.person("anna"), office.person("sofia")
    card, receipt = await office.asked(taken_by="sam")
    form = await office.chooses(office.person("sam"), card, "Hold")
    assert form.fill({"What is it waiting for?": WHAT_FOR, "Until": "2026-11-25"})
    assert await form.submit() is None
    await anna.sees("is waiting until", "Nov 25", in_="#help-soc", thread=receipt)
    await office.idle()
    office.forget()
    await sofia.clicks("Resume", card)
    await anna.sees("@Anna: Sofia goes on with SOC-101. Next update by", in_="#help-soc", thread=receipt)
    await office.idle()
    assert office.hears("anna") == ["mention: @Anna: Sofia goes on with SOC-101"]
    assert "Sam has it" in card.text
    assert (await office.found()).held_until is None


async def test_taking_the_hourglass_back_goes_on(office: Office) -> None:
    sam = office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    reply = await sam.replies(card, WHAT_FOR)
    await sam.reacts("hourglass", reply)
    await office.later(seconds=31)
    assert (await office.found()).state == "held"
    await sam.unreacts("hourglass", reply)
    await office.person("anna").sees("Sam goes on with SOC-101", in_="#help-soc", thread=receipt)
    assert (await office.found()).state == "in_progress"


async def test_nobody_holds_what_nobody_has_taken(office: Office) -> None:
    sam = office.person("sam")
    card, _ = await office.asked()
    await sam.reacts("hourglass", await sam.replies(card, WHAT_FOR))
    note = await sam.sees("Take it first, or ask Anna in its thread", in_="#soc-queue")
    assert "SOC-101 waits in the queue since" in note.text
    assert "Hold" not in await office.choices(sam, card)


async def test_only_its_owner_or_a_lead_holds_it(office: Office) -> None:
    sofia, lena = office.person("sofia"), office.person("lena")
    card, _ = await office.asked(taken_by="sam")
    await sofia.reacts("hourglass", await sofia.replies(card, WHAT_FOR))
    await sofia.sees("Sam owns SOC-101 and can do this", in_="#soc-queue")
    await office.later(seconds=31)
    assert (await office.found()).state == "in_progress"
    assert "Hold" in await office.choices(lena, card)


async def test_a_hold_ends_in_the_time_that_the_policy_allows(office: Office) -> None:
    sam = office.person("sam")
    card, _ = await office.asked(taken_by="sam")
    form = await office.chooses(sam, card, "Hold")
    assert form.value("Until") == "2026-11-26"
    form.fill({"What is it waiting for?": WHAT_FOR, "Until": "2026-11-20"})
    assert await form.submit() is form
    assert form.errors == {"Until": "This is in the past. Choose a later time."}
    form.fill({"Until": "2027-03-01"})
    assert await form.submit() is form
    assert form.errors == {"Until": "It can wait until 2026-12-07 at most. Say then what it still waits for."}
    assert form.value("What is it waiting for?") == WHAT_FOR
    form.fill({"Until": "2026-12-07"})
    assert await form.submit() is None
    assert (await office.found()).state == "held"


async def test_an_update_may_come_while_it_waits(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    await sam.reacts("hourglass", await sam.replies(card, WHAT_FOR))
    await office.later(seconds=31)
    office.forget()
    await sam.reacts("mega", await sam.replies(card, "The vendor has sent a first version, we are testing it."))
    await office.later(seconds=31)
    told = await anna.sees("@Anna: SOC-101, from Sam:", "a first version", in_="#help-soc", thread=receipt)
    assert "Next update by" not in told.text
    assert office.hears("anna") == ["mention: @Anna: SOC-101, from Sam"]
    assert (await office.found()).state == "held"
