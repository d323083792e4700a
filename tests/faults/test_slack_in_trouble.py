"""Slack is slow, refuses, or is not there: forms can be opened after all, and each post comes out exactly once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from escalation_bot.app import SURFACES
from escalation_bot.domain.delivery import Status
from escalation_bot.domain.policy import Policy
from escalation_bot.jobs.inbox import TRIES
from escalation_bot.manifest import manifest
from escalation_bot.sandbox.world import World
from escalation_bot.store import outbox
from tests.stories import conftest as stories
from tests.stories.conftest import WHY, form

from . import witness
from .conftest import Office
from .troubles import Store

WORDS = "What happens if it is not done by then?"
FOUND = "We found the cause, a fix is being tested until tomorrow noon."
AGAIN = "Open the form"
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what has nothing to do with the database."""


@ONE_DATABASE
@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param({"kind": "latency", "seconds": 3.2}, id="too-slow"),
        pytest.param({"kind": "429"}, id="too-many"),
        pytest.param({"kind": "500"}, id="broken"),
        pytest.param({"kind": "html"}, id="not-slack"),
        pytest.param({"kind": "cut_before"}, id="unreachable"),
        pytest.param({"kind": "error", "error": "fatal_error"}, id="refusing"),
    ],
)
async def test_a_form_that_does_not_open_is_kept_in_a_button(office: Office, trouble: dict[str, Any]) -> None:
    anna = office.person("anna")
    office.slack.faults.add("views.open", **trouble)
    await anna.types("/escalate soc 101 the webhook drops orders", in_="#help-soc")
    told = await anna.sees("The form did not open. Your words are kept in this button.", in_="#help-soc")
    assert told.ephemeral
    office.slack.clock.advance(timedelta(seconds=2))
    opened = await anna.clicks(AGAIN, told)
    assert opened
    assert opened.value("Ticket ID") == "SOC-101"
    assert opened.value(WORDS) == "the webhook drops orders"
    assert await opened.fill(form()).submit()


@ONE_DATABASE
async def test_more_words_than_a_button_holds_are_shown_to_copy(office: Office) -> None:
    words = ("Four hundred stores cannot take orders from Thursday on. " * 45).strip()
    office.slack.faults.add("views.open", "cut_before")
    await office.person("anna").types(f"/escalate SOC-101 {words}", in_="#help-soc")
    assert words in (await office.person("anna").sees("The form did not open.", in_="#help-soc")).text


@ONE_DATABASE
async def test_the_form_of_a_button_opens_from_the_answer_that_it_did_not(office: Office) -> None:
    card, _ = await office.asked(taken_by="sam")
    sam = office.person("sam")
    for button in ("Post update", "More…"):
        office.slack.faults.add("views.open", "cut_before")
        await sam.clicks(button, card)
        told = await sam.sees("The form did not open.", in_="#soc-queue")
        opened = await sam.clicks(AGAIN, told)
        assert opened
        assert "SOC-101" in opened.text
        await opened.cancel()


@ONE_DATABASE
async def test_the_answer_that_a_form_did_not_open_is_tried_again(office: Office) -> None:
    office.slack.faults.add("views.open", "500")
    office.slack.faults.add("response_url", "500")
    await office.person("anna").types("/escalate SOC-101", in_="#help-soc")
    assert (await office.person("anna").sees("The form did not open.", in_="#help-soc")).buttons == [AGAIN]


@pytest.mark.parametrize(
    ("database_url", "trouble"),
    [
        pytest.param("sqlite", {"kind": "latency", "seconds": 0.2, "times": 6}, id="slow"),
        pytest.param("postgresql", {"kind": "429", "times": 8, "retry_after": 3}, id="too-many"),
        pytest.param("sqlite", {"kind": "500", "times": 3, "after": True}, id="broken-after-the-effect"),
        pytest.param("postgresql", {"kind": "500", "times": 3}, id="broken-before-the-effect"),
        pytest.param("sqlite", {"kind": "html", "times": 3, "after": True}, id="not-slack-after-the-effect"),
        pytest.param("postgresql", {"kind": "cut_after", "times": 3}, id="cut-after-the-effect"),
        pytest.param("sqlite", {"kind": "cut_before", "times": 3}, id="cut-before-the-effect"),
    ],
    indirect=["database_url"],
)
async def test_every_post_comes_out_once_and_in_order(office: Office, trouble: dict[str, Any]) -> None:
    office.slack.faults.add("chat.postMessage", **trouble)
    if trouble["kind"] != "429":  # two channels' edits may be on their way together, and both be refused
        office.slack.faults.add("chat.update", **trouble)
    for ticket in ("SOC-101", "SOC-102"):
        answer = await office.person("anna").types(f"/escalate {ticket}", in_="#help-soc")
        assert answer.form
        await office.fills_in(answer.form)
    await office.settles()
    card, receipt = (office.message(kind, "SOC-101", "sam") for kind in ("card", "receipt"))
    await office.person("sam").reacts("eyes", card)
    reply = await office.person("sam").replies(card, FOUND)
    await office.person("sam").reacts("mega", reply)
    await office.settles()
    office.slack.clock.advance(timedelta(seconds=31))
    await office.until(lambda: told(office, receipt), 2)
    await office.settles()
    await witness.each_post_must_stand_once_and_in_order(office.bot.db, office.slack)
    await witness.each_request_must_have_one_receipt_and_one_card(office.bot.db, office.slack, 2)
    assert FOUND in receipt.thread[-1].text
    assert "Sam has it" in card.text


