"""How every story begins: what was asked for, and what became of it. No place is free where SOC-3 waits."""

from __future__ import annotations

from collections.abc import Callable

from escalation_bot.desk.request import Asked
from escalation_bot.desk.turn import Details
from escalation_bot.domain.escalation import Escalation, Request
from escalation_bot.domain.life import Verb
from escalation_bot.domain.people import Person
from escalation_bot.domain.policy import Impact
from tests.desk.office import Office

SCENE = {
    "SOC-1": (("U0SAM", Verb.TAKE),),
    "SOC-2": (("U0SOFIA", Verb.TAKE), ("U0SOFIA", Verb.HOLD)),
    "SOC-3": (),
    "DEL-1": (("U0DAN", Verb.TAKE), ("U0DAN", Verb.RESOLVE)),
}


def team_of(ticket: str) -> str:
    """Who is asked about it."""
    return "soc" if ticket.startswith("SOC") else "deliverability"


async def begin(office: Office, person: Callable[[str], Person]) -> None:
    """Anna has asked, and the team has done something."""
    await office.open()
    for ticket, done in SCENE.items():
        request = Request(ticket, team_of(ticket), "deadline", Impact.MAJOR, "It must.")
        stored = await office.desk.request(Asked(request, person("U0ANNA"), "C0HELPSOC", ticket))
        assert isinstance(stored, Escalation)
        for who, verb in done:
            await office.desk.do(person(who), verb, stored.id, Details("So."))
