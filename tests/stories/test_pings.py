"""Who is pinged: nobody too often on a day, nobody twice for one thing, nobody for what they just did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from escalation_bot.domain.policy import Mention, Policy
from escalation_bot.sandbox.seen import Seen
from escalation_bot.sandbox.world import World
from escalation_bot.store import mentions
from tests.stories.conftest import HERE, MONDAY, ONE_WAY, Office, click


def a_day(most: int) -> Callable[[Policy], Policy]:
    """Nobody is mentioned more often than that."""
    return lambda policy: replace(policy, reminders=replace(policy.reminders, mentions_per_day=most))


async def mentioned(office: Office, person: str) -> int:
    """How often that person was mentioned on Monday, as it is counted."""
    async with office.bot.db.read(office.slack.team_id, office.slack.clock.now()) as tx:
        return await mentions.counted(tx, person, MONDAY.date())


async def update(office: Office, card: Seen, words: str) -> None:
    """Sam posts an update by form."""
    sam = office.person("sam")
    form = await click(sam, "Post update", card)
    assert await form.fill({"What is new?": words}).submit() is None
    await office.idle()


@ONE_WAY
@pytest.mark.parametrize("policy", [a_day(3)], indirect=True)
async def test_who_was_mentioned_often_enough_today_is_named_and_tomorrow_mentioned_again(office: Office) -> None:
    card, receipt = await office.asked(taken_by="sam")
    await update(office, card, "We have found the cause of it.")
    assert office.hears("anna") == ["mention: @Anna: SOC-101, from Sam"]
    await update(office, card, "The fix is being tested now.")
    assert office.hears("anna") == ["thread: Anna: SOC-101, from Sam"]
    assert "The fix is being tested now." in receipt.thread[-1].text
    assert await mentioned(office, "U0ANNA") == 3
    await office.later(days=1)
    office.forget()
    await update(office, card, "It goes live at noon.")
    assert office.hears("anna") == ["mention: @Anna: SOC-101, from Sam"]


@HERE
@pytest.mark.parametrize("policy", [a_day(1)], indirect=True)
async def test_a_receipt_always_mentions_or_its_thread_would_never_be_followed(office: Office) -> None:
    await office.asks(ticket="SOC-101")
    await office.asks(ticket="SOC-102")
    assert office.hears("anna") == [f"mention: SOC-10{n} · E-{n} · asked by @Anna" for n in (1, 2)]
    await office.person("sam").reacts("eyes", office.message("card", "SOC-102", "sam"))
    await office.idle()
    assert office.hears("anna") == ["thread: Anna: Sam has taken SOC-102"]


@HERE
@pytest.mark.parametrize("policy", [a_day(1)], indirect=True)
async def test_of_several_people_only_those_are_left_out_who_had_enough(office: Office) -> None:
    lena = office.person("lena")
    for ticket in ("SOC-101", "SOC-102"):
        card, _ = await office.asked(ticket, taken_by="sam")
        form = await office.chooses(lena, card, "Hand over")
        await form.fill({"To whom?": "Sofia Lund" if ticket == "SOC-101" else "Olga Novak"}).submit()
        await office.idle()
    assert [each for each in office.hears("sam") if "mention" in each] == []
    assert office.hears("olga") == ["mention: @Olga Sam: SOC-102: Olga has it now, handed over by Lena"]


@HERE
async def test_what_is_tried_again_counts_once(office: Office) -> None:
    await office.asked(taken_by="sam")
    before = await mentioned(office, "U0ANNA")
    office.slack.faults.add("chat.postMessage", "500", times=3)
    await update(office, office.message("card", "SOC-101", "sam"), "We have found the cause of it.")
    await office.later(minutes=5)
    assert office.hears("anna") == ["mention: @Anna: SOC-101, from Sam"]
    assert await mentioned(office, "U0ANNA") == before + 1


@HERE
@pytest.mark.parametrize("world", [lambda world: World.without_bot(world, "#help-soc")], indirect=True)
async def test_what_could_not_be_sent_is_not_counted_until_it_is(office: Office) -> None:
    await office.sends("SOC-1")
    await office.person("lena").sees("I cannot post to", "help-soc", in_="#escalation-ops")
    await office.settled()
    assert await mentioned(office, "U0ANNA") == 0
    await office.slack.invite_bot("#help-soc", by="lena")
    await office.idle()
    assert await mentioned(office, "U0ANNA") == 1


async def sams_own(office: Office) -> Seen:
    """Sam asks for a ticket of his own and takes it: requester and owner at once. The card."""
    await office.asks("sam")
    card = office.message("card", "SOC-101", "sam")
    await office.person("sam").reacts("eyes", card)
    await office.idle()
    office.forget()
    return card


@HERE
async def test_who_asked_and_owns_it_is_mentioned_once_for_one_thing(office: Office) -> None:
    card = await sams_own(office)
    down = await office.chooses(office.person("lena"), card, "Step down")
    await down.fill({"Why does another go first?": "An outage needs everybody today."}).submit()
    await office.idle()
    assert office.hears("sam") == ["mention: @Sam: SOC-101 steps down for now and keeps its place in line"]


@HERE
async def test_nobody_is_mentioned_for_what_they_said_themselves(office: Office) -> None:
    card = await sams_own(office)
    sam, receipt = office.person("sam"), office.message("receipt", "SOC-101", "sam")
    await sam.replies(receipt, "It is the same for my other customers.")
    await update(office, card, "We have found the cause of it.")
    assert office.hears("sam") == ["thread: SOC-101, from Sam"]  # as its follower, not by name


@HERE
async def test_an_owner_who_adds_facts_is_no_follower_of_their_own_work(office: Office) -> None:
    sam = office.person("sam")
    _, receipt = await office.asked(taken_by="sam")
    add = await click(sam, "Add details", receipt)
    await add.fill({"What should the team know?": "The contract is worth 85,000 a year."}).submit()
    await office.idle()
    assert office.hears("sam") == office.hears("anna") == []


def mention(when: Mention) -> Callable[[Policy], Policy]:
    """When a new card mentions the group."""
    return lambda policy: replace(policy, teams={**policy.teams, "soc": replace(policy.teams["soc"], mention=when)})


@HERE
@pytest.mark.parametrize(
    ("policy", "impact", "pinged"),
    [
        (mention(Mention.CRITICAL), "Critical", True),
        (mention(Mention.CRITICAL), "Major", False),
        (mention(Mention.ALWAYS), "Limited", True),
        (mention(Mention.NEVER), "Critical", False),
    ],
    indirect=["policy"],
)
async def test_the_group_is_pinged_by_a_new_card_where_the_policy_says_so(
    office: Office, impact: str, pinged: bool
) -> None:
    await office.asks(Business_impact=impact)
    assert bool(office.hears("sam")) is bool(office.hears("sofia")) is pinged
    assert office.hears("lena") == office.hears("mia") == []


def every_card(most: int) -> Callable[[Policy], Policy]:
    """Each new card mentions the group, and nobody is mentioned more often on a day than that."""
    return lambda policy: a_day(most)(mention(Mention.ALWAYS)(policy))


@ONE_WAY
@pytest.mark.parametrize("policy", [every_card(4)], indirect=True)
@pytest.mark.parametrize("world", [lambda world: world.with_group("soc", members=("U0SAM", "U0SOFIA"))], indirect=True)
async def test_a_group_is_called_as_far_as_half_of_each_ones_day_goes_and_for_what_is_critical_always(
    office: Office,
) -> None:
    sam = office.person("sam")
    _, receipt = await office.asked("SOC-101", taken_by="sam")
    await office.person("anna").replies(receipt, "It is Norway, too.")
    await office.idle()
    assert office.hears("sam") == ["mention: @Sam: Anna in the receipt’s thread of SOC-101"]
    await office.asks(ticket="SOC-102")
    assert (office.hears("sam"), [each.partition(":")[0] for each in office.hears("sofia")]) == ([], ["mention"])
    await office.asks(ticket="SOC-103")
    assert office.hears("sam") == office.hears("sofia") == []
    assert "Service Operations Center" in office.message("card", "SOC-103", "sam").text
    await office.asks(ticket="SOC-104", Business_impact="Critical")
    assert [len(office.hears(name)) for name in ("sam", "sofia")] == [1, 1]
    assert await mentioned(office, sam.id) == 3
    await office.later(minutes=2)
    await office.person("anna").replies(receipt, "And Denmark.")
    await office.idle()
    assert len(office.hears("sam")) == 1


@HERE
@pytest.mark.parametrize(
    ("policy", "impact", "thread", "channel"),
    [
        (mention(Mention.CRITICAL), "Critical", True, True),
        (mention(Mention.CRITICAL), "Major", True, False),
        (mention(Mention.NEVER), "Critical", False, False),
    ],
    indirect=["policy"],
)
async def test_a_level_is_pinged_once_by_its_own_card_or_in_the_thread_where_it_has_none(
    office: Office, impact: str, thread: bool, channel: bool
) -> None:
    lena = office.person("lena")
    card, _ = await office.asked(taken_by="sam", Business_impact=impact)
    needs = {"Why is it needed?": "The parser drops orders.", "What was tried": "A restart."}
    for level, more in {"Specialists": {}, "Engineering": {"What was asked, and the answer": "All of it."}}.items():
        await (await office.chooses(lena, card, f"Bring in {level}")).fill({**needs, **more}).submit()
        await office.idle()
    assert [each.partition(":")[0] for each in office.hears("nina")] == ["group"] * thread
    assert [each.partition(":")[0] for each in office.hears("erik")] == ["group"] * channel
