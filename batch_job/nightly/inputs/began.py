"""What was served of service points before a run, out of the state that was frozen when it began."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from batch_job.nightly.spark.work import state_key_of
from batch_job.store import Store

SERVED = ["user_id", "served_at", "served_level"]
COLUMNS = [*SERVED, "run_id"]

Served = Callable[[str], pa.Table]
"""By utility: SERVED, by user."""


@dataclass(frozen=True)
class Began:
    """Of all runs that were settled together; their state lies in the folder of the first one, and is read once."""

    store: Store
    first_run: int
    partitions: int
    _held: dict[str, pa.Table] = field(default_factory=dict)

    def of_run(self, run_id: int) -> Served:
        """What raises StoreAwayError when it is asked."""

        def of_utility(utility: str) -> pa.Table:
            table = self._all(utility)
            return table.filter(pc.equal(table["run_id"], run_id)).select(SERVED).sort_by("user_id")

        return of_utility

    def _all(self, utility: str) -> pa.Table:
        if utility not in self._held:
            keys = (state_key_of(self.first_run, utility, number) for number in range(self.partitions))
            bodies = (io.BytesIO(self.store.get(key)) for key in keys)
            self._held[utility] = pa.concat_tables([pq.read_table(body, columns=COLUMNS) for body in bodies])
        return self._held[utility]


def nothing_before(utility: str) -> pa.Table:
    """Of rows that go on from none."""
    return pa.schema({name: pa.int64() for name in SERVED}).empty_table()
