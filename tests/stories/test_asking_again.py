"""A ticket is asked for again after its last escalation ended: the decision and the appeal first, else a new one."""

from __future__ import annotations

import pytest

from escalation_bot.sandbox.forms import Form
from tests.stories.conftest import HERE, ONE_WAY, WHY, Office, form

REASON = "Two banks cannot pay salaries until tonight; your import runs again tomorrow at 06:00 by itself."
NEWS = "Their board decides on Friday whether they stay, about 200 seats."
FACTS = "What is new since the decision?"
PRIVATE = "Safety, compliance or payment risk"


async def declined(office: Office, by: str = "lena", **more: str) -> None:
    """SOC-101 was asked for by Anna, and a lead has said why it is not put first."""
    await office.asked(**more)
    await declines(office, by)


async def declines(office: Office, by: str) -> None:
    """A lead says why it is not put first."""
    card = office.message("card", "SOC-101", by)
    no = await office.chooses(office.person(by), card, "Not put first")
    await no.fill({"Why is it not put first?": REASON}).submit()
    await office.idle()
    office.forget()


async def asks(office: Office, name: str, words: str = NEWS, **more: str) -> Form:
    """Somebody asks for it again; what their form becomes."""
    answer = await office.person(name).types("/escalate SOC-101", in_="#help-soc")
    assert answer.form
    given = form(**{"What happens if it is not done by then?": words, **more})
    following = await answer.form.fill(given).submit()
    assert following
    return following


async def appealed(office: Office) -> None:
    """Anna appeals, and the other lead stays with the decision."""
    await declined(office)
    appeal = await asks(office, "anna")
    assert await appeal.submit() is None
    await office.idle()
    await declines(office, "olga")


@ONE_WAY
async def test_the_form_becomes_the_appeal_with_the_decision_and_the_text_kept(office: Office) -> None:
    anna, olga = office.person("anna"), office.person("olga")
    await declined(office)
    appeal = await asks(office, "anna")
    assert appeal.title == "Appeal"
    assert "SOC-101 was asked for before: E-1. Lena decided at Nov 23, 2026" in appeal.text
    assert REASON in appeal.text
    assert "you will hear" not in appeal.text
    assert appeal.value(FACTS) == NEWS
    assert await office.stored() == {"declined": 1}

    assert await appeal.submit() is None
    await office.idle()
    assert await office.stored() == {"requested": 1}
    assert (await office.found()).appeals == 1
    assert [told.split(" · ")[0] for told in office.hears("olga")] == ["dm: SOC-101"]
    assert office.hears("anna") == []
    card = office.message("card", "SOC-101", "olga")
    assert "appeal" in card.text
    await olga.sees(NEWS, in_="#soc-queue", thread=card)
    await anna.sees("Waits for an owner", in_="#help-soc")


@ONE_WAY
async def test_somebody_else_appeals_follows_it_and_has_a_say(office: Office) -> None:
    await declined(office)
    appeal = await asks(office, "paul")
    assert "and you will hear how it goes on" in appeal.text
    assert await appeal.submit() is None
    await office.idle()
    assert office.hears("paul") == ["mention: @Paul: You will hear here how SOC-101 goes on"]
    assert office.hears("anna")[0] == "mention: @Anna: Paul asks for SOC-101 too and appeals the decision"
    found = await office.found()
    assert (found.state, found.requester) == ("requested", "U0ANNA")
    resolve = await office.chooses(office.person("sam"), office.message("card", "SOC-101", "sam"), "Resolve")
    await resolve.fill({"How was it resolved?": "The import runs again."}).submit()
    await office.idle()
    question = await office.person("paul").sees("Is it?", in_="#help-soc")
    await office.person("paul").clicks("Solved", question)
    await office.idle()
    assert (await office.found()).state == "closed"


@HERE
async def test_a_second_form_that_was_open_meanwhile_hears_that_it_was_appealed(office: Office) -> None:
    await declined(office)
    first, second = await asks(office, "anna"), await asks(office, "paul")
    assert await first.submit() is None
    refused = await second.submit()
    assert refused
    assert refused.title == "Nothing was changed"
    assert NEWS in refused.text
    assert (await office.found()).appeals == 1


@HERE
async def test_of_a_private_decision_others_learn_nothing_and_ask_anew(office: Office) -> None:
    await office.asks(**{"Why must it go first?": PRIVATE})
    await declines(office, "lena")
    stored = await asks(office, "paul")
    assert stored.title == "Escalated"
    await office.idle()
    assert await office.stored() == {"declined": 1, "requested": 1}
    assert "Asked before" not in office.message("card", "E-2", "sam").text


@HERE
async def test_after_a_decided_appeal_the_same_reason_waits_and_another_does_not(office: Office) -> None:
    await appealed(office)
    refused = await asks(office, "paul")
    assert refused.errors == {
        "Why must it go first?": "SOC-101 was declined, and that was confirmed after an appeal. It can be asked for "
        "again for this reason after 2026-12-11; for another reason at once."
    }
    assert refused.value("What happens if it is not done by then?") == NEWS
    stored = await refused.fill({"Why must it go first?": "Churn risk"}).submit()
    assert stored
    assert stored.title == "Escalated"
    assert (await office.found()).number == 2


@HERE
async def test_after_that_time_the_same_reason_may_be_given_again(office: Office) -> None:
    await appealed(office)
    await office.later(days=19)
    assert (await asks(office, "anna")).title == "Escalated"


@HERE
async def test_when_the_time_to_appeal_is_over_it_is_asked_for_anew_and_linked(office: Office) -> None:
    await declined(office)
    first = await office.found()
    await office.later(days=8)
    assert (await asks(office, "paul")).title == "Escalated"
    await office.idle()
    assert (await office.found()).previous == first.id
    assert "Asked before: E-1, not put first, Nov 23, 2026" in office.message("card", "E-2", "sam").text
    assert "Earlier" not in office.message("receipt", "E-2", "paul").text


@pytest.mark.parametrize("ending", ["withdrawn", "closed"])
@HERE
async def test_what_ended_otherwise_is_linked_too(office: Office, ending: str) -> None:
    anna = office.person("anna")
    card, _ = await office.asked()
    if ending == "closed":
        resolve = await office.chooses(office.person("sam"), card, "Resolve")
        await resolve.fill({"How was it resolved?": "The import runs again."}).submit()
        await office.idle()
    await anna.types("/escalate withdraw SOC-101", in_="#help-soc")
    assert (await asks(office, "anna", WHY)).title == "Escalated"
    await office.idle()
    ended = {"withdrawn": "taken back", "closed": "closed, solved"}[ending]
    assert f"Asked before: E-1, {ended}, Nov 23, 2026" in office.message("card", "E-2", "sam").text
