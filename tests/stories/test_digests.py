"""Digests: what a team's day and week come to, once each; and one's own in the morning, for who wants it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Literal

import pytest
from PIL import Image

from escalation_bot.domain.delivery import Status
from escalation_bot.domain.policy import Digest, Limit, Policy
from escalation_bot.sandbox.seen import Seen
from escalation_bot.sandbox.world import World
from escalation_bot.store import outbox
from tests.stories.conftest import HERE, ONE_WAY, Office, answered, form, opened, sandbox

TUESDAY_0900 = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""Nine o'clock in Stockholm, when the example's daily digest comes and its team begins to work."""
ON_FILE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NEXT_MONDAY_0915 = datetime(2026, 11, 30, 8, 15, tzinfo=UTC)


async def until(office: Office, moment: datetime) -> None:
    """Time goes by until then, and the few seconds in which everything that is due is looked at."""
    await office.later(seconds=max(0, (moment - office.slack.clock.now()).total_seconds()))
    for _ in range(3):
        await asyncio.sleep(0.05)
        await office.later(seconds=2)


def digests(office: Office, name: str = "sam", in_: str = "#soc-queue") -> list[Seen]:
    """The summaries that somebody can read there; they alone have a headline."""
    return [each for each in office.person(name).reads(in_) if each.raw.get("blocks", [{}])[0].get("type") == "header"]


async def keys(office: Office) -> list[str]:
    """The keys under which digests were written."""
    async with office.bot.db.read(office.slack.team_id, office.slack.clock.now()) as tx:
        found = await outbox.listing(tx, *Status, limit=1000)
    keys = [each.delivery.once or "" for each in found]
    return [key for key in keys if key.startswith("digest:")]


@HERE
async def test_a_day_begins_with_what_waits_and_what_was_done(office: Office) -> None:
    await office.asked("SOC-101", taken_by="sam")
    await office.asked("SOC-102", Business_impact="Limited")
    await office.asked("SOC-103", taken_by="sofia", Business_impact="Limited")
    await until(office, TUESDAY_0900)
    [digest] = digests(office)
    lines = digest.text.splitlines()
    assert lines[0] == "Service Operations Center · Tuesday 24 November"
    assert lines[1] == "2 of 10 places taken. Monday: 2 taken, 0 solved."
    assert "2 due today" in lines
    assert [line.split(" · ")[0] for line in lines if line.startswith("•")] == ["• SOC-101", "• SOC-102"]
    assert lines[3].endswith("Sam")
    assert lines[4].endswith("nobody has it yet")
    assert "SOC-103" not in digest.text


@HERE
async def test_each_line_leads_to_its_thread_and_nobody_is_mentioned(office: Office) -> None:
    card, _ = await office.asked("SOC-101")
    office.forget()
    await until(office, TUESDAY_0900)
    [digest] = digests(office)
    address = f"https://example.slack.com/archives/C0SOCQUEUE/p{card.ts.replace('.', '')}"
    assert f"<{address}|SOC-101>" in str(digest.raw["blocks"])
    assert not any(
        "Service Operations Center" in each for name in ("sam", "lena", "mia") for each in office.hears(name)
    )


@HERE
async def test_what_waits_for_the_requester_and_what_is_overdue_stand_apart(office: Office) -> None:
    card, _ = await office.asked("SOC-101", taken_by="sam")
    form = await office.chooses(office.person("sam"), card, "Resolve")
    await form.fill({"How was it resolved?": "The import runs again since noon.", "Result": "Solved"}).submit()
    await office.asked("SOC-102", taken_by="sofia")
    await until(office, datetime(2026, 11, 25, 8, 0, tzinfo=UTC))
    text = digests(office)[-1].text
    assert text.index("1 overdue") < text.index("SOC-102 · Major · update") < text.index("1 waiting for the requester")
    assert "to be confirmed by Anna" in text


@HERE
async def test_one_that_slack_does_not_take_on_its_day_is_not_sent_on_the_next(office: Office) -> None:
    await office.asked("SOC-101")
    busy = office.slack.faults.add("chat.postMessage", "429", channel="C0SOCQUEUE", retry_after=70_000)
    office.slack.clock.advance(TUESDAY_0900 - office.slack.clock.now())
    async with asyncio.timeout(10):
        while busy.times:  # noqa: ASYNC110  # the bot asks when it wants to
            await asyncio.sleep(0.02)
    await office.slack.quiet()
    assert digests(office) == []
    office.slack.clock.advance(timedelta(seconds=70_000))
    await until(office, TUESDAY_0900 + timedelta(days=1))
    assert await keys(office) == ["digest:soc:daily:2026-11-24", "digest:soc:daily:2026-11-25"]
    [digest] = digests(office)
    assert "Wednesday 25 November" in digest.text


