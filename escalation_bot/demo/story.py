"""The main job, told as minutes: from `/escalate` to a solved case, and what happens beside it."""

from __future__ import annotations

from datetime import timedelta

from escalation_bot.demo.cast import Actor
from escalation_bot.demo.narrator import Narrator
from escalation_bot.demo.office import PUBLISH_WAIT
from escalation_bot.sandbox import Sandbox

INTAKE, QUEUE = "#help-soc", "#soc-queue"
WHY = "What happens if it is not done by then?"


async def tell(slack: Sandbox, narrator: Narrator) -> None:
    """Plays it. Raises NotAsTold or AssertionError when something does not happen."""
    anna, paul, sam, lena = (Actor(slack, narrator, name) for name in ("anna", "paul", "sam", "lena"))
    needed = (slack.clock.now() + timedelta(days=10)).date()
    day = f"{needed.day} {needed:%B}"

    narrator.scene("Anna, an account manager, asks for SOC-101 to go first")
    form = await anna.types("/escalate soc 101", in_=INTAKE)
    about = {"Why must it go first?": "Deadline risk", "By when?": str(needed), "Business impact": "Major"}
    form = await anna.is_refused(form, about | {WHY: "I promised the customer that it would be done today."})
    reason = f"Their web shop opens on {day}. Orders over 50 lines are dropped; 400 stores order that way."
    await anna.sends(form, {WHY: reason, "Customer": "Nordic Stores"})
    receipt = await anna.sees("SOC-101", in_=INTAKE)
    card = await sam.sees("SOC-101", reason, in_=QUEUE)

    narrator.scene("Sam, of the team, takes it")
    await sam.reacts("eyes", card, "the card")
    await anna.sees("Sam", "SOC-101", in_=INTAKE, thread=receipt)

    narrator.scene("Paul asks for the same ticket")
    form = await paul.types("/escalate SOC-101", in_=INTAKE)
    more = "Baltic Foods is hit too: 30 of their orders since Monday, about 9,000 €."
    form = await paul.sends(form, about | {WHY: more})
    await paul.ends(form)
    await sam.sees(more, in_=QUEUE, thread=card)
    await paul.sees("@Paul", in_=INTAKE, thread=receipt)

    narrator.scene("Sam's reply becomes an update")
    reply = await sam.replies(card, "The import stops at line 50. A fix is in test, live tomorrow at noon if it holds.")
    await sam.reacts("mega", reply, "the reply")
    await sam.sees(f"In {PUBLISH_WAIT} seconds", in_=QUEUE, thread=card)
    await anna.sees("live tomorrow at noon", in_=INTAKE, thread=receipt)

    narrator.scene("Lena, a lead, asks and declines")
    form = await paul.types("/escalate SOC-118", in_=INTAKE)
    churn = {"Why must it go first?": "Churn risk", "Business impact": "Limited"}
    await paul.sends(form, churn | {WHY: "Invoices show the old logo; they say it looks careless at renewal time."})
    other = await paul.sees("SOC-118", in_=INTAKE)
    beside = await lena.sees("SOC-118", "old logo", in_=QUEUE)
    question = await lena.replies(beside, "When is the renewal, and how many invoices go out until then?")
    await lena.reacts("speech_balloon", question, "the reply")
    asked = await paul.sees("When is the renewal", in_=INTAKE, thread=other)
    answer = "In June. About 20 a month."
    await paul.replies(asked, answer)
    await lena.sees(answer, in_=QUEUE, thread=beside)
    why_not = "The renewal is in June; the new logo comes with the February release, before it is decided."
    reply = await lena.replies(beside, why_not)
    await lena.reacts("no_entry_sign", reply, "the reply")
    await paul.sees(why_not, in_=INTAKE, thread=other)

    narrator.scene("Solved, and Anna says so")
    reply = await sam.replies(card, "The fix is live. All dropped orders were imported again, 212 in all.")
    await sam.reacts("white_check_mark", reply, "the reply")
    question = await anna.sees("212 in all", in_=INTAKE, thread=receipt)
    await anna.clicks("Solved", question)
    await sam.sees("Anna", "SOC-101", in_=QUEUE, thread=card)
    await anna.sees("E-1", "Closed", in_=INTAKE)
