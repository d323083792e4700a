"""A modal or Home tab on a person's screen."""

from collections.abc import Mapping
from typing import Any, Self
from zoneinfo import ZoneInfo

from . import payloads
from .answers import TROUBLE, option_answer, submission_answer
from .blockkit import text_of
from .elements import entry, option_text, options_of, stateful, value_key
from .filling import FormRefused, chosen, complaint
from .keyboard import canaries
from .messages import Json
from .stage import Stage
from .views import View

ANSWER_SECONDS = 3.0  # a trigger's life: after it no view can open


class Form:
    """What a person can read, fill in and press. `open` is False once it is gone from the screen."""

    def __init__(self, stage: Stage, view: View) -> None:
        self._stage = stage
        self.view = view
        self._loaded: dict[str, list[Json]] = {}
        self._pending: list[tuple[Json, Json]] = []

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.view.spec["title"]["text"])

    @property
    def text(self) -> str:
        """Everything that can be read, errors and trouble included."""
        trouble = [self.view.trouble] if self.view.trouble else []
        return "\n".join([self._read(self.view.spec), *self.view.errors.values(), *trouble])

    @property
    def around(self) -> str:
        """What can be read above, between and below its inputs."""
        return self._read({"blocks": [block for block in self.view.spec["blocks"] if block["type"] != "input"]})

    def _read(self, thing: Json) -> str:
        return text_of(thing, self._stage.ws.names(), ZoneInfo(self._stage.ws.users[self.view.user].tz))

    @property
    def open(self) -> bool:
        """Whether it is still on the screen, or below another one."""
        return self.view.is_open

    @property
    def trouble(self) -> str | None:
        """What Slack itself says when the app did not answer properly."""
        return self.view.trouble

    @property
    def labels(self) -> list[str]:
        """The labels of its inputs, in order."""
        return [b["label"]["text"] for b in self.view.spec["blocks"] if b["type"] == "input"]

    @property
    def errors(self) -> dict[str, str]:
        """Label and the error below it."""
        labels = {b["block_id"]: b["label"]["text"] for b in self.view.spec["blocks"] if b["type"] == "input"}
        return {labels[block]: text for block, text in self.view.errors.items()}

    @property
    def buttons(self) -> list[str]:
        """The words on its buttons, submit and close not among them."""
        return [e["text"]["text"] for _b, e in self.view.elements() if e["type"] == "button"]

    def options(self, label: str) -> list[str]:
        """The choices of a menu."""
        return [option_text(option) for option in options_of(self._element(label)[1])]

    def value(self, label: str) -> Any:
        """What stands in an input: words, option texts, ids, dates as text; None or [] when empty."""
        block, element = self._element(label)
        held = self.view.values[block["block_id"]][element["action_id"]][value_key(element)]
        many = [option_text(o) if isinstance(o, dict) and "text" in o else o for o in _listed(held)]
        return many if isinstance(held, list) else (many[0] if many else None)

    def fill(self, values: Mapping[str, Any]) -> Self:
        """Fill in inputs by their labels; menus by the words of the option, people and channels by name.

        An element that sends a block_actions at once does so before the next submit or click.
        """
        self._on_screen()
        for label, given in values.items():
            block, element = self._element(label)
            if isinstance(given, str):
                self._stage.ws.canaries |= canaries(given)
            value = chosen(self._stage.ws, element, given, self._loaded.get(element["action_id"], []))
            self.view.values[block["block_id"]][element["action_id"]] = entry(element, value)
            if block["type"] != "input" or block.get("dispatch_action"):
                self._pending.append((block, element))
        return self

    async def chooses(self, label: str, value: Any) -> "Form | None":
        """Fill in one element and wait for what the app makes of it."""
        self.fill({label: value})
        before = self._screen()
        await self._dispatch()
        return await self._changed_from(before)

    async def searches(self, label: str, words: str) -> list[str]:
        """Type into a menu whose options the app gives; the option texts it gave."""
        block, element = self._element(label)
        if len(words) < element.get("min_query_length", 3):
            return []
        payload = payloads.suggestion(self._stage.ws, self.view, block, element, words)
        delivery = await self._stage.deliveries.send("block_suggestion", payload)
        found = [] if delivery.failed else option_answer(self._stage.ws, delivery.response)
        self._loaded[element["action_id"]] = found
        return [option_text(option) for option in found]

    async def submit(self) -> "Form | None":
        """Send it. Returns what is on the screen then, None when all is closed; FormRefused by the client."""
        self._on_screen()
        await self._dispatch()
        self._refuse()
        ws = self._stage.ws
        self.view.errors, self.view.trouble = {}, None
        payload = payloads.submission(ws, self.view, ws.trigger(self.view.user, self.view.id))
        delivery = await self._stage.deliveries.send("view_submission", payload)
        if delivery.failed or delivery.status != 200:
            self.view.trouble = TROUBLE
            ws.changed("modals", self.view.user)
        else:
            submission_answer(ws, self.view, delivery.response)
        return self._top()

    async def clicks(self, button: str) -> "Form | None":
        """Press a button in it; returns what is on the screen when the app has answered (3 s at most)."""
        self._on_screen()
        await self._dispatch()
        for block, element in self.view.elements():
            if element["type"] == "button" and element["text"]["text"] == button:
                return await self.acts(block, element, {})
        raise AssertionError(f"no button {button!r} among {self.buttons}")

    async def acts(self, block: Json, element: Json, value: Json) -> "Form | None":
        """Use an element that tells the app at once; `value` is what its payload says of the choice."""
        self._on_screen()
        before = self._screen()
        await self._act(block, element, value)
        return await self._changed_from(before)

    async def cancel(self, *, everything: bool = False) -> "Form | None":
        """Close it (or with its x the whole stack); the app hears of it only with notify_on_close."""
        self._on_screen()
        ws = self._stage.ws
        cleared = everything or bool(self.view.spec.get("clear_on_close"))
        told = ws.views.by_id[self.view.root_id] if everything else self.view
        payload = payloads.closed(ws, told, is_cleared=everything)
        if cleared:
            ws.views.clear(self.view.user)
        else:
            ws.views.close(self.view)
        ws.changed("modals", self.view.user)
        if told.spec.get("notify_on_close"):
            await self._stage.deliveries.send("view_closed", payload)
        return self._top()

    def _element(self, label: str) -> tuple[Json, Json]:
        for block, element in self.view.elements():
            names = [block.get("label"), element.get("placeholder"), block.get("text")]
            words = [name["text"] for name in names if name]
            if stateful(element) and label in (*words, element["action_id"]):
                return block, element
        raise AssertionError(f"no {label!r} among {self.labels}")

    def _on_screen(self) -> None:
        views = self._stage.ws.views
        if self.view is not views.top(self.view.user) and self.view is not views.homes.get(self.view.user):
            raise AssertionError("this form is not on the screen any more")

    def _refuse(self) -> None:
        problems, by_block = {}, {}
        for block, element in self.view.elements():
            if block["type"] == "input":
                held = self.view.values[block["block_id"]][element["action_id"]]
                if problem := complaint(block, element, held):
                    problems[block["label"]["text"]] = by_block[block["block_id"]] = problem
        if problems:
            raise FormRefused(problems, by_block)

    async def _dispatch(self) -> None:
        pending, self._pending = self._pending, []
        for block, element in pending:
            held = self.view.values[block["block_id"]][element["action_id"]]
            await self._act(block, element, {k: v for k, v in held.items() if k != "type"})

    async def _act(self, block: Json, element: Json, value: Json) -> None:
        ws = self._stage.ws
        action = payloads.action(ws, block, element, value)
        payload = payloads.view_actions(ws, self.view, action, ws.trigger(self.view.user, self.view.id))
        delivery = await self._stage.deliveries.send("block_actions", payload)
        self.view.trouble = TROUBLE if delivery.failed else None
        ws.changed("modals", self.view.user)

    def _screen(self) -> list[str]:
        """What tells one state of the screen from another: this view as shown, and the modal on top."""
        top = self._stage.ws.views.top(self.view.user)
        return [self.view.hash, *([top.id, top.hash] if top else [])]

    async def _changed_from(self, before: list[str]) -> "Form | None":
        await self._stage.until(lambda: True if self._screen() != before else None, ANSWER_SECONDS)
        return self._top()

    def _top(self) -> "Form | None":
        top = self._stage.ws.views.top(self.view.user)
        if top is None:
            return self if self.view.spec["type"] == "home" else None
        return self if top is self.view else Form(self._stage, top)


def _listed(held: Any) -> list[Any]:
    return held if isinstance(held, list) else [] if held is None else [held]
