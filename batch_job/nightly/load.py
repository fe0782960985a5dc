"""From a run's result objects to MySQL, in the order of the primary key, with a checksum of what was loaded.

Rows become text piece by piece while the server takes them out of a pipe, so that neither waits for the other and no
more than one utility's rows are held.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import Connection, text

from batch_job.nightly.arrow_rows import TABLE_SCHEMA
from batch_job.nightly.audit_days import AUDITED, audit_days
from batch_job.nightly.row_text import BLOBS, text_of
from batch_job.nightly.work import result_key
from batch_job.store import Store
from contract.utilities import UTILITIES

PIECE = 10_000  # rows that become text at once
NOTHING = "''"


@dataclass
class Loaded:
    """What a run loaded: rows, the checksum of their text in key order, and sums to hold against the table."""

    digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    rows: int = 0
    service_points: int = 0
    total: int = 0
    known: int = 0
    readings: int = 0


def load(connection: Connection, store: Store, run_id: int, partitions: int) -> Loaded:
    """Loads every row of a run, one utility after the other. Raises StoreAwayError, AuditError and the database's."""
    loaded = Loaded()
    with _unchecked(connection), TemporaryDirectory(prefix="concord-load-") as folder:
        pipe = Path(folder) / "rows.tsv"
        os.mkfifo(pipe)
        for utility in sorted(each.name for each in UTILITIES):
            table = pa.concat_tables(result_tables(store, run_id, utility, partitions)).combine_chunks()
            order = in_key_order(table)
            audit_days(table.select(AUDITED).take(order))
            if table.num_rows:
                _load(connection, (table.take(part) for part in _parts(order)), run_id, pipe, loaded)
                _count(table, loaded)
    return loaded


def result_tables(store: Store, run_id: int, utility: str, partitions: int) -> Iterator[pa.Table]:
    """The rows of each partition of a run, as usage_days has them."""
    for partition in range(partitions):
        body = store.get(result_key(run_id, utility, partition))
        yield pq.read_table(io.BytesIO(body), columns=TABLE_SCHEMA.names).cast(TABLE_SCHEMA)


def in_key_order(table: pa.Table) -> pa.Array:
    """The places of one utility's rows by user and day."""
    return pc.sort_indices(table, [("user_id", "ascending"), ("day", "ascending")])


def _parts(order: pa.Array) -> Iterator[pa.Array]:
    return (order.slice(begin, PIECE) for begin in range(0, len(order), PIECE))


@contextmanager
def _unchecked(connection: Connection) -> Iterator[None]:
    """The run of every row is there, and its number is new: nothing that the server would have to look up."""
    for value in ("0", "1"):
        connection.execute(text(f"SET SESSION foreign_key_checks = {value}, unique_checks = {value}"))
        if value == "0":
            yield


def _load(connection: Connection, pieces: Iterator[pa.Table], run_id: int, pipe: Path, loaded: Loaded) -> None:
    with ThreadPoolExecutor(1) as other:
        taking = other.submit(connection.execute, _statement(), {"path": str(pipe), "run_id": run_id})
        with pipe.open("wb") as lines:
            for piece in pieces:
                written = text_of(piece)
                loaded.digest.update(written)
                lines.write(written)
        taking.result()
