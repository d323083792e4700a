"""YAML as people mean it: every value is text until a setting says what it is, and every key knows its line.

So `NO` is Norway and no falsehood, `17:30` is a time and no number, and a mistake is reported where it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import yaml

Path = tuple[str | int, ...]
"""Where a value stands: names of settings, and positions in lists from 0."""
Tree = dict[str, "Tree"] | list["Tree"] | str


class Unreadable(Exception):
    """The text is no YAML; `line` says where it stops making sense."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


@dataclass(frozen=True)
class Document:
    """A file's content (blocks, lists, text), the line of each path, and the keys that stand twice in one block."""

    tree: Tree
    lines: Mapping[Path, int]
    doubled: tuple[Path, ...]

    def line(self, path: Path) -> int:
        """The line of a path; where it is missing, of the block around it."""
        return self.lines[path] if path in self.lines else self.line(path[:-1]) if path else 1


def read(text: str) -> Document:
    """The content of a YAML text. A key without a value counts as absent. Raises Unreadable."""
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
        places = list(_places(node, ())) if node else []
        return Document(_tree(node) if node else {}, dict(places), _doubled(path for path, _ in places))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(mark.line + 1 if mark else 1, f"is no YAML: {error.problem}") from None
    except yaml.reader.ReaderError as error:
        raise Unreadable(text.count("\n", 0, error.position) + 1, f"is no YAML: {error.reason}") from None
    except RecursionError:
        raise Unreadable(1, "a part of it contains itself") from None


def _doubled(paths: Iterable[Path]) -> tuple[Path, ...]:
    twice = {path for path, times in Counter(paths).items() if times > 1}
    return tuple(path for path in twice if path[:-1] not in twice)


def _tree(node: yaml.Node) -> Tree:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _tree(value) for key, value in node.value if not _is_empty(value)}
    if isinstance(node, yaml.SequenceNode):
        return [_tree(item) for item in node.value]
    return str(node.value)


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style is None and node.value in {"", "~", "null"}


def _places(node: yaml.Node, path: Path) -> Iterator[tuple[Path, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _place(key, value, (*path, str(key.value)))
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _place(item, item, (*path, index))


def _place(mark: yaml.Node, value: yaml.Node, path: Path) -> Iterator[tuple[Path, int]]:
    yield path, mark.start_mark.line + 1
    yield from _places(value, path)
