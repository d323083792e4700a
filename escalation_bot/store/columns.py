"""What the tables are made of: named constraints, and times that are aware UTC on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Dialect, MetaData, Text, TypeDecorator
from sqlmodel import Field, SQLModel


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time on both databases; a naive one is refused at the door."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(SQLModel):
    """Names every constraint the same way on both databases, so that migrations can name them too."""

    metadata = MetaData(naming_convention=NAMES)


def time_column(*, index: bool = False, nullable: bool = False) -> Any:  # what SQLModel's Field itself returns
    """A time."""
    return Field(default=None if nullable else ..., sa_column=Column(UtcDateTime, index=index, nullable=nullable))


def json_column() -> Any:
    """A mapping of plain values."""
    return Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


def text_column(*, nullable: bool = False) -> Any:
    """Text of any length."""
    return Field(default=None if nullable else ..., sa_column=Column(Text, nullable=nullable))
