"""From a run's result objects to MySQL, in the order of the primary key, with a checksum of what was loaded."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from batch_job.nightly.arrow_rows import TABLE_SCHEMA
from batch_job.nightly.audit_days import audit_days
from batch_job.nightly.work import result_key
from batch_job.store import Store
from contract.utilities import UTILITIES

BLOBS = ("usage_values", "basis", "findings")
FORMAT = pyarrow.csv.WriteOptions(include_header=False, delimiter="\t", quoting_style="none")
DIGITS = np.array([list(f"{number:02X}".encode()) for number in range(256)], np.uint8)


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
    with TemporaryDirectory(prefix="concord-load-") as folder:
        for utility in sorted(each.name for each in UTILITIES):
            table = in_key_order(result_tables(store, run_id, utility, partitions))
            audit_days(table)
            if table.num_rows:
                _load(connection, _text(table), run_id, Path(folder) / "rows.tsv", loaded)
                _count(table, loaded)
    return loaded


def result_tables(store: Store, run_id: int, utility: str, partitions: int) -> Iterator[pa.Table]:
    """The rows of each partition of a run, as usage_days has them."""
    for partition in range(partitions):
        body = store.get(result_key(run_id, utility, partition))
        yield pq.read_table(io.BytesIO(body), columns=TABLE_SCHEMA.names).cast(TABLE_SCHEMA)


def in_key_order(tables: Iterator[pa.Table]) -> pa.Table:
    """Rows of one utility by user and day, in one chunk a column."""
    return pa.concat_tables(tables).sort_by([("user_id", "ascending"), ("day", "ascending")]).combine_chunks()


def _text(table: pa.Table) -> bytes:
    """Tab-separated lines; blobs as hexadecimal digits, nulls as nothing."""
    for name in BLOBS:
        table = table.set_column(table.column_names.index(name), name, _hexadecimal(table[name]))
    sink = pa.BufferOutputStream()
    pyarrow.csv.write_csv(table, sink, FORMAT)
    return bytes(sink.getvalue())


def _hexadecimal(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    array = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
    _, ends, data = array.buffers()
    offsets: NDArray[np.int32] = np.frombuffer(ends, np.int32)[array.offset : array.offset + len(array) + 1]
    values = np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]]
    doubled = pa.array(2 * (offsets - offsets[0]).astype(np.int32))
    digits = pa.py_buffer(DIGITS[values].tobytes())
    return pa.Array.from_buffers(pa.string(), len(array), [None, doubled.buffers()[1], digits])


def _load(connection: Connection, lines: bytes, run_id: int, path: Path, loaded: Loaded) -> None:
    path.write_bytes(lines)
    loaded.digest.update(lines)
    variables = ", ".join(f"@{name}" for name in TABLE_SCHEMA.names)
    values = ", ".join(
        f"`{name}` = {f'UNHEX(@{name})' if name in BLOBS else f'NULLIF(@{name}, {_QUOTES})'}"
        for name in TABLE_SCHEMA.names
    )
    connection.execute(
        text(
            f"LOAD DATA LOCAL INFILE :path INTO TABLE usage_days CHARACTER SET ascii ({variables}) "
            f"SET run_id = :run_id, {values}"
        ),
        {"path": str(path), "run_id": run_id},
    )


_QUOTES = "''"


def _count(table: pa.Table, loaded: Loaded) -> None:
    loaded.rows += table.num_rows
    loaded.service_points += pc.count_distinct(table["user_id"]).as_py()
    for name in ("total", "known", "readings"):
        amount = pc.sum(table[name]).as_py() or 0
        setattr(loaded, name, getattr(loaded, name) + amount)
