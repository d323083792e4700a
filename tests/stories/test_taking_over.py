"""Work is taken over from an owner who is away, or whose update is late by its whole target; from nobody else."""

from __future__ import annotations

from datetime import timedelta

from tests.stories.conftest import HERE, Office

pytestmark = HERE
SICK = "face_with_thermometer"


async def test_a_sick_owners_work_is_taken_over_and_both_sides_hear_it(office: Office) -> None:
    anna, sofia = office.person("anna"), office.person("sofia")
    card, receipt = await office.asked(taken_by="sam")
    due = (await office.found()).next_by
    office.slack.change_user("sam", status_emoji=SICK)
    await office.idle()
    await office.chooses(sofia, card, "Take it over", at_once=True)
    told = await anna.sees("@Anna: Sofia has taken SOC-101 over from Sam", in_="#help-soc", thread=receipt)
    assert "Next word by" in told.text
    await office.idle()
    assert office.hears("anna") == ["mention: @Anna: Sofia has taken SOC-101 over from Sam"]
    assert office.hears("sam") == ["mention: @Sam: Sofia has taken SOC-101 over"]
    assert office.hears("sofia") == []
    after = await office.found()
    assert (after.owner, after.last_owner, after.next_by) == ("U0SOFIA", "U0SAM", due)
    assert "Sofia has it" in card.text
    assert await office.places() == 1


async def test_from_an_owner_who_is_at_work_it_is_not_taken_over(office: Office) -> None:
    card, _ = await office.asked(taken_by="sam")
    for name in ("sofia", "lena"):
        assert "Take it over" not in await office.choices(office.person(name), card)


async def test_an_owner_who_came_back_meanwhile_keeps_it_and_is_named(office: Office) -> None:
    sofia = office.person("sofia")
    card, _ = await office.asked(taken_by="sam")
    office.slack.change_user("sam", status_emoji=SICK)
    await office.idle()
    form = await sofia.clicks("More…", card) or await sofia.sees_form()
    office.slack.change_user("sam", status_emoji="")
    await office.idle()
    refused = await form.fill({"Choose one": "Take it over"}).submit()
    assert refused
    assert refused.title == "Nothing was changed"
    assert "Sam has SOC-101 since" in refused.text
    assert "It can be taken over when Sam is away, or the update is late by its whole target." in refused.text
    assert (await office.found()).owner == "U0SAM"
    await office.idle()
    assert office.hears("sam") == office.hears("anna") == []


async def test_an_update_that_is_late_by_its_whole_target_lets_others_take_over(office: Office) -> None:
    sofia = office.person("sofia")
    card, _ = await office.asked(taken_by="sam")
    due = (await office.found()).next_by
    assert due
    target = office.bot.policy.impacts[(await office.found()).impact].update
    late = office.bot.policy.teams["soc"].calendar.add(due, target)
    office.slack.clock.advance(late - timedelta(minutes=1) - office.slack.clock.now())
    assert "Take it over" not in await office.choices(sofia, card)
    office.slack.clock.advance(timedelta(minutes=1))
    await office.chooses(sofia, card, "Take it over", at_once=True)
    await office.idle()
    after = await office.found()
    assert (after.owner, after.next_by) == ("U0SOFIA", due)


async def test_the_owner_does_not_take_over_from_themselves(office: Office) -> None:
    card, _ = await office.asked(taken_by="sam")
    office.slack.change_user("sam", status_emoji=SICK)
    await office.idle()
    assert "Take it over" not in await office.choices(office.person("sam"), card)
