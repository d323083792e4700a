"""The parts that templates are made of. The only place that writes Block Kit (SLACK-FACTS B2, B3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Block = dict[str, Any]
Part = Callable[..., str]


def plain(text: str, limit: int) -> Block:
    """Slack's plain text: nothing in it is markup."""
    return {"type": "plain_text", "text": _cut(text, limit), "emoji": True}


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _mrkdwn(text: str, limit: int = 3000) -> Block:
    lines = (line.strip() for line in text.strip().splitlines())
    return {"type": "mrkdwn", "text": _cut("\n".join(lines), limit), "verbatim": True}


def _given(**values: Any) -> Block:
    return {name: value for name, value in values.items() if value not in (None, "")}


class Kit:
    """Collects what a template calls for. Every part answers an empty string, so that it leaves nothing behind."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.view: Block = {"type": "modal"}
        self.mentioned: dict[str, bool] = {}
        """Whom it mentions; true where they follow the thread by it."""
        self.groups: set[str] = set()
        """The user groups that it mentions."""
        self._fallback = ""

    @property
    def fallback(self) -> str:
        """What notifications say: the template's own words for it, else its first section."""
        first = (block["text"]["text"] for block in self.blocks if block["type"] == "section")
        return self._fallback or next(first, "")

    def parts(self) -> Mapping[str, Part]:
        """What templates may call, by name."""
        names = (
            "fallback_text section context quote divider header picture button "
            "title text_input select radio date_input datetime_input person_input"
        )
        return {name: getattr(self, name) for name in names.split()}

    def fallback_text(self, caller: Callable[[], str]) -> str:
        """The text for notifications and screen readers."""
        self._fallback = " ".join(caller().split())
        return ""

    def section(self, caller: Callable[[], str]) -> str:
        """A paragraph."""
        if text := caller().strip():
            self.blocks.append({"type": "section", "text": _mrkdwn(text)})
        return ""

    def context(self, caller: Callable[[], str]) -> str:
        """Small print."""
        if text := caller().strip():
            self.blocks.append({"type": "context", "elements": [_mrkdwn(text)]})
        return ""

    def header(self, text: str) -> str:
        """A headline."""
        self.blocks.append({"type": "header", "text": plain(text, 150)})
        return ""

    def picture(self, file: str | None, alt: str) -> str:
        """A picture that was uploaded to Slack, by its id; `alt` says what it shows to who cannot see it."""
        if file:
            self.blocks.append({"type": "image", "slack_file": {"id": file}, "alt_text": _cut(alt, 2000)})
        return ""

    def divider(self) -> str:
        """A line across."""
        self.blocks.append({"type": "divider"})
        return ""

    def quote(self, text: str, limit: int = 3000, *, struck: bool = False) -> str:
        """Somebody's words, in which nothing is markup; struck through where they are taken back."""
        if text:
            leaf = {"type": "text", "text": _cut(text, limit), **({"style": {"strike": True}} if struck else {})}
            self.blocks.append({"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [leaf]}]})
        return ""

    def button(self, action: str, label: str, value: str = "", style: str = "") -> str:
        """A button; neighbours share a row. A second one for the same action in a message gets a number, for Slack
        wants each id once (SLACK-FACTS C3)."""
        rows = [block["elements"] for block in self.blocks if block["type"] == "actions"]
        same = sum(each["action_id"].partition("@")[0] == action for row in rows for each in row)
        action = f"{action}@{same}" if same else action
        if not self.blocks or self.blocks[-1]["type"] != "actions":
            self.blocks.append({"type": "actions", "elements": []})
        element = _given(action_id=action, value=value[:2000], style=style)
        self.blocks[-1]["elements"].append({"type": "button", "text": plain(label, 75), **element})
        return ""

    def title(self, text: str, submit: str = "", close: str = "Cancel") -> str:
        """A form's frame."""
        self.view |= {"title": plain(text, 24), "close": plain(close, 24)}
        if submit:
            self.view["submit"] = plain(submit, 24)
        return ""

    def text_input(self, name: str, label: str, *, initial: str = "", placeholder: str = "", multiline: bool = False,
                   max_length: int = 3000, **more: Any) -> str:  # fmt: skip
        """Words to type. Slack shows at most 3,000 characters; a longer draft is cut, the form's checks say so."""
        hint = plain(placeholder, 150) if placeholder else None
        element = _given(initial_value=initial[:max_length], placeholder=hint, multiline=multiline or None)
        return self._input(name, label, {"type": "plain_text_input", "max_length": max_length, **element}, **more)

    def select(
        self, name: str, label: str, options: Iterable[Mapping[str, str]], initial: str = "", **more: Any
    ) -> str:
        """One of a list that opens."""
        return self._choice("static_select", name, label, options, initial, **more)

    def radio(self, name: str, label: str, options: Iterable[Mapping[str, str]], initial: str = "", **more: Any) -> str:
        """One of a few, all in sight, each with its explanation; of more than ten (Slack's most) one from a list."""
        made = list(options)
        return self._choice("radio_buttons" if len(made) <= 10 else "static_select", name, label, made, initial, **more)

    def _choice(
        self, kind: str, name: str, label: str, options: Iterable[Mapping[str, str]], initial: str, **more: Any
    ) -> str:
        made = [self._option(option) for option in options]
        chosen = next((option for option in made if option["value"] == initial), None)
        element = _given(options=made, initial_option=chosen)
        return self._input(name, label, {"type": kind, **element}, **more)

    @staticmethod
    def _option(option: Mapping[str, str]) -> Block:
        about = option.get("about", "")
        description = plain(about, 75) if about else None
        return {"text": plain(option["label"], 75), "value": option["value"], **_given(description=description)}

    def date_input(self, name: str, label: str, initial: str = "", **more: Any) -> str:
        """A day."""
        return self._input(name, label, {"type": "datepicker", **_given(initial_date=initial)}, **more)

    def datetime_input(self, name: str, label: str, initial: int | None = None, **more: Any) -> str:
        """A moment, in the reader's own zone."""
        return self._input(name, label, {"type": "datetimepicker", **_given(initial_date_time=initial)}, **more)

    def person_input(self, name: str, label: str, initial: str = "", **more: Any) -> str:
        """A person of the workspace."""
        return self._input(name, label, {"type": "users_select", **_given(initial_user=initial)}, **more)

    def _input(self, name: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> str:
        block = {"type": "input", "block_id": name, "label": plain(label, 2000), "optional": optional}
        told = _given(hint=plain(hint, 2000) if hint else None)
        self.blocks.append({**block, **told, "element": {**element, "action_id": name}})
        return ""
