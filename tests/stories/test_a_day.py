"""A day at the desk, for each of three people: several tickets go on at once, and each hears of what concerns them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from escalation_bot.domain.policy import Limit, LimitMode, Policy
from escalation_bot.sandbox.people import Person
from escalation_bot.sandbox.seen import Seen
from tests.stories.clocks import in_dm, until
from tests.stories.conftest import HERE, ONE_WAY, Office, answered, click

SOLVED = "The prices are loaded, the shops show them."


def _two_places(policy: Policy) -> Policy:
    soc = replace(policy.teams["soc"], limit=Limit(2, LimitMode.SOFT))
    return replace(policy, teams={**policy.teams, "soc": soc})


async def asks(office: Office, name: str, ticket: str) -> tuple[Seen, Seen]:
    """Somebody asks: card and receipt. Ten minutes go by."""
    await office.asks(name, ticket)
    await office.later(minutes=10)
    return office.message("card", ticket, "sam"), office.message("receipt", ticket, name)


async def says(office: Office, who: Person, card: Seen, what: str, **inputs: str) -> None:
    """Somebody does something under `More…`, with words. Ten minutes go by."""
    form = await office.chooses(who, card, what)
    assert await form.fill({label.replace("_", " "): words for label, words in inputs.items()}).submit() is None
    await office.later(minutes=10)


async def does(office: Office, who: Person, button: str, message: Seen) -> None:
    """Somebody presses a button. Ten minutes go by."""
    await who.clicks(button, message)
    await office.later(minutes=10)


async def resolves(office: Office, who: Person, card: Seen, words: str, result: str = "Solved") -> None:
    """Somebody says that it is solved, or what it is instead."""
    await says(office, who, card, "Resolve", **{"How was it resolved?": words, "Result": result})


@ONE_WAY
async def test_of_an_account_manager(office: Office) -> None:
    anna, sam, sofia, lena = (office.person(name) for name in ("anna", "sam", "sofia", "lena"))
    prices, receipt = await asks(office, "anna", "SOC-101")
    export, second = await asks(office, "anna", "SOC-102")
    other, _ = await asks(office, "paul", "SOC-103")
    assert office.hears("anna") == [
        "mention: SOC-101 · E-1 · asked by @Anna",
        "mention: SOC-102 · E-2 · asked by @Anna",
    ]
    await does(office, sam, "Take", prices)
    await says(office, lena, other, "Not put first", **{"Why is it not put first?": "It runs again at six by itself."})
    await says(office, sofia, export, "Ask the requester", **{"What do you need to know?": "Which export is it?"})
    await anna.replies(second, "The one for Nordwind, since Monday.")
    await office.idle()
    await does(office, sofia, "Take", export)
    await says(office, sam, prices, "Post update", **{"What is new?": "Half of the shops are done."})
    await resolves(office, sam, prices, SOLVED)
    await does(office, anna, "Solved", await anna.sees(SOLVED, in_="#help-soc", thread=receipt))
    await resolves(office, sofia, export, "Their contract has no export.", "Cannot be done")
    await does(office, anna, "Yes, close it", await anna.sees("has no export", in_="#help-soc", thread=second))
    assert office.hears("anna") == [
        "mention: @Anna: Sam has taken SOC-101",
        "mention: @Anna: Sofia asks about SOC-102",
        "mention: @Anna: Sofia has taken SOC-102",
        "mention: @Anna: SOC-101, from Sam",
        "thread: Anna: Sam says SOC-101 is solved",
        "thread: Anna: Sofia says that SOC-102 cannot be done",
    ]
    assert office.hears("paul") == ["mention: SOC-103 · E-3 · asked by @Paul", "mention: @Paul: SOC-103: Not put first"]
    assert "Closed, solved." in receipt.text
    assert "Closed, it could not be done." in second.text
    assert "Nothing is open." in await answered(office, "/escalate list")
    assert await office.places() == 0


@HERE
async def test_of_a_member(office: Office) -> None:
    anna, sam, sofia, lena = (office.person(name) for name in ("anna", "sam", "sofia", "lena"))
    prices, receipt = await asks(office, "anna", "SOC-101")
    export, second = await asks(office, "paul", "SOC-102")
    await does(office, sam, "Take", prices)
    await does(office, sofia, "Take", export)
    assert office.hears("sam") == office.hears("sofia") == []
    await anna.replies(receipt, "Only the Norwegian shops are left.")
    await office.person("paul").replies(second, "It is the export for Nordwind.")
    await office.later(minutes=10)
    await says(office, sofia, export, "Hand over", **{"To whom?": "Sam Berg", "Words for the new owner": "I am off."})
    await says(office, lena, prices, "Change the impact", **{"Business impact": "Moderate", "Why?": "One shop only."})
    await says(office, lena, export, "Step down", **{"Why does another go first?": "The banks go first."})
    await resolves(office, sam, prices, SOLVED)
    form = await click(anna, "Not yet", await anna.sees(SOLVED, in_="#help-soc", thread=receipt))
    await form.fill({"What is missing?": "Norway."}).submit()
    await office.idle()
    await resolves(office, sam, prices, "Norway is done, too.")
    await does(office, anna, "Solved", await anna.sees("Norway is done", in_="#help-soc", thread=receipt))
    assert office.hears("sam") == [
        "mention: @Sam: Anna in the receipt’s thread of SOC-101",
        "mention: @Sam: SOC-102: Sam has it now, handed over by Sofia",
        "mention: @Sam: SOC-101 counts as Moderate now, not Major",
        "mention: @Sam: SOC-102 steps down: it gives its place back and keeps its place in line",
        "mention: @Sam: Anna says that SOC-101 is not solved yet",
        "mention: @Sam: Anna confirms: SOC-101 is solved",
    ]
    assert [each for each in office.hears("sofia") if each.startswith("mention")] == [
        "mention: @Sofia: Paul in the receipt’s thread of SOC-102"
    ]
    assert "Sam had it before." in export.text
    assert await office.places() == 0


@HERE
@pytest.mark.parametrize("policy", [_two_places], indirect=True)
async def test_of_a_lead(office: Office) -> None:
    anna, sofia, lena, olga = (office.person(name) for name in ("anna", "sofia", "lena", "olga"))
    for ticket in ("SOC-100", "SOC-101"):
        await office.asked(ticket, taken_by="sam")
    export, second = await asks(office, "anna", "SOC-102")
    other, third = await asks(office, "paul", "SOC-103")
    assert office.hears("lena") == []
    await does(office, sofia, "Take", export)
    for lead in ("lena", "olga"):
        assert [told.split(" · ")[0] for told in office.hears(lead)] == ["dm: SOC-102"]
    await says(office, lena, export, "Accept, owner to come", **{"Planned for": "2026-11-24"})
    await sofia.sees("@Sofia: Lena has accepted SOC-102. It can be taken now.", in_="#soc-queue", thread=export)
    await does(office, sofia, "Take", export)
    await says(office, olga, other, "Not put first", **{"Why is it not put first?": "It runs again at six by itself."})
    form = await click(office.person("paul"), "Appeal", third)
    await form.fill({"What is new since the decision?": "They open at five."}).submit()
    await office.later(minutes=40)
    assert [told.split(" · ")[0] for told in office.hears("lena")] == ["dm: SOC-103"]
    move = {"To which team?": "Deliverability", "Why is it theirs?": "The receiver bounces it."}
    await says(office, lena, other, "Move to another team", **move)
    there = office.message("card", "SOC-103", "lena", in_="#del-queue")
    await does(office, lena, "Take", there)
    level = {"Why is it needed?": "It is the parser.", "What was tried": "A restart."}
    await says(office, lena, export, "Bring in Specialists", **level)
    await resolves(office, sofia, export, SOLVED)
    form = await click(anna, "Not yet", await anna.sees(SOLVED, in_="#help-soc", thread=second))
    await form.fill({"What is missing?": "The rest."}).submit()
    await lena.sees("All places are taken: it waits first in line, a lead decides.", in_="#soc-queue", thread=export)
    await office.idle()
    assert not any(each.startswith("mention") for each in office.hears("lena"))
    await office.later(hours=1)  # lunch is over
    assert [told.split(" · ")[0] for told in office.hears("lena")] == ["dm: SOC-102"]
    assert office.hears("mia") == office.hears("dan") == []
    assert await office.places() == 2
    assert await office.places("deliverability") == 1


@HERE
async def test_of_a_manager(office: Office) -> None:
    mia, sofia = office.person("mia"), office.person("sofia")
    prices, receipt = await asks(office, "anna", "SOC-101")
    export, _ = await asks(office, "anna", "SOC-102")
    await asks(office, "paul", "SOC-103")
    await does(office, sofia, "Take", prices)
    await until(office, "2026-11-24 09:00")
    assert "2 overdue" in (await mia.sees("places taken", "SOC-102", in_="#soc-queue")).text
    listed = await answered(office, "/escalate list soc", "mia")
    assert [line.partition(" · ")[0] for line in listed.splitlines()[1:]] == ["SOC-101", "1. SOC-102", "2. SOC-103"]
    await mia.reacts("eyes", export)
    await mia.replies(receipt, "Their director has called me, what may I tell her?")
    await sofia.sees("Mia in the receipt’s thread of SOC-101", "Their director", in_="#soc-queue", thread=prices)
    await until(office, "2026-11-24 16:00")
    assert (await office.found("SOC-102")).owner is None
    assert office.hears("mia") == [], "what is late is the team's first, and then its leads'"
    await until(office, "2026-11-24 16:10")
    told = in_dm(office, "mia")
    assert "SOC-102 · first answer was due" in told.text
    assert ("SOC-101" in told.text, "SOC-103" in told.text, told.buttons) == (False, False, [])
    await does(office, sofia, "Take", export)
    assert "SOC-102: first answer answered" in told.text.replace("~", "")
    await until(office, "2026-11-24 23:00")
    assert len(office.hears("mia")) == 1
    await until(office, "2026-11-25 09:00")
    assert "SOC-103 · first answer was due" in in_dm(office, "mia").text
    await until(office, "2026-11-25 23:00")
    assert [each.partition(":")[0] for each in office.hears("mia")] == ["dm"]
