"""Forms that people send: what is wrong is said at its input, all at once, and nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from escalation_bot.sandbox.filling import FormRefused
from escalation_bot.sandbox.forms import Form
from tests.stories.conftest import TODAY, Office
from tests.stories.forms import BY, IDS, IMPACT, MOTIVE, TICKET, WORDS, filled

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORGOT = "I forgot to send this to you in time, sorry for the trouble."
PROMISED = "I promised the customer that this is done by the end of the week."


def careless(sent: Form) -> Form:
    """The same form at a client that checks nothing before it sends."""
    for block in sent.view.spec["blocks"]:
        block["optional"] = True
        if "max_length" in block.get("element", {}):
            block["element"]["max_length"] = 100_000
    return sent


def forge(sent: Form, label: str, value: object) -> None:
    """Puts a value into an input that no client would let anybody choose."""
    kind = {MOTIVE: "selected_option", IMPACT: "selected_option", BY: "selected_date"}.get(label, "value")
    sent.view.values[IDS[label]][IDS[label]][kind] = value


async def posted(desk: Office) -> tuple[int, dict[str, int]]:
    """How many messages there are, and what is stored."""
    await desk.idle()
    return len(desk.slack.calls_of("chat.postMessage")), await desk.stored()


async def refused(desk: Office, sent: Form, errors: Mapping[str, str]) -> None:
    """Sending it changes nothing and shows just these errors; everything typed is still there."""
    before, typed = await posted(desk), {label: sent.value(label) for label in sent.labels}
    assert await sent.submit() is sent
    assert sent.trouble is None
    assert set(sent.errors) == set(errors)
    for label, words in errors.items():
        assert words in sent.errors[label]
    assert {label: sent.value(label) for label in sent.labels} == typed
    assert await posted(desk) == before


NO_TEAM, SHORT, OVER, PLEASE = "no ticket number that a team here knows", "too short to judge", "is over", "Please fill"

BAD = [
    pytest.param({TICKET: "   "}, {TICKET: "number is needed"}, id="ticket only spaces"),
    pytest.param({TICKET: "the login page"}, {TICKET: NO_TEAM}, id="ticket without a number"),
    pytest.param({TICKET: "SOC-"}, {TICKET: "subject of every mail"}, id="ticket cut off, told where to find it"),
    pytest.param({TICKET: "ABC-101"}, {TICKET: NO_TEAM}, id="ticket of nobody here"),
    pytest.param({TICKET: "SOC-101x"}, {TICKET: NO_TEAM}, id="ticket with a letter too many"),
    pytest.param({TICKET: "XSOC-101"}, {TICKET: NO_TEAM}, id="ticket with a letter before"),
    pytest.param({TICKET: "SOC-１２"}, {TICKET: NO_TEAM}, id="ticket in other digits"),
    pytest.param({TICKET: "SOC-{{ 7*7 }}"}, {TICKET: NO_TEAM}, id="ticket that is a template"),
    pytest.param({TICKET: "SOC-1 and SOC-2"}, {TICKET: "SOC-1 and SOC-2. One ticket"}, id="two tickets"),
    pytest.param({TICKET: "SOC-1, DEL-1"}, {TICKET: "SOC-1 and DEL-1"}, id="two tickets of two teams"),
    pytest.param(
        {TICKET: "https://tickets.example.com/SOC-1 (see SOC 2)"}, {TICKET: "SOC-1 and SOC-2"}, id="link and a number"
    ),
    pytest.param({WORDS: "Please hurry"}, {WORDS: "The shop opens on 1 December"}, id="short, example for a deadline"),
    pytest.param(
        {WORDS: "Please hurry", MOTIVE: "Important deal"}, {WORDS: "Nordwind signs"}, id="short, example for a deal"
    ),
    pytest.param(
        {WORDS: "Please hurry", MOTIVE: "Churn risk"}, {WORDS: "lost orders as the reason"}, id="short, for churn"
    ),
    pytest.param(
        {WORDS: "Please hurry", MOTIVE: "Safety, compliance or payment risk"}, {WORDS: "bank account"}, id="short, own"
    ),
    pytest.param({WORDS: "x" * 39}, {WORDS: SHORT}, id="one character short"),
    pytest.param({WORDS: " " * 60}, {WORDS: SHORT}, id="words only spaces"),
    pytest.param({WORDS: "\n\t" * 60}, {WORDS: SHORT}, id="words only line breaks"),
    pytest.param({WORDS: "short" + " " * 60}, {WORDS: SHORT}, id="words filled up with spaces"),
    pytest.param({WORDS: "\x00\x07\x1b" * 30}, {WORDS: SHORT}, id="words only control characters"),
    pytest.param({WORDS: "\u202e" * 60}, {WORDS: SHORT}, id="words only turn the reading direction"),
    pytest.param({WORDS: "\u200b" * 60}, {WORDS: SHORT}, id="words nobody can see"),
    pytest.param({WORDS: "🔥" * 60}, {WORDS: SHORT}, id="words only emoji"),
    pytest.param({WORDS: "!?" * 60}, {WORDS: SHORT}, id="words only signs"),
    pytest.param({BY: "2026-11-22"}, {BY: OVER}, id="yesterday"),
    pytest.param({BY: "0001-01-01"}, {BY: OVER}, id="long ago"),
    pytest.param({BY: None}, {BY: "by when is it needed"}, id="no date for a deadline"),
    pytest.param({BY: None, MOTIVE: "Important deal"}, {BY: "by when is it needed"}, id="no date for a deal"),
    pytest.param({WORDS: FORGOT}, {WORDS: "Being late cannot be the reason"}, id="I forgot"),
    pytest.param({WORDS: PROMISED}, {WORDS: "A promise cannot be the reason"}, id="I promised"),
    pytest.param(
        {WORDS: "The customer is important. Please, ASAP. It is urgent, urgent."},
        {WORDS: "We take that as given"},
        id="urgent",
    ),
    pytest.param({WORDS: f"{FORGOT} SOC-101."}, {WORDS: "Being late"}, id="a ticket is no fact beside a non-reason"),
    pytest.param(
        {TICKET: "login", BY: "2026-11-20", WORDS: "hurry"}, {TICKET: NO_TEAM, BY: OVER, WORDS: SHORT}, id="three"
    ),
    pytest.param({WORDS: FORGOT, BY: None}, {WORDS: "Being late", BY: "by when"}, id="non-reason and no date"),
    pytest.param({WORDS: FORGOT, TICKET: "?"}, {WORDS: "Being late", TICKET: NO_TEAM}, id="non-reason, no ticket"),
]


@pytest.mark.parametrize(("given", "errors"), BAD)
async def test_what_is_wrong_is_said_at_its_input(
    desk: Office, given: dict[str, str | None], errors: dict[str, str]
) -> None:
    await refused(desk, await filled(desk, given), errors)


@pytest.mark.parametrize(
    ("label", "value", "error"),
    [
        pytest.param(TICKET, None, "number is needed", id="no ticket"),
        pytest.param(MOTIVE, None, PLEASE, id="no motive"),
        pytest.param(MOTIVE, {"value": "vip"}, PLEASE, id="a motive of one's own"),
        pytest.param(IMPACT, None, PLEASE, id="no impact"),
        pytest.param(IMPACT, {"value": "apocalyptic"}, PLEASE, id="an impact of one's own"),
        pytest.param(BY, "tomorrow", "This is no date", id="a date in words"),
        pytest.param(BY, "2027-02-30", "This is no date", id="a day that is none"),
        pytest.param(WORDS, None, SHORT, id="no words"),
        pytest.param(WORDS, "x" * 3001, "longer than Slack can show (3000", id="more than Slack lets type"),
    ],
)
async def test_a_forged_form_is_judged_like_any_other(desk: Office, label: str, value: object, error: str) -> None:
    sent = careless(await filled(desk, {}))
    forge(sent, label, value)
    await refused(desk, sent, {label: error})


async def test_everything_wrong_at_once_is_said_at_once(desk: Office) -> None:
    sent = careless(await filled(desk, {TICKET: "SOC-1 SOC-2", WORDS: "hm"}))
    for label, value in {MOTIVE: None, IMPACT: {"value": "huge"}, BY: "soon"}.items():
        forge(sent, label, value)
    errors = {TICKET: "One ticket", WORDS: SHORT, MOTIVE: PLEASE, IMPACT: PLEASE, BY: "This is no date"}
    await refused(desk, sent, errors)


async def test_a_team_of_ones_own_counts_for_nothing(desk: Office) -> None:
    sent = await filled(desk, {TICKET: "SOC-190"})
    sent.view.values["team"] = {"team": {"type": "static_select", "selected_option": {"value": "board"}}}
    assert await sent.submit()
    assert (await desk.found("SOC-190")).team == "soc"


async def test_a_motive_of_another_team_is_refused(desk: Office) -> None:
    sent = await filled(desk, {MOTIVE: "Safety, compliance or payment risk", TICKET: "DEL-7"})
    await refused(desk, sent, {MOTIVE: "Deliverability does not use this reason"})


async def test_the_client_itself_stops_at_3000_characters_and_at_what_is_missing(desk: Office) -> None:
    sent = await filled(desk, {TICKET: None, WORDS: "x" * 3001})
    with pytest.raises(FormRefused) as stopped:
        await sent.submit()
    assert set(stopped.value.problems) == {TICKET, WORDS}


async def test_what_was_wrong_can_be_mended_and_sent(desk: Office) -> None:
    sent = await filled(desk, {TICKET: "none", BY: "2026-11-01"})
    await refused(desk, sent, {TICKET: NO_TEAM, BY: OVER})
    sent.fill({TICKET: "SOC-191", BY: TODAY})
    stored = await sent.submit()
    assert stored
    assert "SOC-191 is in the queue" in stored.text
    assert (await desk.found("SOC-191")).thin is False


async def test_a_non_reason_is_refused_once_and_then_marked_for_the_lead(desk: Office) -> None:
    sent = await filled(desk, {WORDS: FORGOT, TICKET: "SOC-192"})
    await refused(desk, sent, {WORDS: "If there is nothing more to say, send it again"})
    stored = await sent.submit()
    assert stored
    assert "marked as a thin reason" in stored.text
    await desk.idle()
    card = desk.message("card", "SOC-192", "lena")
    assert "thin reason" in card.text
    assert FORGOT in card.text
    assert "thin" not in desk.message("receipt", "SOC-192", "anna").text


async def test_a_non_reason_is_refused_anew_in_another_form(desk: Office) -> None:
    await refused(desk, await filled(desk, {WORDS: PROMISED}), {WORDS: "A promise"})
    await refused(desk, await filled(desk, {WORDS: PROMISED}), {WORDS: "A promise"})
