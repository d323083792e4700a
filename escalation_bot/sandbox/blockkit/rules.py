"""The small vocabulary Block Kit's tables are written in: a rule looks at one JSON value and names what is wrong."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One reason for a refusal, in Slack's words, with the json-pointer Slack gives.

    `error` is set where Slack answers with an error of its own instead of the general
    `invalid_blocks` (messages) or `invalid_arguments` (views).
    """

    message: str
    pointer: str
    error: str | None = None


Rule = Callable[[Any, str], Iterator[Problem]]


def text(most: int | None = None, least: int = 1) -> Rule:
    """A string of `least` to `most` characters, both included; no `most` where Slack documents none."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem("must provide a string", at)
        elif len(value) < least:
            yield Problem(f"must be more than {least - 1} characters", at)
        elif most is not None and len(value) > most:
            yield Problem(f"must be less than {most + 1} characters", at)

    return rule


def pattern(regex: str) -> Rule:
    """A string that matches `regex` from its first to its last character."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem("must provide a string", at)
        elif not re.fullmatch(regex, value):
            yield Problem(f"must match regex pattern: {regex}", at)

    return rule


def integer(least: int, most: int | None = None) -> Rule:
    """A whole number from `least` to `most`, both included."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem("must provide an integer", at)
        elif value < least:
            yield Problem(f"must be greater than {least - 1}", at)
        elif most is not None and value > most:
            yield Problem(f"must be less than {most + 1}", at)

    return rule


def flag(value: Any, at: str) -> Iterator[Problem]:
    """True or false."""
    if not isinstance(value, bool):
        yield Problem("must provide a boolean", at)


def anything(_value: Any, _at: str) -> Iterator[Problem]:
    """A value Slack does not look into."""
    yield from ()


def mapping(value: Any, at: str) -> Iterator[Problem]:
    """An object whose content is the app's own business."""
    if not isinstance(value, Mapping):
        yield Problem("must provide an object", at)


def one_of(*allowed: str) -> Rule:
    """One of a few fixed words."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if value not in allowed:
            yield Problem("must be a valid enum value", at)

    return rule


def array(item: Rule, most: int | None = None, least: int = 1) -> Rule:
    """A list of `least` to `most` items, each under the rule `item`."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, Sequence) or isinstance(value, str):
            yield Problem("must provide an array", at)
            return
        if len(value) < least:
            yield Problem(f"must provide at least {least} items", at)
        if most is not None and len(value) > most:
            yield Problem(f"no more than {most} items allowed", at)
        for index, each in enumerate(value):
            yield from item(each, f"{at}/{index}")

    return rule


@dataclass(frozen=True)
class Shape:
    """An object: its fields with their rules, and laws that concern several fields at once.

    Laws see only objects whose fields are all right, so they need not check types again.
    """

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)
    laws: tuple[Rule, ...] = ()

    def __call__(self, value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, Mapping):
            yield Problem("must provide an object", at)
            return
        problems = [*self._names(value, at), *self._values(value, at)]
        yield from problems
        if not problems:
            for law in self.laws:
                yield from law(value, at)

    def _names(self, value: Mapping[str, Any], at: str) -> Iterator[Problem]:
        for name in self.required:
            if name not in value:
                yield Problem(f"missing required field: {name}", at)
        for name in value:
            if name not in self.required and name not in self.optional:
                yield Problem(f"invalid additional property: {name}", at)

    def _values(self, value: Mapping[str, Any], at: str) -> Iterator[Problem]:
        for name, rule in {**self.required, **self.optional}.items():
            if name in value:
                yield from rule(value[name], f"{at}/{name}")


@dataclass(frozen=True)
class Variants:
    """An object whose `type` says which shape it must have."""

    shapes: Mapping[str, Rule]

    def __call__(self, value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, Mapping):
            yield Problem("must provide an object", at)
        elif "type" not in value:
            yield Problem("missing required field: type", at)
        elif not isinstance(value["type"], str):
            yield Problem("must provide a string", f"{at}/type")
        elif value["type"] not in self.shapes:
            yield Problem(f"unsupported type: {value['type']}", f"{at}/type")
        else:
            rest = {name: each for name, each in value.items() if name != "type"}
            yield from self.shapes[value["type"]](rest, at)

    def only(self, *kinds: str) -> "Variants":
        """The same shapes, of these kinds alone."""
        return Variants({kind: self.shapes[kind] for kind in kinds})


def exactly_one(*names: str) -> Rule:
    """Law: one of these fields, and not two."""
    listed = " or ".join(f"`{name}`" for name in names)

    def rule(value: Any, at: str) -> Iterator[Problem]:
        given = [name for name in names if name in value]
        if not given:
            yield Problem(f"must define either {listed}", at)
        elif len(given) > 1:
            yield Problem(f"must define only one of {listed}", at)

    return rule


def at_least_one(*names: str) -> Rule:
    """Law: one of these fields, or several."""
    listed = " or ".join(f"`{name}`" for name in names)

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not any(name in value for name in names):
            yield Problem(f"must define either {listed}", at)

    return rule
