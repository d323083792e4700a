"""Whom open escalations hang on: their owners and their requesters, each asked for once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlmodel import col, select

from escalation_bot.domain.escalation import ENDED, WORKED, State
from escalation_bot.store.db import Tx
from escalation_bot.store.tables import EscalationRow

_OPEN = [str(state) for state in State if state not in ENDED]


async def owners(tx: Tx, teams: Collection[str]) -> dict[tuple[str, str], list[int]]:
    """By owner and team, what they are at work on: the ids."""
    statement = select(EscalationRow.owner, EscalationRow.team, EscalationRow.id).where(
        EscalationRow.workspace == tx.workspace,
        col(EscalationRow.team).in_(teams),
        col(EscalationRow.state).in_([str(state) for state in WORKED]),
    )
    found = defaultdict[tuple[str, str], list[int]](list)
    for owner, team, number in (await tx.session.exec(statement)).all():
        if owner and number:
            found[owner, team].append(number)
    return dict(found)


async def requesters(tx: Tx, teams: Collection[str]) -> dict[str, list[int]]:
    """By requester, what is open and not known to have lost them: the ids."""
    statement = select(EscalationRow.requester, EscalationRow.id).where(
        EscalationRow.workspace == tx.workspace,
        col(EscalationRow.team).in_(teams),
        col(EscalationRow.state).in_(_OPEN),
        col(EscalationRow.requester_gone).is_(False),
    )
    found = defaultdict[str, list[int]](list)
    for requester, number in (await tx.session.exec(statement)).all():
        if number:
            found[requester].append(number)
    return dict(found)
