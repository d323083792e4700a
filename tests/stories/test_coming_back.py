"""What ended comes back: the same key, a new card, and who had it is remembered."""

from __future__ import annotations

from escalation_bot.sandbox.seen import Seen
from tests.stories.conftest import HERE, ONE_WAY, Office, answered, click

AGAIN = "Norway has last year’s prices again."


async def closed(office: Office, ticket: str = "SOC-101") -> tuple[Seen, Seen]:
    """Sam has solved it and Anna has said so: card and receipt."""
    card, receipt = await office.asked(ticket, taken_by="sam")
    form = await office.chooses(office.person("sam"), card, "Resolve")
    await form.fill({"How was it resolved?": "All prices are loaded."}).submit()
    await office.idle()
    anna = office.person("anna")
    await anna.clicks("Solved", await anna.sees("All prices are loaded.", in_="#help-soc", thread=receipt))
    await office.idle()
    office.forget()
    return card, receipt


async def comes_back(office: Office, receipt: Seen, words: str = AGAIN) -> None:
    """Anna says so with the button on her receipt."""
    form = await click(office.person("anna"), "It came back", receipt)
    assert await form.fill({"What is wrong again?": words}).submit() is None
    await office.idle()


@ONE_WAY
async def test_it_came_back_under_the_same_key_with_a_card_that_is_new(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await closed(office)
    await office.later(days=1)
    assert receipt.buttons == ["It came back"]
    await comes_back(office, receipt)
    told = await sam.sees("@Sam: Anna says that SOC-101 came back. It has a new card in this channel.", thread=card)
    assert AGAIN in told.text
    assert office.hears("sam") == ["mention: @Sam: Anna says that SOC-101 came back"]
    assert not any(office.hears(name) for name in ("anna", "sofia", "lena", "olga"))
    new = office.message("card", "SOC-101", "sam")
    assert new.ts != card.ts
    assert AGAIN in new.text
    assert "E-1" in new.text
    assert "Waits for an owner, first in line. Next word by" in new.text
    assert "Sam had it before." in new.text
    assert "It goes on with its newer card in this channel." in card.text
    assert card.buttons == []
    after = await office.found()
    assert (after.key, after.state, after.repeats, after.last_owner) == ("E-1", "requested", 1, "U0SAM")
    assert await office.places() == 0
    await sam.reacts("eyes", new)
    await anna.sees("@Anna: Sam has taken SOC-101", in_="#help-soc", thread=receipt)


@HERE
async def test_it_stands_before_what_was_asked_for_meanwhile(office: Office) -> None:
    _, receipt = await closed(office)
    await office.asked("SOC-102")
    await comes_back(office, receipt, "")
    listed = await answered(office, "/escalate list soc")
    assert listed.index("SOC-101") < listed.index("SOC-102")


@HERE
async def test_a_member_says_so_too_and_who_asked_hears_it(office: Office) -> None:
    anna, sofia = office.person("anna"), office.person("sofia")
    card, receipt = await closed(office)
    form = await office.chooses(sofia, card, "It came back")
    await form.fill({"What is wrong again?": AGAIN}).submit()
    await anna.sees("@Anna: Sofia says that SOC-101 came back", "first in line", thread=receipt)
    await office.idle()
    assert len(office.hears("anna")) == len(office.hears("sam")) == 1


@HERE
async def test_after_two_weeks_it_is_a_new_request(office: Office) -> None:
    anna = office.person("anna")
    _, receipt = await closed(office)
    await office.later(days=30)
    form = await click(anna, "It came back", receipt)
    assert form.title == "Nothing was changed"
    assert "too long ago to bring it back. The form makes a new request of it." in form.text
    assert (await office.found()).state == "closed"


@HERE
async def test_while_the_ticket_has_another_one_it_does_not_come_back(office: Office) -> None:
    anna = office.person("anna")
    _, receipt = await closed(office)
    form = await click(anna, "It came back", receipt)
    await office.asks("paul")
    refused = await form.fill({"What is wrong again?": AGAIN}).submit()
    assert refused
    assert "SOC-101 has another escalation by now, E-2. Nothing was changed." in refused.text
    assert AGAIN in refused.text
    assert await office.stored() == {"closed": 1, "requested": 1}


@ONE_WAY
async def test_what_was_taken_back_is_brought_back_by_who_asked(office: Office) -> None:
    anna, paul = office.person("anna"), office.person("paul")
    card, receipt = await office.asked(taken_by="sam")
    arrived = (await office.found()).arrived
    await answered(office, "/escalate withdraw SOC-101")
    await office.idle()
    office.forget()
    await paul.clicks("Bring it back", receipt)
    await paul.sees("Anna asked for SOC-101 and can do this.", in_="#help-soc")
    await anna.clicks("Bring it back", receipt)
    await office.idle()
    after = await office.found()
    assert (after.key, after.state, after.arrived, after.last_owner) == ("E-1", "requested", arrived, "U0SAM")
    assert office.message("card", "SOC-101", "sam").ts != card.ts
    assert "Waits for an owner" in receipt.text
    assert not any(office.hears(name) for name in ("anna", "sofia", "lena", "olga"))


@HERE
async def test_brought_back_after_a_working_day_it_lines_up_anew(office: Office) -> None:
    anna = office.person("anna")
    _, receipt = await office.asked()
    arrived = (await office.found()).arrived
    await answered(office, "/escalate withdraw SOC-101")
    await office.later(days=2)
    await anna.clicks("Bring it back", receipt)
    await office.idle()
    assert (await office.found()).arrived > arrived
    await answered(office, "/escalate withdraw SOC-101")
    await office.later(days=30)
    await anna.clicks("Bring it back", receipt)
    await anna.sees("too long ago to bring it back", in_="#help-soc")
    assert (await office.found()).state == "withdrawn"
