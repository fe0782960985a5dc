"""Levels at interval ends for many service points: contract.usage's rules 1 and 2, and the batch's rule 3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from batch_job.settlement.carries import NONE, Carries
from batch_job.settlement.levels import Levels
from batch_job.settlement.lines import on_line
from batch_job.settlement.readings import Numbers
from contract.estimates import EVEN, Shape
from contract.usage import LINE_MS, NEAR_MS, Basis
from contract.windows import INTERVAL_MS


@dataclass(frozen=True)
class Ends:
    """Grids of shape (n, k + 1): service points by interval ends from `start`, UTC ms, a quarter hour apart.

    `latest` is the row in Levels of the last closing reading up to an end, -1 if there is none.
    """

    start: int
    level: Numbers
    basis: NDArray[np.uint8]
    latest: NDArray[np.int64]

    @property
    def last(self) -> int:
        """Column of the last end."""
        return int(self.level.shape[1]) - 1


def known_ends(rows: Levels, carries: Carries, start: int, seen: int) -> Ends:
    """Ends known by rules 1 and 2 in [start, seen]; `rows` hold nothing later than `seen`. Others are UNKNOWN."""
    points, columns = len(carries.level), (seen - start) // INTERVAL_MS + 1
    latest = _latest(rows, points, columns, start)
    at_end = np.broadcast_to(start + INTERVAL_MS * np.arange(columns), latest.shape)
    there = latest >= 0
    if not len(rows.at):
        return Ends(start, np.zeros(latest.shape, np.int64), _unknown(latest.shape), latest)
    level = rows.level[latest]
    measured = there & (at_end - rows.at[latest] <= NEAR_MS)
    basis = np.where(measured, np.uint8(Basis.MEASURED), np.uint8(Basis.UNKNOWN))
    ends = Ends(start, level, basis, latest)
    _draw_lines(rows, ends, np.flatnonzero(there & ~measured))
    _keep_known_start(ends, carries)
    return ends


def _unknown(shape: tuple[int, ...]) -> NDArray[np.uint8]:
    return np.full(shape, Basis.UNKNOWN, np.uint8)


def _latest(rows: Levels, points: int, columns: int, start: int) -> NDArray[np.int64]:
    grid = np.full((points, columns), -1, np.int64)
    column = np.maximum(-((start - rows.at) // INTERVAL_MS), 0)  # rounded up: an end holds what is at it or before
    cell = rows.point * columns + column
    last = np.ones(len(cell), bool)
    last[:-1] = cell[1:] != cell[:-1]
    grid.ravel()[cell[last]] = np.flatnonzero(last)
    return np.maximum.accumulate(grid, axis=1)


def _draw_lines(rows: Levels, ends: Ends, cells: NDArray[np.int64]) -> None:
    """Rule 2 in the given cells, wherever the closing readings on both sides are near enough to each other."""
    before = ends.latest.ravel()[cells]
    after = np.minimum(before + 1, len(rows.at) - 1)
    span = rows.at[after] - rows.at[before]
    near = (after > before) & (rows.point[after] == rows.point[before]) & (span <= LINE_MS)
    cells, before, after = cells[near], before[near], after[near]
    at_end = ends.start + INTERVAL_MS * (cells % (ends.last + 1))
    ends.level.ravel()[cells] = on_line(rows, before, after, at_end)
    ends.basis.ravel()[cells] = Basis.LINEAR


def _keep_known_start(ends: Ends, carries: Carries) -> None:
    """What the carry knows of the first end stands, where this run's readings say nothing of it."""
    kept = (carries.known_at == ends.start) & (ends.basis[:, 0] == Basis.UNKNOWN)
    ends.level[kept, 0] = carries.known_level[kept]
    ends.basis[kept, 0] = carries.known_basis[kept].astype(np.uint8)


def previous(ends: Ends, weakest: Basis) -> NDArray[np.int64]:
    """Column of the last end up to each end whose basis is `weakest` or better, -1 if none; shape as the grids."""
    columns = np.arange(ends.last + 1)
    return np.maximum.accumulate(np.where(ends.basis <= weakest, columns, -1), axis=1)


def fill(ends: Ends, carries: Carries, shapes: Mapping[int, Shape]) -> None:
    """Rule 3: unknown ends between two known ones, the carry's included, share what was used between these.

    In the proportions of the point's shape; those that have none get the straight line.
    """
    point, column, before, after = _gaps(ends, carries)
    inside = before >= 0
    carry_column = (carries.known_at[point] - ends.start) // INTERVAL_MS
    low = np.where(inside, ends.level[point, before], carries.known_level[point])
    origin = np.where(inside, before, carry_column)
    rise = ends.level[point, after] - low
    run, whole = column - origin, after - origin
    for gap, begin, stop in _groups(point):
        shape = shapes.get(gap, EVEN)
        if shape is not EVEN:
            cells = slice(begin, stop)
            run[cells], whole[cells] = _weighed(ends, shape, origin[cells], column[cells], after[cells])
    # rise * run // whole, in two steps that stay below 2 ** 63 for gaps of more than two years
    parts, rest = np.divmod(rise, whole)
    ends.level[point, column] = low + parts * run + rest * run // whole
    ends.basis[point, column] = Basis.PROFILE


def _gaps(ends: Ends, carries: Carries) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Each unknown end that has a known one on either side: point and column, and the columns of these two.

    The one before is -1 where the carry has it. Most points know all their ends, and need no further look.
    """
    points = np.flatnonzero((ends.basis == Basis.UNKNOWN).any(axis=1))
    some = Ends(ends.start, ends.level[points], ends.basis[points], ends.latest[points])
    unknown = some.basis == Basis.UNKNOWN
    following = np.where(unknown, ends.last + 1, np.arange(ends.last + 1))
    following = np.minimum.accumulate(following[:, ::-1], axis=1)[:, ::-1]
    before = previous(some, Basis.LINEAR)
    known_at = carries.known_at[points]
    carried = (known_at != NONE) & (known_at < ends.start)
    row, column = np.nonzero(unknown & (following <= ends.last) & ((before >= 0) | carried[:, None]))
    return points[row], column, before[row, column], following[row, column]


def _groups(point: Numbers) -> zip[tuple[int, int, int]]:
    """Each point of an ascending column, with its first row and one past its last."""
    found, begins = np.unique(point, return_index=True)
    return zip(found.tolist(), begins.tolist(), [*begins[1:].tolist(), len(point)], strict=False)


def _weighed(ends: Ends, shape: Shape, origin: Numbers, column: Numbers, after: Numbers) -> tuple[Numbers, Numbers]:
    """The weights of the intervals from `origin` to `column`, and to `after`; columns may lie before the grid."""
    first = int(origin.min())
    instants = range(ends.start + (first + 1) * INTERVAL_MS, ends.start + (ends.last + 1) * INTERVAL_MS, INTERVAL_MS)
    summed = np.cumsum([0, *(shape.weight(end) for end in instants)])
    return summed[column - first] - summed[origin - first], summed[after - first] - summed[origin - first]
