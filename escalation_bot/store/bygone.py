"""Past requests as they were sent, and when each waited in line, for `policy replay`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import col, select

from escalation_bot.domain.escalation import ENDED, WAITING
from escalation_bot.domain.outages import Outage
from escalation_bot.domain.replay import Past
from escalation_bot.store import outages
from escalation_bot.store.db import Tx
from escalation_bot.store.escalations import value
from escalation_bot.store.tables import EscalationRow, HistoryRow, WordsRow

Waits = tuple[tuple[datetime, datetime | None], ...]


async def requests(tx: Tx, since: datetime) -> list[Past]:
    """Those of that time, and those that were still there when it began; in order of arrival. What was erased has no
    words any more."""
    touched = or_(col(EscalationRow.since) >= since, col(EscalationRow.state).not_in([str(state) for state in ENDED]))
    wanted = (EscalationRow.workspace == tx.workspace, touched)
    ids = select(EscalationRow.id).where(*wanted)
    rows = await tx.session.exec(select(EscalationRow).where(*wanted).order_by(col(EscalationRow.arrived)))
    found = [value(row) for row in rows]
    lines = select(HistoryRow.escalation, HistoryRow.at, HistoryRow.after).where(col(HistoryRow.escalation).in_(ids))
    states = defaultdict(list)
    for number, at, after in await tx.session.exec(lines.order_by(col(HistoryRow.id))):
        states[number].append((at, after))
    first = select(WordsRow.escalation, WordsRow.text).where(
        col(WordsRow.escalation).in_(ids), WordsRow.kind == "motivation"
    )
    words = dict((await tx.session.exec(first.order_by(col(WordsRow.id)))).all())
    issues = await outages.all_of(tx)
    return [
        Past(one, words.get(one.id, ""), tuple(_then(issues, one.team, one.arrived)), _waits(states[one.id]))
        for one in found
    ]


def _then(issues: Iterable[Outage], team: str, moment: datetime) -> Iterable[Outage]:
    return (
        each
        for each in issues
        if each.team == team and each.since <= moment and (each.over is None or moment < each.over)
    )


def _waits(states: list[tuple[datetime, str]]) -> Waits:
    """From each change into the line until the next one out of it."""
    found: list[tuple[datetime, datetime | None]] = []
    for at, after in states:
        is_open = bool(found) and found[-1][1] is None
        if after in WAITING and not is_open:
            found.append((at, None))
        elif after not in WAITING and is_open:
            found[-1] = (found[-1][0], at)
    return tuple(found)
