"""Events come twice, late, out of order or broken: each counts once, and what is not meant for us changes nothing."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text

from escalation_bot.sandbox.seen import Seen
from escalation_bot.store import escalations, inbox

from . import witness
from .conftest import Office

QUEUE = "C0SOCQUEUE"
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what has nothing to do with the kind of database."""
FOUND = "We found the cause, a fix is being tested until tomorrow noon."
NEWS = "from Sam"
"""What stands above an update of Sam's."""


async def verbs(office: Office, ticket: str = "SOC-101") -> list[str]:
    """What the history says was done."""
    number = (await office.found(ticket)).id
    async with office.bot.db.read(office.slack.team_id, office.slack.clock.now()) as tx:
        return [row.verb for row in await escalations.history(tx, number)]


async def in_inbox(office: Office, status: str) -> int:
    """How many events are in a status."""
    async with office.bot.db.read(office.slack.team_id, office.slack.clock.now()) as tx:
        return (await inbox.count_by_status(tx)).get(status, 0)


async def settled(office: Office, *, waiting: int = 0) -> None:
    """Waits until all events are worked but so many."""
    await office.slack.quiet()
    await office.until(lambda: in_inbox(office, "waiting"), waiting)


def reaction(kind: str, message: Seen, *, at: float, by: str = "U0SAM", name: str = "eyes") -> dict[str, Any]:
    """An event as Slack sends it, which happened so many seconds after the message."""
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    when = f"{float(message.ts) + at:.6f}"
    return {"type": kind, "user": by, "reaction": name, "item": item, "item_user": "U0BOT", "event_ts": when}


async def test_every_event_that_comes_twice_counts_once(office: Office) -> None:
    office.slack.duplicate_events = True
    card, receipt = await office.asked(taken_by="sam")
    reply = await office.person("sam").replies(card, FOUND)
    await office.person("sam").reacts("mega", reply)
    await office.person("anna").replies(receipt, "Thank you, they wait for it.")
    await office.later(seconds=31)
    assert await verbs(office) == ["request", "take", "said", "update"]
    assert len([each for each in receipt.thread if NEWS in each.text]) == 1
    await witness.each_post_must_stand_once_and_in_order(office.bot.db, office.slack)


@pytest.mark.parametrize(
    ("database_url", "seed"), [("sqlite", 1), ("sqlite", 2), ("postgresql", 3)], indirect=["database_url"]
)
async def test_events_in_any_order_come_to_the_same(office: Office, seed: int) -> None:
    card, receipt = await office.asked(taken_by="sam")
    sam, anna, sofia = (office.person(name) for name in ("sam", "anna", "sofia"))
    office.slack.duplicate_events = True
    office.slack.shuffle_events(seed)
    reply = await sam.replies(card, FOUND)
    await sam.reacts("mega", reply)
    await sam.edits(reply, FOUND + " It was a cable.")
    await sam.edits(reply, FOUND + " It was the certificate.")
    other = await sofia.replies(card, "Which version do they run?")
    await sam.reacts("speech_balloon", other)
    await sam.unreacts("speech_balloon", other)
    await anna.replies(receipt, "They run the version of May.")
    office.slack.release()
    await office.slack.quiet()
    for _ in range(4):
        office.slack.clock.advance(timedelta(seconds=10))
        await settled(office)
    await office.idle()
    assert sorted(await verbs(office)) == ["request", "said", "take", "update"]
    (update,) = [each for each in receipt.thread if NEWS in each.text]
    assert "It was the certificate." in update.text
    await witness.each_post_must_stand_once_and_in_order(office.bot.db, office.slack)


async def test_a_reaction_taken_back_before_it_is_heard_of_never_happened(office: Office) -> None:
    card, _ = await office.asked()
    await office.slack.event(reaction("reaction_removed", card, at=2))
    await settled(office)
    await office.slack.event(reaction("reaction_added", card, at=1))
    await settled(office)
    assert await verbs(office) == ["request"]
    await office.slack.event(reaction("reaction_added", card, at=3))
    await settled(office)
    assert await verbs(office) == ["request", "take"]


@ONE_DATABASE
async def test_a_reaction_waits_for_the_reply_that_it_stands_under(office: Office) -> None:
    card, receipt = await office.asked(taken_by="sam")
    office.slack.shuffle_events()
    reply = await office.person("sam").replies(card, FOUND)
    [late] = office.slack.outgoing._held or []
    office.slack.outgoing._held = None
    await office.person("sam").reacts("mega", reply)
    await settled(office, waiting=1)
    office.slack.outgoing._start(late)
    office.slack.clock.advance(timedelta(seconds=2))
    await settled(office)
    await office.later(seconds=31)
    assert FOUND in receipt.thread[-1].text


async def test_what_is_done_to_a_card_before_its_place_is_known_is_done_when_it_is(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "500", channel=QUEUE, after=True)
    sam = office.person("sam")
    answer = await office.person("anna").types("/escalate SOC-101", in_="#help-soc")
    assert answer.form
    await office.fills_in(answer.form)
    card = await sam.sees("SOC-101", in_="#soc-queue")

    await sam.reacts("eyes", card)
    reply = await sam.replies(card, FOUND)
    await sam.reacts("mega", reply)
    await settled(office, waiting=3)
    assert await verbs(office) == ["request"]

    office.slack.clock.advance(timedelta(seconds=12))
    await settled(office)
    await office.later(seconds=31)
    assert await verbs(office) == ["request", "take", "update"]
    await witness.each_post_must_stand_once_and_in_order(office.bot.db, office.slack)


