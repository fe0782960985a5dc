"""Alembic's entry: runs revisions against the address the caller passed in."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool

import contract.tables.access
import contract.tables.baselines
import contract.tables.batch_view
import contract.tables.bills
import contract.tables.corrections
import contract.tables.forecasts
import contract.tables.grid
import contract.tables.registry
import contract.tables.tariffs  # noqa: F401 - each module adds its tables to the metadata
from contract.tables import metadata


def run() -> None:
    """Each revision in a transaction of its own, as far as MySQL has them for tables."""
    engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()


run()
