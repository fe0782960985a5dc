"""Entries of the baseline view for numpy, many at once; contract/baseline_view.py says what they mean."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from contract.registry import BLOCK_SIZE

NUMBERS = ("usage_median", "usage_mad", "peak_median", "peak_mad")
ENTRY = np.dtype([*((name, "<u2") for name in NUMBERS), ("samples", "u1"), ("level", "u1")])
BASELINE = np.dtype([*((name, "f4") for name in NUMBERS), ("samples", "u1"), ("level", "u1")])
PLACE = np.dtype([("letter", "u1"), ("rows", "u1"), ("width", "u1"), ("block", "<u4")])
MOST_SAMPLES = 255
NOTHING = np.repeat(np.array([(np.nan,) * len(NUMBERS) + (0, 0)], BASELINE), BLOCK_SIZE)
"""The row of a block that has no baselines."""


def write_entries(baselines: NDArray[Any]) -> bytes:
    """The bytes of BASELINE rows of shape (rows, width); numbers keep 8 binary digits."""
    entries = np.empty(baselines.shape, ENTRY)
    for name in NUMBERS:
        bits = np.ascontiguousarray(baselines[name]).view(np.uint32)
        entries[name] = np.where(np.isnan(baselines[name]), 0x7FC0, (bits.astype(np.uint64) + 0x8000) >> 16)
    entries["samples"], entries["level"] = baselines["samples"], baselines["level"]
    return entries.tobytes()


def read_entries(data: bytes, width: int) -> NDArray[Any]:
    """BASELINE of shape (rows, width); a row's bytes alone give one row."""
    entries = np.frombuffer(data, ENTRY).reshape(-1, width)
    baselines = np.empty(entries.shape, BASELINE)
    for name in NUMBERS:
        baselines[name] = (entries[name].astype(np.uint32) << 16).view(np.float32)
    baselines["samples"], baselines["level"] = entries["samples"], entries["level"]
    return baselines
