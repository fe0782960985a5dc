"""Stretches of flags in a row, for many rows at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


def stretches(flags: Flags, least: int) -> Flags:
    """Which flags, shape (m, k), stand in a row of at least so many."""
    count = flags.shape[1]
    columns = np.arange(count)
    before = np.maximum.accumulate(np.where(flags, -1, columns), axis=1)
    after = np.minimum.accumulate(np.where(flags, count, columns)[:, ::-1], axis=1)[:, ::-1]
    found: Flags = flags & (after - before > least)
    return found


def places(row: Flags) -> list[range]:
    """The stretches of one row."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], row, [False]]))).tolist()
    return [range(begin, stop) for begin, stop in zip(edges[::2], edges[1::2], strict=True)]
