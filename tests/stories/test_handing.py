"""Work changes hands: back to the team, or over to somebody who then owes the next word."""

from __future__ import annotations

from tests.stories.conftest import HERE, Office

pytestmark = HERE


async def test_who_took_it_hands_it_back_and_it_keeps_its_place(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    due = (await office.found()).next_by
    await office.chooses(sam, card, "Hand back", at_once=True)
    told = await anna.sees("Service Operations Center is looking for a new owner", in_="#help-soc", thread=receipt)
    assert "It keeps its place. Next word by" in told.text
    await office.idle()
    assert office.hears("anna") == ["mention: @Anna: Service Operations Center is looking for a new owner for SOC-101"]
    assert "Accepted, an owner is being found" in card.text
    assert card.buttons == ["Take", "More…"]
    after = await office.found()
    assert (after.state, after.owner, after.next_by) == ("accepted", None, due)
    assert await office.places() == 1


async def test_it_is_taken_again_by_another(office: Office) -> None:
    anna, sofia = office.person("anna"), office.person("sofia")
    card, receipt = await office.asked(taken_by="sam")
    await office.chooses(office.person("sam"), card, "Hand back", at_once=True)
    await office.idle()
    await sofia.reacts("eyes", card)
    await anna.sees("@Anna: Sofia has taken SOC-101", in_="#help-soc", thread=receipt)
    assert await office.places() == 1


async def test_handed_over_the_new_owner_hears_it_with_the_words(office: Office) -> None:
    anna, sam, sofia = office.person("anna"), office.person("sam"), office.person("sofia")
    card, receipt = await office.asked(taken_by="sam")
    form = await office.chooses(sam, card, "Hand over")
    form.fill({"To whom?": "Sofia Lund", "Words for the new owner": "Logs are in the ticket, the shop is Bergen."})
    assert await form.submit() is None
    await anna.sees("@Anna: Sofia has SOC-101 from now on. Next update by", in_="#help-soc", thread=receipt)
    told = await sofia.sees("@Sofia: SOC-101: Sofia has it now, handed over by Sam", in_="#soc-queue", thread=card)
    assert "Logs are in the ticket, the shop is Bergen." in told.text
    assert "It can be handed back under More…" in told.text
    await office.idle()
    assert office.hears("anna") == ["mention: @Anna: Sofia has SOC-101 from now on"]
    assert office.hears("sofia") == ["mention: @Sofia: SOC-101: Sofia has it now, handed over by Sam"]
    assert office.hears("sam") == []
    assert "Sofia has it" in card.text
    await sofia.sees_nothing_of("Logs are in the ticket", in_="#help-soc")


async def test_a_lead_hands_it_over_and_both_owners_hear_it(office: Office) -> None:
    lena = office.person("lena")
    card, _ = await office.asked(taken_by="sam")
    form = await office.chooses(lena, card, "Hand over")
    await form.fill({"To whom?": "Sofia Lund"}).submit()
    await lena.sees("@Sofia @Sam: SOC-101: Sofia has it now, handed over by Lena", in_="#soc-queue", thread=card)
    await office.idle()
    assert office.hears("sofia") == office.hears("sam") != []


async def test_nobody_owns_it_who_is_not_a_member(office: Office) -> None:
    sam = office.person("sam")
    card, _ = await office.asked(taken_by="sam")
    form = await office.chooses(sam, card, "Hand over")
    for stranger in ("Xavier Stone", "Gus Ray", "otherbot", "Mia Holm", "Dan Visser"):
        form.fill({"To whom?": stranger, "Words for the new owner": "Please."})
        assert await form.submit() is form
        assert form.errors == {
            "To whom?": "Only a member of Service Operations Center can own it. Choose another person."
        }
    form.fill({"To whom?": "Sam Berg"})
    assert await form.submit() is form
    assert form.errors == {"To whom?": "Sam has it already. Choose another person."}
    assert form.value("Words for the new owner") == "Please."
    assert (await office.found()).owner == "U0SAM"
    await office.idle()
    assert office.hears("anna") == []


async def test_another_member_can_neither_hand_back_nor_over(office: Office) -> None:
    card, _ = await office.asked(taken_by="sam")
    offered = await office.choices(office.person("sofia"), card)
    assert "Hand back" not in offered
    assert "Hand over" not in offered
    assert "Hand back" not in await office.choices(office.person("lena"), card)


async def test_what_is_on_hold_changes_hands_too(office: Office) -> None:
    sam, sofia = office.person("sam"), office.person("sofia")
    card, _ = await office.asked(taken_by="sam")
    hold = await office.chooses(sam, card, "Hold")
    await hold.fill({"What is it waiting for?": "The vendor’s patch."}).submit()
    over = await office.chooses(sam, card, "Hand over")
    await over.fill({"To whom?": "Sofia Lund"}).submit()
    await office.idle()
    assert "On hold with Sofia" in card.text
    await office.chooses(sofia, card, "Hand back", at_once=True)
    await office.idle()
    after = await office.found()
    assert (after.state, after.owner, after.held_until) == ("accepted", None, None)
    assert after.next_by is not None
