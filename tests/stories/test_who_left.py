"""Who left the company or the team: their work looks for a new owner, others speak for them, their buttons do nothing.

Slack has to say so: what it does not answer takes nothing from anybody.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from escalation_bot.domain.policy import Policy
from escalation_bot.store import escalations
from tests.stories.conftest import HERE, ONE_WAY, Office, form, opened

GROUP = "usergroups.users.list"


def by_group_only(policy: Policy) -> Policy:
    """Who works for the SOC stands in its user group alone."""
    return replace(policy, teams={**policy.teams, "soc": replace(policy.teams["soc"], members=())})


NAMED_NOWHERE = pytest.mark.parametrize("policy", [by_group_only], indirect=True)


async def history(office: Office) -> list[str]:
    """The verbs that the history has for the ticket."""
    number = (await office.found()).id
    async with office.bot.db.read(office.slack.team_id, office.slack.clock.now()) as tx:
        return [line.verb for line in await escalations.history(tx, number)]


def mentions(office: Office, name: str) -> list[str]:
    """What was said to somebody by name since they were last asked."""
    return [each for each in office.hears(name) if each.startswith("mention")]


@HERE
async def test_what_a_deactivated_owner_had_looks_for_a_new_one(office: Office) -> None:
    anna, lena = office.person("anna"), office.person("lena")
    card, receipt = await office.asked(taken_by="sam")
    due = (await office.found()).next_by
    office.slack.deactivate("sam")
    await anna.sees("@Anna: Service Operations Center is looking for a new owner", in_="#help-soc", thread=receipt)
    told = await lena.sees("@Lena @Olga: Sam is no longer in Service Operations", in_="#soc-queue", thread=card)
    assert "SOC-101 looks for a new owner and keeps its place." in told.text
    await office.idle()
    after = await office.found()
    assert (after.state, after.owner, after.last_owner, after.next_by) == ("accepted", None, "U0SAM", due)
    assert card.buttons == ["Take", "More…"]
    assert await office.places() == 1
    assert office.hears("sofia") == []


@HERE
@NAMED_NOWHERE
async def test_a_hold_ends_when_its_owner_leaves_the_team(office: Office) -> None:
    sam, lena = office.person("sam"), office.person("lena")
    card, _ = await office.asked(taken_by="sam")
    await sam.reacts("hourglass", await sam.replies(card, "Waiting for the vendor's patch, due on Wednesday."))
    await office.later(seconds=31)
    office.slack.set_group("soc", ["sofia"])
    await lena.sees("Sam is no longer in Service Operations", in_="#soc-queue", thread=card)
    after = await office.found()
    assert (after.state, after.owner, after.held_until) == ("accepted", None, None)
    assert after.next_by


@HERE
async def test_who_is_named_in_the_policy_may_leave_the_group(office: Office) -> None:
    await office.asked(taken_by="sam")
    office.slack.set_group("soc", ["sofia"])
    await office.later(hours=2)
    assert (await office.found()).owner == "U0SAM"


@HERE
@NAMED_NOWHERE
async def test_who_was_removed_from_the_group_presses_in_vain(office: Office) -> None:
    sofia = office.person("sofia")
    card, _ = await office.asked()
    office.slack.set_group("soc", ["sam"])
    await office.idle()
    await sofia.clicks("Take", card)
    await sofia.sees("Only members of Service Operations Center", in_="#soc-queue")
    assert (await office.found()).owner is None


@HERE
@NAMED_NOWHERE
@pytest.mark.parametrize(("trouble", "asked_again"), [("internal_error", 2), ("missing_scope", 60)])
async def test_while_slack_does_not_list_the_group_nobody_loses_anything(
    office: Office, trouble: str, asked_again: int
) -> None:
    """An outage is asked about every minute, a refusal every hour."""
    await office.asked(taken_by="sam")
    before = len(office.slack.calls_of(GROUP))
    office.slack.faults.add(GROUP, "error", error=trouble, times=None)
    office.slack.set_group("soc", ["sofia"])
    await office.later(hours=1)
    await office.later(hours=1)
    assert len(office.slack.calls_of(GROUP)) > before
    assert "owner_left" not in await history(office)
    office.slack.faults.clear()
    await office.later(minutes=asked_again)
    await office.person("lena").sees("Sam is no longer in Service Operations", in_="#soc-queue")


@HERE
async def test_where_nobody_follows_a_lead_speaks_for_a_requester_who_left(office: Office) -> None:
    sam, lena = office.person("sam"), office.person("lena")
    card, _ = await office.asked(taken_by="sam")
    office.slack.deactivate("anna")
    told = await lena.sees("Anna, who asked for SOC-101, is no longer here", in_="#soc-queue", thread=card)
    assert told.text.startswith("@Lena @Olga: ")
    await office.idle()
    office.forget()
    await sam.reacts("white_check_mark", await sam.replies(card, "The queue is drained and the cause is fixed."))
    await office.later(seconds=31)
    asked = "mention: @Lena @Olga: SOC-101: Anna, who asked for it, is no longer here"
    assert mentions(office, "lena") == [asked]
    assert office.hears("anna") == []
    assert "It is solved" not in await office.choices(office.person("sofia"), card)
    await office.chooses(lena, card, "It is solved", at_once=True)
    await office.idle()
    assert (await office.found()).state == "closed"


@HERE
async def test_who_follows_with_a_say_speaks_for_a_requester_who_left(office: Office) -> None:
    paul, sam = office.person("paul"), office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    answer = await paul.types("/escalate SOC-101", in_="#help-soc")
    assert answer.form
    add = await answer.form.fill(form()).submit()
    assert add
    assert await add.submit() is None
    await office.idle()
    office.slack.deactivate("anna")
    await office.person("lena").sees("Anna, who asked for SOC-101, is no longer here", in_="#soc-queue", thread=card)
    await office.idle()
    office.forget()
    await sam.reacts("white_check_mark", await sam.replies(card, "The queue is drained and the cause is fixed."))
    await office.later(seconds=31)
    assert mentions(office, "lena") == []
    assert office.hears("paul") == ["thread: Sam says SOC-101 is solved"]
    assert "It is solved" not in await office.choices(office.person("lena"), card)
    await paul.clicks("Solved", await paul.sees("Sam says SOC-101 is solved", in_="#help-soc", thread=receipt))
    await office.idle()
    assert (await office.found()).state == "closed"


@ONE_WAY
async def test_of_two_replicas_that_look_at_once_one_hands_it_back(
    office: Office, database_url: str, policy: Policy
) -> None:
    await office.asked(taken_by="sam")
    other = await opened(office.slack, database_url, policy, "socket")
    for left in ("U0SAM", "U0ANNA"):
        office.slack.ws.change_user(left, deleted=True)  # Slack's event was lost, so both find out by the hour
    office.slack.faults.add("users.info", "latency", seconds=0.2, times=None)  # both have read before either writes
    await office.later(hours=1)
    lena = office.person("lena")
    await lena.sees("Sam is no longer in Service Operations", in_="#soc-queue")
    await lena.sees("Anna, who asked for SOC-101, is no longer here", in_="#soc-queue")
    await office.later(hours=1)
    await other.stop()
    assert sorted(await history(office)) == ["owner_left", "request", "requester_left", "take"]
    assert len(mentions(office, "lena")) == 2
