"""Words that a reaction picked wait half a minute: it can be taken back, stopped, changed, or come too late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from escalation_bot.sandbox.seen import Seen
from tests.stories.conftest import HERE, Office, click

pytestmark = HERE

NEWS = "We found the cause, the fix comes tomorrow."


async def picked(office: Office, emoji: str = "mega", by: str = "sam") -> tuple[Seen, Seen, Seen, Seen]:
    """Sam's reply is picked by a reaction: card, receipt, the reply, and what is shown of what will happen."""
    sam = office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    reply = await sam.replies(card, NEWS)
    await office.person(by).reacts(emoji, reply)
    preview = await sam.sees("In 30 seconds", NEWS, in_="#soc-queue", thread=card)
    return card, receipt, reply, preview


async def test_what_will_be_sent_and_to_whom_is_shown_and_then_said(office: Office) -> None:
    anna = office.person("anna")
    _, receipt, _, preview = await picked(office)
    assert "In 30 seconds this goes to Anna, as Sam:" in preview.text
    assert preview.buttons == ["Change", "Stop"]
    await office.later(seconds=20)
    assert office.hears("anna") == []
    await office.later(seconds=11)
    await anna.sees("@Anna: SOC-101, from Sam", NEWS, in_="#help-soc", thread=receipt)
    assert office.hears("anna") == ["mention: @Anna: SOC-101, from Sam"]
    assert "Sent to Anna" in preview.text
    assert preview.buttons == []
    assert (await office.found()).updates == 1
    assert [each for each in office.hears("sam") if "mention" in each] == []


async def test_the_reaction_taken_back_in_time_means_that_nothing_happened(office: Office) -> None:
    sam = office.person("sam")
    _, receipt, reply, preview = await picked(office)
    before = (await office.found()).next_by
    await sam.unreacts("mega", reply)
    await office.later(seconds=31)
    assert "Not sent" in preview.text
    assert preview.buttons == []
    await office.person("anna").sees_nothing_of(NEWS, in_="#help-soc", thread=receipt)
    assert office.hears("anna") == []
    after = await office.found()
    assert (after.updates, after.next_by) == (0, before)


@pytest.mark.parametrize("emoji", ["speech_balloon", "white_check_mark", "hourglass"])
async def test_so_it_is_with_every_word(office: Office, emoji: str) -> None:
    _, _, reply, preview = await picked(office, emoji)
    await office.person("sam").unreacts(emoji, reply)
    await office.later(seconds=31)
    assert "Not sent" in preview.text
    assert office.hears("anna") == []
    assert (await office.found()).state == "in_progress"


@pytest.mark.parametrize("emoji", ["no_entry", "arrow_double_up"])
async def test_so_it_is_with_a_leads_words(office: Office, emoji: str) -> None:
    lena = office.person("lena")
    card, receipt = await office.asked()
    before = await office.found()
    reply = await office.person("sam").replies(card, NEWS)
    await lena.reacts(emoji, reply)
    preview = await lena.sees("In 30 seconds", "as Sam, published by Lena", in_="#soc-queue", thread=card)
    await lena.unreacts(emoji, reply)
    await office.later(seconds=31)
    assert "Not sent, stopped by Lena:" in preview.text
    assert office.hears("anna") == []
    assert receipt.thread == []
    assert await office.found() == before


async def test_only_who_reacted_takes_it_back_by_removing_a_reaction(office: Office) -> None:
    sofia = office.person("sofia")
    _, _, reply, preview = await picked(office)
    await sofia.reacts("mega", reply)
    await sofia.unreacts("mega", reply)
    await office.later(seconds=31)
    assert "Sent to Anna, as Sam:" in preview.text
    assert len(office.hears("anna")) == 1
    assert (await office.found()).updates == 1


async def test_a_reaction_put_back_counts_anew(office: Office) -> None:
    sam = office.person("sam")
    _, receipt, reply, _ = await picked(office)
    await sam.unreacts("mega", reply)
    await sam.reacts("loudspeaker", reply)
    await office.later(seconds=31)
    await office.person("anna").sees("from Sam", NEWS, in_="#help-soc", thread=receipt)
    assert len(office.hears("anna")) == 1


async def test_stop_means_that_nothing_happened(office: Office) -> None:
    _, _, _, preview = await picked(office)
    await office.person("sam").clicks("Stop", preview)
    await office.later(seconds=31)
    assert "Not sent" in preview.text
    assert office.hears("anna") == []
    assert (await office.found()).updates == 0


async def test_a_lead_may_stop_it_and_nobody_else(office: Office) -> None:
    sofia = office.person("sofia")
    _, _, _, preview = await picked(office)
    await sofia.clicks("Stop", preview)
    await sofia.sees("Sam put the reaction there. Only they or a lead can stop it.", in_="#soc-queue")
    await office.person("lena").clicks("Stop", preview)
    await office.later(seconds=31)
    assert "Not sent, stopped by Lena:" in preview.text
    assert office.hears("anna") == []


