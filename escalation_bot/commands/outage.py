"""`/escalate outage`: what is known, for everybody; leads declare, say a further word, and end it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from escalation_bot.commands.answers import Call
from escalation_bot.desk import outages
from escalation_bot.domain.outages import Outage
from escalation_bot.domain.people import Person
from escalation_bot.domain.permits import Refused
from escalation_bot.front import Again, Front
from escalation_bot.messages import facts
from escalation_bot.messages.render import Message
from escalation_bot.modals import outage as form
from escalation_bot.store import outages as store


async def answer(front: Front, call: Call) -> Message | None:
    """What is shown at once; None: a form opens."""
    who = await front.person(call.user)
    async with front.desk.look() as tx:
        found, followers = await store.open_ones(tx), await store.count_followers(tx)
    issues = [each for each in found if each.team in front.policy.teams]
    name, _, words = call.rest.partition(" ")
    ours = [each for each in issues if each.team in who.leads]
    if name in {"update", "over"} and ours:
        return await _say(front, call, who, ours, name == "over", words.strip())
    if not who.leads or (issues and not call.rest) or name in {"update", "over"}:
        return _listed(front, call, who, issues, followers)
    again = Again("outage:declare", "")
    front.open_form(call.trigger, partial(form.declare_form, front, who, call.rest), call.response_url, again)
    return None


async def _say(front: Front, call: Call, who: Person, ours: list[Outage], over: bool, words: str) -> Message | None:
    """Of the only one at once, if it says something; else a form asks which one, and for the words."""
    if len(ours) == 1 and (words or over):
        try:
            told = await (outages.end if over else outages.update)(front.desk, who, ours[0].id, words)
        except Refused as refused:
            return front.render.message(f"refused/{refused.why}", await front.named(refused.facts))
        return front.render.message("answer/outage_told", facts.issue(told, front.policy))
    make = partial(form.word_form, front, ours, over=over, words=words)
    again = Again(f"outage:{'over' if over else 'update'}", str(ours[0].id))
    front.open_form(call.trigger, make, call.response_url, again)
    return None


def _listed(front: Front, call: Call, who: Person, issues: list[Outage], followers: Mapping[int, int]) -> Message:
    items = [
        {
            **facts.issue(each, front.policy)["issue"],
            "leads": each.team in who.leads,
            "followers": followers.get(each.id, 0),
        }
        for each in issues
    ]
    return front.render.message("answer/outages", {"issues": items, "leads": bool(who.leads), "command": call.command})
