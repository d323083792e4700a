"""Who does not belong to the team changes nothing: one note a day for a reaction, one each time for a button."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from escalation_bot.sandbox.people import Person
from escalation_bot.sandbox.seen import Seen
from escalation_bot.sandbox.world import World
from tests.stories.conftest import HERE, Office, click

pytestmark = HERE

MEMBERS_ONLY = "Only members of Service Operations Center can do this with SOC-101."


def public(world: World) -> World:
    """The queue channel is public, and everybody is in it."""
    return world.with_channel("#soc-queue", is_private=False, members=tuple(user.id for user in world.users))


open_queue: Callable[[Callable[..., object]], Callable[..., object]] = pytest.mark.parametrize(
    "world", [public], indirect=True
)


def notes(who: Person, in_: str = "#soc-queue") -> list[Seen]:
    """What only they were shown there."""
    return [message for message in who.reads(in_) if message.ephemeral]


@open_queue
@pytest.mark.parametrize("emoji", ["eyes", "no_entry_sign", "white_check_mark", "hourglass_flowing_sand"])
async def test_a_strangers_reaction_on_the_card_changes_nothing(office: Office, emoji: str) -> None:
    stranger = office.person("stranger")
    card, _ = await office.asked()
    before = card.text
    await stranger.reacts(emoji, card)
    await office.later(seconds=31)
    assert card.text == before
    assert (await office.found()).state == "requested"
    assert [note.text for note in notes(stranger)] == [
        f"{MEMBERS_ONLY} Your words are welcome in the thread of its receipt."
    ]
    assert not any(office.hears(name) for name in ("anna", "sam", "sofia", "lena", "stranger"))


@open_queue
async def test_a_stranger_is_told_once_a_day(office: Office) -> None:
    stranger, sam = office.person("stranger"), office.person("sam")
    card, _ = await office.asked()
    reply = await sam.replies(card, "We look at it.")
    await stranger.reacts("eyes", card)
    await stranger.reacts("mega", reply)
    await stranger.reacts("no_entry_sign", card)
    await office.later(hours=2)
    await stranger.unreacts("eyes", card)
    await stranger.reacts("eyes", card)
    await office.idle()
    assert len(notes(stranger)) == 1
    await office.later(days=1)
    await stranger.reacts("heavy_check_mark", card)
    await office.idle()
    assert len(notes(stranger)) == 2
    assert office.hears("anna") == []


@open_queue
async def test_a_stranger_who_presses_a_button_is_told_each_time(office: Office) -> None:
    stranger = office.person("stranger")
    card, _ = await office.asked()
    await stranger.clicks("Take", card)
    await stranger.clicks("Take", card)
    await office.idle()
    assert len(notes(stranger)) == 2
    assert all(MEMBERS_ONLY in note.text for note in notes(stranger))
    assert (await office.found()).owner is None


@open_queue
async def test_a_form_that_is_not_theirs_says_so_before_it_is_filled_in(office: Office) -> None:
    stranger = office.person("stranger")
    card, _ = await office.asked(taken_by="sam")
    refused = await click(stranger, "Post update", card)
    assert refused.title == "Nothing was changed"
    assert MEMBERS_ONLY in refused.text
    assert await office.choices(stranger, card) == ["Add facts", "Follow"]


@open_queue
@pytest.mark.parametrize("name", ["guest", "otherbot"])
async def test_guests_and_bots_are_nobodys_members_whatever_group_they_are_in(office: Office, name: str) -> None:
    someone = office.person(name)
    office.slack.set_group("soc", ["sam", "sofia", name])
    card, _ = await office.asked()
    await someone.reacts("eyes", card)
    await office.idle()
    assert (await office.found()).state == "requested"


async def test_a_managers_reaction_is_passed_over_in_silence(office: Office) -> None:
    mia = office.person("mia")
    card, _ = await office.asked()
    await mia.reacts("eyes", card)
    await mia.reacts("no_entry_sign", card)
    await office.idle()
    assert notes(mia) == []
    assert (await office.found()).state == "requested"


async def test_in_the_intake_channel_reactions_mean_nothing_and_nobody_is_told(office: Office) -> None:
    _, receipt = await office.asked()
    for name in ("stranger", "paul", "sam", "anna"):
        await office.person(name).reacts("eyes", receipt)
        await office.person(name).reacts("white_check_mark", receipt)
    await office.later(seconds=31)
    assert (await office.found()).state == "requested"
    assert not any(notes(office.person(name), "#help-soc") for name in ("stranger", "paul", "sam", "anna"))


@pytest.mark.parametrize("button", ["Solved", "Workaround is enough"])
async def test_somebody_elses_answer_to_the_question_counts_for_nothing(office: Office, button: str) -> None:
    stranger = office.person("stranger")
    card, receipt = await office.asked(taken_by="sam")
    form = await office.chooses(office.person("sam"), card, "Resolve")
    await form.fill({"How was it resolved?": "The fix is live."}).submit()
    question = await stranger.sees("Is it?", in_="#help-soc", thread=receipt)
    await stranger.clicks(button, question)
    await stranger.sees("Anna asked for SOC-101 and can do this.", in_="#help-soc", thread=receipt)
    assert (await click(stranger, "Not yet", question)).title == "Nothing was changed"
    assert (await office.found()).state == "resolved"


async def test_who_joins_the_group_is_a_member_at_once_and_who_leaves_is_none(office: Office) -> None:
    mia = office.person("mia")
    card, _ = await office.asked(taken_by="sam")
    refused = await click(mia, "Post update", card)
    assert refused.title == "Nothing was changed"
    await refused.cancel()
    office.slack.set_group("soc", ["sam", "mia"])
    await office.idle()
    update = await click(mia, "Post update", card)
    assert update.title == "Post update"
    await update.cancel()
    office.slack.set_group("soc", ["sam"])
    await office.idle()
    assert (await click(mia, "Post update", card)).title == "Nothing was changed"