@HERE
async def test_a_quiet_day_has_no_digest(office: Office) -> None:
    await until(office, TUESDAY_0900)
    assert digests(office) == []
    assert await keys(office) == []


@HERE
async def test_what_does_not_fit_is_counted(office: Office) -> None:
    for number in range(12):
        await office.sends(f"SOC-{100 + number}")
    await office.idle()
    await until(office, TUESDAY_0900)
    [digest] = digests(office)
    assert len([line for line in digest.text.splitlines() if line.startswith("•")]) == 10
    assert "and 2 more; /escalate list soc shows all" in digest.text


@HERE
async def test_of_a_private_one_a_digest_says_the_ticket_only(office: Office) -> None:
    more = {"Why must it go first?": "Safety, compliance or payment risk", "Business impact": "Critical"}
    await office.asks("anna", "SOC-101", **more)
    await until(office, TUESDAY_0900)
    [digest] = digests(office)
    [line] = [line for line in digest.text.splitlines() if line.startswith("•")]
    assert line.startswith("• SOC-101 · first answer")
    assert "Anna" not in digest.text
    assert "Critical" not in digest.text


@ONE_WAY
async def test_two_bots_send_one(office: Office, database_url: str, policy: Policy) -> None:
    other = await opened(office.slack, database_url, policy, "socket")
    await office.asked("SOC-101")
    await until(office, TUESDAY_0900)
    await office.later(seconds=30)
    await other.stop()
    assert len(digests(office)) == 1
    assert await keys(office) == ["digest:soc:daily:2026-11-24"]


@ON_FILE
async def test_a_restart_sends_none_again_and_what_was_missed_once(database_url: str, policy: Policy) -> None:
    async with sandbox(policy, World.example()) as slack:
        bot = await opened(slack, database_url, policy, "socket")
        office = Office(slack, bot)
        await office.asked("SOC-101")
        await bot.stop()
        slack.clock.advance(TUESDAY_0900 + timedelta(hours=3) - slack.clock.now())
        for _ in range(2):
            office.bot = await opened(slack, database_url, policy, "socket")
            await until(office, slack.clock.now())
            assert await keys(office) == ["digest:soc:daily:2026-11-24"]
            assert len(digests(office)) == 1
            await office.bot.stop()


@ON_FILE
async def test_one_whose_day_is_over_is_not_sent_any_more(database_url: str, policy: Policy) -> None:
    async with sandbox(policy, World.example()) as slack:
        bot = await opened(slack, database_url, policy, "socket")
        office = Office(slack, bot)
        await office.asked("SOC-101")
        await bot.stop()
        slack.clock.advance(datetime(2026, 11, 25, 7, 0, tzinfo=UTC) - slack.clock.now())
        office.bot = await opened(slack, database_url, policy, "socket")
        await until(office, slack.clock.now())
        assert digests(office) == []
        await until(office, datetime(2026, 11, 25, 8, 0, tzinfo=UTC))
        assert await keys(office) == ["digest:soc:daily:2026-11-25"]
        await office.bot.stop()


def one_place(policy: Policy) -> Policy:
    """A team with one place, which only watches what a limit would do."""
    soc = policy.teams["soc"]
    weekly = Digest("09:15", "#escalation-ops", "mon")
    return replace(policy, teams={**policy.teams, "soc": replace(soc, limit=Limit(1), digests={"weekly": weekly})})


async def what_is_only_counted(office: Office) -> None:
    """Anna says that she forgot, sees then where it stands, and leaves."""
    answer = await office.person("anna").types("/escalate SOC-100", in_="#help-soc")
    assert answer.form
    answer.form.fill(form(**{"What happens if it is not done by then?": "I forgot to send it to you in time, sorry."}))
    await answer.form.submit()
    above = await answer.form.clicks("I only need to know where it stands")
    assert above
    assert await above.submit() is None


