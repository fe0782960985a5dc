"""Writes registry rows to MySQL; what is there already is brought up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from sqlalchemy import Connection, Table, create_engine
from sqlalchemy.dialects.mysql import insert
from sqlalchemy.exc import OperationalError, ProgrammingError

from contract.settings import Settings
from simulator.enrol.rows import Rows

AT_ONCE = 5_000
NO_SCHEMA = (1044, 1049)  # MySQL's words for a schema that is not there, or not for us


class EnrolError(RuntimeError):
    """The registry could not be written; the message says why and what to do."""


@contextmanager
def transaction(settings: Settings) -> Iterator[Connection]:
    """A connection whose work is done all at once or not at all. Raises EnrolError."""
    engine = create_engine(settings.mysql_url)
    try:
        with engine.begin() as connection:
            yield connection
    except (OperationalError, ProgrammingError) as error:
        raise EnrolError(_sentence(settings, error)) from None
    finally:
        engine.dispose()


def _sentence(settings: Settings, error: OperationalError | ProgrammingError) -> str:
    number = error.orig.args[0] if error.orig and error.orig.args else 0
    if isinstance(error, ProgrammingError) or number in NO_SCHEMA:
        return f"MySQL lacks the tables of this namespace ({error.orig}); create them: python -m infra migrate."
    return f"MySQL does not answer at port {settings.mysql_port} ({error.orig}); start it: make up."


def write_tables(settings: Settings, tables: list[tuple[Table, Rows]]) -> None:
    """All rows in one transaction. Raises EnrolError."""
    with transaction(settings) as connection:
        for table, rows in tables:
            upsert(connection, table, rows)


def upsert(connection: Connection, table: Table, rows: Rows) -> None:
    """Inserts rows, or replaces the columns of those whose key is there."""
    statement = insert(table)
    others = {column.name: statement.inserted[column.name] for column in table.columns if not column.primary_key}
    statement = statement.on_duplicate_key_update(others)
    remaining = iter(rows)
    while part := list(islice(remaining, AT_ONCE)):
        connection.execute(statement, part)
