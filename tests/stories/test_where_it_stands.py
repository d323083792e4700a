"""Status, not priority: who only wants to know where a ticket stands is told beside the form, and asks for nothing."""

from __future__ import annotations

import asyncio

import pytest

from escalation_bot.sandbox.forms import Form
from escalation_bot.store import tally
from tests.stories.conftest import ONE_WAY, Office, form

STANDS, ENOUGH = "I only need to know where it stands", "That is all I needed"
SAFETY = "Safety, compliance or payment risk"


async def opened(office: Office, name: str = "anna", line: str = "") -> Form:
    """The form of somebody, with what they typed into it."""
    answer = await office.person(name).types(f"/escalate {line}", in_="#help-soc")
    assert answer.form
    return answer.form.fill(form(Customer="Nordwind"))


async def asks_where(opened_form: Form) -> Form:
    """What lies upon the form once it was asked, and the form remembers that."""
    before = opened_form.view.hash
    above = await opened_form.clicks(STANDS)
    assert above
    assert above.title == "Where it stands"
    for _ in range(300):
        if opened_form.view.hash != before:
            return above
        await asyncio.sleep(0.01)
    raise AssertionError("the form does not remember it")


async def counted(office: Office) -> dict[str, int]:
    async with office.bot.db.read(office.slack.team_id, office.slack.clock.now()) as tx:
        return dict(await tally.totals(tx))


def typed(sent: Form) -> dict[str, object]:
    return {label: sent.value(label) for label in sent.labels}


@ONE_WAY
async def test_the_answer_comes_from_the_queue_and_the_form_keeps_what_was_typed(office: Office) -> None:
    await office.asked("SOC-101")
    await office.asked("SOC-102", taken_by="sam")
    below = await opened(office, "mia", "SOC-101")
    before, calls = typed(below), len(office.slack.calls_of("chat.postMessage"))
    above = await asks_where(below)
    assert "SOC-101 · E-1" in above.text
    assert "Waits for an owner" in above.text
    assert "Place 1 of 1 in line" in above.text
    back = await above.cancel()
    assert back
    assert typed(back) == before
    back.fill({"Ticket ID": "soc 102"})
    assert "Sam has it. Next update by" in (await asks_where(back)).text
    await office.idle()
    assert await office.stored() == {"requested": 1, "in_progress": 1}
    assert len(office.slack.calls_of("chat.postMessage")) == calls


@ONE_WAY
async def test_whoever_needs_no_more_has_avoided_an_escalation_and_everything_closes(office: Office) -> None:
    below = await opened(office, line="SOC-101")
    above = await asks_where(below)
    assert "was not asked to go first" in above.text
    assert "Service Operations Center works on it in its turn" in above.text
    assert await above.submit() is None
    assert not below.open
    assert await counted(office) == {"avoided": 1}
    assert await office.stored() == {}


@ONE_WAY
@pytest.mark.parametrize("everything", [True, False], ids=["all at once", "one after the other"])
async def test_closing_the_form_after_the_answer_counts_once(office: Office, everything: bool) -> None:
    above = await asks_where(await opened(office, line="SOC-101"))
    back = await above.cancel(everything=everything)
    if back:
        await back.cancel()
    assert await counted(office) == {"avoided": 1}


@ONE_WAY
async def test_who_goes_on_and_asks_has_avoided_nothing_and_who_only_closes_neither(office: Office) -> None:
    below = await (await asks_where(await opened(office, line="SOC-101"))).cancel()
    assert below
    stored = await below.submit()
    assert stored
    assert "SOC-101 is in the queue" in stored.text
    await (await opened(office, line="SOC-102")).cancel()
    assert await counted(office) == {}


@ONE_WAY
@pytest.mark.parametrize(
    ("ticket", "told"),
    [
        ("", "Which ticket?"),
        ("the login page", "Which ticket?"),
        ("SOC-1 and SOC-2", "These are SOC-1 and SOC-2"),
        ("SOC-77", "SOC-77 was not asked to go first"),
    ],
)
async def test_what_is_not_in_the_queue_is_said_with_what_to_do(office: Office, ticket: str, told: str) -> None:
    below = await opened(office)
    below.fill({"Ticket ID": ticket})
    assert told in (await asks_where(below)).text


@ONE_WAY
async def test_a_private_request_is_told_to_nobody_else(office: Office) -> None:
    await office.asks(ticket="SOC-101", **{"Why_must_it_go_first?": SAFETY})
    assert "was not asked to go first" in (await asks_where(await opened(office, "nina", "SOC-101"))).text
    assert "Waits for an owner" in (await asks_where(await opened(office, "anna", "SOC-101"))).text
