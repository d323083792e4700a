"""Decisions and levels are taken back by whoever made them, for a while and while nobody went on from them."""

from __future__ import annotations

import pytest

from tests.stories.conftest import HERE, ONE_WAY, Office, click
from tests.stories.undoing import FULL, REASON, TRIED, done, standing, taken_back


@ONE_WAY
async def test_a_decision_taken_back_gives_the_place_back_too(office: Office) -> None:
    anna, lena = office.person("anna"), office.person("lena")
    card, receipt = await office.asked()
    await office.accepts(lena, card)
    before = await office.found()
    reply = await done(office, card, "lena", "no_entry", REASON)
    assert await office.places() == 0
    await taken_back(office, "lena", "no_entry", reply)
    assert standing(await office.found()) == standing(before)
    assert await office.places() == 1
    told = await anna.sees("@Anna: Lena has taken the decision about SOC-101 back", in_="#help-soc", thread=receipt)
    assert "Accepted, an owner is being found." in told.text
    assert office.hears("anna") == ["mention: @Anna: Lena has taken the decision about SOC-101 back"]
    await lena.sees("Taken back by Lena", REASON, in_="#soc-queue", thread=card)
    assert "Appeal" not in receipt.buttons


@FULL
@ONE_WAY
async def test_a_decision_taken_back_whose_place_is_gone_waits_first_in_line(office: Office) -> None:
    card, receipt = await office.asked("SOC-1")
    await office.accepts(office.person("lena"), card)
    reply = await done(office, card, "lena", "no_entry", REASON)
    await office.asked("SOC-2", taken_by="sofia")
    await office.asked("SOC-3", taken_by="sofia")
    await taken_back(office, "lena", "no_entry", reply)
    after = await office.found("SOC-1")
    assert (after.state, after.first_in_line) == ("requested", True)
    assert await office.places() == 2
    told = await office.person("anna").sees("the decision about SOC-1 back", in_="#help-soc", thread=receipt)
    assert "Waits for an owner, first in line." in told.text
    await office.person("sam").sees("Lena has taken", "Its place is gone", in_="#soc-queue", thread=card)
    await office.idle()
    assert [each.split(":")[0] for each in office.hears("olga")] == ["dm"]
    assert "no place is free for it" in office.person("olga").reads("dm")[-1].text


@HERE
async def test_a_decision_is_taken_back_for_a_quarter_of_an_hour(office: Office) -> None:
    lena = office.person("lena")
    card, _ = await office.asked()
    reply = await done(office, card, "lena", "no_entry", REASON)
    await office.later(minutes=15)
    assert "Take the decision back" not in await office.choices(lena, card)
    await taken_back(office, "lena", "no_entry", reply)
    note = await lena.sees("SOC-101: this cannot be taken back any more.", in_="#soc-queue", thread=card)
    assert "Anna can appeal." in note.text
    assert (await office.found()).state == "declined"
    assert office.hears("anna") == []


@HERE
async def test_a_decision_that_was_appealed_is_not_taken_back(office: Office) -> None:
    anna, lena = office.person("anna"), office.person("lena")
    card, receipt = await office.asked()
    reply = await done(office, card, "lena", "no_entry", REASON)
    form = await click(anna, "Appeal", receipt)
    await form.fill({"What is new since the decision?": "The shop opens a day earlier than planned."}).submit()
    await office.idle()
    before = await office.found()
    await taken_back(office, "lena", "no_entry", reply)
    await lena.sees("SOC-101: this cannot be taken back any more.", "waits in the queue", in_="#soc-queue", thread=card)
    assert await office.found() == before
    assert before.state == "requested"
    assert office.hears("anna") == []


@HERE
async def test_a_decision_is_taken_back_from_a_form_too_by_who_made_it(office: Office) -> None:
    lena, olga = office.person("lena"), office.person("olga")
    card, _ = await office.asked()
    before = await office.found()
    reply = await done(office, card, "lena", "no_entry", REASON)
    assert "Take the decision back" not in await office.choices(olga, card)
    office.forget()
    await office.chooses(lena, card, "Take the decision back", at_once=True)
    await office.idle()
    assert standing(await office.found()) == standing(before)
    assert office.hears("anna") == ["mention: @Anna: Lena has taken the decision about SOC-101 back"]
    await lena.sees("Taken back by Lena", REASON, in_="#soc-queue", thread=card)
    await taken_back(office, "lena", "no_entry", reply)
    assert office.hears("anna") == []
    await lena.sees_nothing_of("cannot be taken back", in_="#soc-queue", thread=card)


@ONE_WAY
@pytest.mark.parametrize("owner", ["sam", None])
async def test_a_level_that_has_not_taken_it_has_it_no_more(office: Office, owner: str | None) -> None:
    card, receipt = await office.asked(taken_by=owner)
    await office.later(minutes=10)
    before = await office.found()
    reply = await done(office, card, "lena", "arrow_double_up", TRIED)
    assert "With Specialists, not taken there yet" in card.text
    await taken_back(office, "lena", "arrow_double_up", reply)
    after = await office.found()
    assert standing(after) == standing(before)
    assert (after.level, after.level_waits) == (0, False)
    assert "Specialists" not in card.text + receipt.text
    assert office.hears("anna") == ["mention: @Anna: SOC-101 is with Service Operations Center now"]
    assert office.hears("sam") == (["mention: @Sam: SOC-101 is with Service Operations Center now"] if owner else [])
    await office.person("lena").sees("Taken back by Lena", TRIED, in_="#soc-queue", thread=card)


@HERE
async def test_what_a_level_has_taken_it_hands_back_itself(office: Office) -> None:
    lena, nina = office.person("lena"), office.person("nina")
    card, _ = await office.asked(taken_by="sam")
    reply = await done(office, card, "lena", "arrow_double_up", TRIED)
    await nina.reacts("eyes", card)
    await office.idle()
    before = await office.found()
    await taken_back(office, "lena", "arrow_double_up", reply)
    words = "Somebody of Specialists has SOC-101 already. Ask them to hand it back."
    assert (await lena.sees(words, in_="#soc-queue", thread=card)).ephemeral
    assert await office.found() == before
    assert office.hears("anna") == office.hears("nina") == []


@HERE
async def test_who_had_it_before_a_level_took_it_hears_that_they_have_it_again(office: Office) -> None:
    card, _ = await office.asked(taken_by="sam")
    reply = await done(office, card, "lena", "arrow_double_up", TRIED)
    before = await office.found()
    await office.person("nina").reacts("eyes", card)
    await taken_back(office, "nina", "eyes", card)
    after = await office.found()
    assert standing(after) == standing(before)
    assert (after.level, after.level_waits) == (1, True)
    assert office.hears("sam") == ["mention: @Sam: Nina does not have SOC-101 after all"]
    assert office.hears("anna") == ["mention: @Anna: Nina does not have SOC-101 after all"]
    await taken_back(office, "lena", "arrow_double_up", reply)
    assert (await office.found()).level == 0
