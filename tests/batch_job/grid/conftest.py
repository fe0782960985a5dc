"""The schema that tests of bills have, empty before each test."""

from __future__ import annotations

from tests.batch_job.billing.conftest import database, ledger

__all__ = ["database", "ledger"]
