"""Who asked has new facts: another lead looks at the decision, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from escalation_bot.domain.policy import Policy
from escalation_bot.sandbox.seen import Seen
from tests.stories.conftest import HERE, ONE_WAY, Office, click

REASON = "Your import runs again tomorrow at 06:00 by itself."
NEW = "The customer moved the opening to tonight."


def _one_lead(policy: Policy) -> Policy:
    return replace(policy, teams={**policy.teams, "soc": replace(policy.teams["soc"], leads=("U0LENA",))})


async def declined(office: Office, *, by: str = "lena") -> tuple[Seen, Seen]:
    """A lead has said that SOC-101 is not put first."""
    card, receipt = await office.asked()
    await decline(office, card, by)
    office.forget()
    return card, receipt


async def decline(office: Office, card: Seen, by: str) -> None:
    """A lead says that it is not put first."""
    form = await office.chooses(office.person(by), card, "Not put first")
    await form.fill({"Why is it not put first?": REASON}).submit()
    await office.idle()


async def appeal(office: Office, receipt: Seen) -> None:
    """Anna appeals with the button on her receipt."""
    form = await click(office.person("anna"), "Appeal", receipt)
    await form.fill({"What is new since the decision?": NEW}).submit()
    await office.idle()


@ONE_WAY
async def test_the_other_lead_is_asked_with_the_new_facts(office: Office) -> None:
    olga = office.person("olga")
    card, receipt = await declined(office)
    await appeal(office, receipt)
    await olga.sees("Anna appeals the decision about SOC-101:", NEW, in_="#soc-queue", thread=card)
    assert [told.split(" · ")[0] for told in office.hears("olga")] == ["dm: SOC-101"]
    assert not any(office.hears(name) for name in ("anna", "sam", "sofia", "lena"))
    assert "· appeal" in card.text
    assert NEW in card.text
    assert card.buttons == ["Take", "More…"]
    after = await office.found()
    assert after.state == "requested"
    assert after.next_by
    await office.accepts(olga, card)
    await office.person("anna").sees("@Anna: SOC-101 goes first", in_="#help-soc", thread=receipt)


@HERE
async def test_who_declined_it_does_not_decide_the_appeal(office: Office) -> None:
    lena, olga = office.person("lena"), office.person("olga")
    card, receipt = await declined(office)
    await appeal(office, receipt)
    assert "Not put first" not in await office.choices(lena, card)
    await lena.reacts("no_entry_sign", await lena.replies(card, REASON))
    await lena.sees("You declined SOC-101 before. Its appeal is for another lead to decide.", in_="#soc-queue")
    assert "Not put first" in await office.choices(olga, card)


@HERE
@pytest.mark.parametrize("policy", [_one_lead], indirect=True)
async def test_where_there_is_no_other_lead_the_same_one_looks_again(office: Office) -> None:
    lena = office.person("lena")
    card, receipt = await declined(office)
    await appeal(office, receipt)
    told = await lena.sees("Anna appeals the decision about SOC-101", in_="#soc-queue", thread=card)
    assert "There is no other lead, so the same one looks again" in told.text
    assert "an appeal" in lena.reads("dm")[-1].text
    assert "Not put first" in await office.choices(lena, card)


@HERE
async def test_it_is_appealed_once(office: Office) -> None:
    anna, paul = office.person("anna"), office.person("paul")
    card, receipt = await office.asked()
    facts = await click(paul, "Add details", receipt)
    await facts.fill({"What should the team know?": "My customer waits for it too."}).submit()
    await decline(office, card, "lena")
    await anna.sees("With new facts it can be appealed, once.", in_="#help-soc", thread=receipt)
    second = await click(paul, "Appeal", receipt)
    await appeal(office, receipt)
    await decline(office, card, "olga")
    told = await anna.sees("Olga writes why", in_="#help-soc", thread=receipt)
    assert "appealed" not in told.text
    assert receipt.buttons == []
    refused = await second.fill({"What is new since the decision?": "Even more."}).submit()
    assert refused
    assert "SOC-101 was appealed once, and Olga decided at" in refused.text
    assert "Even more." in refused.text
    assert (await office.found()).state == "declined"


@HERE
async def test_after_five_working_days_it_is_too_late(office: Office) -> None:
    anna = office.person("anna")
    _, receipt = await declined(office)
    await office.later(days=7, minutes=5)
    form = await click(anna, "Appeal", receipt)
    assert form.title == "Nothing was changed"
    assert "The time to appeal this decision about SOC-101 is over." in form.text


@HERE
async def test_only_who_has_a_say_appeals(office: Office) -> None:
    _, receipt = await declined(office)
    form = await click(office.person("paul"), "Appeal", receipt)
    assert "Anna asked for SOC-101 and can do this." in form.text
