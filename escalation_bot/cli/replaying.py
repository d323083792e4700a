"""How `escalation-bot policy replay` shows what would have been different."""

from __future__ import annotations

from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from escalation_bot.cli import database
from escalation_bot.cli.failing import fail
from escalation_bot.domain.policy import Policy
from escalation_bot.domain.replay import Change, Fate, Past, changes
from escalation_bot.domain.worktime import Span
from escalation_bot.messages.render import Renderer
from escalation_bot.store import bygone
from escalation_bot.store.db import Tx


def show(new: Policy, old: Policy, since: str, workspace: str | None) -> None:
    """Prints the differences, request by request, and what they come to. Nothing is changed."""
    try:
        begin = datetime.now(UTC) - Span.parse(since).plain
    except ValueError as error:
        fail(f"--since: {error}")

    async def read(tx: Tx) -> list[Past]:
        return await bygone.requests(tx, begin)

    pasts = database.at_desk(read, workspace=workspace)
    asked = {past.one.id for past in pasts if past.one.arrived >= begin}
    found = [change for change in changes(pasts, old, new) if change.past.one.id in asked]
    console = Console(markup=False, highlight=False)
    if found:
        console.print(_table(found))
    console.print(_sum(found, len(asked), since), soft_wrap=True)


def _table(found: list[Change]) -> Table:
    table, render = Table("asked", "key", "ticket", "with the old policy", "with the new one"), Renderer()
    for change in found:
        one = change.past.one
        ends = (_told(fate, render) for fate in (change.before, change.after))
        table.add_row(f"{one.arrived:%Y-%m-%d %H:%M}", one.key, one.ticket, *ends)
    return table


def _told(fate: Fate, render: Renderer) -> str:
    if fate.sent_back:
        lines = (render.line("problem", {"why": each.why, **dict(each.facts)}) for each in fate.sent_back)
        return "sent back: " + " ".join(lines)
    if fate.parked:
        return "parked, part of a known issue"
    return f"place {fate.place} in line" if fate.place else "no such team"


def _sum(found: list[Change], asked: int, since: str) -> str:
    kinds = {
        "sent back": sum(bool(each.after.sent_back) and not each.before.sent_back for each in found),
        "let through": sum(bool(each.before.sent_back) and not each.after.sent_back for each in found),
        "parked": sum(each.after.parked and not each.before.parked for each in found),
        "sooner in line": sum(_moved(each) > 0 for each in found),
        "later in line": sum(_moved(each) < 0 for each in found),
    }
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.items() if count)
    return f"Of {asked} requests in {since}: {told or 'nothing would have been different'}."


def _moved(change: Change) -> int:
    """By how many places it stands sooner."""
    return change.before.place - change.after.place if change.before.place and change.after.place else 0
