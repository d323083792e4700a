"""What is done by a reaction, and taken back by removing it; and how it stands then."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.policy import Limit, LimitMode, Policy
from escalation_bot.sandbox.seen import Seen
from escalation_bot.store import escalations
from tests.stories.conftest import Office

NEWS = "We found the cause, the fix comes tomorrow."
REASON = "Two banks cannot pay salaries until tonight; your import runs again tomorrow by itself."
QUESTION = "Which browser do they use, and since when?"
FIXED = "The fix is live, orders flow again."
WHAT_FOR = "Waiting for the vendor’s patch, they promise it for Wednesday."
TRIED = "Restarted twice, read the logs: it needs somebody who knows the feed."


def two_places(policy: Policy) -> Policy:
    """The SOC has two places, and no more."""
    soc = replace(policy.teams["soc"], limit=Limit(2, LimitMode.HARD))
    return replace(policy, teams={**policy.teams, "soc": soc})


FULL = pytest.mark.parametrize("policy", [two_places], indirect=True)
"""For stories in which a place may be missing."""


async def done(office: Office, card: Seen, by: str, emoji: str, words: str) -> Seen:
    """Somebody's reply, which their reaction has picked, after the wait."""
    person = office.person(by)
    reply = await person.replies(card, words)
    await person.reacts(emoji, reply)
    await office.later(seconds=31)
    return reply


async def taken_back(office: Office, by: str, emoji: str, message: Seen) -> None:
    """They remove their reaction a minute later, from which on only what is new counts as heard."""
    await office.later(minutes=1)
    office.forget()
    await office.person(by).unreacts(emoji, message)
    await office.idle()


async def verbs(office: Office) -> list[str]:
    """What the history says was done."""
    number = (await office.found()).id
    async with office.bot.db.read(office.slack.team_id, office.slack.clock.now()) as tx:
        return [line.verb for line in await escalations.history(tx, number)]


def event(kind: str, by: str, emoji: str, message: Seen, second: int) -> dict[str, Any]:
    """A reaction put there or removed so many seconds after the message, as Slack tells of it."""
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    when = f"{float(message.ts) + second:.6f}"
    return {"type": kind, "user": by, "reaction": emoji, "item": item, "item_user": "U0SAM", "event_ts": when}


def standing(found: Escalation) -> tuple[object, ...]:
    """What people see of how it stands."""
    return found.state, found.owner, found.next_by, found.since, found.by_whom, found.wanted_by, found.waiting
