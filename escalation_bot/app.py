"""The composition root: everything is built here, from Settings and Policy. No globals anywhere."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import TypeVar

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from escalation_bot import actions, events, failures, home, shortcuts
from escalation_bot.commands import escalate as command
from escalation_bot.config import Settings
from escalation_bot.desk.desk import Desk
from escalation_bot.domain.backoff import delay
from escalation_bot.domain.delivery import NOT_SENT
from escalation_bot.domain.moments import SystemWatch, Watch
from escalation_bot.domain.policy import Policy
from escalation_bot.front import Front
from escalation_bot.jobs.bell import Bell
from escalation_bot.jobs.clock import Clockwork
from escalation_bot.jobs.compose import Compose
from escalation_bot.jobs.deliver import Sender
from escalation_bot.jobs.digests import Digests
from escalation_bot.jobs.inbox import Inbox
from escalation_bot.jobs.leavers import Leavers
from escalation_bot.jobs.outages import Outages
from escalation_bot.jobs.pace import Pace
from escalation_bot.jobs.reckoning import Reckoning
from escalation_bot.jobs.reload import Read, Reload
from escalation_bot.jobs.ticks import Ticks
from escalation_bot.jobs.upkeep import Upkeep
from escalation_bot.jobs.wake import Wake
from escalation_bot.jobs.worker import Background, Worker
from escalation_bot.messages.render import Renderer
from escalation_bot.modals import decide, escalate, more, offer, outage, say, snooze, stands
from escalation_bot.serve.health import Health
from escalation_bot.serve.http import SlackRequests, web
from escalation_bot.serve.intake import Intake
from escalation_bot.serve.metrics import Backlog, Metrics
from escalation_bot.serve.runner import Part, Web, stop_all
from escalation_bot.serve.socket import SocketMode
from escalation_bot.slack.api import Identity, SlackApi, connect
from escalation_bot.slack.directory import Directory
from escalation_bot.slack.errors import SlackError
from escalation_bot.slack.files import upload
from escalation_bot.slack.names import resolved_policy
from escalation_bot.store import inbox, outbox, places, tally, waking
from escalation_bot.store.db import Database, NotSaved

log = logging.getLogger(__name__)
SURFACES = (
    *(command, shortcuts, escalate, stands, say, more, decide, offer, snooze, outage, home),
    *(actions, events, failures),
)
"""Everything that listens to Slack; the manifest is made from what they register."""
_STOPPING = 7.0
"""Seconds in which all parts stop, so that the process is gone within ten."""
OPEN = "apps.connections.open"
T = TypeVar("T")


class Useless(Exception):
    """A token that Slack refuses, with its setting's name."""


