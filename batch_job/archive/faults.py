"""The rules of contract.validity for many reports of one length at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from contract.reading import DEMAND_LIMIT, IDENTITY_LIMIT, REGISTER_LIMIT
from contract.validity import AHEAD_MS, BEHIND_MS, Fault
from contract.windows import MINUTE_MS


def faults(rows: NDArray[Any], stamps: NDArray[np.int64]) -> NDArray[np.uint8]:
    """validity.Fault of each of m reports of one length; `rows` as in encoding.layout, shape (m,), as is the answer."""
    offsets, at = rows["offset_ms"].astype(np.int64), rows["at"]
    first, last = offsets[:, 0], offsets[:, -1]
    rules = {
        Fault.IDENTITY: ~(_identity(rows["user_id"]) & _identity(rows["meter_id"])),
        Fault.RANGE: _out_of_range(rows["register"], rows["demand"]),
        Fault.ORDER: (np.diff(offsets, axis=1) < 0).any(axis=1),
        # `at` stands alone on its side, because it may be any 64-bit number and must not overflow
        Fault.FUTURE: at > stamps + AHEAD_MS - last,
        Fault.ANCIENT: at < stamps - BEHIND_MS - first,
        Fault.MINUTE: (at + first - 1) // MINUTE_MS != (at + last - 1) // MINUTE_MS,
    }
    return np.select(list(rules.values()), [np.uint8(rule) for rule in rules], np.uint8(Fault.NONE))


def _identity(numbers: NDArray[np.uint32]) -> NDArray[np.bool_]:
    return (numbers > 0) & (numbers < IDENTITY_LIMIT)


def _out_of_range(register: NDArray[np.int64], demand: NDArray[np.int32]) -> NDArray[np.bool_]:
    wrong = (register < 0) | (register >= REGISTER_LIMIT) | (demand >= DEMAND_LIMIT) | (demand <= -DEMAND_LIMIT)
    found: NDArray[np.bool_] = np.logical_or.reduce(wrong, axis=1)
    return found
