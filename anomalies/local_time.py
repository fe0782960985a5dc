"""Local time of service points, once for each zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from anomalies.history import Array, History
from contract.windows import HOUR_MS, INTERVAL_MS

DAY_QUARTERS = 96


@dataclass(frozen=True)
class LocalTime:
    """Per zone and interval: quarter of the local day (0 .. 95), weekday (0 Monday), month; `of` is each row's zone."""

    of: Array
    quarter: Array
    weekday: Array
    month: Array


def local_time(history: History) -> LocalTime:
    """Of the intervals of a history. A zone's clock is looked at once an hour: it changes on whole hours."""
    names, of = np.unique(history.zone, return_inverse=True)
    hours = -(-history.intervals // 4)
    told = [[_seen(history.start + hour * HOUR_MS, ZoneInfo(name)) for hour in range(hours)] for name in names.tolist()]
    table = np.array(told, np.int64).reshape(len(names), hours, 3)
    quarter = np.repeat(table[:, :, 0], 4, axis=1) + np.tile(np.arange(4), hours)
    over = quarter // DAY_QUARTERS  # of zones that are half an hour beside
    weekday = (np.repeat(table[:, :, 1], 4, axis=1) + over) % 7
    month = np.repeat(table[:, :, 2], 4, axis=1)
    stop = history.intervals
    return LocalTime(of, (quarter % DAY_QUARTERS)[:, :stop], weekday[:, :stop], month[:, :stop])


def _seen(instant: int, zone: ZoneInfo) -> tuple[int, int, int]:
    local = datetime.fromtimestamp(instant / 1000, zone)
    return (local.hour * HOUR_MS // INTERVAL_MS + local.minute // 15, local.weekday(), local.month)
