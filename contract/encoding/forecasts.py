"""Forecasts and scores of many homes or counties as numpy has them; contract/forecast_view.py says what they mean."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from contract.forecast_view import SLOTS

SUMS = ("error", "naive", "pinball", "came")
COUNTS = ("hours", "inside", "compared")
SCORE = np.dtype([*((name, "u1") for name in (*COUNTS, "spare")), *((name, "<f4") for name in SUMS)])


def write_homes(quantiles: NDArray[Any]) -> bytes:
    """From shape (3, users, slots)."""
    return np.ascontiguousarray(np.moveaxis(quantiles, 0, -1), "<f4").tobytes()


def read_homes(entries: bytes) -> NDArray[np.float64]:
    """To shape (3, users, slots)."""
    found = np.frombuffer(entries, "<f4").reshape(-1, SLOTS, 3)
    return np.moveaxis(found.astype(np.float64), -1, 0)


def write_county(quantiles: NDArray[Any]) -> bytes:
    """From shape (3, slots)."""
    return np.ascontiguousarray(quantiles, "<f8").tobytes()


def read_county(entries: bytes) -> NDArray[np.float64]:
    """To shape (3, slots)."""
    return np.frombuffer(entries, "<f8").reshape(3, SLOTS).copy()


def write_hours(hours: NDArray[np.float64]) -> bytes:
    """Usage of a county's slots, NaN where unknown."""
    return np.ascontiguousarray(hours, "<f8").tobytes()


def read_hours(data: bytes) -> NDArray[np.float64]:
    return np.frombuffer(data, "<f8").copy()
