"""From a run's result objects to MySQL, in the order of the primary key, with a checksum of what was loaded.

Rows become text piece by piece, the next one while the server takes those before; the next utility's rows are read
while one's are loaded, and no more than these two are held. Of an empty table the server takes a few pieces at once,
which lie side by side: most of the work is its own, and a connection is a core at most. Each is committed, for nobody
counts the rows of a run before it is published; those of one that fails are deleted.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import Connection, Engine, TextClause, select, text

from batch_job.nightly.inputs.began import Served
from batch_job.nightly.publishing.audit_days import AUDITED, audit_days
from batch_job.nightly.publishing.row_text import REST, lines_of
from batch_job.nightly.spark.arrow_rows import TABLE_SCHEMA
from batch_job.nightly.spark.work import result_key
from batch_job.store import Store
from contract.tables.batch_view import usage_days
from contract.utilities import UTILITIES

T = TypeVar("T")
Made = TypeVar("Made")
PIECE = 20_000  # rows that become text, and are loaded, at once
CONNECTIONS = 3  # into an empty table: two cores are busy while one waits for its disk
# The server comes back to every row that came between others, to forget its undo. Behind one connection it finds their
# pages in memory; behind three it falls back, and reads and writes each once more: twice the processor time.
AMONG_OTHERS = 1


@dataclass
class Loaded:
    """What a run loaded: rows, the checksum of their text in key order, and sums to hold against the table."""

    digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    rows: int = 0
    service_points: int = 0
    total: int = 0
    known: int = 0
    readings: int = 0


def load(database: Engine, store: Store, run_id: int, partitions: int, began: Served) -> Loaded:
    """Loads every row of a run, one utility after the other. Raises StoreAwayError, AuditError and the database's."""
    loaded, connections = Loaded(), CONNECTIONS if _is_empty(database) else AMONG_OTHERS
    utilities = sorted(each.name for each in UTILITIES)
    for table, order in _ahead(lambda utility: _ordered(store, run_id, utility, partitions, began), utilities):
        pieces = _ahead(_writing(table, order, loaded), range(0, len(order), PIECE))
        _side_by_side(partial(_take, database, run_id), pieces, connections)
        _count(table, loaded)
    return loaded


def _is_empty(database: Engine) -> bool:
    with database.connect() as connection:
        return connection.execute(select(usage_days.c.run_id).limit(1)).first() is None


def _ordered(store: Store, run_id: int, utility: str, partitions: int, began: Served) -> tuple[pa.Table, pa.Array]:
    """A utility's rows, which were held against each other, and their places in key order."""
    table = pa.concat_tables(result_tables(store, run_id, utility, partitions)).combine_chunks()
    order = in_key_order(table)
    audit_days(table.select(AUDITED).take(order), began(utility))
    return table, order


def result_tables(store: Store, run_id: int, utility: str, partitions: int) -> Iterator[pa.Table]:
    """The rows of each partition of a run, as usage_days has them."""
    for partition in range(partitions):
        body = store.get(result_key(run_id, utility, partition))
        yield pq.read_table(io.BytesIO(body), columns=TABLE_SCHEMA.names).cast(TABLE_SCHEMA)


def in_key_order(table: pa.Table) -> pa.Array:
    """The places of one utility's rows by user and day."""
    return pc.sort_indices(table, [("user_id", "ascending"), ("day", "ascending")])


class _Piece:
    """Text of some rows, as a file without a disk: the driver asks for a name."""

    def __init__(self, lines: pa.Buffer) -> None:
        self._descriptor = os.memfd_create("rows")
        with open(self._descriptor, "wb", closefd=False) as file:
            file.write(lines)

    @property
    def path(self) -> str:
        """Of this process, and for as long as the piece is held."""
        return f"/proc/self/fd/{self._descriptor}"

    def __del__(self) -> None:
        os.close(self._descriptor)


def _writing(table: pa.Table, order: pa.Array, loaded: Loaded) -> Callable[[int], _Piece]:
    """Makes the text of some rows, from a place in this order on."""

    def write(begin: int) -> _Piece:
        lines = lines_of(table.take(order.slice(begin, PIECE)))
        loaded.digest.update(lines)
        return _Piece(lines)

    return write


def _ahead(make: Callable[[T], Made], wanted: Iterable[T]) -> Iterator[Made]:
    """All that are wanted, in order; the next one is made while one is in use."""
    coming: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(1) as other:
        for each in wanted:
            coming.append(other.submit(make, each))
            if len(coming) > 1:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()


def _side_by_side(take: Callable[[T], None], pieces: Iterable[T], connections: int) -> None:
    """Takes all of them, so many at once as there are connections."""
    under_way: deque[Future[None]] = deque()
    with ThreadPoolExecutor(connections) as others:
        for piece in pieces:
            under_way.append(others.submit(take, piece))
            if len(under_way) == connections:
                under_way.popleft().result()
        while under_way:
            under_way.popleft().result()


def _take(database: Engine, run_id: int, piece: _Piece) -> None:
    with database.begin() as connection, _unchecked(connection):
        connection.execute(_statement(), {"path": piece.path, "run_id": run_id})


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
