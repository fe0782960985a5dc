"""The objects of peaks that the runs of a zone left on S3."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Connection, select

from batch_job.baselines.samples import Scope
from batch_job.nightly.spark.work import peaks_folder
from batch_job.store import Store
from contract.tables.batch_view import runs

AT_ONCE = 8


def peak_objects(connection: Connection, store: Store, scope: Scope, utility: str) -> list[bytes]:
    """Their bodies, oldest run first. Runs of before there were peaks have none. Raises StoreAwayError."""
    query = (
        select(runs.c.run_id)
        .where(runs.c.zone == scope.zone, runs.c.state == "published")
        .where(runs.c.day_to >= scope.since, runs.c.run_id <= scope.run_id)
        .order_by(runs.c.run_id)
    )
    found = connection.execute(query).scalars().all()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        listed = pool.map(lambda run_id: [key for key, _, _ in store.list(f"{peaks_folder(run_id)}{utility}-")], found)
        return list(pool.map(store.get, [key for keys in listed for key in keys]))
