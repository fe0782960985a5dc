"""A migrated schema, empty before each test, and a store: what forecasts need of servers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from batch_job.store import Store, open_store
from contract.settings import Settings
from tests.batch_job.billing.conftest import database, ledger

__all__ = ["database", "ledger", "store"]


@pytest.fixture
def store(ledger: Settings, database: Engine) -> Iterator[Store]:
    """Of the schema's namespace, emptied afterwards."""
    found = open_store(ledger)
    yield found
    found.delete("")
