"""Part of a known issue: it waits until that is over, and nobody owes a word meanwhile."""

from __future__ import annotations

from tests.stories.conftest import HERE, Office, answered

pytestmark = HERE


async def test_what_is_parked_waits_and_comes_back_first_in_line(office: Office) -> None:
    anna, lena = office.person("anna"), office.person("lena")
    await office.asked("SOC-101")
    await office.later(minutes=5)
    card, receipt = await office.asked("SOC-102")
    await office.chooses(lena, card, "Park, a known issue", at_once=True)
    await anna.sees("@Anna: SOC-102 is part of a known issue and waits until that is over", thread=receipt)
    await office.idle()
    assert office.hears("anna") == ["mention: @Anna: SOC-102 is part of a known issue and waits until that is over"]
    assert "Part of a known issue, on hold until that is over." in card.text
    assert card.buttons == ["More…"]
    parked = await office.found("SOC-102")
    assert (parked.state, parked.next_by, parked.wake_at) == ("parked", None, None)

    office.forget()
    await office.later(hours=1)
    await office.chooses(lena, card, "Back into the queue", at_once=True)
    told = await anna.sees("@Anna: SOC-102 is back in the queue, first in line. Next word by", thread=receipt)
    await office.idle()
    assert office.hears("anna") == ["mention: @Anna: SOC-102 is back in the queue, first in line"]
    assert "Waits for an owner, first in line" in card.text
    listed = await answered(office, "/escalate list soc")
    assert listed.index("SOC-102") < listed.index("SOC-101")
    await anna.clicks("Take it back", told)
    await office.idle()
    assert (await office.found("SOC-102")).state == "withdrawn"


async def test_who_asked_may_take_it_back_meanwhile_and_add_to_it(office: Office) -> None:
    anna, lena = office.person("anna"), office.person("lena")
    card, receipt = await office.asked()
    await office.chooses(lena, card, "Park, a known issue", at_once=True)
    await office.idle()
    assert await office.choices(anna, receipt) == ["Take the request back", "Add facts"]
    assert await office.choices(office.person("sam"), card) == ["Change the impact", "Add facts", "Follow"]
    await office.chooses(anna, receipt, "Take the request back", at_once=True)
    await office.idle()
    assert receipt.buttons == ["Bring it back"]


async def test_a_lead_parks_only_what_nobody_has(office: Office) -> None:
    card, _ = await office.asked("SOC-101")
    assert "Park, a known issue" not in await office.choices(office.person("sam"), card)
    card, _ = await office.asked("SOC-102", taken_by="sam")
    assert "Park, a known issue" not in await office.choices(office.person("lena"), card)
