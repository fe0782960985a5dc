"""Records of runs that have ended, beside the archive: what a rebuild plays again when MySQL has lost everything.

Key: <namespace>/runs/<run_id, 9 digits>.json.gz; the run's row with its frozen inputs, and what was observed then and
cannot be computed again. Written once, after the run was published or has failed; a settlement that was killed in
between leaves that to the next.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, Engine, Table, select

from batch_job.store import Store
from contract.tables import metadata
from contract.tables.batch_view import runs

FOLDER = "runs/"
OBSERVED = tuple(table for name, table in sorted(metadata.tables.items()) if name.startswith("reconcil"))
"""What the live view was seen to say when a run was published."""
ENDED = ("published", "failed")

Row = dict[str, Any]


@dataclass(frozen=True)
class Manifest:
    """A run's row, and its rows of OBSERVED by table name."""

    run: Row
    observed: dict[str, list[Row]]

    @property
    def run_id(self) -> int:
        return int(self.run["run_id"])


def keep(database: Engine, store: Store) -> int:
    """Puts the records that are missing; gives how many. Raises StoreAwayError."""
    there = recorded(store)
    with database.connect() as connection:
        missing = sorted(_ended(connection) - there)
        for run_id in missing:
            store.put(_key(run_id), write(_read(connection, run_id)))
    return len(missing)


def recorded(store: Store) -> set[int]:
    """The numbers of the runs on record. Raises StoreAwayError."""
    return {int(key.removeprefix(FOLDER).partition(".")[0]) for key, _, _ in store.list(FOLDER)}


def lost(database: Engine, store: Store) -> set[int]:
    """Runs on record that MySQL has not, or not as ended: it was emptied, or a rebuild did not come to its end.

    Raises StoreAwayError.
    """
    with database.connect() as connection:
        return recorded(store) - _ended(connection)


def kept(store: Store) -> Iterator[Manifest]:
    """All of them, in order of their numbers. Raises StoreAwayError."""
    for key, _, _ in sorted(store.list(FOLDER)):
        yield read(store.get(key))


def write(manifest: Manifest) -> bytes:
    body = {"run": manifest.run, "observed": manifest.observed}
    return gzip.compress(json.dumps(body, default=str, sort_keys=True).encode(), mtime=0)


def read(body: bytes) -> Manifest:
    found = json.loads(gzip.decompress(body))
    observed = {table.name: _typed(table, found["observed"].get(table.name, [])) for table in OBSERVED}
    return Manifest(_typed(runs, [found["run"]])[0], observed)


def _ended(connection: Connection) -> set[int]:
    return set(connection.execute(select(runs.c.run_id).where(runs.c.state.in_(ENDED))).scalars())


def _key(run_id: int) -> str:
    return f"{FOLDER}{run_id:09d}.json.gz"


def _read(connection: Connection, run_id: int) -> Manifest:
    observed = {table.name: _rows(connection, table, run_id) for table in OBSERVED}
    return Manifest(_rows(connection, runs, run_id)[0], observed)


def _rows(connection: Connection, table: Table, run_id: int) -> list[Row]:
    found = connection.execute(select(table).where(table.c.run_id == run_id)).mappings()
    return [dict(row) for row in found]


def _typed(table: Table, rows: list[Row]) -> list[Row]:
    """Days are texts in JSON; a column that is no more is left out."""
    days = {column.name for column in table.c if isinstance(column.type, Date)}
    return [
        {
            name: date.fromisoformat(value) if name in days and value else value
            for name, value in row.items()
            if name in table.c
        }
        for row in rows
    ]
