"""A schema of its own for the tests of bills, empty before each; nothing but the database is needed."""

from __future__ import annotations

import contextlib
import socket
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine, create_engine, delete, text

from contract.settings import Settings, load
from contract.tables import metadata
from infra import migrate
from infra.place import Place


@pytest.fixture(scope="module")
def ledger() -> Iterator[Settings]:
    """Settings of a migrated schema, removed at the end."""
    found = load()
    with contextlib.closing(socket.socket()) as probe:
        if probe.connect_ex((found.host, found.mysql_port)) != 0:
            pytest.fail(f"No database at port {found.mysql_port}; run `make test`, or point CONCORD_PORT_BASE at one.")
    own = replace(found, namespace=f"t{uuid.uuid4().hex[:8]}")
    migrate.upgrade(own, Place())
    yield own
    engine = create_engine(own.mysql_url)
    with engine.begin() as connection:
        connection.execute(text(f"DROP DATABASE `{own.mysql_schema}`"))
    engine.dispose()


@pytest.fixture
def database(ledger: Settings) -> Iterator[Engine]:
    """Connections to it, when it holds no row."""
    engine = create_engine(ledger.mysql_url)
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
    yield engine
    engine.dispose()
