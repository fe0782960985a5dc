"""The archived readings that decide differences."""

from __future__ import annotations

import io
from dataclasses import dataclass, fields

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from batch_job.nightly.cover import stored_since
from batch_job.reconciliation.difference import Difference, Numbers, keys
from batch_job.store import Store
from contract.windows import INTERVAL_MS

COLUMNS = ["user_id", "meter_id", "at", "register", "offset", "stamp", "fault"]


@dataclass(frozen=True)
class Inputs:
    """Usable readings in the intervals that differ, in any order, some of them perhaps twice.

    `number` is the place of the difference that each belongs to.
    """

    number: Numbers
    meter_id: Numbers
    at: Numbers
    register: Numbers
    offset: Numbers
    stamp: Numbers


def archived(store: Store, utility: str, partition: int, difference: Difference) -> Inputs:
    """All of them that the archive holds by now. Raises StoreAwayError."""
    order = np.argsort(difference.keys())
    wanted = difference.keys()[order]
    begin = int(difference.interval.min()) * INTERVAL_MS
    stored = stored_since(store, utility, begin).get(partition, [])
    parts = [_no_inputs(), *(_inside(store.get(entry.key), wanted, order) for entry in stored)]
    names = [field.name for field in fields(Inputs)]
    return Inputs(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _inside(body: bytes, wanted: Numbers, order: NDArray[np.int64]) -> Inputs:
    table = pq.read_table(io.BytesIO(body), columns=COLUMNS, use_threads=False)
    user, meter, at, register, offset, stamp, fault = (table[name].to_numpy().astype(np.int64) for name in COLUMNS)
    usable = np.flatnonzero(fault == 0)
    mine = keys(user[usable], (at[usable] - 1) // INTERVAL_MS)
    place = np.minimum(np.searchsorted(wanted, mine), len(wanted) - 1)
    found = wanted[place] == mine
    chosen = usable[found]
    return Inputs(order[place[found]], *(column[chosen] for column in (meter, at, register, offset, stamp)))


def _no_inputs() -> Inputs:
    return Inputs(*(np.empty(0, np.int64) for _ in fields(Inputs)))