async def test_change_opens_the_words_and_nothing_is_sent_meanwhile(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    _, receipt, _, preview = await picked(office)
    form = await click(sam, "Change", preview)
    assert form.title == "Post update"
    assert form.value("What is new?") == NEWS
    await office.later(seconds=31)
    assert office.hears("anna") == []
    await form.fill({"What is new?": "We found the cause, the fix comes on Wednesday."}).submit()
    await anna.sees("from Sam", "on Wednesday", in_="#help-soc", thread=receipt)
    await office.idle()
    assert len(office.hears("anna")) == 1
    assert "Not sent" in preview.text


async def test_too_late_to_stop_is_said(office: Office) -> None:
    sam = office.person("sam")
    _, _, _, preview = await picked(office)
    buttons = [dict(block) for block in preview.message.content["blocks"]]
    await office.later(seconds=31)
    preview.message.content["blocks"] = buttons  # as it still stands on a screen that was not refreshed
    await sam.clicks("Stop", preview)
    await sam.sees("This was sent or stopped already.", in_="#soc-queue")
    assert len(office.hears("anna")) == 1


async def test_what_changed_meanwhile_is_told_and_nothing_is_sent(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt, _, preview = await picked(office)
    await anna.types("/escalate withdraw SOC-101", in_="#help-soc")
    await office.later(seconds=31)
    assert "Not sent" in preview.text
    note = await sam.sees("Anna took SOC-101 back at", "Nothing was changed.", in_="#soc-queue", thread=card)
    assert note.ephemeral
    await anna.sees_nothing_of(NEWS, in_="#help-soc", thread=receipt)
    assert office.hears("anna") == []


async def test_an_update_taken_back_later_is_struck_through_and_the_old_time_holds(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    before = (await office.found()).next_by
    await office.later(hours=1)
    reply = await sam.replies(card, NEWS)
    await sam.reacts("mega", reply)
    await office.later(seconds=31)
    told = await anna.sees("from Sam", NEWS, in_="#help-soc", thread=receipt)
    assert (await office.found()).next_by != before
    office.forget()
    await sam.unreacts("mega", reply)
    await office.idle()
    after = await office.found()
    assert (after.updates, after.next_by) == (0, before)
    assert "from Sam (taken back):" in told.text
    assert "Next update by" not in told.text
    assert office.hears("anna") == []
    await sam.sees("Taken back by Sam", in_="#soc-queue", thread=card)


async def test_the_same_reply_is_published_once_however_many_react(office: Office) -> None:
    _, receipt, reply, _ = await picked(office)
    await office.person("sofia").reacts("mega", reply)
    await office.person("lena").reacts("loudspeaker", reply)
    await office.later(seconds=31)
    await office.person("anna").sees("from Sam", NEWS, in_="#help-soc", thread=receipt)
    await office.person("olga").reacts("mega", reply)
    await office.later(seconds=31)
    assert len(office.hears("anna")) == 1
    assert (await office.found()).updates == 1


async def test_what_was_taken_back_may_be_published_after_all(office: Office) -> None:
    sam = office.person("sam")
    _, _, reply, _ = await picked(office)
    await office.later(seconds=31)
    await sam.unreacts("mega", reply)
    await office.idle()
    await sam.reacts("mega", reply)
    await office.later(seconds=31)
    assert office.hears("anna") == ["mention: @Anna: SOC-101, from Sam"] * 2
    assert (await office.found()).updates == 1


async def test_what_the_bot_or_another_thread_says_is_not_picked(office: Office) -> None:
    sam = office.person("sam")
    _card, receipt, _, preview = await picked(office)
    await office.person("lena").reacts("mega", preview)
    await sam.reacts("mega", await office.person("anna").replies(receipt, "When will it be done?"))
    await sam.reacts("mega", await sam.says("Somewhere else in the channel.", in_="#soc-queue"))
    await office.slack.quiet()
    office.slack.clock.advance(timedelta(seconds=31))
    await office.idle()
    assert len([each for each in office.hears("anna") if "mention" in each]) == 1


async def test_mentions_become_names_and_nothing_typed_calls_anybody(office: Office) -> None:
    sam = office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    reply = await sam.replies(card, "@channel @paul <!here> {{ 7*7 }} *done* https://evil.example, ask @Olga Novak.")
    await office.idle()
    office.forget()
    await sam.reacts("mega", reply)
    await office.later(seconds=31)
    told = await office.person("anna").sees("from Sam", in_="#help-soc", thread=receipt)
    assert "@channel @Paul <!here> {{ 7*7 }} *done* https://evil.example, ask @Olga." in told.text
    assert office.hears("anna") == ["mention: @Anna: SOC-101, from Sam"]
    assert [each for each in office.hears("paul") + office.hears("olga") if "mention" in each] == []