class Bot:
    """One running bot. It listens for probes at once, and for Slack when `auth.test` has succeeded.

    `fatal` says why it cannot run at all (a refused token); `stop_all` is then called. Without `clock` it leaves
    reminders to others that run on the same database. `read` answers the policy file as it is now.
    """

    def __init__(
        self,
        settings: Settings,
        policy: Policy,
        watch: Watch | None = None,
        stop_all: Callable[[], None] = lambda: None,
        *,
        clock: bool = True,
        read: Read | None = None,
    ) -> None:
        self.settings = settings
        self.policy = policy
        self.watch = watch or SystemWatch()
        self.fatal: str | None = None
        self.opened = asyncio.Event()
        self.db = Database(settings.database_url)
        self._render = Renderer(settings.escalation_templates)
        self._stop_all = stop_all
        self._keeps_clocks = clock
        self._read = read or (lambda: policy)
        self._reload: Reload | None = None
        self._holder = uuid.uuid4().hex
        self._stack = AsyncExitStack()
        self._parts: list[Part] = []
        self._socket: SocketMode | None = None
        self._requests: SlackRequests | None = None
        self._api: SlackApi | None = None
        self.metrics = Metrics(self._backlog, lambda: self._socket.connected() if self._socket else 0)
        self.web = Web(self._asgi(), settings.host, settings.port)

    def _asgi(self) -> ASGIApp:
        health = Health(self._database_trouble, self._slack_trouble, self.opened.is_set, self.watch.now)
        return web(health, self.metrics, None if self.settings.socket_mode else self)

    async def answer(self, request: Request) -> Response:
        """Slack's requests; it sends its events again while the bot is not open yet."""
        if self._requests is None:
            return JSONResponse({"error": "starting"}, 503)
        return await self._requests.answer(request)

    async def start(self) -> None:
        """Listens, and begins to reach Slack. Raises OSError when the port is taken."""
        await self.web.start()
        self._opening = asyncio.create_task(self._open())

    async def stop(self) -> None:
        """Takes no more in, finishes what is under way, gives everything back."""
        self._opening.cancel()
        await asyncio.gather(self._opening, return_exceptions=True)
        await stop_all([*self._parts, self.web], _STOPPING)
        await self._stack.aclose()
        await self.db.close()

    def reload(self) -> None:
        """Takes the policy file as it is now; one that is not at work yet has just read it."""
        if self._reload:
            self._reload.ask()

    async def _open(self) -> None:
        token = self.settings.slack_bot_token.get_secret_value()
        self._api = await self._stack.enter_async_context(connect(token, self.settings.slack_api_url, self.watch))
        try:
            identity = await self._asked("SLACK_BOT_TOKEN", self._api.auth_test)
            if self.settings.slack_app_token:
                app_token = self.settings.slack_app_token.get_secret_value()
                await self._asked("SLACK_APP_TOKEN", partial(self._api.call, OPEN, app_token=app_token))
            await self._listen(self._api, identity)
        except Useless as useless:
            self._give_up(str(useless))
        except NotSaved as error:
            self._give_up(f"DATABASE_URL: {error}")
        except Exception:
            log.exception("the bot cannot start")
            self._give_up("the start failed; the log says why")

    async def _asked(self, token: str, ask: Callable[[], Awaitable[T]]) -> T:
        """Slack's first answer to a token, waited for. Raises Useless: Slack refuses it, and would for ever."""
        attempt = 0
        while True:
            try:
                return await ask()
            except SlackError as error:
                if error.auth or error.permanent:
                    raise Useless(f"{token} is refused by Slack: {error}") from error
                attempt += 1
                log.warning("Slack does not answer yet: %s", error)
                await self.watch.sleep(delay(attempt, error.retry_after).total_seconds())

    def _give_up(self, why: str) -> None:
        self.fatal = why
        self._stop_all()

    async def _listen(self, api: SlackApi, identity: Identity) -> None:
        self.policy, problems = await self._asked("SLACK_BOT_TOKEN", partial(resolved_policy, self.policy, api))
        for problem in problems:
            log.warning("policy: %s", problem)
        front, workers = self._inside(api, identity)
        async with front.desk.turn() as tx:
            await places.prepare(tx, self.policy.teams)
        self._app = self._bolt(front, identity)
        intake = Intake(self._app, self.metrics, partial(failures.answer, front))
        for part in workers:
            await self._add(part)
        self._stack.push_async_callback(front.tasks.drain)
        await self._let_in(intake, api)
        self.opened.set()
        log.info("at work as %s in %s", identity.user_id, identity.team_id)

    async def _add(self, part: Part) -> None:
        await part.start()
        self._parts.append(part)

    def _inside(self, api: SlackApi, identity: Identity) -> tuple[Front, list[Part]]:
        to_send, to_work, to_wake, to_tell = bells = [Bell(self.watch) for _ in range(4)]
        desk = Desk(self.db, identity.team_id, self.policy, self.watch, to_send.ring)
        directory = Directory(api, self.policy, self.watch)
        to_look = Bell(self.watch)
        leavers = Leavers(desk, directory, to_look.ring)
        front = Front(desk, self._render, directory, api, to_work.ring, leavers.look_soon)
        handlers = {name: partial(handler, front) for name, handler in events.HANDLERS.items()}
        compose = Compose(front.render, directory, self.db, identity.url)
        incoming = Inbox(
            self.db, identity.team_id, self.watch, handlers, to_send.ring, self._holder, self.metrics.event
        )
        wake = Wake(desk, directory.person)
        upkeep = Upkeep(self.db, identity.team_id, self.watch, lambda: desk.policy.operator)
        sender = Sender(
            self.db,
            identity.team_id,
            api,
            compose,
            self.watch,
            to_send,
            Pace(),
            self._holder,
            lambda: desk.policy.operator,
            self.metrics.delivery,
        )
        workers: list[Part] = [
            Background("sender", sender.run),
            Worker("inbox", incoming.round, to_work),
            Worker("wake", wake.round, to_wake),
            Worker("outages", Outages(desk).round, to_tell),
            Worker("upkeep", upkeep.round, Bell(self.watch)),
            Worker("leavers", leavers.round, to_look),
        ]
        to_reckon = Bell(self.watch)
        reckoning = Reckoning(desk, to_reckon) if self._keeps_clocks else None
        self._reload = Reload(desk, api, directory, self._read, reckoning)
        workers.append(Worker("policy", self._reload.round, Bell(self.watch)))
        if reckoning:
            workers += [Worker("reckoning", reckoning.round, to_reckon), *self._clocks(desk, directory, api)]
        return front, [*workers, Ticks(bells)]

    def _clocks(self, desk: Desk, directory: Directory, api: SlackApi) -> list[Part]:
        """What watches the clocks."""
        to_remind = Bell(self.watch)
        clock = Clockwork(desk, directory.person, self._holder, self.metrics.looked, self.metrics.reminded)
        return [
            Worker("clock", clock.round, to_remind),
            Worker("digests", Digests(desk, self._render, partial(upload, api)).round, Bell(self.watch)),
            Ticks([to_remind]),
        ]

    def _bolt(self, front: Front, identity: Identity) -> AsyncApp:
        async def authorize() -> AuthorizeResult:
            return AuthorizeResult(
                enterprise_id=None,
                team_id=identity.team_id,
                bot_id=identity.bot_id,
                bot_user_id=identity.user_id,
                bot_token=self.settings.slack_bot_token.get_secret_value(),
            )

        app = AsyncApp(
            name="escalation-bot",  # or it looks for a name in the source of its callers
            client=front.api.client,
            authorize=authorize,
            process_before_response=True,
            raise_error_for_unhandled_request=True,
            request_verification_enabled=False,  # done before Bolt parses, see serve/guard.py
            ssl_check_enabled=False,
            attaching_function_token_enabled=False,
        )
        for surface in SURFACES:
            surface.register(app, front)
        return app

    async def _let_in(self, intake: Intake, api: SlackApi) -> None:
        app_token, secret = self.settings.slack_app_token, self.settings.slack_signing_secret
        if app_token:
            self._socket = SocketMode(intake, app_token.get_secret_value(), api.client)
            await self._add(self._socket)
        elif secret:
            self._requests = SlackRequests(intake, secret.get_secret_value())

    async def _database_trouble(self) -> str | None:
        try:
            await self.db.ping()
        except NotSaved as error:
            return str(error)
        return None

    def _slack_trouble(self) -> str | None:
        if self._api is None:
            return "not reached yet"
        trouble = self._api.trouble[0] if self._api.trouble else None
        return trouble or (self._socket.trouble() if self._socket else None)

    async def _backlog(self) -> Backlog | None:
        try:
            async with self.db.read("", self.watch.now()) as tx:
                counts = await inbox.count_by_status(tx), await outbox.count_by_status(tx, NOT_SENT)
                oldest = await inbox.oldest(tx), await outbox.oldest(tx)
                late, _ = await waking.overdue(tx)
                return Backlog(*counts, *oldest, late, await tally.totals(tx))
        except NotSaved:
            return None
