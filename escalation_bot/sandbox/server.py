"""The sandbox: a workspace, its Web API and its deliveries, on 127.0.0.1."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from .admin import Administered
from .api.auth import app_token, bot_token
from .api.scheduled import post_due
from .clock import Clock
from .control.guard import guard
from .control.guest import Guest
from .control.routes import Control
from .delivery import Deliveries
from .manifest import App
from .messages import Json
from .pace import Pace
from .people import Person
from .sockets import Sockets
from .stage import Stage
from .transports import Delivery, Http, SocketMode
from .webapi import Call, WebApi
from .workspace import Notification, Workspace
from .world import World


class Sandbox(Administered):
    """A strict Slack on localhost. Leaving it with violations fails the test, unless something else did."""

    signing_secret = "8f742231b10e8888abcd99yyyzzz85a5"  # noqa: S105 - the one of Slack's documentation

    def __init__(
        self,
        world: World | None = None,
        *,
        manifest: Mapping[str, Any] | None = None,
        clock: Clock | None = None,
        pace: Pace | None = None,
        port: int = 0,
    ) -> None:
        self.clock = clock or Clock()
        self.manifest = manifest or {}
        self.ws = Workspace(world or World.example(), App.from_manifest(manifest), self.clock)
        self.sockets = Sockets(self.ws)
        self.api = WebApi(self.ws, pace or Pace())
        self.faults = self.api.faults
        self.outgoing = Deliveries(self.ws, SocketMode(self.sockets, self.ws))
        self.stage = Stage(self.ws, self.outgoing, self.api)
        self._people: dict[str, Person] = {}
        self._port = port
        self.guest: Guest | None = None
        self.ws.on_event = self.outgoing.event

    # -- running -------------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=50_000_000, middlewares=[guard])
        app.router.add_route("*", "/api/{method}", self.api.serve)
        app.router.add_post("/actions/{key:.+}", self.api.respond)
        app.router.add_post("/upload/v1/{file}", self.api.upload)
        app.router.add_get("/files/{file}{rest:.*}", self._download)
        app.router.add_get("/link/", self.sockets.serve)
        self.control = Control(self)
        self.control.add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        try:
            await site.start()
        except OSError:
            await self._runner.cleanup()
            raise
        host, port = self._runner.addresses[0][:2]
        self.ws.origin = f"http://{host}:{port}"
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        self._ticking = asyncio.create_task(self._tick())
        return self

    async def _tick(self) -> None:
        """Post scheduled messages when the clock shows their time."""
        while True:
            await self.clock.sleep(1)
            post_due(self.ws)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ticking.cancel()
        await self._session.close()
        await self.sockets.close()
        await self._runner.cleanup()
        await self.outgoing.close()
        if kind is None and self.violations:
            raise AssertionError("the app did what Slack refuses:\n" + "\n".join(self.violations))

    @property
    def pace(self) -> Pace:
        """How fast the app may call; may be replaced at any time."""
        return self.api.limits.pace

    @pace.setter
    def pace(self, pace: Pace) -> None:
        self.api.limits.pace = pace

    @property
    def page_cap(self) -> int | None:
        """The most things in one page of any list, whatever was asked; None means no cap."""
        return self.ws.page_cap

    @page_cap.setter
    def page_cap(self, most: int | None) -> None:
        self.ws.page_cap = most

    @property
    def empty_pages(self) -> bool:
        """Whether the first page of any list is empty and leads on, as Slack's pages may."""
        return self.ws.empty_pages

    @empty_pages.setter
    def empty_pages(self, value: bool) -> None:
        self.ws.empty_pages = value

    @property
    def origin(self) -> str:
        """Where it listens, e.g. http://127.0.0.1:8080."""
        return self.ws.origin

    @property
    def api_url(self) -> str:
        """The base of the Web API, for SLACK_API_URL."""
        return f"{self.ws.origin}/api/"

    @property
    def bot_token(self) -> str:
        """The bot's token."""
        return bot_token(self.ws)

    @property
    def app_token(self) -> str:
        """The token for Socket Mode."""
        return app_token(self.ws)

    @property
    def team_id(self) -> str:
        """The workspace's id."""
        return self.ws.world.team_id

    @property
    def bot_user_id(self) -> str:
        """The bot's user id."""
        return self.ws.world.bot_user_id

    def deliver_to(self, url: str) -> None:
        """Deliver by signed HTTP to this address instead of Socket Mode."""
        self.outgoing.transport = Http(url, self.signing_secret, self._session)

    async def connected(self, n: int = 1, *, seconds: float = 10.0) -> None:
        """Wait until the app has n sockets open (bounded)."""
        end = time.monotonic() + seconds
        while len(self.sockets.usable) < n:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(self.sockets.usable)} of {n} sockets after {seconds} s")
            await asyncio.sleep(0.005)

    async def quiet(self) -> None:
        """Wait until everything sent is answered and no call is under way (bounded)."""
        await self.stage.quiet()

    # -- the record ----------------------------------------------------------------------------------------

    @property
    def violations(self) -> list[str]:
        """What only a mistake in the app explains, in order. A test that provokes one takes it out."""
        return self.ws.violations

    @property
    def calls(self) -> list[Call]:
        """Every Web API call, in order."""
        return self.api.calls

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method, in order."""
        return [call for call in self.api.calls if call.method == method]

    @property
    def connections_opened(self) -> int:
        """How many TCP connections the app made for its calls."""
        return len({call.connection for call in self.api.calls})

    @property
    def deliveries(self) -> list[Delivery]:
        """Every delivery, in order, retries included."""
        return self.outgoing.log

    def notified(self, person: str) -> list[Notification]:
        """Everything Slack notified somebody of."""
        return self.person(person).notifications

    def person(self, name: str) -> Person:
        """Somebody, by handle, id or full name."""
        user = self.ws.user(name).id
        return self._people.setdefault(user, Person(self.stage, user))

    async def event(self, event: Json) -> None:
        """Send any event, wrapped, whether the app is subscribed or not."""
        self.outgoing.event(event)

    # -- how deliveries misbehave --------------------------------------------------------------------------

    @property
    def duplicate_events(self) -> bool:
        """Whether every event is delivered twice with the same event_id."""
        return self.outgoing.duplicate

    @duplicate_events.setter
    def duplicate_events(self, value: bool) -> None:
        self.outgoing.duplicate = value

    def shuffle_events(self, seed: int = 0) -> None:
        """Hold events until `release`, which delivers them in another order."""
        self.outgoing.hold(seed)

    def release(self) -> None:
        """Deliver the held events, shuffled."""
        self.outgoing.release()

    async def refresh_sockets(self) -> None:
        """Slack's regular refresh of connections."""
        await self.sockets.refresh()

    async def switch_off_sockets(self) -> None:
        """Somebody switches Socket Mode off in the app's settings (link_disabled)."""
        self.ws.app = replace(self.ws.app, socket_mode=False)
        await self.sockets.close("link_disabled")

    def drop_sockets(self) -> None:
        """Reset every connection."""
        self.sockets.drop()

    @property
    def http(self) -> Http:
        """The HTTP way to the app, for requests that Slack would not make; TypeError in Socket Mode."""
        if not isinstance(self.outgoing.transport, Http):
            raise TypeError("deliver_to was not called")
        return self.outgoing.transport

    # -- other addresses -----------------------------------------------------------------------------------

    async def _download(self, request: web.Request) -> web.StreamResponse:
        file = self.ws.files.by_id.get(request.match_info["file"])
        if request.headers.get("Authorization") != f"Bearer {self.bot_token}":
            return web.Response(status=403)
        return web.Response(body=file.data) if file and file.data else web.Response(status=404)
