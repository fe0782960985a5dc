"""Rows of the batch view: one local day of many service points, in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from batch_job.settlement.carries import NAMES, NONE, Carries, in_columns
from batch_job.settlement.days import Day
from batch_job.settlement.readings import Numbers
from batch_job.settlement.reopened import SettledDay, StoredDay
from contract.batch_view import UNKNOWN


@dataclass(frozen=True)
class DayRows:
    """One local day of m service points: values and what stands beside them have shape (m, intervals)."""

    day: Day
    point: NDArray[np.int64]
    values: Numbers  # UNKNOWN where there is none
    basis: NDArray[np.uint8]
    closing_at: Numbers  # NONE where the interval has no reading
    closing_register: Numbers
    readings: Numbers
    carries: Carries
    masks: NDArray[np.uint32]  # of findings, shape (m, intervals + 1); the last is the whole day's
    usual: Numbers  # usage of a usual day, from this day on; NONE before the first whole day

    def take(self, chosen: NDArray[np.bool_]) -> DayRows:
        return DayRows(
            self.day,
            self.point[chosen],
            self.values[chosen],
            self.basis[chosen],
            self.closing_at[chosen],
            self.closing_register[chosen],
            self.readings[chosen],
            self.carries.take(chosen),
            self.masks[chosen],
            self.usual[chosen],
        )


def joined(parts: Sequence[DayRows]) -> DayRows:
    """Rows of days of equally many intervals, one after the other; the day is the first one's."""
    columns = (field.name for field in fields(DayRows) if field.name not in ("day", "carries"))
    told = {name: np.concatenate([getattr(part, name) for part in parts]) for name in columns}
    carries = (np.concatenate([getattr(part.carries, name) for part in parts]) for name in NAMES)
    return DayRows(day=parts[0].day, carries=Carries(*carries), **told)


def overwrite(rows: DayRows, point: int, settled: SettledDay) -> None:
    """Puts another result for one service point in its place; closing and counted readings stay."""
    rows.values[point] = _values(settled)
    rows.basis[point] = settled.basis
    rows.masks[point] = settled.masks
    rows.usual[point] = NONE if settled.usual is None else settled.usual
    carry = in_columns([settled.carry])
    for name in NAMES:
        getattr(rows.carries, name)[point] = getattr(carry, name)[0]


def restate(rows: DayRows, newer: DayRows) -> None:
    """Puts what a later night says of some service points in the place of what stands in `rows`, which has them all.

    Closing readings stay: the later night does not know them any more.
    """
    for name in ("values", "basis", "masks", "usual", "readings"):
        getattr(rows, name)[newer.point] = getattr(newer, name)
    for name in NAMES:
        getattr(rows.carries, name)[newer.point] = getattr(newer.carries, name)


def stored_day(rows: DayRows, row: int) -> StoredDay:
    """A row as it would be read once it is published."""
    values = tuple(None if value == UNKNOWN else value for value in rows.values[row].tolist())
    basis, masks = tuple(rows.basis[row].tolist()), tuple(rows.masks[row].tolist())
    return StoredDay(rows.day, values, basis, int(rows.readings[row]), masks, rows.carries.one(row))


def single(point: int, settled: SettledDay, readings: int) -> DayRows:
    """The row of one service point alone; its closing readings are not known any more."""
    nothing = np.full((1, settled.day.intervals), NONE)
    basis = np.array([settled.basis], np.uint8)
    counted = np.array([readings])
    carry = in_columns([settled.carry])
    masks = np.array([settled.masks], np.uint32)
    usual = np.array([NONE if settled.usual is None else settled.usual])
    columns = (np.array([point]), np.array([_values(settled)]), basis, nothing, nothing, counted, carry, masks, usual)
    return DayRows(settled.day, *columns)


def _values(settled: SettledDay) -> list[int]:
    return [UNKNOWN if value is None else value for value in settled.values]
