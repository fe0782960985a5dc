"""The table held against what was loaded into it."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from batch_job.nightly.publishing.audit_days import AuditError
from batch_job.nightly.publishing.load import Loaded
from contract.tables.batch_view import usage_days


def audit_table(connection: Connection, run_id: int, loaded: Loaded) -> None:
    """The table holds what was loaded, row for row and sum for sum. Raises AuditError."""
    sums = (func.coalesce(func.sum(usage_days.c[name]), 0) for name in ("total", "known", "readings"))
    query = select(func.count(), *sums).where(usage_days.c.run_id == run_id)
    found = [int(number) for number in connection.execute(query).one()]
    wanted = [loaded.rows, loaded.total, loaded.known, loaded.readings]
    if found != wanted:
        raise AuditError(f"run {run_id}: the table has rows and sums {found}, the results have {wanted}")
