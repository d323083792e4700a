"""The team brings in somebody further; who had it stays accountable until it is taken there."""

from __future__ import annotations

from escalation_bot.sandbox.forms import Form
from escalation_bot.sandbox.seen import Seen
from tests.stories.conftest import HERE, ONE_WAY, Office

WHY_THEM = "The parser drops every second order."
TRIED = "Restarted the import, replayed Monday’s file."
ANSWERED = "Asked the vendor: their file is right."


async def level_form(office: Office, card: Seen, name: str, *, by: str = "lena") -> Form:
    """The form in which a lead says why the next level is needed."""
    form = await office.chooses(office.person(by), card, f"Bring in {name}")
    return form.fill({"Why is it needed?": WHY_THEM, "What was tried": TRIED})


async def specialists(office: Office, *, taken_by: str | None = None, owner: str | None = "sam") -> tuple[Seen, Seen]:
    """SOC-101 has been brought to the Specialists, who have no channel of their own."""
    card, receipt = await office.asked(taken_by=owner)
    assert await (await level_form(office, card, "Specialists")).submit() is None
    await office.idle()
    if taken_by:
        await office.person(taken_by).reacts("eyes", card)
        await office.idle()
        office.forget()
    return card, receipt


async def engineering(office: Office, *, taken_by: str | None = None) -> tuple[Seen, Seen, Seen]:
    """SOC-101 has been brought to Engineering, who have one: both cards and the receipt."""
    card, receipt = await specialists(office, taken_by="nina")
    form = await level_form(office, card, "Engineering")
    assert await form.fill({"What was asked, and the answer": ANSWERED}).submit() is None
    await office.idle()
    there = office.message("card", "SOC-101", "erik", in_="#engineering")
    if taken_by:
        await office.person(taken_by).clicks("Take", there)
        await office.idle()
        office.forget()
    return card, there, receipt


@HERE
async def test_a_level_is_asked_in_the_cards_thread_with_what_it_wants_to_know(office: Office) -> None:
    anna, nina = office.person("anna"), office.person("nina")
    card, receipt = await specialists(office)
    asked = await nina.sees("SOC-101 is with Specialists now", in_="#soc-queue", thread=card)
    assert "Sam has it until somebody there takes it. Lena writes why:" in asked.text
    assert WHY_THEM in asked.text
    assert f"What was tried: {TRIED}" in asked.text
    await anna.sees("@Anna: SOC-101 is with Specialists now; Sam has it until", WHY_THEM, thread=receipt)
    assert [each.split(":")[0] for each in office.hears("nina")] == ["group"]
    assert len(office.hears("sam")) == len(office.hears("anna")) == 1
    assert office.hears("sofia") == office.hears("olga") == office.hears("lena") == []
    assert "Sam has it" in card.text
    assert "With Specialists, not taken there yet." in card.text
    assert "With Specialists, not taken there yet." in receipt.text
    assert card.buttons == ["Take", "Post update", "More…"]
    assert await office.places() == 1


@HERE
async def test_what_the_level_wants_to_know_is_asked_for(office: Office) -> None:
    card, _ = await office.asked()
    form = await office.chooses(office.person("lena"), card, "Bring in Specialists")
    assert form.title == "Bring in Specialists"
    assert form.labels == ["Why is it needed?", "What was tried"]
    form.fill({"Why is it needed?": WHY_THEM, "What was tried": "   "})
    assert await form.submit() is form
    assert form.errors == {"What was tried": "Please fill this in."}
    assert "Bring in Specialists" not in await office.choices(office.person("sam"), card)


