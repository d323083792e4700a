"""A button's value is a client's word too: numbers of any kind, others' escalations, forms for what needs none."""

from __future__ import annotations

import pytest

from .conftest import EITHER_DATABASE, Forger, Office

VALUES = ["", "0", "-1", "1e9", "999999999", "9" * 40, "٣", "²", "1:gone", "1:requested:x", "{}", "1 or 1=1", "\x00"]
ACTIONS = [
    *("do:take", "do:nonsense", "do:", "form:update", "form:nonsense", "form:take", "form:"),
    *("more", "retract", "intent:stop", "intent:change"),
]


@EITHER_DATABASE
@pytest.mark.parametrize("action", ACTIONS)
async def test_whatever_a_button_says_its_person_gets_a_readable_answer(office: Office, action: str) -> None:
    await office.asked(taken_by="sam")
    before = await office.found()
    for value in VALUES:
        sam = Forger(office, "sam")
        told = len(office.slack.ws.whispers.get("U0SAM", []))
        office.slack.ws.views.clear("U0SAM")
        await sam.presses(action, value)
        new = office.slack.ws.whispers.get("U0SAM", [])[told:]
        words = [str(message.content["text"]) for message in new]
        top = office.slack.ws.views.top("U0SAM")
        assert words or top, (action, value)
        assert not any("did not open" in each for each in words), (action, value, words)
    assert await office.found() == before
