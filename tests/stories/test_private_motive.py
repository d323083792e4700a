"""A private reason: its receipt is a direct message, and channels that everybody reads see the ticket's number only."""

from __future__ import annotations

import pytest

from escalation_bot.sandbox.people import Person
from escalation_bot.sandbox.seen import Seen
from escalation_bot.sandbox.world import World
from tests.stories.conftest import HERE, Office, click, form

pytestmark = HERE

SECRET = "Since Monday 200 invoices a day show the bank account of Nordwind; auditors want 72 hours."
CUSTOMER = "Nordwind"
MOTIVE = "Safety, compliance or payment risk"
TOLD = (SECRET, CUSTOMER, "Safety", "Critical", "Anna", "2027-12-03", "Norwegian", "auditors")
"""What nobody may read who does not belong to it."""


def public(world: World) -> World:
    """The queue channel is public."""
    return world.with_channel("#soc-queue", is_private=False)


async def asked(office: Office) -> tuple[Seen, Seen]:
    """Anna has asked for SOC-101 with a private reason: the card, and her receipt."""
    anna = office.person("anna")
    answer = await anna.types("/escalate SOC-101", in_="#help-soc")
    assert answer.form
    words = {"What happens if it is not done by then?": SECRET, "Customer": CUSTOMER, "Business impact": "Critical"}
    stored = await answer.form.fill({**form(), **words, "Why must it go first?": MOTIVE}).submit()
    assert stored
    assert "Follow it in your messages with this app: the reason is private." in stored.text
    await office.idle()
    receipt = office.message("receipt", "SOC-101", "anna", in_="dm")
    return office.message("card", "SOC-101", "sam"), receipt


def leaks(who: Person) -> list[str]:
    """What somebody can read or was notified of that they should not."""
    texts = [f"{each.notification} {each.text}" for each in who.reads()] + [each.text for each in who.notifications]
    return [text for text in texts if any(word in text for word in TOLD)]


async def whole_life(office: Office) -> None:
    """Everything happens to it that brings words."""
    anna, sam, lena = office.person("anna"), office.person("sam"), office.person("lena")
    card, receipt = await asked(office)
    ask = await office.chooses(sam, card, "Ask the requester")
    await ask.fill({"What do you need to know?": "Which invoices?"}).submit()
    await anna.sees("@Anna: Sam asks about SOC-101", "Which invoices?", in_="dm", thread=receipt)
    await anna.replies(receipt, "All Norwegian ones.")
    await office.idle()
    await sam.clicks("Take", card)
    await anna.sees("@Anna: Sam has taken SOC-101", in_="dm", thread=receipt)
    add = await click(anna, "Add details", receipt)
    await add.fill({"What should the team know?": "The auditors come on Friday."}).submit()
    await anna.replies(receipt, "The Norwegian bank called again.")
    await office.idle()
    solve = await office.chooses(lena, card, "Resolve")
    await solve.fill({"How was it resolved?": "Accounts are hidden."}).submit()
    question = await anna.sees("Is it?", in_="dm", thread=receipt)
    missing = await click(anna, "Not yet", question)
    await missing.fill({"What is missing?": "The Norwegian ones still show."}).submit()
    await office.later(minutes=1)
    again = await office.chooses(lena, card, "Resolve")
    await again.fill({"How was it resolved?": "All hidden."}).submit()
    question = await anna.sees("All hidden.", in_="dm", thread=receipt)
    await anna.reacts("white_check_mark", question)
    await office.later(minutes=1)
    assert (await office.found()).state == "closed"


async def test_the_receipt_is_a_direct_message_and_the_channel_sees_nothing(office: Office) -> None:
    anna, sam, paul = office.person("anna"), office.person("sam"), office.person("paul")
    card, receipt = await asked(office)
    assert "asked by @Anna" in receipt.text
    assert office.hears("anna") == ["dm: SOC-101 · E-1 · asked by @Anna"]
    await paul.sees_nothing_of("SOC-101", in_="#help-soc")
    assert SECRET in card.text
    assert office.hears("sam") == ["group: SOC-101 · E-1 · Safety, compliance or payment risk · Critical · @soc"]
    await sam.clicks("Take", card)
    await anna.sees("@Anna: Sam has taken SOC-101", in_="dm", thread=receipt)
    await office.idle()
    assert office.hears("anna") == ["dm: @Anna: Sam has taken SOC-101"]


async def test_nobody_outside_reads_a_word_of_it_in_its_whole_life(office: Office) -> None:
    await whole_life(office)
    for name in ("paul", "stranger", "dan", "guest"):
        assert leaks(office.person(name)) == []


@pytest.mark.parametrize("world", [public], indirect=True)
async def test_in_a_public_queue_the_ticket_is_all_that_stands_there(office: Office) -> None:
    await whole_life(office)
    for name in ("paul", "stranger", "dan"):
        assert leaks(office.person(name)) == []
        assert [each for each in office.person(name).reads("#soc-queue") if "SOC-101" in each.text]


@pytest.mark.parametrize("world", [public], indirect=True)
async def test_members_read_it_behind_more(office: Office) -> None:
    card, _ = await asked(office)
    assert SECRET not in card.text
    assert "The reason is private: members read it under More…" in card.text
    assert SECRET in (await click(office.person("sam"), "More…", card)).text
    for name in ("stranger", "paul"):
        form = await click(office.person(name), "More…", card)
        assert not any(word in form.text for word in TOLD)
        await form.cancel()


async def test_lists_and_status_show_it_to_those_who_belong_to_it(office: Office) -> None:
    await asked(office)
    for name, knows in {"anna": True, "sam": True, "lena": True, "mia": True, "paul": False, "dan": False}.items():
        person = office.person(name)
        status = (await person.types("/escalate status SOC-101", in_="#help-soc")).text or ""
        listed = (await person.types("/escalate list soc", in_="#help-soc")).text or ""
        assert ("Safety" in status) is knows
        assert ("SOC-101 ·" in listed) is knows
        if not knows:
            assert "SOC-101 has no escalation that you can see" in status
            assert not any(word in status + listed for word in TOLD)


async def test_who_asks_for_the_same_ticket_learns_nothing_and_the_team_gets_their_words(office: Office) -> None:
    paul, sam = office.person("paul"), office.person("sam")
    card, receipt = await asked(office)
    office.forget()
    answer = await paul.types("/escalate SOC-101", in_="#help-soc")
    assert answer.form
    add = await answer.form.fill(form()).submit()
    assert add
    assert "SOC-101 is escalated already." in add.text
    assert "Its reason is private, so only who asked first hears how it goes on." in add.text
    assert not any(word in add.text for word in TOLD)
    assert await add.submit() is None
    await sam.sees("Paul asks for SOC-101 too and adds", in_="#soc-queue", thread=card)
    await office.idle()
    assert office.hears("paul") == office.hears("anna") == []
    assert leaks(paul) == []
    refused = await paul.types("/escalate withdraw SOC-101", in_="#help-soc")
    assert "no escalation that you can see" in (refused.text or "")
    assert "Paul" not in receipt.text
