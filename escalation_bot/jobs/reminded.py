"""What a reminder shows: each case with what is owed, since when, and what became of it meanwhile."""

from __future__ import annotations

from collections.abc import Collection

from escalation_bot.domain.clocks import calendar_of
from escalation_bot.domain.delivery import Delivery, Pending
from escalation_bot.domain.policy import Audience, Mention, Policy
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
    return facts.of(found, policy) | {
        "lines": [_line(given) for given in about],
        "answered": all(given.answered for given in about),
        "open": calendar_of(found, policy).is_open(tx.now),
        "at_night": not policy.teams[found.team].calendar.is_open(max(given.at for given in about)),
        "snoozed": quiet is not None,
        "quiet": facts.epoch(quiet) if quiet and quiet > tx.now else None,
    }


def _line(given: Given) -> facts.Facts:
    return {
        "kind": given.kind,
        "soon": given.soon,
        "due": facts.epoch(given.due),
        "why": given.why,
        "answered": facts.epoch(given.answered),
    }


def _asked(delivery: Delivery, items: list[facts.Facts], policy: Policy) -> facts.Facts:
    """Who is mentioned: the leads where they are asked, but for those who have just heard of it as its owner; the group
    for what nobody has, where the policy says so; at night those on duty. Of several messages that are one, only the
    first mentions."""
    team = None if delivery.facts.get("further") else policy.teams.get(delivery.facts.get("team_key", ""))
    leads = delivery.facts.get("audience") == Audience.LEADS
    unowned = any(item["owner"] is None and not item["answered"] for item in items)
    if team and any(item["at_night"] and not item["answered"] for item in items):
        return {"mention": [], "ask_group": team.duty}
    group = team.group if team and unowned and not leads and team.mention is not Mention.NEVER else None
    heard = delivery.facts.get("heard", ())
    return {"mention": [lead for lead in team.leads if lead not in heard] if team and leads else [], "ask_group": group}
