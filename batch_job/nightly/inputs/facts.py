"""What a run takes besides readings and state, frozen beside its results; only there where there is any."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq

from batch_job.nightly.spark.work import fact_key, facts_folder
from batch_job.store import Store

CORRECTIONS, WEATHER, DIALS = "corrections", "weather", "dials"


def put(store: Store, run_id: int, name: str, table: pa.Table) -> None:
    """Raises StoreAwayError."""
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    store.put(fact_key(run_id, name), sink.getvalue())


def read(store: Store, run_id: int, name: str) -> pa.Table:
    """A fact that is known to be there. Raises StoreAwayError."""
    return pq.read_table(io.BytesIO(store.get(fact_key(run_id, name))))


def taken(store: Store, run_id: int, name: str, schema: pa.Schema) -> pa.Table:
    """A fact; no rows of `schema` where the run took none. Raises StoreAwayError."""
    return read(store, run_id, name) if there(store, run_id, name) else schema.empty_table()


def there(store: Store, run_id: int, name: str) -> bool:
    """Raises StoreAwayError."""
    return fact_key(run_id, name) in {key for key, _, _ in store.list(facts_folder(run_id))}
