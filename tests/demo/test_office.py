"""The office: the bot as a process of its own, killed and started, and taken along through time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
import pytest_asyncio

from escalation_bot.demo.office import Office, office
from escalation_bot.sandbox import Seen
from escalation_bot.sandbox.control.asked import Wrong
from tests.stories.clocks import STOCKHOLM
from tests.stories.conftest import form

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place() -> AsyncIterator[Office]:
    async with office() as made:
        await made.slack.control.travel.to("morning")
        yield made


async def asked(place: Office, ticket: str) -> Seen:
    """Anna asks for it to go first; the card in the queue."""
    answer = await place.slack.person("anna").types(f"/escalate {ticket}", in_="#help-soc")
    assert answer.form, answer
    needed = (place.slack.clock.now() + timedelta(days=20)).date()
    assert await answer.form.fill(form(**{"By when?": str(needed)})).submit()
    return await place.slack.person("sam").sees(ticket, in_="#soc-queue", within=15)


async def test_time_goes_on_to_the_next_reminder_in_the_bots_process_too(place: Office) -> None:
    sam = place.slack.person("sam")
    await sam.reacts("eyes", await asked(place, "SOC-101"))
    heard = len(sam.notifications)
    gone = await place.slack.control.travel.to("next")
    assert [each.why for each in sam.notifications[heard:]] == ["dm"]
    assert "SOC-101" in sam.reads("dm")[-1].text
    assert any({"user": "U0SAM", "why": "dm"} in each["notified"] for each in gone["happened"])


async def test_what_is_due_on_the_way_is_done_at_its_time(place: Office) -> None:
    gone = await place.slack.control.travel.by(timedelta(days=7).total_seconds())
    digests = [each["at"] for each in gone["happened"] if "Service Operations Center, " in each["text"]]
    times = [datetime.fromisoformat(at).astimezone(STOCKHOLM).strftime("%H:%M") for at in digests]
    assert len(times) > 2
    assert set(times) <= {"09:00", "09:15"}


async def test_killed_and_started_nothing_is_lost(place: Office) -> None:
    slack, anna = place.slack, place.slack.person("anna")
    card = await asked(place, "SOC-102")
    await place.kill()
    assert place.bot()["state"] == "stopped"
    await slack.person("sam").reacts("eyes", card)
    assert (await anna.types("/escalate SOC-103", in_="#help-soc")).failed == "dispatch_failed"
    await place.start()
    await anna.sees("Sam has taken SOC-102", in_="#help-soc", within=15)
    assert place.bot()["restarts"] >= 1
    assert slack.violations == []


async def test_what_was_saved_goes_on_in_the_bot_as_well(place: Office) -> None:
    anna = place.slack.person("anna")
    await asked(place, "SOC-104")
    kept = await place.slack.control.save()
    await asked(place, "SOC-105")
    await place.slack.control.load(kept)
    listed = await anna.types("/escalate list mine", in_="#help-soc")
    assert "SOC-104" in str(listed.text)
    assert "SOC-105" not in str(listed.text)
    await asked(place, "SOC-106")


async def test_a_story_is_told_step_by_step_from_a_fresh_beginning(place: Office) -> None:
    await place.tell("step", "main")
    while place.stories()["playing"]["step"] < 1:
        await place.slack.person("anna").sees_form(within=15)
    playing = place.stories()["playing"]
    assert (playing["state"], playing["problem"]) == ("paused", None)
    assert [each["words"] for each in playing["told"] if each["kind"] == "does"] == [
        "types in #help-soc: /escalate soc 101"
    ]
    assert place.slack.person("sam").reads("#soc-queue") == []
    await place.tell("stop", "")
    assert place.stories()["playing"] is None


async def test_a_state_that_the_bot_cannot_begin_with_changes_nothing(place: Office) -> None:
    kept = await place.slack.control.save()
    running, words = place.bot()["pid"], await place.slack.person("anna").says("Still here.", in_="#random")
    with pytest.raises(Wrong, match="the bot's part"):
        await place.slack.control.load(kept | {"bot": {"database": "", "policy": "teams: 3"}})
    assert not words.deleted
    assert place.bot()["pid"] == running
