"""Readings that arrived after a run's cutoff: what the live view had heard and the batch had not."""

from __future__ import annotations

import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from batch_job.nightly.cover import stored_since
from batch_job.reconciliation.compare import Difference
from batch_job.store import Store

COLUMNS = ["user_id", "at", "register", "offset"]


class Later:
    """The archived readings of one partition from offset `stop` on, read when first asked for."""

    def __init__(self, store: Store, utility: str, partition: int, cutoff: int, stop: int) -> None:
        self._store, self._place = store, (utility, partition)
        self._cutoff, self._stop = cutoff, stop
        self._found: set[tuple[int, int, int]] | None = None

    def explain(self, difference: Difference) -> NDArray[np.bool_]:
        """Which of the live view's readings are among them. Raises StoreAwayError."""
        if self._found is None:
            self._found = self._read()
        columns = (difference.user, difference.at, difference.register)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return np.array([row in self._found for row in rows], bool)

    def _read(self) -> set[tuple[int, int, int]]:
        utility, partition = self._place
        stored = stored_since(self._store, utility, self._cutoff).get(partition, [])
        found: set[tuple[int, int, int]] = set()
        for entry in stored:
            if entry.raw.last >= self._stop:
                found |= self._rows(pq.read_table(io.BytesIO(self._store.get(entry.key)), columns=COLUMNS))
        return found

    def _rows(self, table: pa.Table) -> set[tuple[int, int, int]]:
        """Of the run's own days: what happened after the cutoff explains nothing."""
        chosen = (table["offset"].to_numpy() >= self._stop) & (table["at"].to_numpy() <= self._cutoff)
        columns = (table[name].to_numpy()[chosen].tolist() for name in COLUMNS[:3])
        return set(zip(*columns, strict=True))
