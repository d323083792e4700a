"""What happens when Slack is slow, busy, out of reach, or refuses."""

from __future__ import annotations

import pytest

from escalation_bot.domain.delivery import Status
from escalation_bot.sandbox import Sandbox
from escalation_bot.slack.api import connect
from escalation_bot.store import outbox
from escalation_bot.store.db import Database

from . import kit
from .kit import DEL, HELP, OPS, Office, edit, note, post


async def test_retry_after_is_honoured_for_the_method_and_the_order_is_kept(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "429", retry_after=20)
    await office.add(post("first"), post("second"))
    sender = office.sender()
    await sender.round()
    await office.add(post("elsewhere", DEL), note("a note"))
    office.later(15)
    await sender.round()
    assert office.calls() == ["chat.postMessage", "chat.postEphemeral"]
    office.later(6)
    await sender.round()
    assert office.words() == ["first", "second"]
    assert office.words(DEL) == ["elsewhere"]


async def test_while_slack_cannot_be_reached_tries_come_after_1_2_and_4_seconds(
    database: Database, slack: Sandbox
) -> None:
    async with connect(slack.bot_token, "http://127.0.0.1:1/api/", slack.clock) as api:
        office = kit.Office(database, slack, api)
        [one] = await office.add(post("hello"))
        waits = []
        for _ in range(3):
            await office.sender().round()
            stored = await office.get(one)
            assert stored.tried
            waits.append(round((stored.not_before - stored.tried).total_seconds()))
            office.later(waits[-1] + 0.5)
        assert waits == [1, 2, 4]
        assert (stored.status, stored.note) == (Status.WAITING, "unreachable")
        assert api.trouble
        assert api.trouble[0] == "unreachable"


async def test_a_note_that_slack_was_too_busy_for_is_sent_later(office: Office) -> None:
    office.slack.faults.add("chat.postEphemeral", "429", retry_after=3)
    await office.add(note("only you"))
    await office.sender().round()
    office.later(4)
    await office.sender().round()
    assert await office.statuses() == {"sent": 1}


async def test_a_note_to_somebody_who_left_the_channel_is_dropped(office: Office) -> None:
    [one] = await office.add(note("only you", person="U0GUEST"))
    await office.sender().round()
    dropped = await office.get(one)
    assert (dropped.status, dropped.note) == (Status.DROPPED, "user_not_in_channel")


async def test_what_slack_refuses_for_good_is_set_aside_with_its_words_and_holds_nobody_up(office: Office) -> None:
    [bad, _] = await office.add(post("x" * 3001), post("fine"))
    await office.sender().round()
    aside = await office.get(bad)
    assert aside.status is Status.SET_ASIDE
    assert "invalid_blocks (" in (aside.note or "")
    assert "/blocks/0/text/text" in (aside.note or "")
    assert office.words() == ["fine"]
    assert office.words(OPS) == []
    office.slack.violations.clear()


async def test_the_operator_hears_once_a_day_of_a_channel_that_cannot_be_reached(office: Office) -> None:
    office.slack.archive("#del-queue")
    ids = await office.add(post("one", DEL), post("two", DEL))
    await office.sender().round()
    await office.sender().round()
    assert {(await office.get(each)).note for each in ids} == {"is_archived"}
    assert office.words(OPS) == ["operator/unreachable {'channel': 'C0DELQUEUE', 'error': 'is_archived'}"]
    office.later(24 * 3600)
    await office.add(post("three", DEL))
    await office.sender().round()
    await office.sender().round()
    assert len(office.words(OPS)) == 2


async def test_the_operators_own_channel_is_not_told_that_it_cannot_be_reached(office: Office) -> None:
    office.slack.archive("#escalation-ops")
    await office.add(post("lost", OPS))
    await office.sender().round()
    await office.sender().round()
    assert await office.statuses() == {"set_aside": 1}


async def test_a_reply_waits_for_a_parent_that_was_set_aside_and_the_others_pass(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "error", error="restricted_action")
    [parent] = await office.add(post("receipt"))
    await office.add(post("its reply", thread=parent), post("another"))
    await office.sender().round()
    assert office.words() == ["another"]
    async with office.tx() as tx:
        assert await outbox.resend(tx, parent)
    await office.sender().round()
    assert office.words() == ["another", "receipt", "its reply"]


async def test_while_the_head_of_a_channel_backs_off_its_others_wait_and_other_channels_go_on(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "cut_before", channel=HELP)
    await office.add(post("first"), post("second"), post("elsewhere", DEL))
    await office.sender().round()
    assert (office.words(), office.words(DEL)) == ([], ["elsewhere"])
    office.later(10)
    await office.sender().round()
    assert office.words() == ["first", "second"]


