"""Rests: stretches without use, and the longest that a home has otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anomalies.runs import Array, run_columns

FAINT = 0.2  # of a criterion: an ordinary night


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


def rests_of(rested: Array) -> Rests:
    """All rests of a mask (points, intervals). A rest is left out of what it is compared with."""
    row, first, stop = run_columns(rested)
    length = stop - first
    order = np.lexsort((-length, row))
    begins = np.flatnonzero(np.append(True, np.diff(row[order]) != 0)) if len(row) else np.zeros(0, np.int64)
    longest, second = np.zeros((2, len(rested)), np.int64)
    longest[row[order[begins]]] = length[order[begins]]
    following = begins + 1
    again = following < len(row)
    again[again] = row[order[following[again]]] == row[order[begins[again]]]
    second[row[order[begins[again]]]] = length[order[following[again]]]
    champion = np.zeros(len(row), bool)
    champion[order[begins]] = True
    return Rests(row, first, stop, np.where(champion, second[row], longest[row]))


def painted(shape: tuple[int, ...], found: Rests, values: Array) -> Array:
    """The value of each rest in its columns, if it is FAINT or more, else 0: an array of shape (points, intervals)."""
    canvas = np.zeros(shape, np.float32)
    some = values >= FAINT
    columns = (found.row[some].tolist(), found.first[some].tolist(), found.stop[some].tolist())
    for row, first, stop, value in zip(*columns, values[some].tolist(), strict=True):
        canvas[row, first:stop] = value
    return canvas
