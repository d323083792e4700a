"""What every handler has at hand: the desk, the words, the people, and a way to open forms in time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from escalation_bot.desk.desk import Desk
from escalation_bot.domain.backoff import delay
from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.people import Person, Role, roles
from escalation_bot.domain.permits import Situation
from escalation_bot.domain.policy import Policy
from escalation_bot.messages.facts import is_hidden, people
from escalation_bot.messages.render import Renderer
from escalation_bot.slack.api import SlackApi
from escalation_bot.slack.directory import Directory
from escalation_bot.slack.errors import SlackError
from escalation_bot.slack.names import resolved_policy
from escalation_bot.store.db import NotSaved

View = dict[str, Any]
WHISPERS = 3
"""How often an answer is tried where somebody saw nothing happen."""
NAMES = 0.5
"""Seconds that a form waits for people's names at most; without them it shows their ids."""
log = logging.getLogger(__name__)


class Tasks:
    """Work beside an ack, held by strong references and finished before the bot stops."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begins `work`, which answers for its own failures."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def drain(self) -> None:
        """Waits for what is under way."""
        await asyncio.gather(*self._running, return_exceptions=True)


@dataclass(frozen=True)
class Again:
    """The button that opens a form once more: its action id and value. For a command the value is what was typed."""

    action: str
    value: str


@dataclass(frozen=True)
class Front:
    """Handlers get one of these; it holds no state of its own but the tasks under way.

    `arrived` wakes whoever works the inbox, `people_changed` whoever looks for people who left.
    """

    desk: Desk
    render: Renderer
    directory: Directory
    api: SlackApi
    arrived: Callable[[], None]
    people_changed: Callable[[], None]
    tasks: Tasks = field(default_factory=Tasks)

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.desk.policy

    async def person(self, user: str) -> Person:
        """Who somebody is to the teams."""
        return await self.directory.person(user)

    async def named(self, shown: Mapping[str, Any], who: Person | None = None) -> dict[str, Any]:
        """The facts with people's names, if those come soon: somebody waits for this form.

        `who` reads it: of a private request that is not theirs they hear neither why nor whose it is.
        """
        hidden = who is not None and is_hidden(shown, who)
        veil = self.render.veil(shown) if hidden else {}
        return {**shown, "hidden": hidden, "names": await self.names_soon(people(shown)) | veil}

    async def names_soon(self, ids: Iterable[str]) -> dict[str, str]:
        """What people are called, if Slack says so soon."""
        try:
            async with asyncio.timeout(NAMES):
                return await self.directory.names(ids)
        except TimeoutError:
            return {}

    async def situation(self, who: Person, found: Escalation, followers: Mapping[str, bool]) -> Situation:
        """What decides what this person may do with it now."""
        held = roles(who, found, followers)
        away = Role.MEMBER in held and await self.owner_away(found)
        return Situation(who.id, held, self.desk.watch.now(), self.policy, away)

    async def owner_away(self, found: Escalation) -> bool:
        """Does Slack say that its owner is away? Not where it does not say so soon."""
        if found.owner is None:
            return False
        try:
            async with asyncio.timeout(NAMES):
                return (await self.person(found.owner)).away
        except (TimeoutError, SlackError):
            return False

    async def is_in(self, channel: str, user: str) -> bool:
        """Would a mention in this channel reach this person? Yes, where Slack does not say so soon."""
        try:
            async with asyncio.timeout(NAMES):
                return user in await self.directory.readers(channel)
        except (TimeoutError, SlackError):
            return True

    async def look_names_up(self) -> dict[str, str]:
        """Asks Slack anew for what the policy names and was not found: the bot may see more now. Answers the ids of
        the channels that were found, by name."""
        before = self.policy
        self.desk.policy, _ = await resolved_policy(before, self.api)
        self.directory.policy = self.desk.policy
        pairs = zip(_channels(before), _channels(self.desk.policy), strict=True)
        return {name: channel for name, channel in pairs if name != channel}

    def open_form(
        self,
        trigger: str,
        make: Callable[[], Awaitable[View]],
        response_url: str | None,
        again: Again,
        *,
        user: str | None = None,
        method: str = "views.open",
    ) -> None:
        """Opens a form beside the ack (`views.push`: above the one that is open). If it cannot open, its person is told
        with a button that keeps their words: where they just were, or where Slack gave no address for that (a global
        shortcut, a button in a form) in their direct message."""
        self.tasks.start(self._open(method, trigger, make, response_url, again, user))

    async def _open(
        self,
        method: str,
        trigger: str,
        make: Callable[[], Awaitable[View]],
        response_url: str | None,
        again: Again,
        user: str | None,
    ) -> None:
        try:
            await self.api.call(method, trigger_id=trigger, view=await make())
        except (SlackError, NotSaved) as error:
            log.warning("a form did not open: %s", error)
        except Exception:
            log.exception("a form could not be made")
        else:
            return
        facts = {"action": again.action, "value": again.value}
        if response_url is None and user:
            await self._write_to(user, "note/form_failed", facts)
        else:
            await self._insist(response_url, "note/form_failed", facts)

    async def _write_to(self, user: str, template: str, facts: Mapping[str, Any]) -> None:
        try:
            await self.desk.write_to(user, template, facts)
        except NotSaved as error:
            log.warning("an answer was not written: %s", error)

    async def _insist(self, response_url: str | None, template: str, facts: Mapping[str, Any]) -> None:
        for attempt in range(1, WHISPERS + 1):
            if await self.whisper(response_url, template, facts):
                return
            await self.desk.watch.sleep(delay(attempt).total_seconds())

    async def whisper(self, response_url: str | None, template: str, facts: Mapping[str, Any]) -> bool:
        """An ephemeral answer where the person just was, through the address that came with what they did.

        False: it is not known that they have seen it.
        """
        if response_url is None:
            return False
        message = self.render.message(template, facts)
        body = {"text": message.text, "blocks": message.blocks, "replace_original": False}
        try:
            await self.api.respond(response_url, body)
        except SlackError as error:
            log.warning("an answer was not heard: %s", error)
            return False
        return True


def _channels(policy: Policy) -> list[str]:
    return [channel for team in policy.teams.values() for channel in (team.queue_channel, *team.intake_channels)]
