"""The revisions, all run, give the tables of the contract, and undone leave nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from contract.settings import Settings
from contract.tables import (
    access,
    baselines,
    batch_view,
    bills,
    corrections,
    forecasts,
    grid,
    metadata,
    registry,
    tariffs,
    unbilled,
)
from infra import migrate
from infra.place import Place

# Named, so that their tables are in the metadata.
ROOMS = (registry, access, batch_view, baselines, tariffs, bills, grid, forecasts, corrections, unbilled)


@pytest.fixture
def migrated(settings: Settings) -> Iterator[Settings]:
    """Settings of a schema of its own at the latest revision."""
    own = replace(settings, namespace="migrations")
    migrate.upgrade(own, Place())
    yield own
    engine = create_engine(own.mysql_url)
    with engine.begin() as connection:
        connection.execute(text(f"DROP DATABASE `{own.mysql_schema}`"))
    engine.dispose()


@pytest.fixture
def engine(migrated: Settings) -> Iterator[Engine]:
    found = create_engine(migrated.mysql_url)
    yield found
    found.dispose()


def test_the_latest_revision_is_the_contract(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_all_revisions_can_be_undone(migrated: Settings, engine: Engine) -> None:
    command.downgrade(migrate.config(migrated, Place()), "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrate.upgrade(migrated, Place())
    assert set(inspect(engine).get_table_names()) == {*metadata.tables, "alembic_version"}
