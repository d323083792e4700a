"""A mention of the bot, or a direct message to it, is answered with a button that opens the form."""

from __future__ import annotations

from escalation_bot.sandbox.forms import Form
from escalation_bot.sandbox.people import Person
from escalation_bot.sandbox.seen import Seen
from tests.stories.conftest import HERE, ONE_WAY, Office, form
from tests.stories.forms import TICKET, WORDS

BUTTON = "Open the form"


async def opened(who: Person, answer: Seen) -> Form:
    """The form behind the answer's button."""
    assert answer.buttons == [BUTTON]
    made = await who.clicks(BUTTON, answer)
    assert made
    return made


def answers(who: Person, where: str) -> list[Seen]:
    """What the bot said there that only they see, or in a direct message all that it said."""
    return [each for each in who.reads(where) if each.ephemeral or (where == "dm" and each.author == "escalation-bot")]


@ONE_WAY
async def test_a_mention_in_a_thread_is_answered_there_with_the_form(office: Office) -> None:
    anna, paul = office.person("anna"), office.person("paul")
    talk = await paul.says("The Norwegian shop cannot take orders.", in_="#help-soc")
    await anna.replies(talk, "@escalation-bot soc 101 they open on 3 December")
    answer = await anna.sees("SOC-101: the form opens with what you wrote.", in_="#help-soc", thread=talk)
    assert answer.ephemeral
    made = await opened(anna, answer)
    assert made.value(TICKET) == "SOC-101"
    assert made.value(WORDS) == "they open on 3 December"
    assert await made.fill(form()).submit()
    await office.idle()
    assert (await office.found()).channel == "C0HELPSOC"
    assert len(answers(anna, "#help-soc")) == 1
    assert answers(paul, "#help-soc") == []


@HERE
async def test_a_mention_in_a_channel_is_answered_in_the_channel(office: Office) -> None:
    anna = office.person("anna")
    await anna.says("@escalation-bot SOC-101 they open on 3 December", in_="#help-soc")
    answer = await anna.sees("SOC-101: the form opens", in_="#help-soc")
    assert answer.ephemeral
    assert not answer.message.is_reply


@HERE
async def test_without_a_ticket_the_answer_says_how(office: Office) -> None:
    anna = office.person("anna")
    await anna.says("@escalation-bot can you help?", in_="#help-soc")
    answer = await anna.sees("Which ticket must go first? Write its number with the mention", in_="#help-soc")
    assert (await opened(anna, answer)).value(WORDS) == "can you help?"


@HERE
async def test_two_tickets_are_asked_for_one_at_a_time(office: Office) -> None:
    anna = office.person("anna")
    await anna.says("@escalation-bot SOC-1 and SOC-2", in_="#help-soc")
    await anna.sees("One ticket at a time, please: SOC-1 or SOC-2?", in_="#help-soc")


@HERE
async def test_where_it_stands_is_said_to_those_who_may_know(office: Office) -> None:
    paul = office.person("paul")
    await office.asked(taken_by="sam")
    await paul.says("@escalation-bot SOC-101 our customer waits as well", in_="#help-soc")
    answer = await paul.sees("SOC-101 · E-1 · Service Operations Center", "Sam has it", in_="#help-soc")
    assert "What you send with the form is added to it." in answer.text


@HERE
async def test_of_a_private_one_others_learn_nothing(office: Office) -> None:
    paul, sam = office.person("paul"), office.person("sam")
    await office.asks(**{"Why must it go first?": "Safety, compliance or payment risk"})
    await paul.says("@escalation-bot SOC-101", in_="#help-soc")
    assert "E-1" not in (await paul.sees("SOC-101: the form opens", in_="#help-soc")).text
    await sam.says("@escalation-bot SOC-101", in_="#soc-queue")
    assert "Waits for an owner" in (await sam.sees("SOC-101 · E-1", "What you send", in_="#soc-queue")).text


@HERE
async def test_an_event_that_comes_twice_is_answered_once(office: Office) -> None:
    anna = office.person("anna")
    office.slack.outgoing.duplicate = True
    await anna.says("@escalation-bot SOC-101", in_="#help-soc")
    await office.idle()
    assert len(answers(anna, "#help-soc")) == 1


@HERE
async def test_a_mention_that_slack_tells_of_once_more_after_an_edit_is_answered_once(office: Office) -> None:
    anna = office.person("anna")
    said = await anna.says("@escalation-bot SOC-101", in_="#help-soc")
    await office.idle()
    edited = {**said.raw, "type": "app_mention", "channel": said.channel, "event_ts": office.slack.ws.stamp()}
    await office.slack.event(edited)
    await office.idle()
    assert len(answers(anna, "#help-soc")) == 1


@HERE
async def test_in_a_receipts_thread_a_mention_is_talk_unless_it_names_another_ticket(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked()
    await anna.replies(receipt, "@escalation-bot is there anything new?")
    await sam.sees("is there anything new?", in_="#soc-queue", thread=card)
    await office.idle()
    assert answers(anna, "#help-soc") == []
    await anna.replies(receipt, "@escalation-bot SOC-102 has it too")
    await anna.sees("SOC-102: the form opens", in_="#help-soc", thread=receipt)


@HERE
async def test_a_direct_message_is_answered_there(office: Office) -> None:
    anna = office.person("anna")
    await anna.says("soc 101 they open on 3 December", in_="dm")
    answer = await anna.sees("SOC-101: the form opens with what you wrote.", in_="dm")
    assert not answer.ephemeral
    made = await opened(anna, answer)
    assert (made.value(TICKET), made.value(WORDS)) == ("SOC-101", "they open on 3 December")
    assert await made.fill(form()).submit()
    await office.idle()
    assert len(answers(anna, "dm")) == 1


@HERE
async def test_a_direct_message_about_nothing_is_told_how(office: Office) -> None:
    anna = office.person("anna")
    await anna.says("All Norwegian ones.", in_="dm")
    answer = await anna.sees("Which ticket must go first? Write its number, for example", in_="dm")
    assert "To answer one of the messages here, reply in its thread." in answer.text


@HERE
async def test_a_reply_under_that_answer_is_answered_too(office: Office) -> None:
    anna = office.person("anna")
    await anna.says("Can you help?", in_="dm")
    answer = await anna.sees("Which ticket must go first?", in_="dm")
    await anna.replies(answer, "SOC-101")
    await anna.sees("SOC-101: the form opens with what you wrote.", in_="dm", thread=answer)


@HERE
async def test_a_reply_under_a_private_receipt_reaches_the_team_and_is_not_answered(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    await office.asks(**{"Why must it go first?": "Safety, compliance or payment risk"})
    before = len(answers(anna, "dm"))
    await anna.replies(office.message("receipt", "SOC-101", "anna", in_="dm"), "SOC-102 has it too.")
    await sam.sees("SOC-102 has it too.", in_="#soc-queue")
    await office.idle()
    assert len(answers(anna, "dm")) == before


@HERE
async def test_what_another_app_writes_is_not_answered(office: Office) -> None:
    await office.person("otherbot").says("@escalation-bot SOC-101 build failed", in_="#help-soc")
    await office.idle()
    assert not [each for each in office.slack.ws.whispers.values() if each]
