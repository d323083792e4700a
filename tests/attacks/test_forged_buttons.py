"""A button's value is a client's word too: numbers of any kind, others' escalations, forms for what needs none."""

from __future__ import annotations

from itertools import product

from .conftest import ONE_WAY, Forger, Office

VALUES = ["", "-1", "999999999", "9" * 40, "٣", "1:gone"]
ACTIONS = [
    *("do:take", "do:nonsense", "do:", "form:update", "form:nonsense", "form:take", "form:"),
    *("more", "retract", "intent:stop", "intent:change"),
]


@ONE_WAY
async def test_whatever_a_button_says_its_person_gets_a_readable_answer(office: Office) -> None:
    await office.asked(taken_by="sam")
    before = await office.found()
    for action, value in [*product(ACTIONS, ["999999999"]), *product(["do:take"], VALUES)]:  # notes are paced
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
