"""The namespace's MySQL schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine, text

from batch_job.problem import Problem
from contract.settings import Settings


def engine(settings: Settings) -> Engine:
    """Connections that may load local files."""
    return create_engine(settings.mysql_url, connect_args={"local_infile": True}, pool_pre_ping=True)


@contextmanager
def only_one(database: Engine, settings: Settings) -> Iterator[None]:
    """Held for as long as a settlement of this namespace runs; the server lets go when its process dies."""
    name = f"{settings.mysql_schema}.settle"
    with database.connect() as connection:
        if connection.execute(text("SELECT GET_LOCK(:name, 0)"), {"name": name}).scalar() != 1:
            raise Problem("Another settlement of this namespace is running; wait for it or stop it, then try again.")
        try:
            yield
        finally:
            connection.execute(text("SELECT RELEASE_LOCK(:name)"), {"name": name})
