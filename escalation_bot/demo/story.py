"""The main job, told as minutes: from `/escalate` to a solved case, and what happens beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from escalation_bot.demo.cast import Actor
from escalation_bot.demo.narrator import Narrator
from escalation_bot.sandbox import Sandbox, Seen

INTAKE, QUEUE = "#help-soc", "#soc-queue"
REASON = "Why must it go first?"
RISK = "What happens if it is not done by then?"


@dataclass(frozen=True)
class Case:
    """One case as its two sides see it: the receipt for who asked, the card for the team."""

    receipt: Seen
    card: Seen


async def tell(slack: Sandbox, narrator: Narrator) -> None:
    """Plays it. Raises NotAsTold or AssertionError when something does not happen."""
    anna, paul, sam, lena = (Actor(slack, narrator, name) for name in ("anna", "paul", "sam", "lena"))
    needed = (slack.clock.now() + timedelta(days=10)).date()

    narrator.scene("Anna, an account manager, asks for SOC-101 to go first")
    case = await request(anna, sam, needed)

    narrator.scene("Sam, of the team, takes it")
    await ownership(sam, anna, case)

    narrator.scene("Paul asks for the same ticket")
    await _second_request(paul, sam, needed, case)

    narrator.scene("Sam's reply becomes an update")
    await _update(sam, anna, case)

    narrator.scene("Lena, a lead, asks and declines")
    other = await weak_request(paul, lena)
    await _question(lena, paul, other)
    await _refusal(lena, paul, other)

    narrator.scene("Solved, and Anna says so")
    await _solution(sam, anna, case)


async def request(anna: Actor, sam: Actor, needed: date) -> Case:
    form = await anna.types("/escalate soc 101", in_=INTAKE)
    promise = "I promised the customer that it would be done today."
    form = await anna.is_refused(form, _deadline(needed) | {RISK: promise})
    opening = f"{needed.day} {needed:%B}"
    risk = f"Their web shop opens on {opening}. Orders over 50 lines are dropped; 400 stores order that way."
    await anna.closes(await anna.sends(form, {RISK: risk, "Customer": "Nordic Stores"}))
    receipt = await anna.sees("SOC-101", in_=INTAKE)
    return Case(receipt, await sam.sees("SOC-101", risk, in_=QUEUE))


async def ownership(sam: Actor, anna: Actor, case: Case) -> None:
    await sam.reacts("eyes", case.card, "the card")
    await anna.sees("Sam", "SOC-101", in_=INTAKE, thread=case.receipt)


async def _second_request(paul: Actor, sam: Actor, needed: date, case: Case) -> None:
    form = await paul.types("/escalate SOC-101", in_=INTAKE)
    risk = "Baltic Foods is hit too: 30 of their orders since Monday, about 9,000 €."
    form = await paul.sends(form, _deadline(needed) | {RISK: risk})
    await paul.ends(form)
    await sam.sees(risk, in_=QUEUE, thread=case.card)
    await paul.sees("@Paul", in_=INTAKE, thread=case.receipt)


async def _update(sam: Actor, anna: Actor, case: Case) -> None:
    news = "The import stops at line 50. A fix is in test, live tomorrow at noon if it holds."
    reply = await sam.replies(case.card, news)
    await sam.reacts("mega", reply, "the reply")
    await sam.sees("seconds", "import stops", in_=QUEUE, thread=case.card)
    await anna.sees("live tomorrow at noon", in_=INTAKE, thread=case.receipt)


async def weak_request(paul: Actor, lena: Actor) -> Case:
    form = await paul.types("/escalate SOC-118", in_=INTAKE)
    risk = "Invoices show the old logo; they say it looks careless at renewal time."
    await paul.closes(await paul.sends(form, {REASON: "Churn risk", "Business impact": "Limited", RISK: risk}))
    receipt = await paul.sees("SOC-118", in_=INTAKE)
    return Case(receipt, await lena.sees("SOC-118", "old logo", in_=QUEUE))


async def _question(lena: Actor, paul: Actor, case: Case) -> None:
    question = await lena.replies(case.card, "When is the renewal, and how many invoices go out until then?")
    await lena.reacts("speech_balloon", question, "the reply")
    asked = await paul.sees("When is the renewal", in_=INTAKE, thread=case.receipt)
    answer = "In June. About 20 a month."
    await paul.replies(asked, answer)
    await lena.sees(answer, in_=QUEUE, thread=case.card)


async def _refusal(lena: Actor, paul: Actor, case: Case) -> None:
    why_not = "The renewal is in June; the new logo comes with the February release, before it is decided."
    reply = await lena.replies(case.card, why_not)
    await lena.reacts("no_entry_sign", reply, "the reply")
    await paul.sees(why_not, in_=INTAKE, thread=case.receipt)


async def _solution(sam: Actor, anna: Actor, case: Case) -> None:
    reply = await sam.replies(case.card, "The fix is live. All dropped orders were imported again, 212 in all.")
    await sam.reacts("white_check_mark", reply, "the reply")
    question = await anna.sees("212 in all", in_=INTAKE, thread=case.receipt)
    await anna.clicks("Solved", question)
    await sam.sees("Anna", "SOC-101", in_=QUEUE, thread=case.card)
    await anna.sees("E-1", "Closed", in_=INTAKE)


def _deadline(needed: date) -> dict[str, str]:
    return {REASON: "Deadline risk", "By when?": str(needed), "Business impact": "Major"}
