"""Nobody is forgotten: days go by, whoever owes a word is reminded of it, and the team's day is summed up."""

from __future__ import annotations

from datetime import timedelta

from escalation_bot.demo.cast import Actor
from escalation_bot.demo.narrator import Narrator
from escalation_bot.demo.story import INTAKE, QUEUE, ownership, request
from escalation_bot.sandbox import Sandbox


async def tell(slack: Sandbox, narrator: Narrator) -> None:
    """Plays it. Raises NotAsTold or AssertionError when something does not happen."""
    anna, sam, lena = (Actor(slack, narrator, name) for name in ("anna", "sam", "lena"))

    async def goes_by(words: str, to: str) -> None:
        await narrator.does("", words)
        await slack.control.travel.to(to)

    await goes_by("It is the next working morning.", "morning")
    narrator.scene("Anna asks for SOC-101 to go first, and Sam takes it")
    case = await request(anna, sam, (slack.clock.now() + timedelta(days=10)).date())
    await ownership(sam, anna, case)

    narrator.scene("Sam says nothing: he is reminded before his word is due, and when it is")
    await goes_by("Time goes by until somebody is told something.", "next")
    await sam.sees("SOC-101", "due", in_="dm")

    narrator.scene("The next morning the team's day is summed up")
    await goes_by("It is the next working morning.", "morning")
    await goes_by("Time goes by until somebody is told something.", "next")
    await lena.sees("SOC-101", in_=QUEUE)

    narrator.scene("Sam's reply is the word that was owed")
    reply = await sam.replies(case.card, "The import stops at line 50; a fix is in test, live tomorrow at noon.")
    await sam.reacts("mega", reply, "the reply")
    await anna.sees("live tomorrow at noon", in_=INTAKE, thread=case.receipt)
    await sam.sees("answered", in_="dm")
