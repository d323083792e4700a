"""The main job: from `/escalate` to a solved case, with everything that concerns the requester said to them."""

from __future__ import annotations

from escalation_bot.sandbox.seen import Seen
from tests.stories.conftest import WHY, Office


async def anna_asks(office: Office) -> tuple[Seen, Seen]:
    """The form, filled and sent; answers the receipt and the card."""
    anna, sam = office.person("anna"), office.person("sam")
    answer = await anna.types("/escalate soc 101 the webhook drops orders", in_="#help-soc")
    form = answer.form
    assert form
    assert form.title == "Escalate a ticket"
    assert form.value("Ticket ID") == "SOC-101"
    assert form.value("What happens if it is not done by then?") == "the webhook drops orders"
    assert "0 of 10 places taken" in form.text
    form.fill({"Why must it go first?": "Deadline risk", "By when?": "2027-12-03", "Business impact": "Major"})
    form.fill({"What happens if it is not done by then?": WHY, "Customer": "Nordic Stores"})
    stored = await form.submit()
    assert stored
    assert "First answer by" in stored.text
    assert "#help-soc" in stored.text

    receipt = await anna.sees("SOC-101", "Waits for an owner", in_="#help-soc")
    card = await sam.sees("SOC-101", WHY, in_="#soc-queue")
    assert card.buttons == ["Take", "More…"]
    assert WHY not in receipt.text
    return receipt, card


async def test_a_ticket_goes_from_escalate_to_closed(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    receipt, card = await anna_asks(office)

    await sam.reacts("eyes", card)
    await anna.sees("@Anna: Sam has taken SOC-101", in_="#help-soc", thread=receipt)
    await office.idle()
    assert "Sam has it" in receipt.text
    assert "Sam has it" in card.text

    reply = await sam.replies(card, "We found the cause, a fix is being tested until tomorrow noon.")
    await sam.reacts("mega", reply)
    await sam.sees("In 30 seconds this goes to Anna", in_="#soc-queue", thread=card)
    await office.later(seconds=31)
    await anna.sees("@Anna: SOC-101, from Sam", "a fix is being tested", in_="#help-soc", thread=receipt)

    solved = await sam.replies(card, "The fix is live since 14:00, orders flow again.")
    await sam.reacts("white_check_mark", solved)
    await office.later(seconds=31)
    question = await anna.sees("Sam says SOC-101 is solved. Is it?", in_="#help-soc", thread=receipt)
    assert question.buttons == ["Solved", "Not yet", "Workaround is enough"]

    await anna.clicks("Solved", question)
    await sam.sees("@Sam: Anna confirms", in_="#soc-queue", thread=card)
    await office.idle()
    assert "Closed, solved" in receipt.text
    assert "Closed, solved" in card.text
    assert question.buttons == []
