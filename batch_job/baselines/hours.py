"""Cutting settled days into whole local hours, and peaks into the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from batch_job.baselines.robust import Floats
from contract.baseline_view import hour_of_week
from contract.batch_view import UNKNOWN
from contract.usage import Basis
from contract.windows import HOUR_MS, INTERVAL_MS

INTERVALS = HOUR_MS // INTERVAL_MS


@dataclass(frozen=True)
class LocalHours:
    """The whole local hours of a day, in order: the first interval of each, its start (UTC ms), hour of the week.

    An hour that the clock's change cuts short is none; one that it repeats is two.
    """

    interval: NDArray[np.int64]
    start: NDArray[np.int64]
    hour: NDArray[np.int64]


def local_hours(start: int, intervals: int, zone: str) -> LocalHours:
    """The hours of the local day that begins at `start` (UTC ms)."""
    begins = start + np.arange(intervals) * INTERVAL_MS
    offset = np.array([_offset(int(instant), zone) for instant in begins])
    hour = (begins + offset) // HOUR_MS
    first = np.flatnonzero(np.append(True, (np.diff(hour) != 0) | (np.diff(offset) != 0)))
    whole = first[np.diff(np.append(first, intervals)) == INTERVALS]
    label = [hour_of_week(int(begins[each]) + HOUR_MS, zone) for each in whole]
    return LocalHours(whole, begins[whole], np.array(label, np.int64))


def _offset(instant: int, zone: str) -> int:
    moment = datetime.fromtimestamp(instant / 1000, UTC).astimezone(ZoneInfo(zone)).utcoffset()
    return round(moment.total_seconds() * 1000) if moment else 0


def hourly_usage(values: NDArray[np.int64], basis: NDArray[np.uint8], hours: LocalHours) -> Floats:
    """Usage by point and hour; NaN if an interval is unknown, or a part of a line through a long gap."""
    known = (values != UNKNOWN) & (basis <= Basis.LINEAR)
    amounts = np.where(known, values, np.nan)
    columns = hours.interval[:, None] + np.arange(INTERVALS)
    usage: Floats = amounts[:, columns].sum(axis=-1).astype(np.float32)
    return usage


def peak_hours(hours: LocalHours) -> NDArray[np.int64]:
    """The number of the UTC hour that a local one lies in, or half in where a zone is not whole hours from UTC."""
    return (hours.start + HOUR_MS // 2) // HOUR_MS
