"""A team's places: taken and given back in the verb's own transaction, so that a hard limit holds (promise 11)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, update
from sqlmodel import col, select

from escalation_bot.domain.escalation import SEATED
from escalation_bot.store.db import Tx
from escalation_bot.store.inserts import insert_once
from escalation_bot.store.tables import EscalationRow, TeamStateRow, WorkspaceRow


async def prepare(tx: Tx, teams: Iterable[str]) -> None:
    """Makes the rows of the workspace and its teams, once."""
    await insert_once(tx, WorkspaceRow, {"id": tx.workspace, "next_number": 1})
    for team in teams:
        await insert_once(tx, TeamStateRow, {"workspace": tx.workspace, "team": team, "held": 0})


async def take(tx: Tx, team: str, limit: int | None) -> int | None:
    """Takes a place unless `limit` are taken, None takes one whatever; answers how many are taken with it. None: none
    was free, nothing changed."""
    statement = update(TeamStateRow).where(*_team(tx, team)).values(held=TeamStateRow.held + 1)
    if limit is not None:
        statement = statement.where(col(TeamStateRow.held) < limit)
    return (await tx.session.exec(statement.returning(col(TeamStateRow.held)))).scalar_one_or_none()


async def give(tx: Tx, team: str) -> None:
    """Gives a place back."""
    await tx.session.exec(update(TeamStateRow).where(*_team(tx, team)).values(held=TeamStateRow.held - 1))


async def taken(tx: Tx, team: str) -> int:
    """How many places are taken; one indexed read."""
    return (await tx.session.exec(select(TeamStateRow.held).where(*_team(tx, team)))).first() or 0


async def taken_by_team(tx: Tx) -> dict[str, int]:
    """The same for every team."""
    statement = select(TeamStateRow.team, TeamStateRow.held).where(TeamStateRow.workspace == tx.workspace)
    return dict((await tx.session.exec(statement)).all())


async def recount(tx: Tx) -> dict[str, tuple[int, int]]:
    """By team, where the counter and the rows disagree: (counter, rows), both as they were at one moment."""
    rows = (
        select(func.count(col(EscalationRow.id)))
        .where(
            EscalationRow.workspace == TeamStateRow.workspace,
            EscalationRow.team == TeamStateRow.team,
            col(EscalationRow.state).in_([str(state) for state in SEATED]),
            col(EscalationRow.incident).is_(False),
        )
        .correlate(TeamStateRow)
        .scalar_subquery()
    )
    statement = select(TeamStateRow.team, TeamStateRow.held, rows).where(TeamStateRow.workspace == tx.workspace)
    counted = (await tx.session.exec(statement)).all()
    return {team: (held, seated) for team, held, seated in counted if held != seated}


def _team(tx: Tx, team: str) -> tuple[ColumnElement[bool], ...]:
    return (col(TeamStateRow.workspace) == tx.workspace, col(TeamStateRow.team) == team)
