"""The team says that it is solved, and who asked says whether it is."""

from __future__ import annotations

from escalation_bot.sandbox.seen import Seen
from tests.stories.conftest import HERE, Office, click

pytestmark = HERE


async def resolved(office: Office, result: str = "Solved", *, by: str = "sam") -> tuple[Seen, Seen, Seen]:
    """Sam has it and somebody says in a form how it was resolved: card, receipt, and the question to Anna."""
    card, receipt = await office.asked(taken_by="sam")
    form = await office.chooses(office.person(by), card, "Resolve")
    form.fill({"How was it resolved?": "Orders flow again since 14:00.", "Result": result})
    assert await form.submit() is None
    question = await office.person("anna").sees("Orders flow again", in_="#help-soc", thread=receipt)
    await office.idle()
    return card, receipt, question


async def test_a_reply_is_the_resolution_and_a_button_confirms_it(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    await sam.reacts("heavy_check_mark", await sam.replies(card, "The fix is live, orders flow again."))
    await office.later(seconds=31)
    question = await anna.sees("@Anna: Sam says SOC-101 is solved. Is it?", in_="#help-soc", thread=receipt)
    assert question.buttons == ["Solved", "Not yet", "Workaround is enough"]
    assert office.hears("anna") == ["mention: @Anna: Sam says SOC-101 is solved"]
    assert "Sam says it is solved. Anna is asked." in card.text
    assert await office.places() == 0
    office.forget()
    await anna.clicks("Solved", question)
    await sam.sees("@Sam: Anna confirms: SOC-101 is solved. Thank you.", in_="#soc-queue", thread=card)
    await office.idle()
    assert office.hears("sam") == ["mention: @Sam: Anna confirms: SOC-101 is solved"]
    assert office.hears("anna") == []
    assert "Closed, solved" in receipt.text
    assert question.buttons == []


async def test_the_requesters_check_mark_on_the_question_confirms(office: Office) -> None:
    card, _, question = await resolved(office)
    await office.person("stranger").reacts("white_check_mark", question)
    await office.person("sam").reacts("white_check_mark", question)
    await office.idle()
    assert (await office.found()).state == "resolved"
    await office.person("anna").reacts("white_check_mark", question)
    await office.person("sam").sees("@Sam: Anna confirms", in_="#soc-queue", thread=card)
    assert (await office.found()).state == "closed"


async def test_not_yet_comes_with_words_and_goes_to_the_same_owner(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt, question = await resolved(office)
    office.forget()
    form = await click(anna, "Not yet", question)
    form.fill({"What is missing?": "Norway still has no prices."})
    assert await form.submit() is None
    told = await sam.sees("@Sam: Anna says that SOC-101 is not solved yet", in_="#soc-queue", thread=card)
    assert "Norway still has no prices." in told.text
    await office.idle()
    assert office.hears("sam") == ["mention: @Sam: Anna says that SOC-101 is not solved yet"]
    assert office.hears("lena") == office.hears("anna") == []
    assert "Sam has it" in receipt.text
    assert question.buttons == []
    assert "Not yet." in question.text
    assert await office.places() == 1


async def test_from_the_second_time_on_the_leads_hear_it_too(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt, question = await resolved(office)
    await (await click(anna, "Not yet", question)).fill({"What is missing?": "Norway."}).submit()
    await office.idle()
    again = await office.chooses(sam, card, "Resolve")
    await again.fill({"How was it resolved?": "Norway is done as well."}).submit()
    first, question = question, await anna.sees("Norway is done as well.", in_="#help-soc", thread=receipt)
    await office.idle()
    assert first.buttons == []
    assert "Sam said that SOC-101 is solved" in first.text
    office.forget()
    await (await click(anna, "Not yet", question)).fill({"What is missing?": "Denmark."}).submit()
    await sam.sees("@Sam @Lena @Olga: Anna says that SOC-101 is not solved yet", in_="#soc-queue", thread=card)
    await office.idle()
    for name in ("sam", "lena", "olga"):
        assert office.hears(name) == ["mention: @Sam @Lena @Olga: Anna says that SOC-101 is not solved yet"]


async def test_a_workaround_is_enough_if_the_requester_says_so(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt, question = await resolved(office, "Workaround")
    assert "Sam has a workaround for SOC-101. Is it enough?" in question.text
    await anna.clicks("Workaround is enough", question)
    await sam.sees("@Sam: Anna confirms: the workaround for SOC-101 is enough", in_="#soc-queue", thread=card)
    await office.idle()
    assert "Closed with a workaround" in receipt.text


async def test_what_cannot_be_done_is_said_as_it_is(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt, question = await resolved(office, "Cannot be done")
    assert "Sam says that SOC-101 cannot be done. Is that the end of it?" in question.text
    assert "Sam says it cannot be done" in card.text
    await anna.clicks("Yes, close it", question)
    await sam.sees("@Sam: Anna confirms: SOC-101 ends here", in_="#soc-queue", thread=card)
    await office.idle()
    assert "Closed, it could not be done" in receipt.text


async def test_who_resolved_it_cannot_confirm_it(office: Office) -> None:
    _, receipt, question = await resolved(office)
    await office.person("sam").clicks("Solved", question)
    await office.person("sam").sees("Anna asked for SOC-101 and can do this", in_="#help-soc", thread=receipt)
    assert (await office.found()).state == "resolved"


async def test_a_follower_who_resolved_it_cannot_confirm_it_either(office: Office) -> None:
    sofia = office.person("sofia")
    card, receipt = await office.asked(taken_by="sam")
    facts = await click(sofia, "Add details", receipt)
    await facts.fill({"What should the team know?": "I have seen this at another customer."}).submit()
    form = await office.chooses(sofia, card, "Resolve")
    await form.fill({"How was it resolved?": "Restarted the import."}).submit()
    question = await sofia.sees("Restarted the import.", in_="#help-soc", thread=receipt)
    await sofia.clicks("Solved", question)
    await sofia.sees("You resolved SOC-101 yourself. Anna says whether it is solved.", in_="#help-soc")
    assert (await office.found()).state == "resolved"


async def test_a_member_may_resolve_what_nobody_has_taken(office: Office) -> None:
    anna, sofia = office.person("anna"), office.person("sofia")
    card, receipt = await office.asked()
    await sofia.reacts("white_check_mark", await sofia.replies(card, "It was a typo in the feed, mended."))
    await office.later(seconds=31)
    await anna.sees("@Anna: Sofia says SOC-101 is solved", in_="#help-soc", thread=receipt)
    assert (await office.found()).owner == "U0SOFIA"
    assert await office.places() == 0


async def test_what_is_resolved_is_not_taken_held_or_declined(office: Office) -> None:
    lena = office.person("lena")
    card, _, _ = await resolved(office)
    await lena.reacts("eyes", card)
    note = await lena.sees(
        "Sam said at", "that SOC-101 is solved; Anna is asked. Nothing was changed.", in_="#soc-queue"
    )
    assert note.ephemeral
    assert card.buttons == ["More…"]
    await lena.reacts("no_entry", await lena.replies(card, "We have no time for this at all."))
    await office.later(seconds=31)
    assert (await office.found()).state == "resolved"
