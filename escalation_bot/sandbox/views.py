"""Modals and Home tabs: who has which on the screen, with what typed into it. State only, no I/O."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from .elements import initial_value, stateful
from .messages import Json
from .world import World

MAX_STACK = 3


@dataclass
class View:
    """A modal or Home tab of one person. `values` is what stands in its elements: block id, action id, value."""

    id: str
    user: str
    spec: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str | None = None
    is_open: bool = True

    @property
    def external_id(self) -> str:
        """The app's own name for it, or an empty string."""
        return str(self.spec.get("external_id") or "")

    def elements(self) -> Iterator[tuple[Json, Json]]:
        """Each interactive element with its block."""
        for block in self.spec.get("blocks", []):
            for element in block_elements(block):
                yield block, element


def block_elements(block: Mapping[str, Any]) -> list[Json]:
    """The interactive elements of a block, wherever they stand in it."""
    held = [block.get("element"), block.get("accessory"), *block.get("elements", [])]
    return [e for e in held if isinstance(e, dict) and e.get("action_id")]


class Views:
    """Every view by id, each person's stack of modals (the last is on the screen) and Home tab."""

    def __init__(self, number: Callable[[], int]) -> None:
        self._number = number
        self.by_id: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def stack(self, user: str) -> list[View]:
        """Somebody's open modals, the one on the screen last."""
        return self.stacks.setdefault(user, [])

    def top(self, user: str) -> View | None:
        """The modal on somebody's screen."""
        stack = self.stack(user)
        return stack[-1] if stack else None

    def taken(self, external_id: str, except_view: View | None = None) -> bool:
        """Whether another living view of the team has this external_id."""
        if not external_id:
            return False
        living = [view for view in self.by_id.values() if view.is_open and view is not except_view]
        return any(view.external_id == external_id for view in living)

    def open(self, user: str, spec: Json) -> View:
        """Show a modal as the root of a new stack."""
        self.clear(user)
        return self.push(user, spec)

    def push(self, user: str, spec: Json) -> View:
        """Show a modal on top of the stack."""
        top = self.top(user)
        view = self._new(user, spec, top)
        self.stack(user).append(view)
        return view

    def publish(self, user: str, spec: Json) -> View:
        """Replace somebody's Home tab."""
        home = self.homes.get(user)
        if home is None:
            self.homes[user] = home = self._new(user, spec, None)
        else:
            self.update(home, spec)
        return home

    def _new(self, user: str, spec: Json, below: View | None) -> View:
        name = f"V{self._number():08d}"
        view = View(name, user, {}, "", below.root_id if below else name, below.id if below else None)
        self.by_id[name] = view
        self.update(view, spec)
        return view

    def update(self, view: View, spec: Json) -> None:
        """Replace what a view shows; what was typed stays where block id and action id stayed."""
        view.spec = self._named(spec)
        view.hash = f"{1_700_000_000 + self._number()}.{self._number():08x}"
        view.errors, view.trouble = {}, None
        old, view.values = view.values, {}
        for block, element in view.elements():
            if stateful(element):
                kept = old.get(block["block_id"], {}).get(element["action_id"])
                same = kept and kept["type"] == element["type"]
                value = kept if same and kept else initial_value(element)
                view.values.setdefault(block["block_id"], {})[element["action_id"]] = value

    def _named(self, spec: Json) -> Json:
        named = deepcopy(dict(spec))
        named["blocks"] = self.with_ids(named.get("blocks", []))
        return named

    def with_ids(self, blocks: list[Json]) -> list[Json]:
        """Blocks and interactive elements without an id get one, as Slack gives them random ones."""
        for block in blocks:
            block.setdefault("block_id", f"b{self._number():04x}")
            for element in [block.get("element"), block.get("accessory"), *block.get("elements", [])]:
                if isinstance(element, dict) and element.get("type") not in _MUTE:
                    element.setdefault("action_id", f"a{self._number():04x}")
        return blocks

    def close(self, view: View) -> None:
        """Take one modal away; the one below is on the screen again."""
        view.is_open = False
        stack = self.stack(view.user)
        if view in stack:
            stack.remove(view)

    def clear(self, user: str) -> None:
        """Close all modals of somebody."""
        for view in list(self.stack(user)):
            self.close(view)


_RICH = {f"rich_text_{part}" for part in ("section", "list", "quote", "preformatted")}
_MUTE = frozenset({"mrkdwn", "plain_text", "image", *_RICH})  # stand in `elements` without being interactive


def view_json(view: View, world: World) -> Json:
    """A view as payloads and answers show it."""
    modal: Json = {"title": None, "close": None, "submit": None} if view.spec["type"] == "modal" else {}
    return {
        "id": view.id,
        "team_id": world.team_id,
        "app_id": world.app_id,
        "app_installed_team_id": world.team_id,
        "bot_id": world.bot_id,
        "private_metadata": "",
        "callback_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "external_id": "",
        **modal,
        **view.spec,
        "state": {"values": deepcopy(view.values)},
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
    }
