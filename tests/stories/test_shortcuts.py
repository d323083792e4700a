"""The form opens from anywhere, and from a message whose words become the draft."""

from __future__ import annotations

from datetime import timedelta

from escalation_bot.sandbox.forms import Form
from escalation_bot.sandbox.people import Person
from escalation_bot.sandbox.seen import Seen
from escalation_bot.shortcuts import ANYWHERE, FROM_MESSAGE
from tests.stories.conftest import HERE, ONE_WAY, Office, form
from tests.stories.forms import TICKET, WORDS

ASKED = "Hi, soc 101 blocks the opening of 400 stores on 3 December, can somebody look?"
REQUESTER = "Requester"


async def from_message(who: Person, message: Seen) -> Form:
    """Uses the message shortcut; the form that it opened."""
    opened = await who.uses_message_shortcut(FROM_MESSAGE, message)
    assert opened
    return opened


def good(**more: str) -> dict[str, str]:
    """A good form but for the ticket and the words, which the message has."""
    given = form(**more)
    return {label: value for label, value in given.items() if label != WORDS}


@HERE
async def test_the_form_opens_from_anywhere(office: Office) -> None:
    anna = office.person("anna")
    opened = await anna.uses_shortcut(ANYWHERE)
    assert opened
    assert opened.title == "Escalate a ticket"
    assert REQUESTER not in opened.labels
    stored = await opened.fill(form(Ticket_ID="SOC-101")).submit()
    assert stored
    assert stored.title == "Escalated"
    await office.idle()
    assert (await office.found()).channel == "C0HELPSOC"


@HERE
async def test_ones_own_message_becomes_the_draft(office: Office) -> None:
    anna = office.person("anna")
    opened = await from_message(anna, await anna.says(ASKED, in_="#help-soc"))
    assert opened.value(TICKET) == "SOC-101"
    assert "blocks the opening of 400 stores" in opened.value(WORDS)
    assert REQUESTER not in opened.labels
    assert await opened.fill(good()).submit()
    await office.idle()
    found = await office.found()
    assert (found.requester, found.passed_on_by) == ("U0ANNA", None)


@HERE
async def test_mentions_in_the_message_become_names(office: Office) -> None:
    paul = office.person("paul")
    opened = await from_message(paul, await paul.says("@sam knows SOC-101 & <why>", in_="#help-soc"))
    assert opened.value(WORDS) == "@Sam knows & <why>"


@ONE_WAY
async def test_a_member_passes_on_what_an_account_manager_wrote(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    opened = await from_message(sam, await anna.says(ASKED, in_="#help-soc"))
    assert opened.value(REQUESTER) == "U0ANNA"
    assert "Anna wrote the message." in opened.text
    stored = await opened.fill(good()).submit()
    assert stored
    assert "Anna is told in #help-soc, in the thread of the receipt." in stored.text
    await office.idle()

    receipt = office.message("receipt", "E-1", "anna")
    assert "asked by @Anna, passed on by Sam" in receipt.text
    assert office.hears("anna") == ["mention: SOC-101 · E-1 · asked by @Anna, passed on by Sam"]
    assert "Anna (passed on by Sam)" in office.message("card", "E-1", "sam").text
    found = await office.found()
    assert (found.requester, found.passed_on_by, found.by_whom) == ("U0ANNA", "U0SAM", "U0SAM")


@HERE
async def test_who_passed_it_on_has_a_say_and_who_asks_may_take_it_back(office: Office) -> None:
    anna, sofia, sam = office.person("anna"), office.person("sofia"), office.person("sam")
    opened = await from_message(sofia, await anna.says(ASKED, in_="#help-soc"))
    await opened.fill(good()).submit()
    await office.idle()
    card = office.message("card", "E-1", "sam")
    ask = await office.chooses(sam, card, "Ask the requester")
    await ask.fill({"What do you need to know?": "Which stores?"}).submit()
    await office.idle()
    await sofia.replies(office.message("receipt", "E-1", "sofia"), "All of them in Norway.")
    await office.idle()
    assert (await office.found()).state == "requested"
    answer = await anna.types("/escalate withdraw SOC-101", in_="#help-soc")
    assert "SOC-101 is taken back" in (answer.text or "")


@HERE
async def test_who_is_no_member_asks_for_themselves_unless_they_choose_otherwise(office: Office) -> None:
    anna, paul = office.person("anna"), office.person("paul")
    message = await anna.says(ASKED, in_="#help-soc")
    opened = await from_message(paul, message)
    assert opened.value(REQUESTER) == "U0PAUL"
    await opened.fill(good()).submit()
    found = await office.found()
    assert (found.requester, found.passed_on_by) == ("U0PAUL", None)


@HERE
async def test_what_an_app_or_a_stranger_wrote_is_asked_for_by_who_opens_the_form(office: Office) -> None:
    sam = office.person("sam")
    opened = await from_message(sam, await office.person("otherbot").says(ASKED, in_="#help-soc"))
    assert opened.value(REQUESTER) == "U0SAM"
    assert "Deploybot wrote the message." in opened.text
    assert opened.value(TICKET) == "SOC-101"


@HERE
async def test_the_requester_is_an_active_person(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    opened = await from_message(sam, await anna.says(ASKED, in_="#help-soc"))
    office.slack.ws.change_user("U0PAUL", deleted=True)
    for nobody in ("otherbot", "paul"):
        assert await opened.fill({**good(), REQUESTER: nobody}).submit() is opened
        assert opened.errors == {REQUESTER: "Choose an active person of this workspace, no app."}
        assert "400 stores" in opened.value(WORDS)
    assert await office.stored() == {}
    assert await opened.fill({REQUESTER: "guest"}).submit()
    assert await office.stored() == {"requested": 1}


@HERE
async def test_a_private_reason_that_is_passed_on_goes_to_the_requester_alone(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    opened = await from_message(sam, await anna.says(ASKED, in_="#help-soc"))
    private = good(**{"Why must it go first?": "Safety, compliance or payment risk"})
    stored = await opened.fill(private).submit()
    assert stored
    assert "Anna is told in a direct message: the reason is private." in stored.text
    await office.idle()
    assert office.message("receipt", "E-1", "anna", in_="dm")
    await sam.sees_nothing_of("E-1", in_="#help-soc")


@HERE
async def test_a_form_from_anywhere_that_does_not_open_is_offered_in_a_direct_message(office: Office) -> None:
    anna = office.person("anna")
    office.slack.faults.add("views.open", "cut_before")
    await anna.uses_shortcut(ANYWHERE)
    await office.idle()
    told = await anna.sees("The form did not open.", in_="dm")
    office.slack.clock.advance(timedelta(seconds=2))
    opened = await anna.clicks("Open the form", told)
    assert opened
    assert opened.title == "Escalate a ticket"


@HERE
async def test_a_form_from_a_message_that_does_not_open_keeps_its_words_and_for_whom(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    message = await anna.says(ASKED, in_="#help-soc")
    office.slack.faults.add("views.open", "cut_before")
    await sam.uses_message_shortcut(FROM_MESSAGE, message)
    told = await sam.sees("The form did not open. Your words are kept in this button.", in_="#help-soc")
    assert told.ephemeral
    office.slack.clock.advance(timedelta(seconds=2))
    opened = await sam.clicks("Open the form", told)
    assert opened
    assert opened.value(TICKET) == "SOC-101"
    assert opened.value(REQUESTER) == "U0ANNA"
