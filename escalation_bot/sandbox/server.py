"""The sandbox: a workspace, its Web API and its deliveries, on 127.0.0.1."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from . import answers, talk
from .api.auth import app_token, bot_token
from .api.usergroups import group_json
from .api.users import user_json
from .clock import Clock
from .delivery import Deliveries, Delivery, Http, SocketMode, signed
from .manifest import App
from .messages import Conversation, Json
from .pace import Pace
from .people import Person
from .sockets import Sockets
from .stage import Stage
from .webapi import Call, WebApi
from .workspace import Notification, Workspace
from .world import World


class Sandbox:
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
        self.ws = Workspace(world or World.example(), App.from_manifest(manifest), self.clock)
        self.sockets = Sockets(self.ws)
        self.api = WebApi(self.ws, pace or Pace())
        self.faults = self.api.faults
        self.outgoing = Deliveries(self.ws, SocketMode(self.sockets, self.ws))
        self.stage = Stage(self.ws, self.outgoing, self.api)
        self._people: dict[str, Person] = {}
        self._port = port
        self.ws.on_event = self.outgoing.event

    # -- running -------------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=50_000_000)
        app.router.add_route("*", "/api/{method}", self.api.serve)
        app.router.add_post("/actions/{key:.+}", self._respond)
        app.router.add_post("/upload/v1/{file}", self._upload)
        app.router.add_get("/files/{file}{rest:.*}", self._download)
        app.router.add_get("/link/", self.sockets.serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.ws.origin = f"http://{host}:{port}"
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()
        await self.sockets.close()
        await self._runner.cleanup()
        await self.outgoing.close()
        if kind is None and self.violations:
            raise AssertionError("the app did what Slack refuses:\n" + "\n".join(self.violations))

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

    # -- people and what happens to them -------------------------------------------------------------------

    def person(self, name: str) -> Person:
        """Somebody, by handle, id or full name."""
        user = self.ws.user(name).id
        return self._people.setdefault(user, Person(self.stage, user))

    async def event(self, event: Json) -> None:
        """Send any event, wrapped, whether the app is subscribed or not."""
        self.outgoing.event(event)

    def deactivate(self, person: str) -> None:
        """Somebody left the company; the app hears user_change."""
        self.change_user(person, deleted=True)

    def change_user(self, person: str, **changes: Any) -> None:
        """Change fields of a user (tz, real_name, status_emoji, …); the app hears user_change."""
        user = self.ws.change_user(self.ws.user(person).id, **changes)
        self.ws.emit({"type": "user_change", "user": user_json(self.ws, user)}, "user_change")

    def set_group(self, group: str, users: list[str] | tuple[str, ...]) -> None:
        """Replace a group's members; the app hears subteam_members_changed and subteam_updated."""
        groups = self.ws.groups or {}
        old = next(g for g in groups.values() if group.removeprefix("@") in (g.id, g.handle))
        new = replace(old, members=tuple(self.ws.user(user).id for user in users))
        groups[old.id] = new
        self.ws.changed()
        came = [user for user in new.members if user not in old.members]
        left = [user for user in old.members if user not in new.members]
        changed: Json = {"type": "subteam_members_changed", "subteam_id": new.id, "team_id": self.team_id}
        counts = {"added_users_count": len(came), "removed_users_count": len(left)}
        changed |= {"added_users": came, "removed_users": left, **counts}
        self.ws.emit(changed, "subteam_members_changed")
        self.ws.emit({"type": "subteam_updated", "subteam": group_json(self.ws, new)}, "subteam_updated")

    # -- channels and the app in them ----------------------------------------------------------------------

    def channel(self, name: str) -> Conversation:
        """A conversation by id or #name."""
        return self.ws.conversation(name)

    def archive(self, name: str) -> None:
        """Archive a channel."""
        where = self.ws.conversation(name)
        where.is_archived = True
        kind = "group_archive" if where.kind == "group" else "channel_archive"
        self.ws.emit({"type": kind, "channel": where.id}, kind, where)

    def unarchive(self, name: str) -> None:
        """Bring a channel back."""
        where = self.ws.conversation(name)
        where.is_archived = False
        kind = "group_unarchive" if where.kind == "group" else "channel_unarchive"
        self.ws.emit({"type": kind, "channel": where.id}, kind, where)

    async def invite_bot(self, name: str, *, by: str) -> None:
        """Somebody invites the app, which hears member_joined_channel."""
        talk.join(self.ws, self.ws.conversation(name), self.bot_user_id, self.ws.user(by).id)

    def remove_bot(self, name: str) -> None:
        """Take the app out of a channel."""
        talk.leave(self.ws, self.ws.conversation(name), self.bot_user_id)

    def revoke_token(self, error: str = "token_revoked") -> None:
        """From now on every call with the bot token is refused (token_revoked, account_inactive, …)."""
        self.ws.token_error = error

    def reinstall(self, manifest: Mapping[str, Any] | None) -> None:
        """Install the app with this manifest; until then a changed one counts for nothing."""
        self.ws.app = App.from_manifest(manifest)
        self.ws.token_error = None

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

    def drop_sockets(self) -> None:
        """Reset every connection."""
        self.sockets.drop()

    async def forges(self, body: bytes, *, secret: str | None = None, age: timedelta = timedelta()) -> int:
        """POST a body that may be signed wrongly or too late; the status it gets (HTTP mode)."""
        transport = self.outgoing.transport
        if not isinstance(transport, Http):
            raise TypeError("only HTTP is signed")
        moment = int(time.time() - age.total_seconds())
        headers = signed(transport.secret if secret is None else secret, body, moment)
        headers |= {"Content-Type": "application/json"}
        async with self._session.post(transport.url, data=body, headers=headers) as got:
            return got.status

    # -- other addresses -----------------------------------------------------------------------------------

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        url = self.ws.response_urls.get(request.match_info["key"])
        if url is None:
            return web.Response(status=404, text="no_such_url")
        result = answers.respond(self.ws, url, await request.json())
        if result == "ok":
            return web.Response(text="ok")
        status = 404 if result in ("used_url", "expired_url") else 400
        return web.Response(status=status, text=result)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        file = self.ws.files.by_id.get(request.match_info["file"])
        data = await request.read()
        if file is None or file.data is not None or len(data) != file.length:
            return web.Response(status=400, text="invalid upload")
        file.data = data
        return web.Response(text=f"OK - {len(data)}")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        file = self.ws.files.by_id.get(request.match_info["file"])
        if request.headers.get("Authorization") != f"Bearer {self.bot_token}":
            return web.Response(status=403)
        return web.Response(body=file.data) if file and file.data else web.Response(status=404)
