"""What is asked of one person: sent to the team's queue from the message, or offered to be, and only counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from escalation_bot.sandbox.forms import Form
from escalation_bot.sandbox.people import Person
from escalation_bot.sandbox.seen import Seen
from escalation_bot.shortcuts import FROM_MESSAGE
from escalation_bot.store import inbox
from tests.stories.conftest import HERE, ONE_WAY, Office
from tests.stories.forms import TICKET, WORDS
from tests.stories.test_known_issues import counted
from tests.stories.test_shortcuts import ASKED, REQUESTER, good

WHY_ALL = "because one person may be in an incident, a meeting or on vacation."
NOTE, BUTTON = "while one person is in an incident, a meeting or on vacation.", "Send to the team queue"
TO_SAM = "@sam can you look at SOC-101 today? The shop opens on 3 December."


async def sent_on(who: Person, message: Seen) -> Form:
    """The form behind `Send to the team queue` under a message."""
    opened = await who.uses_message_shortcut(FROM_MESSAGE, message)
    assert opened
    return opened


def notes(who: Person) -> list[Seen]:
    """What the bot told somebody alone in the help channel."""
    return [each for each in who.reads("#help-soc") if each.ephemeral]


@ONE_WAY
async def test_what_a_member_was_asked_in_a_direct_message_goes_to_the_whole_team(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    opened = await sent_on(sam, await anna.says(ASKED, in_="@sam"))
    assert (opened.value(TICKET), opened.value(REQUESTER)) == ("SOC-101", "U0ANNA")
    assert "blocks the opening of 400 stores" in opened.value(WORDS)
    office.forget()
    assert await opened.fill(good()).submit()
    await office.idle()
    receipt = office.message("receipt", "SOC-101", "anna")
    assert f"Sam sent it to the whole team, {WHY_ALL}" in receipt.text
    assert office.hears("anna") == ["mention: SOC-101 · E-1 · asked by @Anna, passed on by Sam"]
    found = await office.found()
    assert (found.requester, found.passed_on_by, found.channel) == ("U0ANNA", "U0SAM", "C0HELPSOC")
    assert await counted(office) == {"private": 1}


@HERE
async def test_a_form_that_does_not_open_there_is_offered_there(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    said = await anna.says(ASKED, in_="@sam")
    office.slack.faults.add("views.open", "cut_before")
    await sam.uses_message_shortcut(FROM_MESSAGE, said)
    told = await sam.sees("The form did not open. Your words are kept in this button.", in_="@anna")
    office.slack.clock.advance(timedelta(seconds=2))
    opened = await sam.clicks("Open the form", told)
    assert opened
    assert opened.value(REQUESTER) == "U0ANNA"


@ONE_WAY
async def test_who_asks_one_member_in_the_help_channel_is_offered_the_team(office: Office) -> None:
    anna, paul = office.person("anna"), office.person("paul")
    await anna.says(TO_SAM, in_="#help-soc")
    offered = await anna.sees(NOTE, in_="#help-soc")
    assert (offered.ephemeral, offered.buttons) == (True, [BUTTON])
    opened = await anna.clicks(BUTTON, offered)
    assert opened
    assert opened.value(TICKET) == "SOC-101"
    assert opened.value(WORDS) == "@Sam can you look at today? The shop opens on 3 December."
    await opened.cancel()
    await anna.says("@sofia perhaps you, SOC-102?", in_="#help-soc")
    await office.idle()
    assert len(notes(anna)) == 1
    assert notes(paul) == []
    assert await counted(office) == {"private": 2}
    office.slack.clock.advance(timedelta(days=1))
    talk = await paul.says("Does somebody know this one?", in_="#help-soc")
    await anna.replies(talk, "@sam do you? SOC-103")
    await office.idle()
    assert len(notes(anna)) == 2


@HERE
async def test_where_it_stands_is_said_with_it(office: Office) -> None:
    paul = office.person("paul")
    await office.asked(taken_by="sofia")
    await paul.says(TO_SAM, in_="#help-soc")
    offered = await paul.sees(NOTE, in_="#help-soc")
    assert "Sofia has it." in offered.text
    assert "What you send with the form is added to it." in offered.text


@HERE
@pytest.mark.parametrize(
    ("who", "words", "where"),
    [
        ("sofia", TO_SAM, "#help-soc"),
        ("mia", TO_SAM, "#help-soc"),
        ("otherbot", TO_SAM, "#help-soc"),
        ("anna", "@sam can you look at my ticket?", "#help-soc"),
        ("anna", "SOC-101 waits, can anybody look?", "#help-soc"),
        ("anna", "@paul have you seen SOC-101?", "#help-soc"),
        ("anna", "@dan have you seen SOC-101?", "#help-soc"),
        ("anna", TO_SAM, "#random"),
    ],
)
async def test_other_talk_is_left_alone(office: Office, who: str, words: str, where: str) -> None:
    await office.person(who).says(words, in_=where)
    await office.idle()
    assert not any(office.slack.ws.whispers.values())
    assert await counted(office) == {}


@HERE
async def test_in_the_receipts_thread_names_are_talk(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked()
    await anna.replies(receipt, "@sam is SOC-101 at your desk?")
    await sam.sees("is SOC-101 at your desk?", in_="#soc-queue", thread=card)
    await office.idle()
    assert notes(anna) == []
    assert await counted(office) == {}


@HERE
async def test_the_bots_own_mention_is_answered_once(office: Office) -> None:
    anna = office.person("anna")
    await anna.says("@escalation-bot @sam SOC-101 they open on 3 December", in_="#help-soc")
    await anna.sees("SOC-101: the form opens with what you wrote.", in_="#help-soc")
    await office.idle()
    assert len(notes(anna)) == 1


@HERE
async def test_talk_without_a_ticket_is_not_even_stored(office: Office) -> None:
    await office.person("anna").says("@sam are you there?", in_="#help-soc")
    await office.idle()
    async with office.bot.db.read(office.slack.team_id, office.slack.clock.now()) as tx:
        assert await inbox.count_by_status(tx) == {}
