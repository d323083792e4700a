"""Who asked takes the request back, from every state before it is resolved."""

from __future__ import annotations

from tests.stories.conftest import HERE, Office

pytestmark = HERE


async def test_by_command_the_owner_is_told_and_thanked(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    answer = await anna.types("/escalate withdraw SOC-101", in_="#help-soc")
    assert "SOC-101 is taken back" in (answer.text or "")
    assert "the ticket itself stays in the normal queue" in (answer.text or "")
    await sam.sees("@Sam: Anna has taken SOC-101 back", "Thank you", in_="#soc-queue", thread=card)
    await office.idle()
    assert office.hears("sam") == ["mention: @Sam: Anna has taken SOC-101 back"]
    assert office.hears("anna") == []
    assert "Taken back by Anna" in card.text
    assert "Taken back by Anna" in receipt.text
    assert card.buttons == []
    assert receipt.buttons == ["Bring it back"]
    assert await office.places() == 0


async def test_before_anybody_took_it_nobody_is_called(office: Office) -> None:
    anna = office.person("anna")
    card, _ = await office.asked()
    await anna.types("/escalate withdraw soc 101", in_="#random")
    await office.person("sam").sees("Anna has taken SOC-101 back", in_="#soc-queue", thread=card)
    await office.idle()
    assert not any(office.hears(name) for name in ("anna", "sam", "sofia", "lena", "olga"))
    assert (await office.found()).state == "withdrawn"


async def test_somebody_elses_request_stays(office: Office) -> None:
    await office.asked()
    answer = await office.person("paul").types("/escalate withdraw SOC-101", in_="#help-soc")
    assert "Anna asked for SOC-101 and can do this" in (answer.text or "")
    assert (await office.found()).state == "requested"


async def test_what_is_resolved_is_closed_by_it(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, _ = await office.asked(taken_by="sam")
    form = await office.chooses(sam, card, "Resolve")
    await form.fill({"How was it resolved?": "The fix is live."}).submit()
    answer = await anna.types("/escalate withdraw SOC-101", in_="#help-soc")
    assert "SOC-101 is closed" in (answer.text or "")
    await office.idle()
    assert (await office.found()).state == "closed"
    assert "Closed, solved" in card.text


async def test_a_second_time_it_says_what_it_is_now(office: Office) -> None:
    anna = office.person("anna")
    await office.asked()
    await anna.types("/escalate withdraw SOC-101", in_="#help-soc")
    answer = await anna.types("/escalate withdraw SOC-101", in_="#help-soc")
    assert "Anna took SOC-101 back at" in (answer.text or "")
    assert "Nothing was changed" in (answer.text or "")


async def test_the_ticket_can_be_asked_for_again(office: Office) -> None:
    await office.asked()
    await office.person("anna").types("/escalate withdraw SOC-101", in_="#help-soc")
    await office.asks("paul")
    after = await office.found()
    assert (after.state, after.requester, after.key) == ("requested", "U0PAUL", "E-2")
