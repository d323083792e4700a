"""Acting as somebody: what a person does at a Slack client, asked for by a program."""

import base64
import binascii
import re
from collections.abc import Awaitable, Callable
from typing import Any

from escalation_bot.sandbox import payloads
from escalation_bot.sandbox.answers import option_answer
from escalation_bot.sandbox.checks import MAX_TEXT
from escalation_bot.sandbox.filling import FormRefused
from escalation_bot.sandbox.forms import Form
from escalation_bot.sandbox.messages import Json, Message
from escalation_bot.sandbox.people import Person
from escalation_bot.sandbox.seen import Seen
from escalation_bot.sandbox.views import View
from escalation_bot.sandbox.workspace import Workspace

from . import inputs, sight
from .asked import Asked, NotNow, Wrong
from .reading import read_up_to

_EMOJI = re.compile(r"[\w+'-]+(::skin-tone-[2-6])?")
MOST_BYTES = 20_000_000
"""Of one uploaded file."""


class Acts:
    """Everything that somebody can do. Each act answers what docs/sandbox.md says."""

    def __init__(self, ws: Workspace, person: Callable[[str], Person]) -> None:
        self._ws = ws
        self._person = person
        self._loaded: dict[tuple[str, ...], list[Json]] = {}
        self._all: dict[str, Callable[[Person, Asked], Awaitable[Json]]] = {
            "types": self._types,
            "reacts": self._reacts,
            "unreacts": self._unreacts,
            "presses": self._presses,
            "searches": self._searches,
            "submits": self._submits,
            "closes": self._closes,
            "opens_home": self._opens_home,
            "uses": self._uses,
            "uploads": self._uploads,
            "edits": self._edits,
            "deletes": self._deletes,
            "joins": self._joins,
            "leaves": self._leaves,
            "reads": self._reads,
        }

    async def do(self, name: str, user: str, asked: Asked) -> Json:
        """Do it as this person."""
        act = self._all.get(name)
        if act is None:
            raise Wrong(f"{name} is no act; there are {', '.join(self._all)}")
        return await act(self._person(user), asked)

    # -- writing and reacting --------------------------------------------------------------------------------

    async def _types(self, person: Person, asked: Asked) -> Json:
        where, words, thread = asked.place(person.id), asked.text("words", ""), asked.text("thread", "")
        if words.startswith("/"):
            above = where.find(thread) if thread else None
            return await self._commands(person, where.id, words, self._seen(person, above) if above else None)
        files = [inputs.file_object(self._ws, str(each)) for each in asked.listed("files")]
        if not words.strip() and not files:
            raise Wrong("there is nothing to send")
        if len(words) > MAX_TEXT:
            raise Wrong(f"a message has at most {MAX_TEXT} characters")
        if thread and where.find(thread) is None:
            raise Wrong(f"there is no message {thread} to reply to")
        seen = person.sends(where, words, thread or None, files)
        return {"message": self._shown(person, seen.message)}

    async def _commands(self, person: Person, where: str, words: str, thread: Seen | None) -> Json:
        mark = len(self._ws.warnings)
        answer = await person.types(words, in_=where, thread=thread)
        message = self._shown(person, answer.message.message) if answer.message else None
        result = self._result(person, mark) | {"message": message}
        if answer.failed == "unknown_command":
            command = words.split(maxsplit=1)[0]
            return result | {"failed": answer.failed, "words": f"{command} is not a valid command."}
        return result

    async def _reacts(self, person: Person, asked: Asked) -> Json:
        await person.reacts(_emoji(asked), self._named(person, asked))
        return {}

    async def _unreacts(self, person: Person, asked: Asked) -> Json:
        await person.unreacts(_emoji(asked), self._named(person, asked))
        return {}

    async def _edits(self, person: Person, asked: Asked) -> Json:
        seen = self._named(person, asked)
        await person.edits(seen, asked.text("words"))
        return {"message": self._shown(person, seen.message)}

    async def _deletes(self, person: Person, asked: Asked) -> Json:
        await person.deletes(self._named(person, asked))
        return {}

    async def _uploads(self, person: Person, asked: Asked) -> Json:
        try:
            data = base64.b64decode(asked.text("data"), validate=True)
        except binascii.Error:
            raise Wrong("data has to be base64") from None
        if len(data) > MOST_BYTES:
            raise Wrong(f"a file has at most {MOST_BYTES // 1_000_000} MB")
        made = person.uploads(asked.text("name"), data)
        return {"file": sight.file(person.id, made)}

    async def _joins(self, person: Person, asked: Asked) -> Json:
        await person.joins(asked.text("in"), invited_by=asked.text("invited_by", "") or None)
        return {}

    async def _leaves(self, person: Person, asked: Asked) -> Json:
        await person.leaves(asked.place(person.id).id)
        return {}

    async def _reads(self, person: Person, asked: Asked) -> Json:
        where, thread = asked.place(person.id), asked.text("thread", "")
        read_up_to(self._ws, person.id, where, thread, asked.text("ts", ""))
        return {}

    # -- forms, buttons, menus ---------------------------------------------------------------------------------

    async def _presses(self, person: Person, asked: Asked) -> Json:
        mark = len(self._ws.warnings)
        if asked.any("view"):
            await self._presses_in(asked.view(person.id), asked)
            return self._result(person, mark)
        seen = self._named(person, asked)
        block, element = inputs.find(seen.elements, asked.text("block_id"), asked.text("action_id"))
        loaded = self._loaded.get((seen.ts, block["block_id"], element["action_id"]), [])
        await person.acts(seen, block, element, inputs.chosen_in(self._ws, element, asked.any("value"), loaded))
        return self._result(person, mark)

    async def _presses_in(self, view: View, asked: Asked) -> None:
        names = asked.text("block_id"), asked.text("action_id")
        block, element = inputs.find(view.elements(), *names)
        inputs.fill(self._ws, view, asked.data("values"), self._loaded)
        choice = inputs.chosen_in(self._ws, element, asked.any("value"), self._loaded.get((view.id, *names), []))
        if names[1] in view.values.get(names[0], {}):
            view.values[names[0]][names[1]] = {"type": element["type"], **choice}
        await self._form(view).acts(block, element, choice)

    async def _searches(self, person: Person, asked: Asked) -> Json:
        where = asked.view(person.id) if asked.any("view") else self._named(person, asked)
        elements = where.elements() if isinstance(where, View) else where.elements
        found = inputs.find(elements, asked.text("block_id"), asked.text("action_id"))
        words = asked.text("words", "")
        if len(words) < found[1].get("min_query_length", 3):
            return {"options": []}
        body = await person.asks(self._suggestion(person, where, found, words))
        place = where.id if isinstance(where, View) else where.ts
        self._loaded[place, found[0]["block_id"], found[1]["action_id"]] = options = option_answer(self._ws, body)
        groups = body.get("option_groups") if isinstance(body, dict) else None
        return {"options": options} | ({"option_groups": groups} if groups else {})

    def _suggestion(self, person: Person, where: View | Seen, at: tuple[Json, Json], words: str) -> Json:
        if isinstance(where, View):
            return payloads.suggestion(self._ws, where, *at, words)
        return payloads.message_suggestion(self._ws, person.id, where.message, at, words)

    async def _submits(self, person: Person, asked: Asked) -> Json:
        view, mark = asked.view(person.id), len(self._ws.warnings)
        if view.spec["type"] != "modal":
            raise Wrong("only forms can be sent")
        form = self._form(view)
        inputs.fill(self._ws, view, asked.data("values"), self._loaded)
        try:
            await form.submit()
        except FormRefused as refused:
            return self._result(person, mark) | {"refused": refused.by_block}
        return self._result(person, mark)

    async def _closes(self, person: Person, asked: Asked) -> Json:
        mark = len(self._ws.warnings)
        await self._form(asked.view(person.id)).cancel(everything=asked.flag("all"))
        return self._result(person, mark)

    async def _opens_home(self, person: Person, asked: Asked) -> Json:
        await person.opens_home(tab=asked.text("tab", "home"))
        return {"home": sight.home(self._ws, person.id)}

    async def _uses(self, person: Person, asked: Asked) -> Json:
        mark = len(self._ws.warnings)
        if asked.any("ts"):
            await person.uses_message_shortcut(asked.text("callback_id"), self._named(person, asked))
        else:
            await person.uses_shortcut(asked.text("callback_id"))
        return self._result(person, mark)

    # -- what they share ---------------------------------------------------------------------------------------

    def _form(self, view: View) -> Form:
        top = self._ws.views.top(view.user)
        if view.spec["type"] == "modal" and view is not top:
            raise NotNow("another form is on top of it")
        return self._person(view.user).form(view)

    def _named(self, person: Person, asked: Asked) -> Seen:
        return self._seen(person, asked.message(person.id))

    def _seen(self, person: Person, message: Message) -> Seen:
        return Seen(self._ws, message, person.id)

    def _shown(self, person: Person, message: Message) -> Json:
        return sight.message(self._ws, person.id, self._ws.conversations[message.channel], message)

    def _result(self, person: Person, mark: int) -> Json:
        told = [each for each in self._ws.warnings[mark:] if each.user == person.id]
        result: dict[str, Any] = {"failed": None, "words": None, "message": None, "refused": None}
        if told:
            result |= {"failed": told[-1].error, "words": told[-1].words}
        return result | {"modals": sight.modals(self._ws, person.id)}


def _emoji(asked: Asked) -> str:
    name = asked.text("name").strip(":")
    if not _EMOJI.fullmatch(name):
        raise Wrong(f"{name!r} is no emoji's name")
    return name
