"""The database fails when somebody presses a button: they are told, their words are kept, and the next try works."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from escalation_bot.sandbox.forms import Form
from tests.stories.conftest import WHY, Office, form

from . import troubles
from .troubles import Store, Trouble

WORDS = "What happens if it is not done by then?"
NOT_SAVED = {WORDS: "Not saved, please try again. Your words are kept here."}
NOT_DONE = "Not done, please try again. Nothing was changed."
EVERY_KIND = pytest.mark.parametrize(
    ("database_url", "trouble"),
    [
        pytest.param("sqlite", troubles.sqlite_locked, id="sqlite-locked"),
        pytest.param("sqlite", troubles.sqlite_read_only, id="sqlite-read-only"),
        pytest.param("postgresql", troubles.postgres_locked, id="postgresql-locked"),
        pytest.param("postgresql", troubles.postgres_read_only, id="postgresql-read-only"),
        pytest.param("postgresql", troubles.postgres_full, id="postgresql-full"),
        pytest.param("postgresql", troubles.postgres_stopped, id="postgresql-stopped"),
        pytest.param("postgresql", troubles.postgres_closed, id="postgresql-closed"),
        pytest.param("postgresql", troubles.postgres_silent, id="postgresql-silent"),
    ],
    indirect=["database_url"],
)


async def filled(office: Office, ticket: str, words: str = WHY) -> Form:
    """A form that only has to be sent."""
    answer = await office.person("anna").types(f"/escalate {ticket}", in_="#help-soc")
    assert answer.form
    return answer.form.fill(form() | {WORDS: words})


def forgive(office: Office, what: str) -> int:
    """Takes what was wanted out of the violations: an event that could not be stored must not be acked."""
    found = [each for each in office.slack.violations if what in each]
    office.slack.violations[:] = [each for each in office.slack.violations if what not in each]
    return len(found)


@EVERY_KIND
async def test_everybody_is_told_nothing_is_lost_and_the_next_try_works(
    office: Office, store: Store, trouble: Trouble
) -> None:
    anna, sam, sofia = (office.person(name) for name in ("anna", "sam", "sofia"))
    for ticket in ("SOC-101", "SOC-102", "SOC-103"):
        await office.asks(ticket=ticket)
    buttons, reacted = office.message("card", "SOC-101", "sam"), office.message("card", "SOC-102", "sofia")
    sent = await filled(office, "SOC-104")

    async with trouble(store, office.bot):
        await sofia.reacts("eyes", reacted)
        _, _, answer = await asyncio.gather(
            sent.submit(),
            sam.clicks("Take", buttons),
            anna.types("/escalate withdraw SOC-103", in_="#help-soc"),
        )
        assert (sent.errors, sent.trouble) == (NOT_SAVED, None)
        assert sent.value(WORDS) == WHY
        assert NOT_DONE in (await sam.sees(NOT_DONE, in_="#soc-queue")).text
        assert answer.text == NOT_DONE
        await office.slack.quiet()
    assert forgive(office, "event reaction_added was not acknowledged") == 2  # Slack tried a second time at once

    stored = await sent.submit()
    assert stored
    assert "First answer by" in stored.text
    await sam.clicks("Take", buttons)
    again = await anna.types("/escalate withdraw SOC-103", in_="#help-soc")
    assert again.text
    assert "SOC-103" in again.text
    await office.later(seconds=61)
    owners = [(await office.found(ticket)).owner for ticket in ("SOC-101", "SOC-102", "SOC-104")]
    assert owners == ["U0SAM", "U0SOFIA", None]
    assert await office.stored() == {"in_progress": 2, "requested": 1, "withdrawn": 1}
    assert await office.places() == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_full_disk_keeps_a_long_request_in_its_form(office: Office, store: Store) -> None:
    words = ("Four hundred stores cannot take orders from Thursday on. " * 50).strip()
    await (await filled(office, "SOC-100", words)).submit()  # the next one finds no room on the page
    sent = await filled(office, "SOC-101", words)
    async with troubles.sqlite_full(store, office.bot):
        await sent.submit()
        assert (sent.errors, sent.trouble) == (NOT_SAVED, None)
        assert sent.value(WORDS) == words
    assert await sent.submit()
    assert await office.stored() == {"requested": 2}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_nobody_notices_that_the_server_was_restarted(office: Office, store: Store) -> None:
    sent = await filled(office, "SOC-101")
    while office.bot._parts:  # the bot's own looks would notice it first
        await office.bot._parts.pop().stop()
    assert store.wire
    store.wire.cut()
    stored = await sent.submit()
    assert stored
    assert "First answer by" in stored.text


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_connection_that_the_network_forgot_stops_nobody_for_ever(office: Office, store: Store) -> None:
    assert store.wire
    store.wire.swallow_the_answer_to(b"COMMIT", after=b"INSERT INTO lease")
    assert await (await filled(office, "SOC-101")).submit()
    await asyncio.wait_for(store.wire.swallowed.wait(), 10)
    await office.person("sam").sees("SOC-101", in_="#soc-queue", within=20)
    await office.person("anna").sees("SOC-101", in_="#help-soc", within=20)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_database_that_is_away_is_shown_to_operators(office: Office, store: Store) -> None:
    async with troubles.postgres_stopped(store, office.bot), aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{office.bot.web.port}/readyz") as answer:
            assert answer.status == 503
            assert "since" in (await answer.json())["database"]
        async with session.get(f"http://127.0.0.1:{office.bot.web.port}/metrics") as answer:
            assert "escalation_database_up 0.0" in await answer.text()
