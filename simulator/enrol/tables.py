"""Writes registry rows to MySQL; what is there already is brought up to date."""

from __future__ import annotations

from itertools import islice

from sqlalchemy import Connection, Table, create_engine
from sqlalchemy.dialects.mysql import insert
from sqlalchemy.exc import OperationalError, ProgrammingError

from contract.settings import Settings
from simulator.enrol.rows import Rows

AT_ONCE = 5_000


class EnrolError(RuntimeError):
    """The registry could not be written; the message says why and what to do."""


def write_tables(settings: Settings, tables: list[tuple[Table, Rows]]) -> None:
    """All rows in one transaction. Raises EnrolError."""
    engine = create_engine(settings.mysql_url)
    try:
        with engine.begin() as connection:
            for table, rows in tables:
                upsert(connection, table, rows)
    except OperationalError as error:
        raise EnrolError(
            f"MySQL does not answer at port {settings.mysql_port} ({error.orig}); start it: make up."
        ) from None
    except ProgrammingError as error:
        raise EnrolError(f"MySQL lacks the tables ({error.orig}); create them: python -m infra migrate.") from None
    finally:
        engine.dispose()


def upsert(connection: Connection, table: Table, rows: Rows) -> None:
    """Inserts rows, or replaces the columns of those whose key is there."""
    statement = insert(table)
    others = {column.name: statement.inserted[column.name] for column in table.columns if not column.primary_key}
    statement = statement.on_duplicate_key_update(others)
    remaining = iter(rows)
    while part := list(islice(remaining, AT_ONCE)):
        connection.execute(statement, part)
