"""Rules that concern all blocks of a message or view together.

They run beside the rules for single blocks, so they meet malformed blocks too and pass those over.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .rules import Problem


@dataclass(frozen=True)
class Block:
    """A block, or an interactive element in it, and where it stands."""

    pointer: str
    value: Mapping[str, Any]

    @property
    def type(self) -> str:
        """Its `type` as text, whatever was sent there."""
        return str(self.value.get("type"))


def objects_in(items: Any, at: str) -> Iterator[Block]:
    """The objects in a list, each with its pointer; nothing where `items` is no list."""
    if isinstance(items, Sequence) and not isinstance(items, str):
        for index, item in enumerate(items):
            if isinstance(item, Mapping):
                yield Block(f"{at}/{index}", item)


def blocks_of(container: Mapping[str, Any], at: str) -> Iterator[Block]:
    """The blocks of a message or view, then those of its attachments."""
    yield from objects_in(container.get("blocks"), f"{at}/blocks")
    for attachment in objects_in(container.get("attachments"), f"{at}/attachments"):
        yield from objects_in(attachment.value.get("blocks"), f"{attachment.pointer}/blocks")


def elements_of(block: Block) -> Iterator[Block]:
    """The interactive elements of a block: accessory, input element, or the row of an actions block."""
    for name in ("accessory", "element"):
        element = block.value.get(name)
        if isinstance(element, Mapping):
            yield Block(f"{block.pointer}/{name}", element)
    if block.type in {"actions", "context_actions"}:
        yield from objects_in(block.value.get("elements"), f"{block.pointer}/elements")


def _elements(blocks: list[Block]) -> list[Block]:
    return [element for block in blocks for element in elements_of(block)]


def unique_ids(blocks: list[Block]) -> Iterator[Problem]:
    """Each block_id once, and each action_id once in the whole message or view, as Slack enforces it."""
    yield from _unique("block_id", blocks)
    yield from _unique("action_id", _elements(blocks))


def _unique(name: str, things: list[Block]) -> Iterator[Problem]:
    seen: set[str] = set()
    for thing in things:
        value = thing.value.get(name)
        if isinstance(value, str) and value in seen:
            yield Problem(f'`{name}` "{value}" already exists', f"{thing.pointer}/{name}")
        seen.add(str(value))


def one_focus(blocks: list[Block]) -> Iterator[Problem]:
    """One element of a view may take the focus."""
    focused = [element for element in _elements(blocks) if element.value.get("focus_on_load") is True]
    for element in focused[1:]:
        yield Problem("only one element can have `focus_on_load` set to true", f"{element.pointer}/focus_on_load")


def no_files(blocks: list[Block]) -> Iterator[Problem]:
    """A Home tab takes no files."""
    for element in _elements(blocks):
        if element.type == "file_input":
            yield Problem("unsupported type: file_input", f"{element.pointer}/type")


def response_urls_in(*kinds: str) -> Callable[[list[Block]], Iterator[Problem]]:
    """Only blocks of these kinds may hold an element that mints a response_url."""

    def rule(blocks: list[Block]) -> Iterator[Problem]:
        for element in _elements([block for block in blocks if block.type not in kinds]):
            if "response_url_enabled" in element.value:
                yield Problem("invalid additional property: response_url_enabled", element.pointer)

    return rule


def one_table(blocks: list[Block]) -> Iterator[Problem]:
    """A message holds one table."""
    tables = [block for block in blocks if block.type == "table"]
    for table in tables[1:]:
        yield Problem("only_one_table_allowed", table.pointer, "invalid_attachments")


def short_markdown(blocks: list[Block]) -> Iterator[Problem]:
    """All markdown blocks of a message together hold 12,000 characters."""
    texts = [block.value.get("text") for block in blocks if block.type == "markdown"]
    lengths = [len(text) for text in texts if isinstance(text, str)]
    if sum(lengths) > 12_000 >= max(lengths):
        yield Problem("must be less than 12001 characters in all `markdown` blocks together", "/blocks")
