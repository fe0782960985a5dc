"""What a detector finds: episodes, and a score for every hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from anomalies.history import Array
from contract.alerts import Evidence, Kind
from contract.utilities import Utility


@dataclass(frozen=True)
class Episode:
    """An anomaly from `start` to `end` (UTC ms; None while it lasts at the end of what is known).

    `amount`: usage in mWh or mL that was lost, hidden or too much so far; None if that is not known.
    `score`: 1 at its criterion, higher is more anomalous. An outage has `where` and `members` instead of a user.
    """

    kind: Kind
    utility: Utility
    user_id: int
    start: int
    end: int | None
    evidence: Evidence
    score: float
    amount: float | None = None
    where: str = ""
    members: tuple[int, ...] = ()


@dataclass(frozen=True)
class Found:
    """Episodes of one kind, and its score (points, hours), 0 where nothing is anomalous or known."""

    episodes: list[Episode]
    score: Array


class Run(NamedTuple):
    """Columns [first, stop) of one row."""

    row: int
    first: int
    stop: int


def runs(mask: Array) -> list[Run]:
    """The runs of True along the rows of a mask, row by row."""
    return [Run(*each) for each in zip(*(column.tolist() for column in run_columns(mask)), strict=True)]


def run_columns(mask: Array) -> tuple[Array, Array, Array]:
    """The same as three columns: row, first, stop."""
    step = np.diff(np.pad(mask.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    row, first = np.nonzero(step == 1)
    _, stop = np.nonzero(step == -1)
    return row, first, stop


def latched(opened: Array, kept: Array) -> list[Run]:
    """Runs of `kept` in which `opened` is True somewhere: hysteresis."""
    row, first, stop = run_columns(kept | opened)
    so_far = np.pad(np.cumsum(opened, axis=1), ((0, 0), (1, 0)))
    has = so_far[row, stop] > so_far[row, first]
    return [Run(*each) for each in zip(row[has].tolist(), first[has].tolist(), stop[has].tolist(), strict=True)]
