"""Every address of the page and of the control API."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from mimetypes import guess_type
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from aiohttp import web

from escalation_bot.sandbox.messages import Json

from . import pages, record, saved, sight
from .acts import Acts
from .asked import Asked, Missing, NotNow, Wrong
from .changes import Changes
from .guard import told
from .guest import Guest
from .travel import Travel
from .trouble import Trouble

if TYPE_CHECKING:
    from escalation_bot.sandbox.server import Sandbox

_SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp")
_MOST_MESSAGES, _MOST_ENTRIES = 500, 1000
_LOG_LINES = 50
_PROFILE = {"real_name": str, "title": str, "tz": str, "status_emoji": str, "status_text": str, "deleted": bool}

Answer = Callable[[web.Request], Awaitable[Json]]


class Control:
    """The API of one sandbox, and of the guest in it, if there is one."""

    def __init__(self, slack: Sandbox) -> None:
        self._slack, self._ws = slack, slack.ws
        self._acts = Acts(slack.ws, slack.person)
        self.travel = Travel(slack.ws, lambda: slack.guest)
        self._trouble = Trouble(slack.ws, slack.faults, slack.sockets)
        shared: dict[str, Callable[[], Any]] = {"time": self.travel.time, "bot": self._bot_state}
        shared |= {"faults": self._trouble.listed, "stories": self._stories_state}
        self._changes = Changes(slack.ws, shared)

    @property
    def _guest(self) -> Guest | None:
        return self._slack.guest

    def add_to(self, app: web.Application) -> None:
        """Put every address in its place."""
        router = app.router
        router.add_get("/", pages.index)
        router.add_get("/page/{name:[\\w.-]+}", pages.other)
        router.add_get("/sandbox/changes", self._stream)
        router.add_get("/sandbox/as/{who}/files/{file}", self._download)
        answers: dict[tuple[str, str], Answer] = {
            ("GET", "app"): self._app,
            ("GET", "people"): self._people,
            ("POST", "people/{who}"): self._profile,
            ("GET", "as/{who}"): self._state,
            ("GET", "as/{who}/messages"): self._messages,
            ("POST", "as/{who}/{act}"): self._act,
            ("GET", "time"): self._time,
            ("POST", "time"): self._move,
            ("GET", "faults"): self._faults,
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("POST", "sockets"): self._sockets,
            ("GET", "bot"): self._bot,
            ("POST", "bot"): self._do_to_bot,
            ("GET", "record"): self._record,
            ("GET", "record/{number:\\d+}"): self._entry,
            ("GET", "stories"): self._stories,
            ("POST", "stories"): self._tell,
            ("GET", "saved"): self._save,
            ("PUT", "saved"): self._load,
        }
        for (method, path), answer in answers.items():
            router.add_route(method, f"/sandbox/{path}", _answering(answer))

    # -- the stream, and files ---------------------------------------------------------------------

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(self._ws, request.query)
        try:
            people = list(dict.fromkeys(self._user(name) for name in request.query.getall("as", [])))
            since = request.headers.get("Last-Event-ID") or request.query.get("since")
            version = Asked(self._ws, {"since": since or self._ws.journal.version}).number("since")
        except (Missing, Wrong) as error:
            return told(400, str(error))
        return await self._changes.stream(request, people, int(version), record=asked.flag("record"))

    async def _download(self, request: web.Request) -> web.StreamResponse:
        try:
            user = self._user(request.match_info["who"])
        except Missing as error:
            return told(404, str(error))
        file = self._ws.files.by_id.get(request.match_info["file"])
        if file is None or file.data is None or not self._may_load(user, file.id):
            return told(404, "there is no such file")
        kind = guess_type(file.name)[0] or ""
        how = {"Content-Type": kind} if kind in _SHOWN else {"Content-Disposition": "attachment"}
        return web.Response(body=file.data, headers={"Content-Type": "application/octet-stream"} | how)

    def _may_load(self, user: str, file: str) -> bool:
        found = self._ws.files.by_id[file]
        shared = [self._ws.conversations[name] for name in found.channels if name in self._ws.conversations]
        return found.user in (user, self._ws.world.bot_user_id) or any(self._ws.sees(user, each) for each in shared)

    # -- what is there, and acting ----------------------------------------------------------------------------

    async def _app(self, _request: web.Request) -> Json:
        world, features = self._ws.world, self._slack.manifest.get("features", {})
        return {
            "workspace": {"id": world.team_id, "name": world.team_name},
            "bot": {"user": world.bot_user_id, "name": world.bot_name},
            "controlled": self._guest is not None,
            "commands": [
                _named(each, "command", "description", "usage_hint") for each in features.get("slash_commands", [])
            ],
            "shortcuts": [
                _named(each, "callback_id", "name", "type", "description") for each in features.get("shortcuts", [])
            ],
            "home_tab": self._ws.app.home_tab,
            "messages_tab": self._ws.app.messages_tab,
        }

    async def _people(self, _request: web.Request) -> Json:
        groups = [sight.group(each) for each in (self._ws.groups or {}).values()]
        return {"people": [sight.person(each) for each in self._ws.users.values()], "groups": groups}

    async def _profile(self, request: web.Request) -> Json:
        user, given = self._user(request.match_info["who"]), await _body(request)
        for name, value in given.items():
            if not isinstance(value, _PROFILE.get(name, ())) or (name == "tz" and value not in available_timezones()):
                raise Wrong(f"{name} cannot be changed to {value!r}; what can is {', '.join(_PROFILE)}")
        self._slack.change_user(user, **given)
        return sight.person(self._ws.users[user])

    async def _state(self, request: web.Request) -> Json:
        return sight.state(self._ws, self._user(request.match_info["who"]))

    async def _messages(self, request: web.Request) -> Json:
        user, asked = self._user(request.match_info["who"]), Asked(self._ws, request.query)
        limit = int(min(_MOST_MESSAGES, max(1, asked.number("limit", 100))))
        return sight.messages(
            self._ws, user, asked.place(user), asked.text("thread", ""), asked.text("before", ""), limit
        )

    async def _act(self, request: web.Request) -> Json:
        user, asked = self._user(request.match_info["who"]), Asked(self._ws, await _body(request))
        return await self._acts.do(request.match_info["act"], user, asked)

    def _user(self, name: str) -> str:
        try:
            return self._ws.user(name).id
        except KeyError:
            raise Missing(f"there is nobody called {name}") from None

    # -- time, trouble, the bot -------------------------------------------------------------------------------

    async def _time(self, _request: web.Request) -> Json:
        return await self.travel.look()

    async def _move(self, request: web.Request) -> Json:
        asked = Asked(self._ws, await _body(request))
        if asked.any("to"):
            return await self.travel.to(asked.text("to"))
        return await self.travel.by(asked.number("by"))

    async def _faults(self, _request: web.Request) -> Json:
        return {"faults": self._trouble.listed()}

    async def _add_fault(self, request: web.Request) -> Json:
        self._trouble.add(Asked(self._ws, await _body(request)))
        return {"faults": self._trouble.listed()}

    async def _clear_faults(self, _request: web.Request) -> Json:
        self._trouble.clear()
        return {"faults": []}

    async def _sockets(self, request: web.Request) -> Json:
        what = Asked(self._ws, await _body(request)).text("do")
        if what == "refresh":
            await self._slack.refresh_sockets()
        elif what == "drop":
            self._slack.drop_sockets()
        else:
            raise Wrong("do has to be drop or refresh")
        return {}

    def _bot_state(self, lines: int = 0) -> Json:
        connected = len(self._slack.sockets.usable)
        if self._guest is None:
            return {"state": "unknown", "connected": connected, "pid": None, "restarts": 0, "log": []}
        return self._guest.bot(lines=lines) | {"connected": connected}

    async def _bot(self, _request: web.Request) -> Json:
        return self._bot_state(_LOG_LINES)

    async def _do_to_bot(self, request: web.Request) -> Json:
        guest, what = self._there(), Asked(self._ws, await _body(request)).text("do")
        if what not in ("kill", "start", "restart"):
            raise Wrong("do has to be kill, start or restart")
        if what != "start":
            await guest.kill()
        if what != "kill":
            await guest.start()
        return self._bot_state(_LOG_LINES)

    def _there(self) -> Guest:
        if self._guest is None:
            raise NotNow("the bot is one of your own; this sandbox did not start it")
        return self._guest

    # -- the record, stories, saving --------------------------------------------------------------------------

    async def _record(self, request: web.Request) -> Json:
        asked = Asked(self._ws, request.query)
        after = int(asked.number("after")) if asked.any("after") else None
        return record.page(self._ws, after, int(min(_MOST_ENTRIES, max(1, asked.number("limit", 200)))))

    async def _entry(self, request: web.Request) -> Json:
        return record.whole(self._ws, int(request.match_info["number"]))

    def _stories_state(self) -> Json:
        return self._guest.stories() if self._guest else {"stories": [], "playing": None}

    async def _stories(self, _request: web.Request) -> Json:
        return self._stories_state()

    async def _tell(self, request: web.Request) -> Json:
        asked = Asked(self._ws, await _body(request))
        await self._there().tell(asked.text("do"), asked.text("story", ""))
        return self._stories_state()

    async def _save(self, _request: web.Request) -> Json:
        return await self.save()

    async def _load(self, request: web.Request) -> Json:
        await self.load(await _body(request))
        return {}

    async def save(self) -> Json:
        """Everything there is, for `load`."""
        return {"workspace": saved.saved(self._ws), "bot": await self._guest.save() if self._guest else None}

    async def load(self, kept: Json) -> None:
        """Put back what `save` answered. Wrong where it is none, and then everything is as it was."""
        put = saved.prepared(self._ws, kept.get("workspace"))

        def put_all() -> None:
            put()
            self._slack.api.limits.forget()

        if self._guest:
            await self._guest.load(kept.get("bot") or {}, put_all)
        else:
            put_all()


def _named(given: Json, *names: str) -> Json:
    return {name: given.get(name, "") for name in names}


async def _body(request: web.Request) -> Json:
    if not request.body_exists:
        raise Wrong("a JSON body is missing")
    try:
        body = await request.json()
    except ValueError:
        raise Wrong("the body is no JSON") from None
    if not isinstance(body, dict):
        raise Wrong("the body has to be an object")
    return body


def _answering(answer: Answer) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            return web.Response(text=json.dumps(await answer(request)), content_type="application/json")
        except Missing as error:
            return told(404, str(error))
        except NotNow as error:
            return told(409, str(error))
        except KeyError as error:
            return told(404, f"there is no {error.args[0]}")
        except (Wrong, AssertionError) as error:  # what a person could not do is said by an AssertionError
            return told(400, str(error))

    return handler