@ONE_WAY
async def test_its_owner_is_accountable_until_it_is_taken_there(office: Office) -> None:
    anna, sam, nina = office.person("anna"), office.person("sam"), office.person("nina")
    card, receipt = await specialists(office)
    update = await office.chooses(sam, card, "Post update")
    await update.fill({"What is new?": "The Specialists look at it this afternoon."}).submit()
    await office.idle()
    office.forget()
    await nina.reacts("eyes", card)
    await anna.sees("@Anna: Nina has taken SOC-101", in_="#help-soc", thread=receipt)
    await sam.sees("@Sam: Nina has taken SOC-101 at Specialists", in_="#soc-queue", thread=card)
    await office.idle()
    assert office.hears("sam") == ["mention: @Sam: Nina has taken SOC-101 at Specialists"]
    after = await office.found()
    assert (after.owner, after.last_owner, after.level, after.level_waits) == ("U0NINA", "U0SAM", 1, False)
    assert "Nina has it" in card.text
    assert "With Specialists." in card.text
    assert card.buttons == ["Post update", "More…"]
    assert await office.places() == 1


@HERE
async def test_nobody_else_takes_it_meanwhile(office: Office) -> None:
    sofia, erik = office.person("sofia"), office.person("erik")
    card, _ = await specialists(office)
    await sofia.clicks("Take", card)
    await sofia.sees("Sam has SOC-101 since", "Nothing was changed", in_="#soc-queue")
    answer = await erik.types("/escalate status SOC-101", in_="#help-soc")
    assert "Sam has it" in (answer.text or "")
    assert (await office.found()).owner == "U0SAM"


@HERE
async def test_what_nobody_had_waits_at_the_level(office: Office) -> None:
    card, _ = await specialists(office, owner=None)
    assert "Waits for an owner" in card.text
    assert "With Specialists, not taken there yet." in card.text
    await office.person("nina").reacts("eyes", card)
    await office.idle()
    after = await office.found()
    assert (after.owner, after.level, after.level_waits) == ("U0NINA", 1, False)


@HERE
async def test_a_member_who_takes_it_after_all_has_it_with_the_team(office: Office) -> None:
    sam = office.person("sam")
    card, _ = await specialists(office, owner=None)
    await sam.reacts("eyes", card)
    await office.idle()
    assert (await office.found()).level == 0
    assert "Specialists" not in card.text
    await sam.unreacts("eyes", card)
    await office.idle()
    assert "With Specialists, not taken there yet." in card.text


@HERE
async def test_by_reaction_the_preview_names_what_the_level_wants_to_know(office: Office) -> None:
    lena, nina = office.person("lena"), office.person("nina")
    card, _ = await office.asked(taken_by="sam")
    await lena.reacts("arrow_double_up", await lena.replies(card, WHY_THEM))
    preview = await lena.sees("goes as the reason for bringing in Specialists to Anna", in_="#soc-queue", thread=card)
    assert "Specialists wants to know: What was tried. Change adds it." in preview.text
    form = await lena.clicks("Change", preview) or await lena.sees_form()
    assert form.value("Why is it needed?") == WHY_THEM
    await form.fill({"What was tried": TRIED}).submit()
    await nina.sees("SOC-101 is with Specialists now", TRIED, in_="#soc-queue", thread=card)
    await office.later(seconds=31)
    assert (await office.found()).level == 1
    assert "Not sent" in preview.text


@ONE_WAY
async def test_a_level_with_a_channel_has_a_card_of_its_own_there(office: Office) -> None:
    card, there, _ = await engineering(office)
    for words in (WHY_THEM, f"What was tried: {TRIED}", f"What was asked, and the answer: {ANSWERED}"):
        assert words in there.text
    assert "Lena writes:" in there.text
    assert "With Engineering, not taken there yet." in there.text
    assert there.buttons == ["Take", "More…"]
    assert card.buttons == ["Post update", "More…"]
    assert [each.split(":")[0] for each in office.hears("nina")] == ["mention"]
    await office.person("erik").clicks("Take", there)
    await office.idle()
    after = await office.found()
    assert (after.owner, after.last_owner, after.level, after.level_waits) == ("U0ERIK", "U0NINA", 2, False)
    assert there.buttons == ["Post update", "More…"]
    assert await office.places() == 1


