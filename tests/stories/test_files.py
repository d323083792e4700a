"""Files are replies in the receipt's thread; the team finds them in the card's thread (R103)."""

from __future__ import annotations

import pytest

from escalation_bot.sandbox import talk
from escalation_bot.sandbox.messages import Message
from escalation_bot.sandbox.seen import Seen
from escalation_bot.sandbox.world import World
from tests.stories.conftest import HERE, ONE_WAY, Office, form

LOG = b"2026-11-23 08:59:12 ERROR import: connection reset"


def links(message: Seen) -> dict[str, str]:
    """What is linked in a message's small print: the label and the address."""
    small = [block["elements"][0]["text"] for block in message.raw["blocks"] if block["type"] == "context"]
    parts = " ".join(small).split("<")[1:]
    pairs = [part.split(">")[0].split("|") for part in parts]
    return {label: address for address, label in pairs}


@ONE_WAY
async def test_a_file_with_words_is_carried_to_the_team(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    await anna.replies(receipt, "The import log of this morning.", files={"import.log": LOG})
    copied = await sam.sees("@Sam: Anna in the receipt’s thread of SOC-101:", in_="#soc-queue", thread=card)
    assert "The import log of this morning." in copied.text
    assert links(copied)["import.log"].startswith("https://example.slack.com/files/")
    await office.idle()
    assert office.hears("sam") == ["mention: @Sam: Anna in the receipt’s thread of SOC-101"]


@HERE
async def test_files_alone_are_carried_too(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked()
    await anna.replies(receipt, "", files={"one.png": b"1", "two.png": b"2"})
    copied = await sam.sees("Anna in the receipt’s thread of SOC-101:", in_="#soc-queue", thread=card)
    assert list(links(copied)) == ["one.png", "two.png"]
    assert copied.text.count("one.png") == 1


@HERE
@pytest.mark.parametrize("words", ["Here it is.", ""])
async def test_files_are_an_answer_to_a_question(office: Office, words: str) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked()
    ask = await office.chooses(sam, card, "Ask the requester")
    await ask.fill({"What do you need to know?": "Can you send the log?"}).submit()
    await office.idle()
    office.forget()
    await anna.replies(receipt, words, files={"import.log": LOG})
    answered = await sam.sees("@Sam: Anna answers about SOC-101:", words, in_="#soc-queue", thread=card)
    assert list(links(answered)) == ["import.log"]
    await office.idle()
    assert (await office.found()).state == "requested"
    assert office.hears("sam") == ["mention: @Sam: Anna answers about SOC-101"]


@HERE
async def test_a_name_is_text_and_links_nowhere_else(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked()
    name = "<!channel> <https://evil.example|invoice>\u202egpj.exe"
    await anna.replies(receipt, "Look.", files={name: b"x"})
    copied = await sam.sees("Anna in the receipt’s thread", in_="#soc-queue", thread=card)
    small = copied.raw["blocks"][-1]["elements"][0]["text"]
    assert "&lt;!channel&gt; &lt;https://evil.example|invoice&gt;gpj.exe>" in small
    assert small.startswith("<https://example.slack.com/files/")
    assert not [each for each in office.hears("sam") if "channel" in each]


@HERE
@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://plain.example/a", "", None])
async def test_an_address_that_is_not_https_is_no_link(office: Office, address: str | None) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked()
    ws, where = office.slack.ws, office.slack.channel("#help-soc")
    file = {"id": "F0FORGED", "name": "a.pdf", "permalink": address}
    content = {"text": "", "files": [file]}
    talk.post(ws, where, Message(where.id, ws.stamp(), anna.id, content, receipt.ts, "file_share"))
    copied = await sam.sees("a.pdf", in_="#soc-queue", thread=card)
    assert links(copied) == {}


def public(world: World) -> World:
    """The queue channel is public."""
    return world.with_channel("#soc-queue", is_private=False)


async def asked_in_private(office: Office) -> tuple[Seen, Seen]:
    """Anna asked with a private reason, so her receipt is a direct message."""
    answer = await office.person("anna").types("/escalate SOC-101", in_="#help-soc")
    assert answer.form
    motive = {"Why must it go first?": "Safety, compliance or payment risk"}
    await answer.form.fill({**form(), **motive}).submit()
    await office.idle()
    return office.message("card", "SOC-101", "sam"), office.message("receipt", "SOC-101", "anna", in_="dm")


@HERE
async def test_what_was_sent_in_a_direct_message_is_named_and_said_to_be_there(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await asked_in_private(office)
    await anna.replies(receipt, "The list.", files={"accounts.csv": b"1;2"})
    copied = await sam.sees("The list.", "accounts.csv", in_="#soc-queue", thread=card)
    assert links(copied) == {}
    assert (
        "This file was sent in a direct message, so only Anna can open it. Ask for it where it is needed."
        in copied.text
    )


@HERE
@pytest.mark.parametrize("world", [public], indirect=True)
async def test_a_private_reasons_files_are_not_named_where_everybody_reads(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await asked_in_private(office)
    await anna.replies(receipt, "", files={"accounts-of-nordwind.csv": b"1;2"})
    await sam.sees("the requester in the receipt’s thread of SOC-101", in_="#soc-queue", thread=card)
    await sam.sees_nothing_of("nordwind", in_="#soc-queue")
