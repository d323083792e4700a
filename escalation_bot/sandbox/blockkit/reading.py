"""What a person reads in a message or view: one line per block, for assertions and for the terminal."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any

from escalation_bot.sandbox.mrkdwn import date, plain

Json = Mapping[str, Any]


def text_of(thing: Json, names: Mapping[str, str], tz: tzinfo | None = None) -> str:
    """A message or view as a person reads it, one line per block, buttons as `[Take]`.

    `names` maps ids of users, groups and channels to names without `@` or `#`; dates are shown in `tz`, else UTC.
    A message with blocks shows them and not its `text`, as Slack does.
    """
    reader = _Reader(names, tz or UTC)
    title, blocks = thing.get("title"), thing.get("blocks") or ()
    lines = [reader.words(title)] if title else []
    lines += [reader.block(block) for block in blocks]
    if not blocks:
        lines.append(reader.mrkdwn(thing.get("text") or ""))
    lines += [reader.attachment(each) for each in thing.get("attachments") or ()]
    lines.append(_joined(f"[{reader.words(thing[name])}]" for name in ("close", "submit") if thing.get(name)))
    return "\n".join(line for line in lines if line)


def _joined(words: Iterable[str], by: str = " ") -> str:
    return by.join(word for word in words if word)


@dataclass(frozen=True)
class _Reader:
    """One person's way of reading: the names they see and their time zone."""

    names: Mapping[str, str]
    tz: tzinfo

    def mrkdwn(self, text: str) -> str:
        return plain(text, self.names, self.tz)

    def named(self, sign: str, name: str) -> str:
        return sign + self.names.get(name, name)

    def words(self, thing: Json) -> str:
        return self.mrkdwn(thing["text"]) if thing["type"] == "mrkdwn" else str(thing["text"])

    def block(self, block: Json) -> str:
        read = _BLOCKS.get(block["type"])
        return read(self, block) if read else ""

    def section(self, block: Json) -> str:
        texts = [block["text"]] if "text" in block else []
        accessory = [self.element(block["accessory"])] if "accessory" in block else []
        return _joined([*(self.words(each) for each in (*texts, *block.get("fields", ()))), *accessory])

    def row(self, block: Json) -> str:
        return _joined(self.element(each) for each in block["elements"])

    def input(self, block: Json) -> str:
        optional = " (optional)" if block.get("optional") else ""
        hint = f"({self.words(block['hint'])})" if "hint" in block else ""
        return _joined([f"{self.words(block['label'])}{optional}:", self.element(block["element"]), hint])

    def element(self, element: Json) -> str:
        read = _ELEMENTS.get(element["type"], _Reader.field)
        return read(self, element)

    def button(self, button: Json) -> str:
        return f"[{self.words(button['text'])}]"

    def feedback(self, element: Json) -> str:
        return _joined(self.button(element[name]) for name in ("positive_button", "negative_button"))

    def field(self, element: Json) -> str:
        """What a field holds before a person touches it, else its placeholder."""
        placeholder = self.words(element["placeholder"]) if "placeholder" in element else ""
        return self.filled(element) or placeholder

    def choices(self, element: Json) -> str:
        chosen = [element.get("initial_option"), *element.get("initial_options", ())]
        on, off = ("☑", "☐") if element["type"] == "checkboxes" else ("◉", "○")
        return _joined(f"{on if each in chosen else off} {self.option(each)}" for each in element["options"])

    def option(self, option: Json) -> str:
        described = self.words(option["description"]) if "description" in option else ""
        return _joined([self.words(option["text"]), described], " - ")

    def filled(self, element: Json) -> str:
        held = [each for name, each in element.items() if name.startswith("initial_")]
        values = [each for value in held for each in (value if isinstance(value, list) else [value])]
        return _joined([self.value(element["type"], value) for value in values], ", ")

    def value(self, kind: str, value: Any) -> str:
        if kind == "datetimepicker":
            return date(value, "{date_num} {time}", self.tz)
        if isinstance(value, Mapping):
            return self.rich_text(value) if value.get("type") == "rich_text" else self.words(value["text"])
        sign = "@" if "users" in kind else "#" if "channels" in kind or "conversations" in kind else ""
        return self.named(sign, str(value))

    def image(self, block: Json) -> str:
        title = self.words(block["title"]) if "title" in block else ""
        return _joined([title, str(block["alt_text"])])

    def rich_text(self, block: Json) -> str:
        return _joined((self.part(each) for each in block["elements"]), "\n")

    def part(self, part: Json) -> str:
        if part["type"] == "rich_text_list":
            numbered = part["style"] == "ordered"
            items = enumerate(part["elements"], part.get("offset", 0) + 1)
            return _joined((f"{f'{n}.' if numbered else '•'} {self.part(item)}" for n, item in items), "\n")
        read = "".join(self.leaf(each) for each in part["elements"])
        return f"> {read}" if part["type"] == "rich_text_quote" else read

    def leaf(self, leaf: Json) -> str:
        read = _LEAVES.get(leaf["type"])
        return read(self, leaf) if read else ""

    def table(self, block: Json) -> str:
        return _joined((_joined((self.cell(cell) for cell in row), " | ") for row in block["rows"]), "\n")

    def cell(self, cell: Json) -> str:
        return str(cell["text"]) if cell["type"] == "raw_text" else self.rich_text(cell)

    def attachment(self, attachment: Json) -> str:
        if attachment.get("blocks"):
            return _joined((self.block(each) for each in attachment["blocks"]), "\n")
        texts = [str(attachment.get(name) or "") for name in ("pretext", "author_name", "title", "text")]
        texts += [f"{field.get('title', '')} {field.get('value', '')}" for field in attachment.get("fields", ())]
        return _joined((self.mrkdwn(text) for text in (*texts, attachment.get("footer") or "")), "\n")


