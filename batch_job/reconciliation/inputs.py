"""The archived readings that decide differences."""

from __future__ import annotations

import io
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from batch_job.archive.compact import contained
from batch_job.nightly.inputs.cover import stored_since
from batch_job.reconciliation.difference import Difference, Numbers, keys
from batch_job.store import Store
from contract.windows import INTERVAL_MS

Flags = NDArray[np.bool_]
COLUMNS = ["user_id", "meter_id", "at", "register", "offset", "stamp", "fault"]


@dataclass(frozen=True)
class Inputs:
    """Usable readings in the intervals that differ, in any order, some of them perhaps twice.

    `number` is the place of the difference that each belongs to. `revised` ones are corrections that the run took, and
    `replaced` ones the readings in whose place these stand.
    """

    number: Numbers
    meter_id: Numbers
    at: Numbers
    register: Numbers
    offset: Numbers
    stamp: Numbers
    revised: Flags
    replaced: Flags


def archived(store: Store, place: tuple[str, int], difference: Difference, taken: pa.Table) -> Inputs:
    """All of them that the archive holds by now, and the corrections `taken`. Raises StoreAwayError."""
    utility, partition = place
    order = np.argsort(difference.keys())
    wanted = difference.keys()[order]
    begin = int(difference.interval.min()) * INTERVAL_MS
    stored = {entry.raw: entry.key for entry in stored_since(store, utility, begin).get(partition, [])}
    whole = stored.keys() - set(contained(list(stored)))  # what a compaction has joined needs no second look
    parts = [_no_inputs(), *(_inside(store.get(stored[raw]), wanted, order) for raw in sorted(whole))]
    mended = _revised(taken.filter(pc.equal(taken["utility"], utility)), wanted, order)
    found = [_marked(part, mended) for part in parts]
    names = [field.name for field in fields(Inputs)]
    return Inputs(*(np.concatenate([getattr(part, name) for part in [*found, mended]]) for name in names))


def _revised(taken: pa.Table, wanted: Numbers, order: NDArray[np.int64]) -> Inputs:
    user, meter, at, register = (taken[name].to_numpy() for name in ("user_id", "meter_id", "at", "register"))
    mine = keys(user, (at - 1) // INTERVAL_MS)
    place = np.minimum(np.searchsorted(wanted, mine), len(wanted) - 1)
    found = np.flatnonzero(wanted[place] == mine)
    nowhere, flags = np.full(len(found), -1), np.ones(len(found), bool)
    return Inputs(order[place[found]], meter[found], at[found], register[found], nowhere, nowhere, flags, ~flags)


def _marked(part: Inputs, mended: Inputs) -> Inputs:
    """With those replaced that a correction of their interval, meter and instant stands for."""
    wanted = set(zip(mended.number.tolist(), mended.meter_id.tolist(), mended.at.tolist(), strict=True))
    if not wanted:
        return part
    rows = zip(part.number.tolist(), part.meter_id.tolist(), part.at.tolist(), strict=True)
    return replace(part, replaced=np.array([row in wanted for row in rows], bool))


def _inside(body: bytes, wanted: Numbers, order: NDArray[np.int64]) -> Inputs:
    table = pq.read_table(io.BytesIO(body), columns=COLUMNS, use_threads=False)
    user, meter, at, register, offset, stamp, fault = (table[name].to_numpy().astype(np.int64) for name in COLUMNS)
    usable = np.flatnonzero(fault == 0)
    mine = keys(user[usable], (at[usable] - 1) // INTERVAL_MS)
    place = np.minimum(np.searchsorted(wanted, mine), len(wanted) - 1)
    found = wanted[place] == mine
    chosen = usable[found]
    return uncorrected(order[place[found]], *(column[chosen] for column in (meter, at, register, offset, stamp)))


def uncorrected(number: Numbers, *columns: Numbers) -> Inputs:
    """Readings that nobody corrected: meter, at, register, offset and stamp."""
    nothing = np.zeros(len(number), bool)
    named: dict[str, Any] = dict(zip(("meter_id", "at", "register", "offset", "stamp"), columns, strict=True))
    return Inputs(number, **named, revised=nothing, replaced=nothing)


def _no_inputs() -> Inputs:
    return uncorrected(*(np.empty(0, np.int64) for _ in range(6)))
