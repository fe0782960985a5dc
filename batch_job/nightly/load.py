"""From a run's result objects to MySQL, in the order of the primary key, with a checksum of what was loaded.

Rows become text piece by piece, the next one while the server takes the one before, and no more than one utility's
rows are held.
"""

from __future__ import annotations

import hashlib
import io
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import Connection, TextClause, text

from batch_job.nightly.arrow_rows import TABLE_SCHEMA
from batch_job.nightly.audit_days import AUDITED, audit_days
from batch_job.nightly.row_text import REST, lines_of
from batch_job.nightly.work import result_key
from batch_job.store import Store
from contract.utilities import UTILITIES

PIECE = 20_000  # rows that become text at once


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
        for utility in sorted(each.name for each in UTILITIES):
            table = pa.concat_tables(result_tables(store, run_id, utility, partitions)).combine_chunks()
            order = in_key_order(table)
            audit_days(table.select(AUDITED).take(order))
            for piece in _written(table, order, Path(folder), loaded):
                connection.execute(_statement(), {"path": str(piece), "run_id": run_id})
                piece.unlink()
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


def _written(table: pa.Table, order: pa.Array, folder: Path, loaded: Loaded) -> Iterator[Path]:
    """Files with the text of some rows each, in this order; the next one is written while one is in use."""

    def write(begin: int) -> Path:
        lines = lines_of(table.take(order.slice(begin, PIECE)))
        loaded.digest.update(lines)
        path = folder / f"{begin}.tsv"
        path.write_bytes(lines)
        return path

    ahead: deque[Future[Path]] = deque()
    with ThreadPoolExecutor(1) as other:
        for begin in range(0, len(order), PIECE):
            ahead.append(other.submit(write, begin))
            if len(ahead) > 1:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


@contextmanager
def _unchecked(connection: Connection) -> Iterator[None]:
    """The run of every row is there, and its number is new: nothing that the server would have to look up."""
    connection.execute(text("SET SESSION foreign_key_checks = 0, unique_checks = 0"))
    try:
        yield
    except BaseException:
        connection.invalidate()  # nobody else may get a session that checks nothing
        raise
    connection.execute(text("SET SESSION foreign_key_checks = 1, unique_checks = 1"))


def _statement() -> TextClause:
    columns = ", ".join(f"`{name}`" for name in TABLE_SCHEMA.names)
    return text(
        f"LOAD DATA LOCAL INFILE :path INTO TABLE usage_days CHARACTER SET binary ({columns}, @{REST}) "
        "SET run_id = :run_id"
    )


def _count(table: pa.Table, loaded: Loaded) -> None:
    loaded.rows += table.num_rows
    loaded.service_points += pc.count_distinct(table["user_id"]).as_py()
    for name in ("total", "known", "readings"):
        amount = pc.sum(table[name]).as_py() or 0
        setattr(loaded, name, getattr(loaded, name) + amount)
