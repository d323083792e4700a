"""The answers that a command gives at once, to its person alone."""

from __future__ import annotations

from dataclasses import dataclass

from escalation_bot.desk import in_line
from escalation_bot.domain.escalation import ENDED, WAITING, Escalation, State
from escalation_bot.domain.life import Verb
from escalation_bot.domain.order import Scales
from escalation_bot.domain.people import Person, knows
from escalation_bot.domain.permits import Refused
from escalation_bot.domain.reasons import answers_to
from escalation_bot.domain.tickets import find
from escalation_bot.front import Front
from escalation_bot.messages import facts
from escalation_bot.messages.render import Message
from escalation_bot.store import escalations, places, queues

_AT_WORK = frozenset(State) - ENDED - WAITING


@dataclass(frozen=True)
class Call:
    """Who typed what, where. `rest` is what follows the first word; `trigger` opens a form."""

    user: str
    channel: str
    rest: str
    command: str
    trigger: str = ""
    response_url: str | None = None


async def _message(front: Front, template: str, shown: facts.Facts) -> Message:
    names = await front.directory.names(facts.people(shown) | set(shown.pop("also_named", ())))
    return front.render.message(f"answer/{template}", {**shown, "names": names})


async def _found(front: Front, call: Call, who: Person) -> Escalation | None:
    """The newest escalation of the ticket named, if this person may know of it."""
    ticket = find(call.rest, front.policy.teams.values()).ticket
    async with front.desk.look() as tx:
        found = await escalations.latest_for(tx, ticket) if ticket else None
    if found is None or found.team not in front.policy.teams:
        return None
    return found if not found.private or _insider(found, who) else None


async def _which(front: Front, call: Call, verb: str) -> Message:
    ticket = find(call.rest, front.policy.teams.values()).ticket
    return await _message(front, "no_such", {"ticket": ticket, "verb": verb, "command": call.command})


async def status(front: Front, call: Call) -> Message:
    """Where a ticket's escalation stands, and who owes the next word."""
    found = await _found(front, call, await front.person(call.user))
    if found is None:
        return await _which(front, call, "status")
    async with front.desk.look() as tx:
        stands = await in_line.stands(tx, front.policy, found)
    return await _message(front, "status", facts.of(found, front.policy) | stands)


async def listing(front: Front, call: Call) -> Message:
    """The open escalations: one's own by arrival; a team's in work, then its line in order, each with its place."""
    team = _team(front, call.rest)
    if call.rest and call.rest.lower() != "mine" and team is None:
        teams = {key: each.name for key, each in front.policy.teams.items()}
        return await _message(front, "no_team", {"asked": call.rest, "teams": teams, "command": call.command})
    who = await front.person(call.user)
    async with front.desk.look() as tx:
        found = await queues.open_ones(
            tx, team=team, requester=None if team else who.id, states=_AT_WORK if team else ()
        )
        line = (
            await queues.in_line(tx, Scales(front.policy, front.policy.teams[team], tx.now), limit=40) if team else []
        )
        taken = await places.taken(tx, team) if team else 0
    numbered = {one.id: {"place": number} for number, one in enumerate(line, 1)}
    known = (each for each in (*found, *line) if not each.private or _insider(each, who))
    shown = [{"place": None, **each, **numbered.get(each["id"], {})} for each in facts.listing(known, front.policy)]
    where = facts.team_line(front.policy.teams[team], taken, front.policy) if team else None
    named = {person for each in shown for person in facts.people(each)}
    return await _message(front, "list", {"items": shown, "where": where, "also_named": named})


def _insider(found: Escalation, who: Person) -> bool:
    return knows(who, found.team, found.requester)


def _team(front: Front, text: str) -> str | None:
    low = text.casefold()
    return next(
        (key for key, team in front.policy.teams.items() if low in {key.casefold(), team.name.casefold()}), None
    )


async def withdraw(front: Front, call: Call) -> Message:
    """Takes one's own request back."""
    who = await front.person(call.user)
    found = await _found(front, call, who)
    if found is None:
        return await _which(front, call, "withdraw")
    try:
        after = await front.desk.do(who, Verb.WITHDRAW, found.id)
    except Refused as refused:
        return front.render.message(f"refused/{refused.why}", {**refused.facts, "names": await _names(front, found)})
    return await _message(front, "withdrawn", facts.of(after, front.policy))


async def _names(front: Front, found: Escalation) -> dict[str, str]:
    return await front.directory.names(facts.people(facts.of(found, front.policy)))


async def policy(front: Front, call: Call) -> Message:
    """The rules that hold, their owner and the day they were edited (R29)."""
    rules = front.policy
    shown = {
        "motives": [motive.label for motive in rules.motives.values()],
        "impacts": {str(impact): str(targets.acknowledge) for impact, targets in rules.impacts.items()},
        "updates": {str(impact): str(targets.update) for impact, targets in rules.impacts.items()},
        "teams": [{"name": t.name, "places": t.limit.places, "help": t.ticket_help} for t in rules.teams.values()],
        "non_reasons": [{"kind": each.kind, "answer": each.answer} for each in answers_to(rules.motivation)],
        "owner_of_policy": rules.owner,
        "edited": rules.edited.isoformat() if rules.edited else None,
        "version": rules.version,
        "command": call.command,
    }
    return await _message(front, "policy", shown)


async def usage(front: Front, call: Call) -> Message:
    """What can be typed, and what reactions mean."""
    reactions = {verb: names[0] for verb, names in front.policy.reactions.items() if names}
    bot = front.api.identity.user_id if front.api.identity else ""
    return await _message(front, "help", {"command": call.command, "reactions": reactions, "bot": bot})
