"""More than anybody would write: nothing of it is refused by Slack, and no form stays shut."""

from __future__ import annotations

import pytest

from escalation_bot.sandbox.world import World
from escalation_bot.store import escalations
from escalation_bot.store.escalations import Entry
from tests.stories.conftest import WHY, click

from .conftest import EITHER_DATABASE, ONE_WAY, Forger, Office, read, typed

LONG = "Ö&<>" * 10_000


@EITHER_DATABASE
async def test_the_longest_message_is_copied_published_and_shown(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    await anna.replies(receipt, LONG)
    await sam.replies(receipt, LONG)
    reply = await sam.replies(card, LONG)
    await office.idle()
    await sam.reacts("white_check_mark", reply)
    await office.later(seconds=31)
    assert (await office.found()).state == "resolved"
    assert "Ö&<>" * 100 in (await sam.sees("in the receipt’s thread of SOC-101", in_="#soc-queue", thread=card)).text


@ONE_WAY
async def test_a_command_of_any_length_is_answered(office: Office) -> None:
    anna = office.person("anna")
    for line in (
        f"SOC-101 {LONG}",
        f"status {LONG}",
        f"list {LONG}",
        f"withdraw {LONG}",
        LONG,
        "SOC-1 " * 2000,
        "SOC-" + "1" * 5000,
    ):
        answer = await anna.types(f"/escalate {line}", in_="#help-soc")
        assert answer.form or answer.text, line[:20]


@ONE_WAY
@pytest.mark.parametrize("motive", ["Deadline risk", "Safety, compliance or payment risk"])
async def test_a_hundred_facts_keep_card_and_forms_open(office: Office, motive: str) -> None:
    await office.asks(**{"Why must it go first?": motive})
    number = (await office.found()).id
    async with office.bot.db.write(office.slack.team_id, office.slack.clock.now()) as tx:
        for fact in range(99):
            words = f"{fact} {LONG[:2900]}"
            await escalations.note(tx, Entry(number, "U0PAUL", "add_facts", None, "requested", "1", {}, words=words))
    await Forger(office, "paul").submits("say", {"id": number, "verb": "add_facts"}, words=typed(f"99 {LONG[:2900]}"))
    card = office.message("card", "SOC-101", "sam")
    form = await click(office.person("sam"), "More…", card)
    assert form
    assert WHY in card.text + form.text
    assert "99 Ö" in card.text + form.text
    assert form.options("Choose one")


@ONE_WAY
@pytest.mark.parametrize("world", [lambda world: World.with_user(world, "anna", real_name="W" * 80)], indirect=True)
async def test_a_name_of_eighty_letters_fits_everywhere(office: Office) -> None:
    card, _ = await office.asked(Customer="C" * 150)
    assert "W" * 80 in card.text
    answer = await Forger(office, "sam").submits("say", {"id": 1, "verb": "answer"}, words=typed("x" * 3000))
    assert "W" * 80 in read(answer)
