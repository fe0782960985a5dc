"""Rests: stretches without use, and the longest that a home has otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anomalies.detectors.episode import run_columns
from anomalies.history import Array, History


@dataclass(frozen=True)
class Rests:
    """Each rest: row, columns [first, stop), and the longest other rest of its row; all in intervals."""

    row: Array
    first: Array
    stop: Array
    other: Array

    @property
    def length(self) -> Array:
        return self.stop - self.first


def rests(history: History) -> Rests:
    """All rests of a history. A rest is left out of what it is compared with."""
    row, first, stop = run_columns(history.rested)
    length = stop - first
    order = np.lexsort((-length, row))
    begins = np.flatnonzero(np.append(True, np.diff(row[order]) != 0)) if len(row) else np.zeros(0, np.int64)
    longest, second = np.zeros((2, history.points), np.int64)
    longest[row[order[begins]]] = length[order[begins]]
    following = begins + 1
    again = following < len(row)
    again[again] = row[order[following[again]]] == row[order[begins[again]]]
    second[row[order[begins[again]]]] = length[order[following[again]]]
    champion = np.zeros(len(row), bool)
    champion[order[begins]] = True
    return Rests(row, first, stop, np.where(champion, second[row], longest[row]))


def painted(history: History, found: Rests, values: Array) -> Array:
    """The value of each rest in its columns, 0 elsewhere: (points, intervals)."""
    canvas = np.zeros((history.points, history.intervals + 1), np.float32)
    np.add.at(canvas, (found.row, found.first), values)
    np.add.at(canvas, (found.row, found.stop), -values)
    filled: Array = np.cumsum(canvas, axis=1, dtype=np.float64)[:, :-1].astype(np.float32)
    return filled
