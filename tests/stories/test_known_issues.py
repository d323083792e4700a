"""A known issue is shown before anybody asks, and followed instead; what is asked all the same waits for its end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from escalation_bot.domain.policy import Policy
from escalation_bot.sandbox.forms import Form
from escalation_bot.sandbox.people import Person
from escalation_bot.sandbox.seen import Seen
from escalation_bot.store import tally
from tests.stories.conftest import HERE, MONDAY, ONE_WAY, Office, answered, click, form
from tests.stories.forms import TICKET, WORDS

TITLE, LINK = "Logins fail in the north", "https://status.example.com/7"
FOLLOW = "Follow it instead"
LOGIN = "Nobody at their 400 stores can log in since noon, and their sale begins on 3 December."


def emergencies(policy: Policy) -> Policy:
    """A deadline is an emergency."""
    motives = {key: replace(motive, emergency=key == "deadline") for key, motive in policy.motives.items()}
    return replace(policy, motives=motives)


def few_mentions(policy: Policy) -> Policy:
    """One mention a day."""
    return replace(policy, reminders=replace(policy.reminders, mentions_per_day=1))


def news(office: Office) -> list[Seen]:
    """What Anna was told of it in direct messages."""
    return [each for each in office.person("anna").reads("dm") if TITLE in each.text]


async def command(who: Person, words: str = "") -> Form:
    """The form behind the command."""
    answer = await who.types(f"/escalate outage {words}".strip(), in_="#soc-queue")
    assert answer.form, answer
    return answer.form


async def declared(office: Office, **more: str) -> None:
    """Lena declares a known issue at the Service Operations Center."""
    opened = await command(office.person("lena"), "Logins")
    assert opened.value("What is wrong?") == "Logins"
    given = {"What is wrong?": TITLE, "Team": "Service Operations Center", "Words": "log in, login", "Link": LINK}
    assert await opened.fill({**given, **more}).submit() is None, opened.errors
    await office.idle()
    office.forget()


async def asks_anyway(office: Office, ticket: str = "SOC-101", name: str = "anna") -> Form:
    """Somebody sees the known issue above the form and sends it all the same."""
    answer = await office.person(name).types(f"/escalate {ticket}", in_="#help-soc")
    assert answer.form
    assert TITLE in answer.form.text
    stored = await answer.form.fill(form(**{WORDS: LOGIN})).submit()
    assert stored
    await office.idle()
    return stored


async def asks(office: Office, ticket: str, words: str, **more: str) -> None:
    """Anna asks in these words, whatever stands above the form."""
    answer = await office.person("anna").types("/escalate", in_="#random")
    assert answer.form
    sent = await answer.form.fill(form(**{TICKET: ticket, WORDS: words, **more})).submit()
    if sent and sent.title != "Escalated":
        sent = await sent.submit()
    assert sent
    assert sent.title == "Escalated"
    await office.idle()


async def counted(office: Office) -> dict[str, int]:
    """What was counted so far."""
    async with office.bot.db.read(office.slack.team_id, office.slack.clock.now()) as tx:
        return dict(await tally.counted(tx, "soc", MONDAY, MONDAY + timedelta(days=1)))


@ONE_WAY
async def test_who_follows_a_known_issue_asks_nothing_and_hears_how_it_goes_on(office: Office) -> None:
    anna, lena, sam = office.person("anna"), office.person("lena"), office.person("sam")
    await declared(office)
    await sam.sees(f"Lena declared a known issue: {TITLE}", in_="#soc-queue")

    answer = await anna.types("/escalate SOC-101", in_="#help-soc")
    assert answer.form
    assert f"Known issue: {TITLE}" in answer.form.text
    follows = await answer.form.clicks(FOLLOW)
    assert follows
    assert follows.title == "You follow it"
    assert await office.stored() == {}
    assert await counted(office) == {"declared": 1, "avoided": 1}

    assert "is told" in await answered(office, "/escalate outage update The cause is found.", "lena", "#soc-queue")
    await office.idle()
    told = await anna.sees(f"{TITLE}, from Lena:", "The cause is found.", in_="dm")
    assert office.hears("anna") == [f"dm: {TITLE}, from Lena"]
    await sam.sees(f"{TITLE}, from Lena:", "The cause is found.", in_="#soc-queue")
    assert office.hears("sam") == []
    again = await anna.types("/escalate SOC-102", in_="#help-soc")
    assert again.form
    assert "The cause is found." in again.form.text
    await again.form.cancel()

    await lena.types("/escalate outage over", in_="#soc-queue")
    await office.idle()
    assert office.hears("anna") == [f"dm: {TITLE} is over"]
    assert told.buttons == ["Stop following"]
    assert "No known issue is open." in await answered(office, "/escalate outage")


@ONE_WAY
async def test_what_is_asked_for_anyway_waits_and_wakes_in_order(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    await declared(office)
    stored = await asks_anyway(office, "SOC-103")
    assert "Part of a known issue" in stored.text
    assert TITLE in stored.text
    office.slack.clock.advance(timedelta(minutes=1))
    await asks_anyway(office, "SOC-101")
    office.slack.clock.advance(timedelta(minutes=1))
    await asks_anyway(office, "SOC-102", "paul")
    parked = await office.found("SOC-101")
    assert (parked.state, parked.next_by, parked.wake_at) == ("parked", None, None)
    receipt = office.message("receipt", "SOC-101", "anna")
    assert f"Part of a known issue ({TITLE}), on hold until that is over." in receipt.text

    office.forget()
    await answered(office, "/escalate outage update The cause is found.", "lena", "#soc-queue")
    await office.idle()
    await anna.sees("@Anna: SOC-101, from Lena:", "The cause is found.", thread=receipt)
    assert office.hears("anna") == ["mention: @Anna: SOC-103, from Lena", "mention: @Anna: SOC-101, from Lena"]

    await office.later(hours=1)
    office.forget()
    await answered(office, "/escalate outage over The switch is replaced.", "lena", "#soc-queue")
    await office.idle()
    over = await sam.sees(f"{TITLE} is over, says Lena. In line again: SOC-103, SOC-101, SOC-102.", in_="#soc-queue")
    assert len([each for each in sam.reads("#soc-queue") if "is over, says" in each.text]) == 1
    assert not over.message.is_reply
    assert office.hears("sam") == []
    assert len(office.hears("anna")) == 2
    woken = [await office.found(f"SOC-{number}") for number in (103, 101, 102)]
    assert [each.state for each in woken] == ["requested"] * 3
    assert [each.arrived for each in woken] == sorted(each.arrived for each in woken)
    assert all(each.next_by and each.next_by > office.slack.clock.now() for each in woken)
    listed = await answered(office, "/escalate list soc", "sam", "#soc-queue")
    assert listed.index("SOC-103") < listed.index("SOC-101") < listed.index("SOC-102")

    question = await anna.sees("@Anna: Logins fail in the north is over. Is SOC-101 solved with it?", thread=receipt)
    await anna.clicks("Solved with it", question)
    await office.idle()
    assert (await office.found("SOC-101")).state == "closed"
    assert question.buttons == []
    await sam.sees("Anna confirms: SOC-101 is solved.", in_="#soc-queue")

    other = office.message("receipt", "SOC-103", "anna")
    question = await anna.sees("Is SOC-103 solved with it?", thread=other)
    refused = await click(anna, "Not solved", question)
    await refused.fill({"What is missing?": "Their tills still cannot log in."}).submit()
    await office.idle()
    assert (await office.found("SOC-103")).state == "requested"
    assert "Waits for an owner" in question.text
    await sam.sees("SOC-103 is not solved yet", "Their tills still cannot log in.", in_="#soc-queue")


@HERE
async def test_a_request_that_turns_out_to_be_part_of_it_is_shown_it_once_before_it_is_stored(office: Office) -> None:
    anna = office.person("anna")
    await declared(office, Tickets=r"SOC-1\d\d")
    answer = await anna.types("/escalate", in_="#random")
    assert answer.form
    assert FOLLOW not in answer.form.buttons
    await answer.form.fill(form(**{TICKET: "SOC-101", WORDS: LOGIN})).submit()
    assert f"Known issue: {TITLE}" in answer.form.text
    assert answer.form.value(WORDS) == LOGIN
    assert await office.stored() == {}
    stored = await answer.form.submit()
    assert stored
    assert stored.title == "Escalated"
    assert await office.stored() == {"parked": 1}


@HERE
async def test_only_what_is_about_it_waits(office: Office) -> None:
    await declared(office, Tickets=r"SOC-1\d\d")
    for ticket, words in (("SOC-101", "The invoices of all 400 stores are wrong since Monday."), ("SOC-201", LOGIN)):
        await asks(office, ticket, words)
    assert await office.stored() == {"requested": 2}
    await asks(office, "SOC-102", "Since noon 400 stores cannot LOG  IN, and their sale begins on 3 December.")
    assert await office.stored() == {"requested": 2, "parked": 1}


@HERE
@pytest.mark.parametrize("policy", [emergencies], indirect=True)
async def test_an_emergency_waits_for_nothing(office: Office) -> None:
    await declared(office)
    await asks(office, "SOC-101", LOGIN)
    assert await office.stored() == {"requested": 1}


@HERE
async def test_who_leads_nothing_sees_what_is_known_and_may_follow_it(office: Office) -> None:
    anna, sam = office.person("anna"), office.person("sam")
    assert "No known issue is open." in await answered(office, "/escalate outage", "sam", "#soc-queue")
    await declared(office)
    for words in ("", " update It is worse.", " over"):
        answer = await sam.types(f"/escalate outage{words}", in_="#soc-queue")
        assert answer.message
        assert f"{TITLE} · Service Operations Center · since" in answer.message.text
        assert answer.message.buttons == ["Follow"]
    answer = await anna.types("/escalate outage", in_="#help-soc")
    assert answer.message
    await anna.clicks("Follow", answer.message)
    await anna.sees(f"You follow {TITLE}", in_="#help-soc")
    assert await counted(office) == {"declared": 1}
    await answered(office, "/escalate outage update The cause is found.", "olga", "#soc-queue")
    await office.idle()
    told = await anna.sees("from Olga", "The cause is found.", in_="dm")
    office.forget()
    await anna.clicks("Stop following", told)
    await anna.sees("You hear no more of it.", in_="dm")
    await answered(office, "/escalate outage over", "lena", "#soc-queue")
    await office.idle()
    assert office.hears("anna") == []


@HERE
async def test_of_several_a_lead_says_which_one(office: Office) -> None:
    lena = office.person("lena")
    await declared(office)
    await declared(office, **{"What is wrong?": "Mails wait for hours", "Team": "Deliverability", "Words": ""})
    asked = await command(lena, "over They work again.")
    assert asked.options("Which one?") == [TITLE, "Mails wait for hours"]
    assert await asked.fill({"Which one?": TITLE}).submit() is None
    await office.idle()
    answer = await lena.types("/escalate outage", in_="#soc-queue")
    assert answer.message
    assert TITLE not in answer.message.text
    word = await click(lena, "Update", answer.message)
    assert await word.fill({"What is new?": "They leave again, slowly."}).submit() is None
    await office.person("dan").sees("Mails wait for hours, from Lena:", "They leave again, slowly.", in_="#del-queue")


@HERE
async def test_what_a_lead_declares_is_checked(office: Office) -> None:
    opened = await command(office.person("lena"))
    team = {"What is wrong?": TITLE, "Team": "Service Operations Center"}
    for pattern, error in (
        ("SOC-(", "This is no regular expression."),
        (r"\d*", "This also matches nothing at all"),
        (r"SOC-(\d+)+x", "This could take too long to compare"),
        (r"\d*\d*\d*\d*x", "This could take too long to compare"),
    ):
        assert await opened.fill({**team, "Tickets": pattern, "Link": "see the wiki"}).submit() is opened
        assert opened.errors["Tickets"].startswith(error)
        assert opened.errors["Link"].startswith("This is no web address")
    assert await opened.fill({"Tickets": r"SOC-1\d+", "Link": ""}).submit() is None


@ONE_WAY
async def test_two_leads_who_end_it_at_once_end_it_once(office: Office) -> None:
    lena, olga, sam = office.person("lena"), office.person("olga"), office.person("sam")
    await declared(office)
    await asks_anyway(office)
    said = await asyncio.gather(*(each.types("/escalate outage over", in_="#soc-queue") for each in (lena, olga)))
    await office.idle()
    texts = sorted((answer.text or "").removeprefix(TITLE)[:16] for answer in said)
    assert texts == [" is over, said b", " is over: what w"] or "No known issue is open." in "".join(texts)
    assert len([each for each in sam.reads("#soc-queue") if "is over, says" in each.text]) == 1
    assert await office.stored() == {"requested": 1}
    assert len([each for each in office.person("anna").reads("#help-soc") if "solved with it" in each.text]) == 1


@HERE
@pytest.mark.parametrize("policy", [few_mentions], indirect=True)
async def test_who_had_enough_for_a_day_reads_the_newest_word_the_next_morning(office: Office) -> None:
    await declared(office)
    answer = await office.person("anna").types("/escalate outage", in_="#help-soc")
    assert answer.message
    await office.person("anna").clicks("Follow", answer.message)
    for words in ("First.", "Second.", "Third."):
        await answered(office, f"/escalate outage update {words}", "lena", "#soc-queue")
        await office.settled()
    assert ["First." in each.text for each in news(office)] == [True]
    office.slack.clock.advance(timedelta(days=1))
    await office.idle()
    assert ["Third." in each.text for each in news(office)] == [False, True]


@HERE
async def test_the_group_is_asked_when_a_critical_one_wakes_and_not_before(office: Office) -> None:
    await declared(office)
    await asks(office, "SOC-101", LOGIN, Business_impact="Critical")
    assert await office.stored() == {"parked": 1}
    assert office.hears("sam") == []
    await answered(office, "/escalate outage over", "lena", "#soc-queue")
    await office.idle()
    assert office.hears("sam") == [f"group: @soc: {TITLE} is over, says Lena"]


@HERE
async def test_one_that_a_lead_takes_out_alone_is_back_first_in_line(office: Office) -> None:
    anna, lena = office.person("anna"), office.person("lena")
    await declared(office)
    await asks_anyway(office)
    card = office.message("card", "SOC-101", "lena")
    await office.chooses(lena, card, "Back into the queue", at_once=True)
    await answered(office, "/escalate outage over", "lena", "#soc-queue")
    await office.idle()
    found = await office.found()
    assert (found.state, found.first_in_line, found.outage) == ("requested", True, None)
    await anna.sees_nothing_of("solved with it", in_="#help-soc")