@HERE
async def test_the_talk_goes_on_where_it_was_taken(office: Office) -> None:
    anna, erik = office.person("anna"), office.person("erik")
    card, there, receipt = await engineering(office, taken_by="erik")
    await anna.replies(receipt, "It is the same with the Finnish shops.")
    await erik.sees("@Erik: Anna in the receipt", "Finnish shops", in_="#engineering", thread=there)
    await office.idle()
    assert len(office.hears("erik")) == 1
    assert not [reply for reply in card.thread if "Finnish shops" in reply.text]
    await erik.reacts("mega", await erik.replies(there, "The parser is fixed, we test until noon."))
    await erik.sees("goes to Anna, as Erik", in_="#engineering", thread=there)
    await office.later(seconds=31)
    await anna.sees("Anna: SOC-101, from Erik:", "we test until noon", in_="#help-soc", thread=receipt)


@HERE
async def test_who_is_refused_in_a_levels_thread_is_told_there_why(office: Office) -> None:
    erik = office.person("erik")
    _, there, _ = await engineering(office, taken_by="erik")
    await erik.reacts("no_entry_sign", await erik.replies(there, "This is not for us to decide, really."))
    note = await erik.sees("A lead of Service Operations Center decides this for SOC-101", thread=there)
    assert note.ephemeral
    await erik.reacts("eyes", there)
    await erik.sees("Erik has SOC-101 since", in_="#engineering")


@HERE
async def test_before_it_was_taken_there_it_goes_back_as_if_it_had_not_been_there(office: Office) -> None:
    anna, lena = office.person("anna"), office.person("lena")
    card, there, receipt = await engineering(office)
    office.forget()
    back = await office.chooses(lena, card, "Back to the level before")
    await back.fill({"Why back?": "The vendor has found it."}).submit()
    await anna.sees("@Anna: SOC-101 is with Specialists now.", "The vendor has found it.", thread=receipt)
    await office.idle()
    assert len(office.hears("nina")) == 1
    after = await office.found()
    assert (after.owner, after.level, after.level_waits) == ("U0NINA", 1, False)
    assert "It went on with Specialists." in there.text
    assert there.buttons == []


@ONE_WAY
async def test_who_has_it_there_keeps_it_until_the_team_takes_it_back(office: Office) -> None:
    anna, sam, erik, lena = (office.person(name) for name in ("anna", "sam", "erik", "lena"))
    card, there, receipt = await engineering(office, taken_by="erik")
    for _ in range(2):
        back = await office.chooses(lena, card, "Back to the level before")
        await back.fill({"Why back?": "What is left is a setting."}).submit()
        await office.idle()
    told = await erik.sees("@Erik: SOC-101 is with Service Operations Center now", in_="#engineering", thread=there)
    assert "Erik has it until somebody there takes it" in told.text
    after = await office.found()
    assert (after.owner, after.level, after.level_waits) == ("U0ERIK", 0, True)
    assert "Erik has it" in card.text
    assert "Service Operations Center is asked to take it back." in card.text
    update = await office.chooses(erik, there, "Post update")
    await update.fill({"What is new?": "The setting is described in the ticket."}).submit()
    await anna.sees("Anna: SOC-101, from Erik:", in_="#help-soc", thread=receipt)
    await office.idle()
    office.forget()
    await sam.clicks("Take", card)
    await anna.sees("Anna: Sam has taken SOC-101", in_="#help-soc", thread=receipt)
    await office.idle()
    assert office.hears("erik") == ["mention: @Erik: Sam has taken SOC-101 at Service Operations Center"]
    assert "It went on with Service Operations Center." in there.text


@HERE
async def test_there_is_no_level_before_the_team_and_none_after_the_last(office: Office) -> None:
    lena = office.person("lena")
    card, _ = await office.asked("SOC-102", taken_by="sam")
    assert "Back to the level before" not in await office.choices(lena, card)
    card, _, _ = await engineering(office)
    offered = await office.choices(lena, card)
    assert "Back to the level before" in offered
    assert not [each for each in offered if each.startswith("Bring in")]
    await lena.reacts("arrow_double_up", await lena.replies(card, "Somebody further still is needed."))
    await lena.sees("SOC-101 is with Engineering already", "no further level", in_="#soc-queue")
