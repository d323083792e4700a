"""Who goes first: a sum that everybody can read, what it costs others, and the team's own word on it."""

from __future__ import annotations

from escalation_bot.sandbox import Form, Seen
from tests.stories.conftest import HERE, ONE_WAY, Office, answered, click

WHY = "Why this place?"
DETAILS = {"Revenue at risk": "240k a year", "Customers affected": "about 120"}


async def why_of(office: Office, card: Seen) -> Form:
    """What a member reads behind `More…`."""
    more = await click(office.person("sam"), "More…", card)
    why = await more.clicks(WHY)
    assert why is not None
    return why


@HERE
async def test_what_weighs_more_goes_first_and_everybody_can_read_why(office: Office) -> None:
    anna = office.person("anna")
    await office.asked("SOC-101", **{"Business impact": "Limited"})
    await office.later(minutes=5)
    form = await office.asks("anna", "SOC-102", **{"Business impact": "Major"})
    assert "Place 1 of 2 in line. SOC-101 waits one place longer for it." in form.around
    own = await form.clicks(WHY)
    assert own is not None
    assert "+20  Deadline risk" in own.around
    await office.idle()
    card = office.message("card", "SOC-102", "sam")
    assert "Place 1 of 2" in card.text
    assert "before SOC-101" in card.text
    why = await why_of(office, card)
    assert "Place 1 of 2. Before SOC-101." in why.around
    assert "+20  Major impact" in why.around
    listed = await answered(office, "/escalate list soc")
    assert listed.index("1. SOC-102") < listed.index("2. SOC-101")
    assert "Place 2 of 2 in line." in await answered(office, "/escalate status SOC-101")
    assert anna.warnings == []


@HERE
async def test_added_numbers_weigh_and_step_by_step_so_does_waiting(office: Office) -> None:
    anna = office.person("anna")
    await office.asked("SOC-101")
    await office.later(minutes=5)
    card, receipt = await office.asked("SOC-102")
    assert "Place 2 of 2" in card.text
    form = await click(anna, "Add details", receipt)
    await form.fill(DETAILS).submit()
    await office.idle()
    assert "Place 1 of 2" in card.text
    await office.later(days=2)
    why = (await why_of(office, card)).around
    assert "+10  240,000 € at risk" in why
    assert "+10  120 customers affected" in why
    assert "+6  waits since" in why


@ONE_WAY
async def test_the_team_overrules_with_a_reason_and_who_is_passed_hears_it_without_a_ping(office: Office) -> None:
    sam = office.person("sam")
    _, first = await office.asked("SOC-101", **{"Business impact": "Critical"})
    await office.later(minutes=5)
    card, second = await office.asked("SOC-102", **{"Business impact": "Limited"})
    office.forget()
    form = await office.chooses(sam, card, "Change its place in line")
    assert form.options("Before which?") == ["1. SOC-101 · Critical"]
    await form.fill(
        {"Before which?": "1. SOC-101 · Critical", "Why?": "Its fix is ready, it takes ten minutes."}
    ).submit()
    await office.idle()
    assert "Place 1 of 2" in card.text
    anna = office.person("anna")
    told = await anna.sees("SOC-102 stands right before SOC-101 in line now.", thread=second)
    assert "Its fix is ready" in told.text
    await anna.sees("Sam put SOC-102 before SOC-101 in line.", thread=first)
    assert sorted(office.hears("anna")) == [
        "mention: @Anna: SOC-102 stands right before SOC-101 in line now",
        "thread: Sam put SOC-102 before SOC-101 in line",
    ]
    why = await why_of(office, card)
    assert "the team’s own decision" in why.around


@ONE_WAY
async def test_points_do_not_lead_past_an_incident(office: Office) -> None:
    sam = office.person("sam")
    other, receipt = await office.asked("SOC-101")
    await office.later(minutes=5)
    card, _ = await office.asked("SOC-102")
    form = await office.chooses(sam, card, "Mark as an incident")
    await form.fill({"What is happening?": "No store can take an order since 09:40."}).submit()
    await office.idle()
    await office.person("anna").sees("Sam put SOC-102 before SOC-101 in line.", thread=receipt)
    form = await office.chooses(sam, other, "Change its place in line")
    refused = await form.fill({"Before which?": form.options("Before which?")[0], "Why?": "I want it so."}).submit()
    assert refused is not None
    assert "Incidents, and what came back, stand before the rest" in refused.around
    assert "I want it so." in refused.around