@ONE_DATABASE
async def test_a_button_on_a_card_whose_place_is_not_known_works_at_once(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "500", channel=QUEUE, after=True)
    answer = await office.person("anna").types("/escalate SOC-101", in_="#help-soc")
    assert answer.form
    await office.fills_in(answer.form)
    card = await office.person("sam").sees("SOC-101", in_="#soc-queue")
    pressed = asyncio.create_task(office.person("sam").clicks("Take", card))
    await office.until(lambda: verbs(office), ["request", "take"])
    office.slack.clock.advance(timedelta(seconds=12))
    await pressed
    await office.idle()
    assert "Sam has it" in card.text


@ONE_DATABASE
async def test_a_reply_to_a_private_receipt_waits_until_its_place_is_known(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "500", channel="U0ANNA", after=True)
    answer = await office.person("anna").types("/escalate SOC-101", in_="#help-soc")
    assert answer.form
    await office.fills_in(answer.form, **{"Why must it go first?": "Safety, compliance or payment risk"})
    receipt = await office.person("anna").sees("SOC-101", in_="dm")
    await office.person("anna").replies(receipt, "The auditors come on Friday.")
    await settled(office, waiting=1)
    office.slack.clock.advance(timedelta(seconds=12))
    await settled(office)
    await office.idle()
    assert await verbs(office) == ["request", "said"]
    await office.person("sam").sees("The auditors come on Friday.", in_="#soc-queue")


@ONE_DATABASE
@pytest.mark.parametrize(
    "broken",
    [
        {"type": "message", "channel": QUEUE, "user": {"id": "U0SAM"}, "text": "hello", "channel_type": "group"},
        {"type": "reaction_added", "user": "U0SAM", "reaction": "eyes", "item": {"type": "message", "channel": QUEUE}},
        {"type": "reaction_added", "user": None, "reaction": "eyes", "item": ["message"]},
    ],
    ids=["a-user-that-is-no-id", "an-item-without-a-place", "an-item-that-is-a-list"],
)
async def test_an_event_that_cannot_be_worked_is_set_aside_and_shown_and_holds_up_no_other(
    office: Office, broken: dict[str, Any]
) -> None:
    card, _ = await office.asked()
    when = f"{float(card.ts) + 1:.6f}"
    await office.slack.event({**broken, "ts": when, "thread_ts": "1.000000", "event_ts": when})
    await office.slack.quiet()
    await office.person("sam").reacts("eyes", card)
    await office.until(lambda: verbs(office), ["request", "take"])
    await office.until(lambda: in_inbox(office, "set_aside"), 1, step=0.5)
    address = f"http://127.0.0.1:{office.bot.web.port}/metrics"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        assert 'escalation_inbox{status="set_aside"} 1.0' in await answer.text()


@ONE_DATABASE
async def test_what_cannot_be_published_says_so_and_holds_up_no_other(office: Office) -> None:
    card, receipt = await office.asked(taken_by="sam")
    replies = [await office.person("sam").replies(card, f"{number}: {FOUND}") for number in (1, 2)]
    for reply in replies:
        await office.person("sam").reacts("mega", reply)
        await office.idle()
    async with office.bot.db.write(office.slack.team_id, office.slack.clock.now()) as tx:
        await tx.session.exec(text("UPDATE intent SET verb = 'sing' WHERE id = 1"))  # type: ignore[call-overload]
    await office.later(seconds=31)
    assert [each.text for each in card.thread if "Not sent" in each.text and "1: " in each.text]
    assert [each.text for each in receipt.thread if "2: " in each.text]


@ONE_DATABASE
@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_events_that_nothing_listens_to_are_acked(office: Office) -> None:
    for kind in ("app_home_opened", "tokens_revoked", "a_thing_of_next_year"):
        await office.slack.event({"type": kind, "user": "U0ANNA", "event_ts": "1.000000"})
    await office.slack.quiet()
    assert [each.failed for each in office.slack.deliveries[-3:]] == [None, None, None]
    assert await in_inbox(office, "waiting") == 0


@ONE_DATABASE
async def test_slacks_word_that_it_sends_no_more_events_is_acked(office: Office) -> None:
    limited = {"type": "app_rate_limited", "team_id": "T0EXAMPLE", "minute_rate_limited": 1, "api_app_id": "A0"}
    status, _ = await office.slack.http.forges(json.dumps(limited).encode())
    assert status == 200


@ONE_DATABASE
async def test_edits_deletions_joins_and_bots_change_nothing(office: Office) -> None:
    card, receipt = await office.asked(taken_by="sam")
    sam, bot = office.person("sam"), office.person("otherbot")
    reply = await sam.replies(card, FOUND)
    await sam.edits(reply, FOUND + " It was the certificate.")
    gone = await sam.replies(receipt, "A word too many")
    await office.idle()
    before = await verbs(office), len(list(witness.posted(office.slack)))
    await sam.deletes(gone)
    office.slack.touch(reply)
    for place in ("#soc-queue", "#help-soc"):
        office.slack.channel(place).members.add(bot.id)
    await bot.replies(card, "Build 17 has failed for the third time today.")
    await bot.replies(receipt, "Build 17 has failed for the third time today.")
    await office.idle()
    assert (await verbs(office), len(list(witness.posted(office.slack)))) == before
    await sam.reacts("mega", reply)
    await office.later(seconds=31)
    assert "It was the certificate." in receipt.thread[-1].text