async def a_week(office: Office) -> Seen:
    """Two are taken on Monday, one is solved within the hour; the digest of the Monday after."""
    card, _ = await office.asked("SOC-101", taken_by="sam")
    await office.asked("SOC-102", taken_by="sofia", **{"Why must it go first?": "Churn risk"})
    await office.later(minutes=45)
    resolving = await office.chooses(office.person("sam"), card, "Resolve")
    await resolving.fill({"How was it resolved?": "The import runs again since noon.", "Result": "Solved"}).submit()
    await until(office, NEXT_MONDAY_0915)
    for _ in range(200):  # the picture is drawn by a process of its own, which no clock of ours hurries
        if found := digests(office, "mia", "#escalation-ops"):
            return found[0]
        await asyncio.sleep(0.05)
        office.slack.clock.advance(timedelta(seconds=1))
    raise AssertionError("the week is not summed up")


@HERE
@pytest.mark.parametrize("policy", [one_place], indirect=True)
async def test_a_week_is_summed_up_with_a_picture(office: Office) -> None:
    await what_is_only_counted(office)
    digest = await a_week(office)
    await office.idle()
    for words in (
        "2 asked for (0 the week before): ",
        "By impact: Major 2",
        "1 solved",
        "2 of 2 in time",
        "1 taken beyond the limit of 1",
        "Sent back by the form: 1 sent late.",
        "1 did not have to ask",
    ):
        assert words in digest.text
    [picture] = [block for block in digest.raw["blocks"] if block["type"] == "image"]
    assert picture["alt_text"].startswith("Chart: 2 asked for in the week of 23–29 November")
    file = office.slack.ws.files.by_id[picture["slack_file"]["id"]]
    with Image.open(BytesIO(file.data or b"")) as found:
        assert (found.format, found.size) == ("PNG", (1080, 1080))


@HERE
@pytest.mark.parametrize("policy", [one_place], indirect=True)
async def test_a_picture_that_slack_still_works_on_is_waited_for(office: Office) -> None:
    office.slack.ws.files.processing = timedelta(seconds=5)
    digest = await a_week(office)
    await office.idle()
    assert any(block["type"] == "image" for block in digest.raw["blocks"])
    assert len([each for each in office.slack.calls_of("chat.postMessage") if "23–29" in str(each.args)]) > 1


@HERE
@pytest.mark.parametrize("policy", [one_place], indirect=True)
@pytest.mark.parametrize(("call", "trouble"), [("upload", "500"), ("chat.postMessage", "cut_after")])
async def test_trouble_with_the_picture_or_the_message_makes_no_second_one(
    office: Office, call: str, trouble: Literal["500", "cut_after"]
) -> None:
    fault = office.slack.faults.add(call, trouble, channel="C0OPS" if call.startswith("chat") else None)
    digest = await a_week(office)
    await until(office, office.slack.clock.now() + timedelta(minutes=1))
    assert fault.times == 0
    assert digests(office, "mia", "#escalation-ops") == [digest]
    assert any(block["type"] == "image" for block in digest.raw["blocks"])
    assert await keys(office) == ["digest:soc:weekly:2026-11-30"]


@HERE
@pytest.mark.parametrize("policy", [one_place], indirect=True)
async def test_where_no_files_are_allowed_the_words_go_without_a_picture(office: Office) -> None:
    office.slack.ws.app = replace(office.slack.ws.app, scopes=office.slack.ws.app.scopes - {"files:write"})
    digest = await a_week(office)
    assert not any(block["type"] == "image" for block in digest.raw["blocks"])
    assert [each for each in office.slack.violations if "files:write" in each or "missing_scope" in each]
    office.slack.violations.clear()


@HERE
async def test_a_requester_who_wants_it_hears_each_morning_of_what_is_open(office: Office) -> None:
    assert "From the next working day on" in await answered(office, "/escalate digest on")
    await office.asked("SOC-101", taken_by="sam")
    await office.asks("paul", "SOC-102")
    office.forget()
    await until(office, TUESDAY_0900)
    [mine] = office.person("anna").reads("dm")
    assert "1 in the team’s hands" in mine.text
    assert "SOC-101 · next update by" in mine.text
    assert "Sam" in mine.text
    assert "SOC-102" not in mine.text
    assert len(office.hears("anna")) == 1
    assert office.person("paul").reads("dm") == []
    await office.later(hours=5)
    assert len(office.person("anna").reads("dm")) == 1
    assert "You get no digest" in await answered(office, "/escalate digest off")
    await until(office, TUESDAY_0900 + timedelta(days=1))
    assert len(office.person("anna").reads("dm")) == 1


@HERE
async def test_with_nothing_open_there_is_no_message_in_the_morning(office: Office) -> None:
    await answered(office, "/escalate digest on")
    await until(office, TUESDAY_0900 + timedelta(hours=1))
    await office.asked("SOC-101")
    await office.later(hours=2)
    assert office.person("anna").reads("dm") == []
