"""What happens when Slack leaves it open whether it did what was asked (promise 5)."""

from __future__ import annotations

from typing import Any

import pytest

from escalation_bot.domain.delivery import Status

from .kit import DEL, HELP, OPS, Office, edit, note, post

Faults = list[tuple[Any, dict[str, Any]]]
TAKEN: Faults = [("cut_after", {}), ("html", {"after": True}), ("500", {"after": True})]
TAKEN += [("error", {"after": True, "error": error}) for error in ("fatal_error", "internal_error", "request_timeout")]
UNTAKEN: Faults = [("cut_before", {}), ("html", {}), ("500", {}), ("error", {"error": "service_unavailable"})]


@pytest.mark.parametrize(("kind", "more"), TAKEN)
async def test_one_that_was_posted_all_the_same_is_found_and_not_posted_again(
    office: Office, kind: Any, more: dict[str, Any]
) -> None:
    office.slack.faults.add("chat.postMessage", kind, **more)
    [one] = await office.add(post("once"))
    await office.sender().round()
    assert (await office.get(one)).status is Status.UNKNOWN
    office.later(10)
    await office.sender().round()
    stored = await office.get(one)
    assert (stored.status, stored.sent_channel) == (Status.SENT, HELP)
    assert stored.ts in office.slack.channel(HELP).messages
    assert office.words() == ["once"]


@pytest.mark.parametrize(("kind", "more"), UNTAKEN)
async def test_one_that_was_not_posted_is_sent_again_after_a_look(
    office: Office, kind: Any, more: dict[str, Any]
) -> None:
    office.slack.faults.add("chat.postMessage", kind, **more)
    await office.add(post("once"), post("after it"))
    await office.sender().round()
    office.later(10)
    await office.sender().round()
    assert office.words() == ["once", "after it"]
    assert office.calls()[1] == "conversations.history"


async def test_nothing_is_looked_for_before_the_call_must_be_over(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "cut_before")
    await office.add(post("once"), post("after it"))
    await office.sender().round()
    office.later(9)
    await office.sender().round()
    assert office.calls() == ["chat.postMessage"]


async def test_a_reply_is_looked_for_in_its_thread(office: Office) -> None:
    [parent] = await office.add(post("receipt"))
    await office.sender().round()
    office.slack.faults.add("chat.postMessage", "cut_after")
    await office.add(post("reply", thread=parent))
    await office.sender().round()
    office.later(10)
    await office.sender().round()
    assert office.words() == ["receipt", "reply"]
    assert office.calls("conversations.replies", "conversations.history") == ["conversations.replies"]


async def test_a_direct_message_is_looked_for_in_its_conversation(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "cut_after")
    [one] = await office.add(post("for you", "U0ANNA"))
    await office.sender().round()
    office.later(10)
    await office.sender().round()
    assert (await office.get(one)).sent_channel == "D0ANNA"
    assert office.calls() == ["chat.postMessage", "conversations.open", "conversations.history"]


async def test_a_look_turns_pages_back_to_when_the_delivery_was_written(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "cut_after")
    await office.add(post("once"))
    await office.sender().round()
    office.slack.ws.page_cap = 3
    for n in range(8):
        await office.slack.person("anna").says(f"chatter {n}", in_="#help-soc")
    office.later(10)
    await office.sender().round()
    assert office.words() == ["once"]
    assert len(office.calls("conversations.history")) == 3
    assert all(float(call.args["oldest"]) > 0 for call in office.slack.calls_of("conversations.history"))


async def test_a_look_that_fails_is_made_again_and_nothing_is_sent_meanwhile(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "cut_after")
    office.slack.faults.add("conversations.history", "500")
    office.slack.faults.add("conversations.history", "429", retry_after=5)
    await office.add(post("once"))
    for _ in range(4):
        await office.sender().round()
        office.later(10)
    assert office.words() == ["once"]
    assert office.calls("chat.postMessage") == ["chat.postMessage"]
    assert await office.statuses() == {"sent": 1}


async def test_one_that_cannot_be_looked_for_is_set_aside_and_the_operator_hears_of_it(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "cut_before")
    [one] = await office.add(post("once", DEL))
    await office.sender().round()
    office.slack.remove_bot("#del-queue")
    office.later(10)
    await office.sender().round()
    await office.sender().round()
    aside = await office.get(one)
    assert (aside.status, aside.note) == (
        Status.SET_ASIDE,
        "may have been sent, and cannot be looked for: not_in_channel",
    )
    assert office.words(OPS) == ["operator/unreachable {'channel': 'C0DELQUEUE', 'error': 'not_in_channel'}"]


async def test_without_the_right_to_look_nothing_is_sent_twice(office: Office) -> None:
    office.slack.faults.add("chat.postMessage", "cut_after")
    office.slack.faults.add("conversations.history", "error", error="missing_scope")
    [one] = await office.add(post("once"))
    await office.sender().round()
    office.later(10)
    await office.sender().round()
    assert (await office.get(one)).status is Status.SET_ASIDE
    assert office.words() == ["once"]


async def test_an_edit_of_unknown_outcome_is_simply_made_again(office: Office) -> None:
    [one] = await office.add(post("before"))
    office.slack.faults.add("chat.update", "cut_before")
    await office.add(edit(one, "after"))
    await office.sender().round()
    office.later(2)
    await office.sender().round()
    assert office.words() == ["after"]
    assert office.calls() == ["chat.postMessage", "chat.update", "chat.update"]


@pytest.mark.parametrize("kind", ["cut_after", "cut_before", "500"])
async def test_a_note_is_never_sent_twice(office: Office, kind: Any) -> None:
    office.slack.faults.add("chat.postEphemeral", kind)
    [one] = await office.add(note("only you"))
    await office.sender().round()
    office.later(60)
    await office.sender().round()
    dropped = await office.get(one)
    assert dropped.status is Status.DROPPED
    assert "at most once" in (dropped.note or "")
    assert office.calls() == ["chat.postEphemeral"]