async def told(_office: Office, receipt: Any) -> int:
    """How many replies the receipt has."""
    return len(receipt.thread)


async def is_stubborn(office: Office, method: str) -> bool:
    """Has Slack been asked that in vain more often than a broken event would be tried?"""
    return len([call for call in office.slack.calls_of(method) if not call.ok]) > TRIES + 1


@ONE_DATABASE
async def test_a_revoked_token_stops_nobody_and_what_waits_is_sent_when_it_works_again(
    office: Office, policy: Policy
) -> None:
    card, receipt = await office.asked()
    opened = (await office.person("anna").types("/escalate SOC-102", in_="#help-soc")).form
    assert opened
    office.slack.revoke_token()
    await office.fills_in(opened)
    await office.person("sofia").reacts("eyes", card)  # nobody has looked her up yet
    await office.until(lambda: is_stubborn(office, "users.info"), True, step=3)
    waiting = await office.unsettled()
    assert waiting["in waiting"] == 1
    async with aiohttp.ClientSession() as web, web.get(f"http://127.0.0.1:{office.bot.web.port}/readyz") as ready:
        assert ready.status == 200
        assert "token_revoked (since " in (await ready.json())["slack"]
    office.slack.reinstall(manifest(SURFACES, policy.command))
    await office.settles()
    await witness.each_post_must_stand_once_and_in_order(office.bot.db, office.slack)
    await witness.each_request_must_have_one_receipt_and_one_card(office.bot.db, office.slack, 2)
    assert "Sofia has it" in card.text
    assert "Sofia" in receipt.thread[-1].text


@ONE_DATABASE
async def test_slack_is_not_asked_again_before_the_time_that_it_named(office: Office) -> None:
    cards = [(await office.asked(ticket))[0] for ticket in ("SOC-101", "SOC-102")]
    office.slack.faults.add("users.info", "429", retry_after=30)
    before = len(office.slack.calls_of("users.info"))
    for name, card in zip(("sofia", "olga"), cards, strict=True):
        await office.person(name).reacts("eyes", card)
    for _ in range(5):
        await office.slack.quiet()
        office.slack.clock.advance(timedelta(seconds=5))
    assert len(office.slack.calls_of("users.info")) == before + 1
    office.slack.clock.advance(timedelta(seconds=10))
    await office.settles()
    assert [(await office.found(ticket)).owner for ticket in ("SOC-101", "SOC-102")] == ["U0SOFIA", "U0OLGA"]


@ONE_DATABASE
async def test_what_a_removed_bot_could_not_say_is_said_when_it_is_invited_again(office: Office) -> None:
    office.slack.remove_bot("#soc-queue")
    await office.asks(ticket="SOC-101")
    told = await office.person("lena").sees("I cannot post to #soc-queue", in_="#escalation-ops")
    assert "/invite" in told.text
    await office.slack.invite_bot("#soc-queue", by="lena")
    await office.settles()
    await office.person("sam").sees("SOC-101", WHY, in_="#soc-queue")
    await witness.each_request_must_have_one_receipt_and_one_card(office.bot.db, office.slack, 1)


@ONE_DATABASE
async def test_an_archived_channel_is_told_once_and_nothing_for_it_is_dropped(office: Office) -> None:
    card, receipt = await office.asked(taken_by="sam")
    office.slack.archive("#soc-queue")
    for ticket in ("SOC-102", "SOC-103"):
        await office.asks(ticket=ticket)
    await office.person("anna").replies(receipt, "They ask how it goes.")
    await office.settles()
    assert len([each for each in office.person("lena").reads("#escalation-ops") if "archived" in each.text]) == 1
    office.slack.unarchive("#soc-queue")
    async with office.bot.db.write(office.slack.team_id, office.slack.clock.now()) as tx:
        assert await outbox.resend_to(tx, card.channel) >= 3
    await office.settles()
    assert "They ask how it goes." in card.thread[-1].text
    await witness.each_request_must_have_one_receipt_and_one_card(office.bot.db, office.slack, 3)


@ONE_DATABASE
async def test_a_person_who_left_and_a_group_without_members_stop_nothing(office: Office) -> None:
    card, receipt = await office.asked(taken_by="sam")
    office.slack.deactivate("anna")
    office.slack.set_group("soc", [])
    await office.idle()
    reply = await office.person("sam").replies(card, FOUND)
    await office.person("sam").reacts("mega", reply)
    await office.later(seconds=31)
    assert FOUND in receipt.thread[-1].text
    assert not [
        each for each in await witness.deliveries(office.bot.db, office.slack) if each.status is Status.SET_ASIDE
    ]


@ONE_DATABASE
async def test_a_start_waits_until_slack_has_told_every_name(store: Store, policy: Policy, world: World) -> None:
    async with stories.sandbox(policy, world) as slack:
        slack.faults.add("conversations.list", "500")
        bot = await stories.opened(slack, store.url, policy, "http")
        office = Office(slack, bot)
        await office.asks()
        assert office.message("card", "SOC-101", "sam")
        assert bot.policy.teams["soc"].queue_channel == "C0SOCQUEUE"
        await bot.stop()
