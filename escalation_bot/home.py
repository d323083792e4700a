"""App Home: what somebody asked for and owns, the queues of their teams, and for leads what waits for them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from escalation_bot.domain.delivery import Status
from escalation_bot.domain.escalation import WAITING, Escalation
from escalation_bot.domain.order import Scales
from escalation_bot.domain.people import Person
from escalation_bot.front import Front, View
from escalation_bot.messages import facts
from escalation_bot.slack.errors import SlackError
from escalation_bot.store import outbox, places, queues, repeats
from escalation_bot.store.db import NotSaved, Tx

log = logging.getLogger(__name__)
PAGE, SHORT, TEAMS = 10, 8, 8
"""How many are shown of the queue, of any other list, and of somebody's teams: with all of them full the page stays
within Slack's hundred blocks."""


async def view(front: Front, who: Person, page: int = 0) -> View:
    """The tab as it is now for this person; a fixed number of indexed reads, however much is open."""
    ours = [key for key in front.policy.teams if key in who.member_of | who.leads][:TEAMS]
    async with front.desk.look() as tx:
        queue = await _queue(tx, front, ours, page)
        lists = {
            "asked": [await _place(tx, front, each) for each in await _asked(tx, front, who)],
            "lessons": _shown(front, (await repeats.owed_lessons(tx, owner=who.id))[0]),
            "owned": _shown(front, await queues.open_ones(tx, owner=who.id, limit=SHORT)),
            "queue": _shown(front, queue[:PAGE]),
            "teams": [await _team(tx, front, who, key, SHORT // len(ours)) for key in ours],
        }
    shown = {**lists, "page": page, "further": len(queue) > PAGE, "command": front.policy.command}
    return front.render.home("home", await _named(front, shown))


async def _asked(tx: Tx, front: Front, who: Person) -> list[Escalation]:
    found = await queues.open_ones(tx, requester=who.id, limit=SHORT)
    return [each for each in found if each.team in front.policy.teams]


async def _queue(tx: Tx, front: Front, teams: Iterable[str], page: int) -> list[Escalation]:
    """One more than a page holds, to know whether there is another."""
    scales = {key: Scales(front.policy, front.policy.teams[key], tx.now) for key in teams}
    found: list[Escalation] = []
    for each in scales.values():
        found += await queues.in_line(tx, each, limit=(page + 1) * PAGE + 1)
    found.sort(key=lambda one: scales[one.team].key(one))
    return found[page * PAGE : (page + 1) * PAGE + 1]


def _shown(front: Front, found: Iterable[Escalation]) -> list[facts.Facts]:
    return [{**each, "hidden": False} for each in facts.listing(found, front.policy)]


async def _place(tx: Tx, front: Front, found: Escalation) -> facts.Facts:
    """With how many wait before it, worked out now (DESIGN §8)."""
    scales = Scales(front.policy, front.policy.teams[found.team], tx.now)
    place = await queues.place(tx, scales, found) if found.state in WAITING else None
    return {**_shown(front, [found])[0], "ahead": place.before if place else None}


async def _team(tx: Tx, front: Front, who: Person, key: str, shown: int) -> facts.Facts:
    """A team's head line; its leads see the first of what waits for them, and what could not be sent."""
    team = front.policy.teams[key]
    line = facts.team_line(team, await places.taken(tx, key), front.policy)
    late = await queues.count_late(tx, key)
    head = {**line, "waiting": await queues.count_open(tx, key, WAITING), "late": late}
    decide = await queues.to_decide(tx, key, PAGE) if key in who.leads else []
    aside = (await outbox.count_by_status(tx, [Status.SET_ASIDE])).get(Status.SET_ASIDE, 0) if key in who.leads else 0
    return {**head, "decide": _shown(front, decide[:shown]), "decisions": len(decide), "set_aside": aside}


async def _named(front: Front, shown: facts.Facts) -> facts.Facts:
    lists = [*shown["asked"], *shown["owned"], *shown["queue"], *shown["lessons"]]
    lists += [item for team in shown["teams"] for item in team["decide"]]
    return {**shown, "names": await front.directory.names({person for item in lists for person in facts.people(item)})}


async def publish(front: Front, user: str, page: int = 0) -> None:
    """Shows it to them. What goes wrong is logged: the tab is made anew whenever it is opened."""
    try:
        made = await view(front, await front.person(user), page)
        await front.api.call("views.publish", user_id=user, view=made)
    except (SlackError, NotSaved) as error:
        log.warning("a Home tab was not shown: %s", error)


def opened(front: Front, event: Mapping[str, Any]) -> None:
    """Somebody looks at the tab. What is lost is made good by the next look, so such an event is not stored."""
    if event.get("tab") == "home":
        front.tasks.start(publish(front, event["user"]))


async def on_page(ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], front: Front) -> None:
    """`Earlier` and `Further`."""
    value = action.get("value", "")
    front.tasks.start(publish(front, body["user"]["id"], int(value) if value.isdecimal() and len(value) < 6 else 0))
    await ack()


def register(app: AsyncApp, front: Front) -> None:
    """Binds the turning of pages; its other buttons are those of messages (actions.py)."""

    @app.action("home:page")
    async def turned(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await on_page(ack, body, action, front)
