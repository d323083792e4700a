"""Declined, and appealed: a decision has a reason, and new facts go to another lead."""

from __future__ import annotations

from datetime import timedelta

from escalation_bot.demo.cast import Actor
from escalation_bot.demo.narrator import Narrator
from escalation_bot.demo.story import INTAKE, QUEUE, weak_request
from escalation_bot.sandbox import Sandbox

NEWS = "The renewal was moved to next Friday, and they count the wrong logo among their reasons (24,000 € a year)."


async def tell(slack: Sandbox, narrator: Narrator) -> None:
    """Plays it. Raises NotAsTold or AssertionError when something does not happen."""
    paul, lena, olga = (Actor(slack, narrator, name) for name in ("paul", "lena", "olga"))
    friday = (slack.clock.now() + timedelta(days=7)).date()

    narrator.scene("Paul asks, and Lena, a lead, declines with a reason")
    case = await weak_request(paul, lena)
    why_not = "The renewal is in June; the new logo comes with the February release, before it is decided."
    reply = await lena.replies(case.card, why_not)
    await lena.reacts("no_entry_sign", reply, "the reply")
    await paul.sees(why_not, in_=INTAKE, thread=case.receipt)

    narrator.scene("Paul has new facts, and appeals")
    form = await paul.opens("Appeal", case.receipt)
    await paul.ends(form, {"What is new since the decision?": f"{NEWS} It is decided on {friday.day} {friday:%B}."})
    await olga.sees("@Olga", NEWS, in_=QUEUE, thread=case.card)

    narrator.scene("Olga, another lead, decides it anew")
    form = await olga.opens("More…", case.card)
    form = await olga.sends(form, {"Choose one": "Accept, owner to come"})
    await olga.ends(form)
    await paul.sees("goes first", in_=INTAKE, thread=case.receipt)
