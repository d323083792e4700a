"""`ack()` is a handler's last line: an exception before it becomes an answer, after it nobody would hear of one."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent

import asyncpg  # type: ignore[import-untyped]  # it has no types
import pytest

from tests.stories.conftest import ROOT, Office, form

from .troubles import Store

PACKAGE = ROOT / "escalation_bot"
APART = {"sandbox", "demo"}
"""Folders that are no part of the bot: they play Slack."""


Acked = frozenset[bool]
"""Of the paths that lead to a place: is there one that has acked, one that has not? Empty: none leads there."""


class Paths:
    """Follows every path through a function that acks, and notes where one goes wrong."""

    def __init__(self, function: ast.AsyncFunctionDef) -> None:
        self.wrong: list[str] = []
        if False in self._follow(function.body, frozenset({False})):
            self._note(function, "ends without an ack")

    def _follow(self, body: Sequence[ast.stmt], acked: Acked) -> Acked:
        for statement in body:
            if True in acked and _awaits(_head(statement)):
                self._note(statement, "awaits after the ack")
            acked = self._one(statement, acked)
        return acked

    def _one(self, statement: ast.stmt, acked: Acked) -> Acked:
        match statement:
            case ast.If():
                return self._follow(statement.body, acked) | self._follow(statement.orelse, acked)
            case ast.Try():
                good = self._follow([*statement.body, *statement.orelse], acked)
                return good.union(*(self._follow(handler.body, acked) for handler in statement.handlers))
            case ast.With() | ast.AsyncWith():
                return self._inside(statement, acked)
            case ast.For() | ast.AsyncFor() | ast.While():
                return acked | self._follow(statement.body, acked)
        return self._simple(statement, acked)

    def _inside(self, statement: ast.With | ast.AsyncWith, acked: Acked) -> Acked:
        after = self._follow(statement.body, acked)
        if isinstance(statement, ast.AsyncWith) and after - acked:
            self._note(statement, "acks before what surrounds it has ended")
        return after

    def _simple(self, statement: ast.stmt, acked: Acked) -> Acked:
        after = frozenset({True}) if acked and _acks(statement) else acked
        if isinstance(statement, ast.Return) and False in after:
            self._note(statement, "returns without an ack")
        return frozenset() if isinstance(statement, ast.Return | ast.Raise) else after

    def _note(self, where: ast.stmt, what: str) -> None:
        self.wrong.append(f"line {where.lineno} {what}")


def _head(statement: ast.stmt) -> ast.AST:
    """A statement without the blocks in it, which are followed by themselves."""
    match statement:
        case ast.If() | ast.While():
            return statement.test
        case ast.Try() | ast.With():
            return ast.Pass()
        case ast.AsyncWith() | ast.AsyncFor():
            return ast.Await(ast.Constant(None))
    return statement


def _awaits(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Await) for each in ast.walk(node))


def _acks(node: ast.AST) -> bool:
    """Does it call `ack`, or hand it on to who does?"""
    calls = (each.value for each in ast.walk(node) if isinstance(each, ast.Await))
    return any(_is_ack(part) for call in calls if isinstance(call, ast.Call) for part in (call.func, *call.args))


def _is_ack(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "ack"


def _acking(source: str) -> list[ast.AsyncFunctionDef]:
    found = [each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.AsyncFunctionDef)]
    return [each for each in found if any(argument.arg == "ack" for argument in each.args.args)]


def _files() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path.relative_to(PACKAGE).parts[0] not in APART]


def test_no_handler_awaits_anything_after_its_ack_and_every_path_acks() -> None:
    handlers = [(path, each) for path in _files() for each in _acking(path.read_text())]
    assert len(handlers) > 15
    assert [f"{path}: {each.name}, {wrong}" for path, each in handlers for wrong in Paths(each).wrong] == []


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ("await ack()", []),
        ("await say(ack, await store())", []),
        ("if x:\n    await ack('no')\n    return\nawait store()\nawait ack()", []),
        ("await ack()\nawait store()", ["line 3 awaits after the ack"]),
        ("if x:\n    await ack('no')\nawait store()\nawait ack()", ["line 4 awaits", "line 5 awaits"]),
        ("async with turn():\n    await ack()", ["line 2 acks before what surrounds it has ended"]),
        ("if x:\n    return\nawait ack()", ["line 3 returns without an ack"]),
        ("try:\n    await store()\nexcept Gone:\n    pass\nawait ack()", []),
        ("try:\n    await store()\nexcept Gone:\n    pass\nelse:\n    await ack()", ["line 1 ends without an ack"]),
        ("await store()", ["line 1 ends without an ack"]),
    ],
)
def test_the_paths_that_would_be_wrong_are_found(body: str, wrong: list[str]) -> None:
    [function] = _acking("async def handler(ack):\n" + "\n".join(f"    {line}" for line in dedent(body).splitlines()))
    found = Paths(function).wrong
    assert [each.startswith(start) for each, start in zip(found, wrong, strict=True)] == [True] * len(wrong)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_mistake_of_ours_before_the_ack_is_an_answer_that_the_person_sees(office: Office, store: Store) -> None:
    await office.asks(ticket="SOC-101")
    anna, sam, card = office.person("anna"), office.person("sam"), office.message("card", "SOC-101", "sam")
    sent = (await anna.types("/escalate SOC-102", in_="#help-soc")).form
    assert sent
    sent.fill(form())
    other = await asyncpg.connect(store.direct)
    await other.execute("ALTER TABLE escalation RENAME TO mislaid")

    await sent.submit()
    assert list(sent.errors.values()) == ["Not saved, please try again. Your words are kept here."]
    await sam.clicks("Take", card)
    await sam.sees("Not done, please try again.", in_="#soc-queue")
    assert await sam.clicks("More…", card) is None
    await sam.sees("The form did not open.", in_="#soc-queue")
    assert (await anna.types("/escalate status SOC-101", in_="#help-soc")).text == (
        "Not done, please try again. Nothing was changed."
    )

    await other.execute("ALTER TABLE mislaid RENAME TO escalation")
    await other.close()
    assert await sent.submit()
    assert await office.stored() == {"requested": 2}
