"""Chance that depends on a fault and a number alone, so that no order of work, and no stop, changes it."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX = ((np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)), (np.uint64(27), np.uint64(0x94D049BB133111EB)))


def throw(name: str, *numbers: NDArray[Any] | int) -> NDArray[np.float64]:
    """One number in [0, 1) for each, from a name and any whole numbers (splitmix64)."""
    state = np.uint64(int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big"))
    with np.errstate(over="ignore"):
        for number in numbers:
            state = _mixed((state ^ np.asarray(number).astype(np.uint64)) + GOLDEN)
    return (np.asarray(state) >> np.uint64(11)) / 2.0**53


def _mixed(state: Any) -> Any:
    for shift, factor in MIX:
        state = (state ^ (state >> shift)) * factor
    return state ^ (state >> np.uint64(31))
