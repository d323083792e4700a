"""What waits for the leads: a direct message with all of it, a form that shows who has a place and why, and a swap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from escalation_bot.domain.policy import Limit, LimitMode, Policy
from escalation_bot.domain.worktime import Span
from escalation_bot.sandbox.forms import Form
from escalation_bot.sandbox.seen import Seen
from escalation_bot.store import escalations
from tests.stories.clocks import SICK, heard, in_dm, until
from tests.stories.conftest import HERE, ONE_WAY, Office, click

REASON = "Two banks cannot pay salaries until tonight."
WHAT, WHICH, WHY = "What do you decide?", "Which one steps down?", "Why?"
STEPS_DOWN = "Let another step down for it"


def limited(mode: LimitMode, **more: object) -> object:
    """One place for the SOC."""

    def change(policy: Policy) -> Policy:
        limit = replace(Limit(1, mode, Span.parse("2h")), **more)  # type: ignore[arg-type]  # settings of a limit
        return replace(policy, teams={**policy.teams, "soc": replace(policy.teams["soc"], limit=limit)})

    return change


HARD = pytest.mark.parametrize("policy", [limited(LimitMode.HARD)], indirect=True)
SOFT = pytest.mark.parametrize("policy", [limited(LimitMode.SOFT)], indirect=True)


async def wanted(office: Office) -> tuple[Seen, Seen]:
    """Sofia has SOC-1, and Sam would take SOC-2; their cards."""
    first, _ = await office.asked("SOC-1", taken_by="sofia")
    second, _ = await office.asked("SOC-2")
    await office.person("sam").reacts("eyes", second)
    await office.idle()
    return first, second


async def decides(office: Office, name: str, message: Seen | None = None, **given: str) -> Form | None:
    """A lead presses `Decide` and sends the form; the form that says why not, if one does."""
    form = await click(office.person(name), "Decide", message or in_dm(office, name))
    labels = {"what": WHAT, "which": WHICH, "why": WHY}
    following = await form.fill({labels[key]: value for key, value in given.items()}).submit()
    await office.idle()
    return following


def swaps(which: str = "SOC-1 · Deadline risk · Major · Sofia") -> dict[str, str]:
    """What a lead fills in who lets another step down."""
    return {"what": STEPS_DOWN, "which": which, "why": REASON}


def asked(office: Office) -> dict[str, str]:
    """Who got one direct message since this was last asked, and what it begins with."""
    found = {name: [words[4:] for words in told if words.startswith("dm: ")] for name, told in heard(office).items()}
    assert all(len(told) < 2 for told in found.values()), found
    return {name: told[0].split(" ")[0] for name, told in found.items() if told}


async def verbs(office: Office, ticket: str) -> list[str]:
    """What happened to it."""
    number = (await office.found(ticket)).id
    async with office.bot.db.read(office.slack.team_id, office.slack.clock.now()) as tx:
        return [line.verb for line in await escalations.history(tx, number)]


@ONE_WAY
@HARD
async def test_a_lead_lets_one_step_down_for_another(office: Office) -> None:
    anna, sam, sofia, lena = (office.person(name) for name in ("anna", "sam", "sofia", "lena"))
    first, second = await wanted(office)
    before = await office.found("SOC-1")
    form = await click(lena, "Decide", in_dm(office, "lena"))
    assert "1 of 1 places taken, the limit is firm" in form.text
    assert "SOC-1 · Deadline risk · Major · by 2027-12-03 · Sofia since" in form.text
    assert "Major impact +20" in form.text
    assert "In line: 1" in form.text
    assert form.options(WHAT) == [STEPS_DOWN, "Not put first"]
    office.forget()
    assert await form.fill({WHAT: STEPS_DOWN, WHICH: form.options(WHICH)[0], WHY: REASON}).submit() is None
    await office.idle()

    gone, come = await office.found("SOC-1"), await office.found("SOC-2")
    assert (gone.state, gone.owner, gone.last_owner, gone.stepped_down) == ("requested", None, "U0SOFIA", 1)
    assert (gone.arrived, gone.next_by) == (before.arrived, before.next_by)
    assert (come.state, come.owner, come.wanted_by, come.wanted_since) == ("in_progress", "U0SAM", None, None)
    assert await office.places() == 1
    assert (await verbs(office, "SOC-1"))[-1] == "step_down"
    assert (await verbs(office, "SOC-2"))[-1] == "swap"

    await anna.sees("@Anna: SOC-1 steps down for now and keeps its place in line", REASON, in_="#help-soc")
    await anna.sees("@Anna: SOC-2 goes first. Sam has it. Next word by", in_="#help-soc")
    await sofia.sees("@Sofia: SOC-1 steps down", REASON, in_="#soc-queue", thread=first)
    await sam.sees(
        "@Sam: SOC-2 has the place of SOC-1, as Lena decided. Sam has it now.", in_="#soc-queue", thread=second
    )
    assert {name: len(words) for name, words in heard(office).items()} == {"anna": 2, "sam": 1, "sofia": 1}
    assert "Sam has it" in in_dm(office, "olga").text
    assert in_dm(office, "olga").buttons == []


@HERE
@HARD
async def test_what_changed_while_the_lead_looked_is_said(office: Office) -> None:
    anna, lena = office.person("anna"), office.person("lena")
    await wanted(office)
    form = await click(lena, "Decide", in_dm(office, "lena"))
    form.fill({WHAT: STEPS_DOWN, WHICH: form.options(WHICH)[0], WHY: REASON})
    await anna.types("/escalate withdraw SOC-1", in_="#help-soc")
    await office.idle()
    refused = await form.submit()
    assert refused
    assert "Anna took SOC-1 back" in refused.text
    assert REASON in refused.text
    assert (await office.found("SOC-2")).state == "requested"
    assert await office.places() == 0


@HERE
@HARD
async def test_the_form_wants_a_reason_and_which_one(office: Office) -> None:
    await wanted(office)
    form = await click(office.person("lena"), "Decide", in_dm(office, "lena"))
    assert await form.fill({WHAT: STEPS_DOWN}).submit() is form
    assert form.errors == {WHICH: "Please fill this in.", WHY: "Please fill this in."}
    assert await form.fill({WHAT: "Not put first"}).submit() is form
    assert form.errors == {WHY: "Please fill this in."}


@HERE
@HARD
async def test_decline_and_appeal_go_through_the_leads_message(office: Office) -> None:
    """Who declined is not asked about the appeal, and the thread does not ask as well."""
    anna = office.person("anna")
    _, second = await wanted(office)
    assert (
        await decides(office, "lena", what="Not put first", why="The quarter's end is no deadline of theirs.") is None
    )
    assert (await office.found("SOC-2")).state == "declined"
    assert "not put first" in in_dm(office, "lena").text
    office.forget()
    await office.later(hours=1)
    receipt = office.message("receipt", "SOC-2", "anna")
    appeal = await click(anna, "Appeal", receipt)
    await appeal.fill({"What is new since the decision?": "Their bank closes on Friday."}).submit()
    await office.idle()
    assert asked(office) == {"olga": "SOC-2"}
    assert "an appeal" in in_dm(office, "olga").text
    form = await click(office.person("olga"), "Decide", in_dm(office, "olga"))
    assert "Their bank closes on Friday." in form.text
    assert await form.fill({WHAT: STEPS_DOWN, WHICH: form.options(WHICH)[0], WHY: REASON}).submit() is None
    await office.idle()
    assert (await office.found("SOC-2")).state == "accepted"
    assert office.person("sofia").reads("#soc-queue", second)[-1].text.startswith("SOC-2 has the place of SOC-1")


@HERE
@SOFT
async def test_leads_get_one_message_an_hour_with_all_that_waits(office: Office) -> None:
    lena, sam = office.person("lena"), office.person("sam")
    await wanted(office)
    office.forget()
    for ticket in ("SOC-3", "SOC-4"):
        card, _ = await office.asked(ticket)
        await sam.reacts("eyes", card)
        await office.later(minutes=10)
    assert heard(office) == {}
    older = in_dm(office, "lena")
    await office.later(minutes=45)
    assert asked(office) == {"lena": "SOC-2", "olga": "SOC-2"}
    assert [line.split(" ")[0] for line in in_dm(office, "lena").text.splitlines() if "Sam would" in line] == [
        "SOC-2",
        "SOC-3",
        "SOC-4",
    ]
    assert "in the newer message below" in older.text
    form = await click(lena, "Decide", in_dm(office, "lena"))
    assert form.options(WHAT) == [STEPS_DOWN, "Accept it, beyond the limit", "Not put first"]
    await form.fill({WHAT: "Accept it, beyond the limit"}).submit()
    await office.later(hours=1)
    assert "accepted, beyond the limit" in in_dm(office, "olga").text
    assert heard(office) == {
        "anna": ["mention: @Anna: SOC-2 goes first"],
        "sam": ["mention: @Sam: Lena has accepted SOC-2"],
    }
    assert "beyond the limit" in office.message("card", "SOC-2", "sam").text


@HERE
@HARD
async def test_nobody_is_asked_at_night_or_while_away(office: Office) -> None:
    await until(office, "2026-11-23 17:30")
    office.slack.change_user("lena", status_emoji=SICK)
    await wanted(office)
    assert asked(office) == {}
    await until(office, "2026-11-24 09:00")
    assert asked(office) == {"olga": "SOC-2"}
    office.slack.change_user("olga", status_emoji=SICK)
    card, _ = await office.asked("SOC-3")
    await office.person("sam").reacts("eyes", card)
    await office.later(hours=2)
    told = in_dm(office, "mia")
    assert "SOC-3 · waits for a lead’s decision since" in told.text
    assert "is away" in told.text


@HERE
@SOFT
async def test_undecided_for_long_a_member_takes_one_beyond_a_soft_limit(office: Office) -> None:
    sam, sofia = office.person("sam"), office.person("sofia")
    _, second = await wanted(office)
    third, _ = await office.asked("SOC-3")
    await sofia.reacts("eyes", third)
    await office.later(hours=1)
    await sam.clicks("Take", second)
    await sam.sees("All 1 places of Service Operations Center are taken", in_="#soc-queue")
    office.forget()
    await office.later(hours=2, minutes=10)  # lunch is over
    await sam.sees(
        "@Sam: SOC-2 · waits for a lead’s decision since", "A member may take or accept it now", in_="#soc-queue"
    )
    await sam.clicks("Take", second)
    await office.idle()
    taken = await office.found("SOC-2")
    assert (taken.state, taken.owner, taken.beyond) == ("in_progress", "U0SAM", True)
    async with office.bot.db.read(office.slack.team_id, office.slack.clock.now()) as tx:
        assert (await escalations.history(tx, taken.id))[-1].facts["beyond"] == 1
    assert "beyond the limit" in second.text
    assert "Sam has it, beyond the limit" in in_dm(office, "lena").text
    await sofia.clicks("Take", third)
    await sofia.sees("All 1 places of Service Operations Center are taken. Sofia would take SOC-3", in_="#soc-queue")
    assert await office.places() == 2


@HERE
@HARD
async def test_undecided_for_long_a_hard_limit_holds_and_the_leads_are_asked_again(office: Office) -> None:
    sam = office.person("sam")
    _, second = await wanted(office)
    office.forget()
    await office.later(hours=3, minutes=10)  # lunch is over
    assert asked(office) == {"lena": "SOC-2", "olga": "SOC-2", "mia": "Service"}
    assert "SOC-2 · waits for a lead’s decision since" in in_dm(office, "mia").text
    await sam.clicks("Take", second)
    await sam.sees("All 1 places of Service Operations Center are taken", in_="#soc-queue")
    assert await office.places() == 1


@HERE
@HARD
async def test_a_requester_offers_one_of_their_own(office: Office) -> None:
    anna, lena = office.person("anna"), office.person("lena")
    await office.asked("SOC-1", taken_by="sofia")
    await office.later(seconds=2)  # how full it is, is looked at each second
    answer = await anna.types("/escalate SOC-2", in_="#help-soc")
    assert answer.form
    stored = await office.asks(ticket="SOC-2")
    assert "All places of Service Operations Center are taken now." in stored.text
    which = "Which of yours may step down for it?"
    assert stored.options(which) == ["SOC-1 · in progress · Deadline risk · Major"]
    office.forget()
    await stored.fill({which: stored.options(which)[0]}).submit()
    await office.idle()
    assert asked(office) == {"lena": "SOC-2", "olga": "SOC-2"}
    assert "Anna offers SOC-1 for it" in in_dm(office, "lena").text
    form = await click(lena, "Decide", in_dm(office, "lena"))
    assert "Anna offers SOC-1 for it." in form.text
    assert form.options(WHICH)[0] == "SOC-1 · offered by Anna"
    assert await form.fill({WHY: "As Anna wishes."}).submit() is None
    await office.idle()
    assert [(await office.found(ticket)).state for ticket in ("SOC-1", "SOC-2")] == ["requested", "accepted"]
    assert (await office.found("SOC-2")).offered is None


@HERE
@HARD
async def test_an_offer_is_withdrawn_or_void_when_what_was_offered_ends(office: Office) -> None:
    anna = office.person("anna")
    await office.asked("SOC-1", taken_by="sofia")
    _, receipt = await office.asked("SOC-2")
    form = await office.chooses(anna, receipt, "Offer one of yours for it")
    await form.fill({"Which of yours may step down for it?": "SOC-1 · in progress · Deadline risk · Major"}).submit()
    await office.idle()
    await office.chooses(anna, receipt, "Take the offer back", at_once=True)
    await office.idle()
    assert (await office.found("SOC-2")).wanted_since is None
    assert in_dm(office, "lena").buttons == []
    form = await office.chooses(anna, receipt, "Offer one of yours for it")
    await form.fill({"Which of yours may step down for it?": "SOC-1 · in progress · Deadline risk · Major"}).submit()
    await office.asked("SOC-3", taken_by="sofia")
    await anna.types("/escalate withdraw SOC-1", in_="#help-soc")
    await office.later(hours=1)
    assert "offers SOC-1" not in in_dm(office, "lena").text
    form = await click(office.person("lena"), "Decide", in_dm(office, "lena"))
    assert "offers" not in form.text


@HERE
@pytest.mark.parametrize("policy", [limited(LimitMode.HARD, max=10, share=0.1, open_tickets=29)], indirect=True)
async def test_a_share_of_the_open_tickets_is_the_limit_where_it_is_less(office: Office) -> None:
    for number in (1, 2, 3):
        await office.asked(f"SOC-{number}", taken_by="sam")
    assert await office.places() == 2
    assert (await office.found("SOC-3")).wanted_by == "U0SAM"
