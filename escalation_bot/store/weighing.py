"""The sum of `domain.order`, reckoned by the database, so that nobody has to read a queue of thousands to place one.
A test holds the two equal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnElement, Integer, case, cast, literal, not_, tuple_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement
from sqlmodel import col

from escalation_bot.domain.escalation import Escalation
from escalation_bot.domain.order import DAY, Scales, epoch
from escalation_bot.store.columns import UtcDateTime
from escalation_bot.store.tables import EscalationRow

_EPOCH = date(1970, 1, 1)


class Epoch(FunctionElement[int]):
    """Whole seconds since 1970 of a time, or of a day's beginning."""

    type = BigInteger()
    inherit_cache = True


@compiles(Epoch, "sqlite")
def _in_sqlite(element: Epoch, compiler: Any, **more: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **more)}) AS INTEGER)"


@compiles(Epoch, "postgresql")
def _in_postgresql(element: Epoch, compiler: Any, **more: Any) -> str:
    return f"CAST(FLOOR(EXTRACT(EPOCH FROM {compiler.process(element.clauses, **more)})) AS BIGINT)"


def points(scales: Scales) -> ColumnElement[int]:
    """What a row weighs."""
    weights, row = scales.policy.order, EscalationRow
    motives = {key: motive.weight for key, motive in scales.policy.motives.items()}
    impacts = {str(impact): points for impact, points in weights.impact.items()}
    return (
        case(motives, value=col(row.motive), else_=0)
        + _date(scales)
        + case(impacts, value=col(row.impact))
        + _band(col(row.affected), weights.affected)
        + _band(col(row.value), weights.value)
        + (epoch(scales.now) - Epoch(col(row.arrived))) * weights.waited // DAY
        + col(row.stepped_down) * weights.stepped_down
        + col(row.lift)
    )


def _date(scales: Scales) -> ColumnElement[int]:
    weights, by = scales.policy.order, col(EscalationRow.by)
    days = Epoch(by) // DAY - (scales.today - _EPOCH).days
    nearer = (weights.within - days) * weights.date // weights.within
    return case((by.is_(None), 0), (days <= 0, weights.date), (days >= weights.within, 0), else_=nearer)


def _band(column: Any, bands: Mapping[int, int]) -> ColumnElement[int]:
    """The points of the highest band that a number reaches."""
    highest = sorted(bands.items(), key=lambda band: band[1], reverse=True)
    return case(*((column >= least, points) for least, points in highest), else_=0) if bands else cast(0, Integer)


def line(scales: Scales) -> tuple[Any, ...]:
    """What a queue is sorted by: see `Scales.key`."""
    incident, first = col(EscalationRow.incident), col(EscalationRow.first_in_line)
    return not_(incident), not_(first), -points(scales), col(EscalationRow.arrived), col(EscalationRow.id)


def stands_behind(scales: Scales, one: Escalation) -> ColumnElement[bool]:
    """Does a row stand behind this one?"""
    types = (Boolean, Boolean, BigInteger, UtcDateTime, Integer)
    mine: list[Any] = [literal(value, kind) for value, kind in zip(scales.key(one), types, strict=True)]
    return tuple_(*line(scales)) > tuple_(*mine)
