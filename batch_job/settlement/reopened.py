"""Service points that do not simply go on from what was served: settled by the reference.

Where the last settled day ended in a gap, from where the gap began; what was settled before it stands, and the stored
row of a day gives the values. Where the level at the run's start is not the one served there any more, from the start.
Both are rare.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from batch_job.settlement.carries import NONE, Carries
from batch_job.settlement.days import Day
from batch_job.settlement.ends import Ends
from batch_job.settlement.levels import Levels
from contract.closing import Closing
from contract.reference import Look
from contract.settlement import settle_day
from contract.usage import Basis, Carry, History
from contract.windows import INTERVAL_MS


@dataclass(frozen=True)
class StoredDay:
    """A day as it was published: values (None where unknown) and basis per interval, and the readings counted."""

    day: Day
    values: tuple[int | None, ...]
    basis: tuple[int, ...]
    readings: int
    masks: tuple[int, ...] = ()  # of findings; none for a day published before they were kept
    carry: Carry | None = None


@dataclass(frozen=True)
class SettledDay:
    """One day of one service point, settled again."""

    day: Day
    values: tuple[int | None, ...]
    basis: tuple[int, ...]
    carry: Carry | None
    masks: tuple[int, ...] = ()  # of findings; before it is judged, those of the day as published
    usual: int | None = None
    stand: int = 0  # so many of its first intervals stand as they were published


def open_since(carries: Carries, start: int) -> NDArray[np.int64]:
    """The interval end from which each service point is unknown up to `start` (UTC ms); NONE where nothing is open."""
    floor = carries.closing_at // INTERVAL_MS * INTERVAL_MS
    since = np.where(carries.served_at == NONE, floor, carries.served_at)
    return np.where((carries.closing_at != NONE) & (since < start), since, NONE)


def to_settle_again(carries: Carries, rows: Levels, ends: Ends) -> list[int]:
    """The service points with a gap open at the start that this run has a closing reading of, or with another level."""
    heard = np.zeros(len(carries.level), bool)
    heard[rows.point[~rows.carried]] = True
    other = (ends.basis[:, 0] != Basis.UNKNOWN) & (ends.level[:, 0] != carries.served_level)
    moved = other & (carries.served_at == ends.start)
    return np.flatnonzero(moved | heard & (open_since(carries, ends.start) != NONE)).tolist()


def closings_of(rows: Levels, point: int) -> list[Closing]:
    """The closing readings of one service point in this run."""
    begin, stop = np.searchsorted(rows.point, (point, point + 1)).tolist()
    columns = (rows.at, rows.register, rows.meter_id)
    listed = zip(*(column[begin:stop].tolist() for column in columns), strict=True)
    return [Closing(*row) for row, carried in zip(listed, rows.carried[begin:stop], strict=True) if not carried]


def settle_again(
    past: History, since: int, days: list[Day], stored: dict[Day, StoredDay], look: Look
) -> Iterator[SettledDay]:
    """Every day in order, the first of them holding what follows `since`; `past` begins with its carry."""
    for day in days:
        start = max(since, day.start)
        stand = (start - day.start) // INTERVAL_MS
        values, basis = _before(stored.get(day), stand)
        usage = settle_day(past, start, day.stop, look.seen, look.shape)
        values += tuple(value.usage for value in usage.values)
        basis += tuple(int(value.basis) for value in usage.values)
        masks = stored[day].masks if day in stored else ()
        yield SettledDay(day, values, basis, _at_end(usage.carry, stored.get(day)), masks, stand=stand)
        past = replace(past, carry=usage.carry)


def _at_end(carry: Carry | None, stored: StoredDay | None) -> Carry | None:
    """The state at a day's end: the readings of days before the run's are gone, but not the segment they ended in."""
    if carry and stored and stored.carry and carry.segment.at > stored.day.stop:
        return replace(carry, segment=stored.carry.segment)
    return carry


def _before(stored: StoredDay | None, count: int) -> tuple[tuple[int | None, ...], tuple[int, ...]]:
    if stored is None:
        return (None,) * count, (int(Basis.UNKNOWN),) * count
    return stored.values[:count], stored.basis[:count]
