"""The team asks the requester for more, and the answer comes back to who asked; the place in line is kept."""

from __future__ import annotations

from tests.stories.conftest import HERE, Office, click

pytestmark = HERE


async def test_a_question_is_picked_by_a_reaction_and_answered_by_a_reply(office: Office) -> None:
    anna, sofia, lena = office.person("anna"), office.person("sofia"), office.person("lena")
    card, receipt = await office.asked()
    arrived = (await office.found()).arrived

    wonder = await sofia.replies(card, "Which shops are affected, all of them or only those in Norway?")
    await lena.reacts("speech_balloon", wonder)
    await lena.sees("In 30 seconds this is asked of Anna, as Sofia, published by Lena", in_="#soc-queue", thread=card)
    assert office.hears("anna") == []
    await office.later(seconds=31)
    question = await anna.sees("@Anna: Sofia, published by Lena asks about SOC-101", in_="#help-soc", thread=receipt)
    assert "only those in Norway?" in question.text
    assert office.hears("anna") == ["mention: @Anna: Sofia, published by Lena asks about SOC-101"]
    assert "Lena asked Anna for more" in card.text
    assert "Lena asked Anna for more" in receipt.text
    office.forget()

    await anna.replies(receipt, "All 400 of them, in every country.")
    answer = await sofia.sees("@Lena: Anna answers about SOC-101", "All 400 of them", in_="#soc-queue", thread=card)
    await office.idle()
    assert answer.text.count("Anna answers") == 1
    assert office.hears("lena") == ["mention: @Lena: Anna answers about SOC-101"]
    assert office.hears("sofia") == ["thread: @Lena: Anna answers about SOC-101"]
    assert office.hears("anna") == []
    after = await office.found()
    assert (after.state, after.arrived) == ("requested", arrived)
    assert "Waits for an owner. Next word by" in card.text
    assert "All 400 of them" in card.text


async def test_a_question_by_form_is_answered_by_form(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked()

    form = await office.chooses(sam, card, "Ask the requester")
    assert form.title == "Ask the requester"
    form.fill({"What do you need to know?": "Since when does it happen?"})
    assert await form.submit() is None
    question = await anna.sees("@Anna: Sam asks about SOC-101", "Since when", in_="#help-soc", thread=receipt)
    assert question.buttons == ["Answer"]
    await office.idle()
    office.forget()

    answer = await click(anna, "Answer", question)
    assert answer.fill({"Your answer": "Since Monday, 08:00."})
    assert await answer.submit() is None
    await sam.sees("@Sam: Anna answers about SOC-101", "Since Monday, 08:00.", in_="#soc-queue", thread=card)
    await office.idle()
    assert office.hears("sam") == ["mention: @Sam: Anna answers about SOC-101"]
    assert (await office.found()).state == "requested"


async def test_place_in_line_is_kept_while_asked(office: Office) -> None:
    sam = office.person("sam")
    card, receipt = await office.asked("SOC-1")
    await office.later(minutes=5)
    await office.asked("SOC-2")
    ask = await office.chooses(sam, card, "Ask the requester")
    await ask.fill({"What do you need to know?": "Which shop?"}).submit()
    await office.later(minutes=5)
    await office.person("anna").replies(receipt, "The one in Bergen.")
    await office.idle()
    listed = (await sam.types("/escalate list soc", in_="#soc-queue")).text or ""
    assert listed.index("SOC-1") < listed.index("SOC-2")


async def test_a_question_while_somebody_works_changes_no_state(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    question = await sam.replies(card, "Can you send me the order number, please?")
    await sam.reacts("question", question)
    await office.later(seconds=31)
    assert "Sam has it" in card.text
    assert "Waits for an answer from Anna" in card.text
    office.forget()
    await anna.replies(receipt, "It is 4711.")
    await sam.sees("@Sam: Anna answers about SOC-101", "4711", in_="#soc-queue", thread=card)
    await office.idle()
    assert "Waits for an answer" not in card.text
    assert (await office.found()).owner == "U0SAM"
    assert office.hears("sam") == ["mention: @Sam: Anna answers about SOC-101"]


async def test_who_is_not_asked_does_not_answer(office: Office) -> None:
    paul, sam = office.person("paul"), office.person("sam")
    card, receipt = await office.asked()
    ask = await office.chooses(sam, card, "Ask the requester")
    await ask.fill({"What do you need to know?": "Which shop?"}).submit()
    question = await paul.sees("Sam asks about SOC-101", in_="#help-soc", thread=receipt)
    refused = await click(paul, "Answer", question)
    assert refused.title == "Nothing was changed"
    assert "Anna asked for SOC-101 and can do this" in refused.text
    await paul.replies(receipt, "I think it is the one in Bergen.")
    await sam.sees("Paul in the receipt’s thread of SOC-101", "Bergen", in_="#soc-queue", thread=card)
    await office.idle()
    assert (await office.found()).state == "asked"


async def test_what_is_asked_may_be_taken_without_the_answer(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked()
    ask = await office.chooses(sam, card, "Ask the requester")
    await ask.fill({"What do you need to know?": "Which shop?"}).submit()
    await office.idle()
    office.forget()
    await office.person("sofia").clicks("Take", card)
    await anna.sees("@Anna: Sofia has taken SOC-101", in_="#help-soc", thread=receipt)
    await office.idle()
    assert office.hears("anna") == ["mention: @Anna: Sofia has taken SOC-101"]
    assert office.hears("sam") == []
