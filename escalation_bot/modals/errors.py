"""What is wrong with a form, said at its inputs (Slack shows such errors on inputs of the submitted view only)."""

from __future__ import annotations

from collections.abc import Iterable

from escalation_bot.domain.judgement import Problem
from escalation_bot.front import Front


async def errors(front: Front, problems: Iterable[Problem]) -> dict[str, str]:
    """The inline answers, by input; all of an input's stand together."""
    lines: dict[str, list[str]] = {}
    for problem in problems:
        shown = await front.named({"why": problem.why, **dict(problem.facts)})
        lines.setdefault(problem.field, []).append(front.render.line("problem", shown))
    return {name: " ".join(each) for name, each in lines.items()}
