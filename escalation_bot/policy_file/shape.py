"""The policy file's shape: the domain's dataclasses list the settings, cattrs fills them and gathers what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import is_dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, Literal, get_args, get_origin
from zoneinfo import ZoneInfo

from cattrs import Converter
from cattrs.cols import homogenous_tuple_structure_factory, mapping_structure_factory
from cattrs.gen import make_dict_structure_fn, override

from escalation_bot.domain.policy import Audience, Impact, LimitMode, Mention, Policy, Team
from escalation_bot.domain.worktime import Span
from escalation_bot.policy_file import special, values
from escalation_bot.policy_file.lines import Tree
from escalation_bot.policy_file.special import Hook, plain
from escalation_bot.policy_file.values import DayHours, Days, Emoji, Wrong

_PLAIN: Mapping[Any, Callable[[object], object]] = {
    str: values.text,
    int: values.whole,
    bool: values.truth,
    float: values.percent,
    date: values.day,
    timedelta: values.wall_clock,
    Span: values.span,
    ZoneInfo: values.zone,
    Days: values.days,
    DayHours: values.day_hours,
    Emoji: values.emoji,
    **{kind: values.member(kind) for kind in (Audience, Impact, LimitMode, Mention)},
}
_WORKING_TIME = ("timezone", "working_hours", "holidays")
_INNER = {"key": "<key>", "calendar": "<calendar>"}
"""A team's fields that are put together here: under names that no file has, so that they cannot be written there."""


def structure(tree: Tree, version: str) -> Policy:
    """The policy that a file says; `version` is its text's hash. Raises Wrong, or cattrs' groups of it."""
    teams = tree.get("teams") if isinstance(tree, dict) else None
    if not isinstance(tree, dict) or not isinstance(teams, dict):
        return converter((), version).structure(tree, Policy)
    named = {key: _put_together(key, team) for key, team in teams.items()}
    return converter(teams, version).structure({**tree, "teams": named}, Policy)


def _put_together(key: str, team: Tree) -> object:
    if not isinstance(team, dict):
        return team
    rest = {name: value for name, value in team.items() if name not in _WORKING_TIME}
    time = {name: value for name, value in team.items() if name in _WORKING_TIME}
    return {**rest, _INNER["key"]: key, _INNER["calendar"]: time}


def converter(teams: Collection[str], version: str) -> Converter:
    """What turns a file's content into a Policy; `teams` are the names that motives may refer to."""
    made = Converter(forbid_extra_keys=True)
    hooks = special.hooks(made, teams, version)
    made.register_structure_hook_factory(
        lambda kind: _origin(kind) is Literal, lambda kind: plain(values.choice(get_args(kind)))
    )
    made.register_structure_hook_factory(lambda kind: _origin(kind) is tuple, partial(_list, made))
    made.register_structure_hook_factory(
        lambda kind: _origin(kind) is Mapping, lambda kind: _block(mapping_structure_factory(kind, made))
    )
    made.register_structure_hook_factory(is_dataclass, lambda kind: _record(made, kind, hooks.get(kind, {})))
    for kind, read in _PLAIN.items():
        made.register_structure_hook(kind, plain(read))
    return made


def _origin(kind: Any) -> object:
    return get_origin(kind)


def _list(made: Converter, kind: Any) -> Hook:
    """A list; where plain values are listed, one of them may stand alone."""
    many, plain_values = homogenous_tuple_structure_factory(kind, made), not is_dataclass(get_args(kind)[0])

    def read(value: object, _: object) -> object:
        listed = [value] if plain_values and isinstance(value, str) else value
        if not isinstance(listed, list):
            raise Wrong("must be a list")
        return many(listed, kind)

    return read


def _record(made: Converter, kind: type, hooks: Mapping[str, Hook]) -> Hook:
    inner = _INNER if kind is Team else {}
    named = {name: override(struct_hook=hooks.get(name), rename=inner.get(name)) for name in {*hooks, *inner}}
    fill: Hook = make_dict_structure_fn(kind, made, **named)  # type: ignore[arg-type]
    check = special.CHECKS.get(kind)

    def read(value: object, _: object) -> object:
        filled = fill(value, kind)
        if check:
            check(filled)
        return filled

    return _block(read)


def _block(hook: Hook) -> Hook:
    def read(value: object, kind: object) -> object:
        if value is None:
            raise Wrong("is missing")
        if not isinstance(value, dict):
            raise Wrong("must be a block of settings, each with its name")
        return hook(value, kind)

    return read
