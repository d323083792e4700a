"""What a reminder shows: each case with what is owed, since when, and what became of it meanwhile."""

from __future__ import annotations

from collections.abc import Collection

from escalation_bot.desk.deciding import stands
from escalation_bot.domain import deciding
from escalation_bot.domain.clocks import calendar_of
from escalation_bot.domain.delivery import Delivery, Pending
from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.policy import Audience, LimitMode, Mention, Policy
from escalation_bot.messages import facts
from escalation_bot.store import escalations, reminders
from escalation_bot.store.db import Tx
from escalation_bot.store.reminders import Given


async def reminded(tx: Tx, pending: Pending, policy: Policy) -> facts.Facts:
    """The cases of a message, in the order in which they came to it; of each clock's reminders only the newest."""
    cases: dict[int, dict[str, Given]] = {}
    for given in await reminders.standing_in(tx, pending.delivery.target or pending.id):
        cases.setdefault(given.escalation, {})[given.kind] = given
    found = [await _case(tx, number, about.values(), policy) for number, about in cases.items()]
    items = [item for item in found if item]
    zone = {"zone": items[0]["zone"]} if items else {}
    return {"items": items, **zone, **_asked(pending.delivery, items, policy)}


def unwanted(items: Collection[facts.Facts]) -> str | None:
    """Why a reminder is not sent (promise 6): it was answered, or work ended before it could be."""
    waiting = [item for item in items if not item["answered"]]
    if not waiting:
        return "answered meanwhile"
    return None if any(item["open"] for item in waiting) else "work is over, so it is told when it begins again"


async def _case(tx: Tx, number: int, about: Collection[Given], policy: Policy) -> facts.Facts | None:
    found = await escalations.load(tx, number, lock=False)
    if found is None or found.team not in policy.teams:
        return None
    clocks = await escalations.clocks(tx, number)
    quiet = max((clock.snoozed_until for clock in clocks if clock.snoozed_until), default=None)
    return (
        facts.of(found, policy)
        | await _to_decide(tx, found, policy)
        | {
            "lines": [_line(given) for given in about],
            "answered": all(given.answered for given in about),
            "open": calendar_of(found, policy).is_open(tx.now),
            "at_night": not policy.teams[found.team].calendar.is_open(max(given.at for given in about)),
            "snoozed": quiet is not None,
            "person": next((given.why for given in about if given.why), None),
            "decides": any(given.kind == deciding.KIND and not given.answered for given in about),
            "owes": any(given.kind != deciding.KIND and not given.answered for given in about),
            "quiet": facts.epoch(quiet) if quiet and quiet > tx.now else None,
        }
    )


async def _to_decide(tx: Tx, found: Escalation, policy: Policy) -> facts.Facts:
    """What a lead has to know of it, and what follows when none decides."""
    other = await escalations.load(tx, found.offered, lock=False) if found.offered else None
    limit = policy.teams[found.team].limit
    return {
        "offers": other.ticket if other and stands(found, other) else None,
        "left_to_members": deciding.is_left_to_members(found, policy, tx.now),
        "places": limit.places,
        "firm": limit.mode is LimitMode.HARD,
    }


def _line(given: Given) -> facts.Facts:
    return {
        "kind": given.kind,
        "soon": given.soon,
        "since": facts.epoch(given.started),
        "due": facts.epoch(given.due),
        "why": given.why,
        "answered": facts.epoch(given.answered),
    }


def _asked(delivery: Delivery, items: list[facts.Facts], policy: Policy) -> facts.Facts:
    """Who is mentioned: the leads where they are asked, but for those who have just heard of it as its owner; the group
    for what nobody has, where the policy says so, else who would take it, where any member may by now; at night those
    on duty. Of several messages that are one, only the
    first mentions."""
    team = None if delivery.facts.get("further") else policy.teams.get(delivery.facts.get("team_key", ""))
    leads = delivery.facts.get("audience") == Audience.LEADS
    unowned = any(item["owner"] is None and item["owes"] for item in items)
    if team and any(item["at_night"] and not item["answered"] for item in items):
        return {"mention": [], "ask_group": team.duty}
    group = team.group if team and unowned and not leads and team.mention is not Mention.NEVER else None
    wanted = [item["wanted_by"] for item in items if team and not group and item["decides"] and item["left_to_members"]]
    heard = delivery.facts.get("heard", ())
    asked = [lead for lead in team.leads if lead not in heard] if team and leads else list(dict.fromkeys(wanted))
    return {"mention": asked, "ask_group": group}
