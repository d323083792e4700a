"""Buttons whose id or value no message of ours has: nothing changes, and whoever pressed one is answered."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from escalation_bot.sandbox.people import Person
from escalation_bot.sandbox.seen import Seen
from tests.stories.conftest import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")
NUMBERS = itertools.count(1)


async def forged(desk: Office, action: str, value: str) -> tuple[Seen, str]:
    """A card whose first button was changed, and its ticket; `{id}` is the escalation's."""
    ticket = f"SOC-{next(NUMBERS)}"
    desk.slack.clock.advance(timedelta(minutes=1))
    card, _ = await desk.asked(ticket)
    button = card.elements[0][1]
    button["action_id"], button["value"] = action, value.format(id=(await desk.found(ticket)).id)
    return card, ticket


def notes(who: Person) -> int:
    """How often they were told something that only they see."""
    return sum(message.ephemeral for message in who.reads("#soc-queue"))


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("do:take", "999999:requested"),
        ("do:take", "{id}:closed"),
        ("do:take", "nonsense"),
        ("do:take", "-1"),
        ("do:take", "{id}:requested:more"),
        ("do:take", "9" * 30),
        ("do:take", "９"),
        ("do:close", "{id}:requested"),
        ("do:decline", "{id}:requested"),
        ("do:request", "{id}:requested"),
        ("do:retract", "{id}:requested"),
        ("do:", "x"),
        ("retract", "{id}:" + "0" * 64),
        ("retract", "x"),
        ("more", "x"),
        ("form:update", "x"),
        ("intent:stop", "999999"),
        ("intent:change", "x"),
    ],
)
async def test_a_forged_button_changes_nothing_and_is_answered(desk: Office, action: str, value: str) -> None:
    sam = desk.person("sam")
    card, ticket = await forged(desk, action, value)
    before = notes(sam)
    assert await sam.clicks("Take", card) is None
    await desk.idle()
    assert notes(sam) == before + 1
    assert (await desk.found(ticket)).state == "requested"
    assert sam.warnings == []


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("form:update", "999999"),
        ("form:decline", "{id}"),
        ("form:take", "{id}"),
        ("form:retract", "{id}"),
        ("more", "999999"),
    ],
)
async def test_a_forged_button_for_a_form_opens_one_that_says_so(desk: Office, action: str, value: str) -> None:
    sam = desk.person("sam")
    card, ticket = await forged(desk, action, value)
    form = await sam.clicks("Take", card)
    assert form
    assert form.title == "Nothing was changed"
    await form.cancel()
    assert (await desk.found(ticket)).state == "requested"
