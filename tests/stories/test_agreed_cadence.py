"""Whoever posts an update says by when the next one comes; that rhythm is kept until another is chosen."""

from __future__ import annotations

from datetime import datetime

import pytest

from escalation_bot.sandbox.forms import Form
from escalation_bot.sandbox.seen import Seen
from tests.stories.clocks import local, until
from tests.stories.conftest import HERE, ONE_WAY, Office, click

NEWS = "We found a part of the cause."


async def posting(office: Office, card: Seen, name: str = "sam") -> Form:
    """The form of an update."""
    return await click(office.person(name), "Post update", card)


async def posts(office: Office, card: Seen, next_by: str | None = None, words: str = NEWS) -> None:
    """Sam posts an update by form, and chooses when the next one comes, or leaves what is proposed."""
    chosen = {"Next update by": int(local(next_by).timestamp())} if next_by else {}
    assert await (await posting(office, card)).fill({"What is new?": words, **chosen}).submit() is None
    await office.idle()


async def proposed(office: Office, card: Seen) -> datetime:
    """What the form proposes, on the team's clocks."""
    form = await posting(office, card)
    moment = datetime.fromtimestamp(form.value("Next update by"), tz=local("2026-11-23 10:00").tzinfo)
    await form.cancel()
    return moment


async def next_by(office: Office) -> datetime:
    """By when the next word is due, to the minute."""
    found = (await office.found()).next_by
    assert found
    return found.replace(second=0, microsecond=0)


@ONE_WAY
async def test_a_chosen_time_is_the_rhythm_of_the_updates_after_it(office: Office) -> None:
    sam = office.person("sam")
    card, receipt = await office.asked(taken_by="sam")
    await posts(office, card, "2026-11-23 12:00")
    cadence = (await office.found()).cadence
    assert cadence in {"2h", "1h 59m"}
    assert f"then every {cadence} as agreed." in card.text
    assert f"then every {cadence} as agreed." in receipt.text
    await until(office, "2026-11-23 11:00")
    assert local("2026-11-23 13:50") < await proposed(office, card) < local("2026-11-23 14:05")
    await sam.reacts("mega", await sam.replies(card, "The first shops are back."))
    await office.later(seconds=31)
    assert local("2026-11-23 13:50") < await next_by(office) < local("2026-11-23 14:05")
    await until(office, "2026-11-23 14:00")
    await sam.replies(receipt, "All shops but the Norwegian ones are back.")
    await sam.sees("counted as the update", in_="#help-soc", thread=receipt)
    await office.idle()
    assert local("2026-11-23 15:50") < await next_by(office) < local("2026-11-23 16:05")
    await posts(office, card, "2026-11-25 09:30")
    await until(office, "2026-11-25 09:15")
    assert "every 2d" in card.text
    assert (await proposed(office, card)).date() == local("2026-11-27 09:15").date()


@HERE
async def test_what_is_proposed_and_left_as_it_is_agrees_on_nothing(office: Office) -> None:
    card, _ = await office.asked(taken_by="sam")
    form = await posting(office, card)
    assert "Change it, and the updates after it keep that rhythm." in form.text
    await office.later(minutes=20)
    assert await form.fill({"What is new?": NEWS}).submit() is None
    await office.idle()
    assert (await office.found()).cadence is None
    assert "agreed" not in card.text


@HERE
async def test_it_outlives_a_new_owner_a_hold_and_a_not_yet(office: Office) -> None:
    anna, sam, lena = office.person("anna"), office.person("sam"), office.person("lena")
    card, receipt = await office.asked(taken_by="sam")
    await posts(office, card, "2026-11-25 10:00")
    over = await office.chooses(lena, card, "Hand over")
    assert await over.fill({"To whom?": "Sofia Lund"}).submit() is None
    hold = await office.chooses(office.person("sofia"), card, "Hold")
    assert await hold.fill({"What is it waiting for?": "The vendor’s patch.", "Until": "2026-11-24"}).submit() is None
    await office.idle()
    held = await office.chooses(office.person("sofia"), card, "Post update")
    assert "Next update by" not in held.labels, "no update is owed on hold"
    await held.cancel()
    await sam.clicks("Resume", card)
    await office.idle()
    assert (await next_by(office)).date() == local("2026-11-25 10:00").date()
    form = await office.chooses(sam, card, "Resolve")
    assert await form.fill({"How was it resolved?": "The patch is live."}).submit() is None
    form = await click(anna, "Not yet", await anna.sees("The patch is live.", in_="#help-soc", thread=receipt))
    assert await form.fill({"What is missing?": "Norway."}).submit() is None
    await office.idle()
    assert (await next_by(office)).date() == local("2026-11-25 10:00").date()


@HERE
@pytest.mark.parametrize(
    ("what", "inputs"),
    [
        ("Change the impact", {"Business impact": "Moderate", "Why?": "Only one shop."}),
        ("Move to another team", {"To which team?": "Deliverability", "Why is it theirs?": "The receiver bounces it."}),
    ],
)
async def test_another_impact_and_another_team_have_agreed_on_nothing(
    office: Office, what: str, inputs: dict[str, str]
) -> None:
    card, _ = await office.asked(taken_by="sam")
    await posts(office, card, "2026-11-25 10:00")
    assert (await office.found()).cadence == "2d"
    form = await office.chooses(office.person("sam"), card, what)
    assert await form.fill(inputs).submit() is None
    await office.idle()
    assert (await office.found()).cadence is None


@HERE
@pytest.mark.parametrize(("then", "cadence"), [(None, None), ("2026-11-26 10:00", "3d")])
async def test_with_an_update_its_rhythm_is_taken_back_unless_another_was_chosen_since(
    office: Office, then: str | None, cadence: str | None
) -> None:
    sam = office.person("sam")
    card, _ = await office.asked(taken_by="sam")
    reply = await sam.replies(card, NEWS)
    await sam.reacts("mega", reply)
    await office.later(seconds=31)
    await posts(office, card, "2026-11-25 10:00")
    if then:
        await posts(office, card, then, words="The vendor has a patch.")
    await sam.unreacts("mega", reply)
    await office.idle()
    after = await office.found()
    assert (after.updates, after.cadence) == (2 if then else 1, cadence)
