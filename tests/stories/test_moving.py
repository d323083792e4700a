"""A ticket is with the wrong team: it moves, with its arrival, and who asked stays where they are."""

from __future__ import annotations

from escalation_bot.sandbox.seen import Seen
from tests.stories.conftest import HERE, ONE_WAY, Office, answered

WHY_THEIRS = "The mails are bounced by the receiver; our import is fine."


async def moved(office: Office, card: Seen, *, by: str = "sam") -> Seen:
    """Somebody moves it to Deliverability; the card there."""
    form = await office.chooses(office.person(by), card, "Move to another team")
    form.fill({"To which team?": "Deliverability", "Why is it theirs?": WHY_THEIRS})
    assert await form.submit() is None
    await office.idle()
    return office.message("card", "SOC-101", "dan", in_="#del-queue")


@ONE_WAY
async def test_it_waits_at_the_other_team_by_its_first_arrival(office: Office) -> None:
    anna = office.person("anna")
    card, receipt = await office.asked()
    before = await office.found()
    there = await moved(office, card)
    told = await anna.sees("@Anna: SOC-101 moved from Service Operations Center to Deliverability", thread=receipt)
    assert WHY_THEIRS in told.text
    assert "This thread stays the place to follow it" in told.text
    assert office.hears("anna") == ["mention: @Anna: SOC-101 moved from Service Operations Center to Deliverability"]
    assert "Moved here from Service Operations Center. Sam writes why:" in there.text
    assert WHY_THEIRS in there.text
    assert there.buttons == ["Take", "More…"]
    assert "It went on with Deliverability, in #del-queue." in card.text
    assert card.buttons == []
    assert "Deliverability works from its own queue" in receipt.text
    after = await office.found()
    assert (after.state, after.arrived, after.next_by) == ("requested", before.arrived, before.next_by)
    assert "Nothing is open" in await answered(office, "/escalate list soc")
    assert "SOC-101" in await answered(office, "/escalate list deliverability")
    assert "Deliverability" in await answered(office, "/escalate status SOC-101")


@HERE
async def test_the_other_team_may_now_and_the_old_one_may_not(office: Office) -> None:
    anna, sam, dan = office.person("anna"), office.person("sam"), office.person("dan")
    card, receipt = await office.asked()
    there = await moved(office, card)
    await sam.reacts("eyes", card)
    await sam.sees("Only members of Deliverability can do this with SOC-101", in_="#soc-queue")
    await dan.reacts("eyes", there)
    await anna.sees("@Anna: Dan has taken SOC-101", in_="#help-soc", thread=receipt)
    reply = await anna.replies(receipt, "The receiver is nordwind.example.")
    await dan.sees("@Dan: Anna in the receipt", reply.text, in_="#del-queue", thread=there)
    assert await office.places("soc") == 0
    assert await office.places("deliverability") == 1


@ONE_WAY
async def test_what_was_in_progress_gives_its_place_back_and_its_owner_hears_it(office: Office) -> None:
    sam = office.person("sam")
    card, _ = await office.asked(taken_by="sam")
    due = (await office.found()).next_by
    await moved(office, card, by="sofia")
    await sam.sees("@Sam: SOC-101 moved from Service Operations Center to Deliverability", WHY_THEIRS, thread=card)
    assert office.hears("sam") == ["mention: @Sam: SOC-101 moved from Service Operations Center to Deliverability"]
    assert office.hears("sofia") == office.hears("lena") == []
    assert await office.places("soc") == await office.places("deliverability") == 0
    after = await office.found()
    assert (after.state, after.owner, after.last_owner, after.next_by) == ("requested", None, None, due)


@HERE
async def test_what_waits_for_an_answer_moves_and_waits_no_more(office: Office) -> None:
    anna, sam, dan = office.person("anna"), office.person("sam"), office.person("dan")
    card, receipt = await office.asked()
    question = await office.chooses(sam, card, "Ask the requester")
    await question.fill({"What do you need to know?": "Which receiver is it?"}).submit()
    await office.idle()
    there = await moved(office, card)
    after = await office.found()
    assert (after.state, after.waiting, after.asked_by) == ("requested", False, None)
    assert after.next_by is not None
    await anna.replies(receipt, "nordwind.example, since Monday.")
    await dan.sees("nordwind.example, since Monday.", in_="#del-queue", thread=there)
    assert (await office.found()).state == "requested"


@HERE
async def test_it_moves_back_with_a_card_that_is_new_again(office: Office) -> None:
    sofia, dan = office.person("sofia"), office.person("dan")
    card, receipt = await office.asked()
    there = await moved(office, card)
    form = await office.chooses(dan, there, "Move to another team")
    form.fill({"To which team?": "Service Operations Center", "Why is it theirs?": "The import stamps a wrong sender."})
    assert await form.submit() is None
    await office.idle()
    again = office.message("card", "SOC-101", "sofia")
    assert again.ts != card.ts
    assert again.buttons == ["Take", "More…"]
    assert card.buttons == there.buttons == []
    assert "It went on with Service Operations Center, in #soc-queue." in there.text
    await sofia.reacts("eyes", again)
    await office.person("anna").sees("@Anna: Sofia has taken SOC-101", thread=receipt)
