"""Renders a delivery when it is sent: a card or receipt from how things are now, a reply from what was noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from escalation_bot.desk import in_line, lessons
from escalation_bot.domain.delivery import Delivery, Kind, Pending, Role
from escalation_bot.domain.escalation import Escalation, State
from escalation_bot.jobs import summaries
from escalation_bot.jobs.deliver import Drop
from escalation_bot.jobs.outcome import FILE_TRIES
from escalation_bot.jobs.reminded import reminded, unwanted
from escalation_bot.messages import facts
from escalation_bot.messages.render import Message, Renderer
from escalation_bot.slack.directory import Directory
from escalation_bot.store import escalations, mentions, outages, outbox
from escalation_bot.store.db import Database, Tx

_HIDDEN = {
    "words": "",
    "spoken": (),
    "files": (),
    "words_now": "",
    "motivation": "",
    "added": (),
    "customer": "",
    "by": None,
    "hidden": True,
}
"""What a private motive keeps out of channels that everybody can read."""
_SAID = ("motivation", "add_facts", "answer", "appeal", "not_yet", "came_back")
"""What the card shows of what the requester's side said."""
_LIVE = {"receipt", "notice", "card", "told/resolved", "told/over"}
"""Templates that show the state as it is now, whenever they were asked for."""


@dataclass(frozen=True)
class Compose:
    """What `Sender` asks for the words of a delivery."""

    render: Renderer
    directory: Directory
    db: Database
    home: str = ""
    """The workspace's address, for links to messages."""

    async def __call__(self, tx: Tx, pending: Pending) -> Message | Drop:
        """The message; or why it is not wanted any more (promise 6)."""
        delivery = pending.delivery
        if delivery.template.startswith("digest/"):
            return await self._digest(tx, pending)
        shown: dict[str, Any] = dict(await _facts(tx, delivery))
        if delivery.template in _LIVE and delivery.escalation:
            live = await self._live(tx, delivery.escalation)
            if live is None:
                return Drop("its team is not in the policy any more")
            shown |= self._here(delivery, live) | {"claimed": shown.get("outcome"), **await _standing(tx, pending)}
            shown["here_now"] = shown["newest"] and _is_worked_here(delivery, live)
        if delivery.template.startswith("remind/"):
            shown |= await reminded(tx, pending, self.directory.policy)
            if delivery.kind is Kind.POST and (why := unwanted(shown["items"])):
                return Drop(why)
        shown |= await _words(tx, delivery, shown)
        shown |= await self._news(tx, delivery)
        await tx.session.commit()  # gives the connection back: Slack may have to be asked for names, and take its time
        hidden = bool(shown.get("private")) and not await self.directory.is_private(delivery.channel)
        shown |= _HIDDEN if hidden else {"hidden": False}
        shown["names"] = await self._names(shown)
        return await self._within_budget(tx, pending, shown)

    async def _news(self, tx: Tx, delivery: Delivery) -> facts.Facts:
        """What had to wait for the next morning is the newest word on a known issue by then."""
        waited = delivery.template == "outage/news" and delivery.once is not None
        found = await outages.load(tx, delivery.facts["issue"]["id"], lock=False) if waited else None
        return facts.issue(found, self.directory.policy) if found and found.team in self.directory.policy.teams else {}

    async def _within_budget(self, tx: Tx, pending: Pending, shown: facts.Facts) -> Message:
        """The message; who was mentioned often enough today stands there by name, and of a group only the others are
        called (promise 9)."""
        message = self.render.message(pending.delivery.template, shown)
        if pending.delivery.kind is not Kind.POST or not message.mentions | message.groups:
            return message
        groups = {group: await self.directory.in_group(group) for group in message.groups}
        wanted = self._wanted(message, frozenset[str]().union(*groups.values()), grave=facts.is_grave(shown))
        today = tx.now.astimezone(ZoneInfo(shown.get("zone", "UTC"))).date()
        async with self.db.write(tx.workspace, tx.now) as now:
            spared = await mentions.spend(now, pending.id, wanted, today)
        if not spared:
            return message
        names = await self.directory.names(spared) | facts.groups(self.directory.policy) | shown["names"]
        called = {group: sorted(people - spared) for group, people in groups.items() if people & spared}
        told = {**shown, "names": names, "spared": spared, "called": called}
        return self.render.message(pending.delivery.template, told)

    def _wanted(self, message: Message, members: frozenset[str], *, grave: bool) -> dict[str, int | None]:
        """Whom it would notify, and how often they may be on a day. What calls a whole group uses up half of that at
        most, so that who owes a word still hears of it; for what is grave a group is called whatever has been."""
        most = self.directory.policy.reminders.mentions_per_day
        wanted: dict[str, int | None] = dict.fromkeys(members, (most + 1) // 2)
        always = message.follow | (members if grave else frozenset())
        return wanted | dict.fromkeys(message.mentions, most) | dict.fromkeys(always)

    async def _digest(self, tx: Tx, pending: Pending) -> Message | Drop:
        """A summary; a weekly one goes without its picture where Slack does not get ready with that."""
        delivery = pending.delivery
        found = await summaries.collect(tx, self.directory.policy, delivery, self.home)
        if found is None:
            return Drop("nothing to say, or its day is over")
        await tx.session.commit()
        if pending.attempts > FILE_TRIES:
            found = {**found, "picture_id": None}
        return self.render.message(delivery.template, {**found, "names": await self._names({**found, "hidden": False})})

    def _here(self, delivery: Delivery, live: facts.Facts) -> facts.Facts:
        """What is so only where this message stands: which channel, which group is asked there."""
        at_level = delivery.facts.get("at_level", 0)
        group = delivery.facts.get("ask_group") if at_level else live["group"]
        asked = group if live["asks_group"] else None
        return live | {"at_level": at_level, "here": delivery.channel, "asked_group": asked}

    async def _names(self, shown: facts.Facts) -> dict[str, str]:
        authors = {each["author"] for each in shown.get("added", ())}
        authors |= {person for item in shown.get("items", ()) for person in facts.people(item)}
        names = await self.directory.names(facts.people(shown) | authors)
        return names | (self.render.veil(shown) if shown["hidden"] else {})

    async def _live(self, tx: Tx, number: int) -> facts.Facts | None:
        found = await escalations.load(tx, number, lock=False)
        if found is None or found.team not in self.directory.policy.teams:
            return None
        said = await escalations.said(tx, number, *_SAID)
        words = [{"kind": each.kind, "author": each.author, "text": each.text} for each in said]
        motivation = [each["text"] for each in words if each["kind"] == "motivation"][-1:]
        added = [each for each in words if each["kind"] != "motivation"]
        team = self.directory.policy.teams[found.team]
        asks = team.mention == "always" or (team.mention == "critical" and found.impact == "critical")
        asks = asks and found.state is not State.PARKED
        more = {"motivation": "".join(motivation), "added": added, "asks_group": asks, **await self._issue(tx, found)}
        more |= {
            "earlier": await lessons.earlier(tx, self.directory.policy, found),
            **await in_line.stands(tx, self.directory.policy, found),
        }
        return facts.of(found, self.directory.policy) | more

    async def _issue(self, tx: Tx, found: Escalation) -> facts.Facts:
        """The known issue that it waits for, or about whose end its requester is asked."""
        issue = await outages.load(tx, found.outage, lock=False) if found.outage else None
        if issue is None or issue.team not in self.directory.policy.teams:
            return {"asked_about": False}
        return {"asked_about": True, "issue": facts.issue(issue, self.directory.policy)["issue"]}


def _is_worked_here(delivery: Delivery, live: facts.Facts) -> bool:
    """Is this a card to work from? The team's own is; a level's while it is asked there or somebody there has it."""
    at_level = delivery.facts.get("at_level")
    if at_level is None:
        return True
    same_team = delivery.facts["team_key"] == live["team_key"]
    return same_team and bool(at_level == live["level"] or (live["level_waits"] and at_level > live["level"]))


async def _facts(tx: Tx, delivery: Delivery) -> Mapping[str, Any]:
    """What it is made of; an edit of what joins further replies has what that came to."""
    joins = delivery.target if delivery.template == "team/copied" else None
    target = await outbox.one(tx, joins) if joins else None
    return target.delivery.facts if target else delivery.facts


async def _words(tx: Tx, delivery: Delivery, shown: facts.Facts) -> facts.Facts:
    """The words that it quotes, and all of them where further ones joined them; names of files are no words."""
    if not delivery.words or not delivery.escalation:
        return {}
    hashes = (delivery.words, *shown.get("more", ()))
    first, *more = [await escalations.words_of(tx, delivery.escalation, digest) for digest in hashes]
    return {"words": first, "spoken": more if shown.get("only_files") else [first, *more]}


async def _standing(tx: Tx, pending: Pending) -> facts.Facts:
    """Is this the newest of its kind, and is it the message that the requester follows? Of several questions whether
    it is solved, only the newest is still open; what was card and receipt in one is no card once that moved."""
    standing = await outbox.standing(tx, pending.delivery.escalation or 0)
    mine = {role for role, message in standing.items() if message.id == (pending.delivery.target or pending.id)}
    is_card = pending.delivery.template == "card"
    return {"newest": bool(mine - {Role.RECEIPT} if is_card else mine), "is_receipt": Role.RECEIPT in mine}
