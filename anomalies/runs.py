"""Runs: stretches of True along the rows of a mask."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


class Run(NamedTuple):
    """Columns [first, stop) of one row."""

    row: int
    first: int
    stop: int


def run_columns(mask: Array) -> tuple[Array, Array, Array]:
    """The runs of True along the rows of a mask, row by row: three columns, row, first and stop."""
    step = np.diff(np.pad(mask.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    row, first = np.nonzero(step == 1)
    _, stop = np.nonzero(step == -1)
    return row, first, stop


def latched(opened: Array, kept: Array) -> list[Run]:
    """Runs of `kept` in which `opened` is True somewhere: hysteresis."""
    rows = np.flatnonzero(opened.any(axis=1))  # few: in most rows nothing opens
    opened = opened[rows]
    row, first, stop = run_columns(kept[rows] | opened)
    so_far = np.pad(np.cumsum(opened, axis=1), ((0, 0), (1, 0)))
    has = so_far[row, stop] > so_far[row, first]
    columns = (rows[row[has]].tolist(), first[has].tolist(), stop[has].tolist())
    return [Run(*each) for each in zip(*columns, strict=True)]