_BLOCKS: Mapping[str, Callable[[_Reader, Json], str]] = {
    "section": _Reader.section,
    "header": lambda reader, block: reader.words(block["text"]),
    "divider": lambda _, __: "———",
    "context": _Reader.row,
    "actions": _Reader.row,
    "context_actions": _Reader.row,
    "image": _Reader.image,
    "input": _Reader.input,
    "markdown": lambda _, block: str(block["text"]),
    "rich_text": _Reader.rich_text,
    "table": _Reader.table,
    "video": lambda reader, block: reader.words(block["title"]),
}

_ELEMENTS: Mapping[str, Callable[[_Reader, Json], str]] = {
    "mrkdwn": _Reader.words,
    "plain_text": _Reader.words,
    "button": _Reader.button,
    "workflow_button": _Reader.button,
    "icon_button": _Reader.button,
    "feedback_buttons": _Reader.feedback,
    "overflow": lambda _, __: "[⋯]",
    "image": lambda _, element: str(element["alt_text"]),
    "checkboxes": _Reader.choices,
    "radio_buttons": _Reader.choices,
}

_LEAVES: Mapping[str, Callable[[_Reader, Json], str]] = {
    "text": lambda _, leaf: str(leaf["text"]),
    "link": lambda _, leaf: str(leaf.get("text") or leaf["url"]),
    "user": lambda reader, leaf: reader.named("@", leaf["user_id"]),
    "usergroup": lambda reader, leaf: reader.named("@", leaf["usergroup_id"]),
    "channel": lambda reader, leaf: reader.named("#", leaf["channel_id"]),
    "broadcast": lambda _, leaf: f"@{leaf['range']}",
    "emoji": lambda _, leaf: f":{leaf['name']}:",
    "date": lambda reader, leaf: date(leaf["timestamp"], leaf["format"], reader.tz),
    "color": lambda _, leaf: str(leaf["value"]),
}
