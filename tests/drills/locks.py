"""Holding a row in MariaDB, so that a settlement stands still in the middle of what it publishes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Engine, Select, text
from sqlalchemy.exc import SQLAlchemyError

from tests.drills.patience import until

NIGHT_S = 600  # that a settlement may take on a busy machine, until it publishes


@contextmanager
def held(database: Engine, rows: Select[tuple[int]]) -> Iterator[None]:
    """Nobody else can write these rows meanwhile; that the server may die with them is no error."""
    connection = database.connect()
    try:
        connection.execute(rows.with_for_update())
        yield
    finally:
        with suppress(SQLAlchemyError):
            connection.close()


def until_stuck(database: Engine, statement: str) -> None:
    """Returns when some session stands still at a statement that begins like this."""
    query = text("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE :like AND TIME_MS > 300")

    def stuck() -> bool:
        with database.connect() as connection:
            return bool(connection.execute(query, {"like": f"{statement}%"}).scalar_one())

    until(stuck, f"a session to stand still at {statement}", NIGHT_S)