@pytest.mark.parametrize("error", ["token_revoked", "invalid_auth", "account_inactive"])
async def test_while_the_token_is_refused_everything_waits_and_nothing_is_set_aside(office: Office, error: str) -> None:
    office.slack.revoke_token(error)
    await office.add(post("one"), post("two", DEL), note("a note"))
    sender = office.sender()
    await sender.round()
    asked = len(office.slack.calls)
    await office.add(post("three", OPS))
    await sender.round()
    assert len(office.slack.calls) == asked <= 3
    assert await office.statuses() == {"waiting": 4}
    assert office.api.trouble
    assert office.api.trouble[0] == error
    office.slack.reinstall(None)
    office.later(60)
    await sender.round()
    assert await office.statuses() == {"sent": 4}
    assert office.api.trouble is None


async def test_a_card_that_cannot_be_edited_any_more_is_posted_again_once(office: Office) -> None:
    [card] = await office.add(post("card", DEL, role="card"))
    await office.sender().round()
    stored = await office.get(card)
    office.slack.remove_message(await office.slack.person("dan").sees("card", in_="#del-queue"))
    await office.add(edit(card, "state one", DEL), edit(card, "state two", DEL))
    await office.sender().round()
    again = [each for each in await office.everything() if each.delivery.role == "card" and each.id != card]
    assert [(each.delivery.template, each.status, each.sent_channel) for each in again] == [
        (stored.delivery.template, Status.SENT, DEL)
    ]
    assert await office.statuses() == {"sent": 2, "dropped": 2}


async def test_replies_to_a_card_that_is_gone_wait_until_it_is_posted_again_and_stand_under_that(
    office: Office,
) -> None:
    [card] = await office.add(post("card", DEL, role="card"))
    sender = office.sender()
    await sender.round()
    dan = office.slack.person("dan")
    office.slack.remove_message(await dan.sees("card", in_="#del-queue"))
    await office.add(post("it is late", DEL, thread=card), post("it is later", DEL, thread=card))
    await _rounds(office)
    again = await dan.sees("card", in_="#del-queue")
    assert [each.text for each in again.thread] == ["it is late", "it is later"]
    assert office.words(DEL) == ["card", "it is late", "it is later"]


async def test_a_thread_that_slack_refuses_in_spite_of_that_is_not_tried_for_ever(office: Office) -> None:
    [card] = await office.add(post("card", DEL, role="card"))
    sender = office.sender()
    await sender.round()
    await office.add(post("it is late", DEL, thread=card))
    for skip in (0, 1):  # the card that is posted again passes
        office.slack.faults.add("chat.postMessage", "error", error="cannot_reply_to_message", skip=skip)
    await _rounds(office)
    assert await office.statuses() == {"sent": 3}
    assert [(each.text, each.thread) for each in office.slack.person("dan").reads("#del-queue")][-3:] == [
        ("card", []),
        ("card", []),
        ("it is late", []),
    ]


async def test_what_slack_does_not_let_us_answer_for_another_reason_is_set_aside(office: Office) -> None:
    [one] = await office.add(post("a word"))
    await office.sender().round()
    office.slack.faults.add("chat.postMessage", "error", error="cannot_reply_to_message")
    await office.add(post("an answer", thread=one))
    await _rounds(office)
    assert await office.statuses() == {"sent": 1, "set_aside": 1}


async def _rounds(office: Office) -> None:
    """A message a second is sent, as many as there are here."""
    for _ in range(6):
        office.later(2)
        await office.sender().round()


@pytest.mark.parametrize("error", ["message_not_found", "edit_window_closed", "cant_update_message"])
async def test_an_edit_of_a_lesser_message_is_dropped_when_slack_does_not_let_us(office: Office, error: str) -> None:
    [one] = await office.add(post("reminder"))
    office.slack.faults.add("chat.update", "error", error=error)
    [change] = await office.add(edit(one, "shorter"))
    await office.sender().round()
    dropped = await office.get(change)
    assert (dropped.status, dropped.note) == (Status.DROPPED, error)
    assert await office.statuses() == {"sent": 1, "dropped": 1}


async def test_a_slow_channel_holds_up_neither_notes_nor_other_channels(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "hang", channel=HELP)
    await office.add(post("stuck"), post("elsewhere", DEL), note("a note"))
    sender = office.sender()
    round_ = kit.background(sender.round())
    await kit.until(lambda: office.words(DEL) == ["elsewhere"] and bool(office.calls("chat.postEphemeral")))
    assert office.words() == []
    await kit.cancel(round_)
