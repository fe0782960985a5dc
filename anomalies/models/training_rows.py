"""The rows that a model learns from: hours of some homes, each with what was usual before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from anomalies.closings import Closings
from anomalies.history import Array, History
from anomalies.levels import levels_of
from anomalies.models.archive import Span
from anomalies.models.batches import Usual, batch_of, ends_of, hours_of_week
from anomalies.registry import Points
from contract.utilities import Utility

BEFORE = 1 / 3  # of the span makes what is usual, the rest the rows, so no row is in its own median
LEAST_HOURS = 3


@dataclass(frozen=True)
class Split:
    """Rows to learn from, and later ones to measure by."""

    learn: pd.DataFrame
    measure: pd.DataFrame


def history_of(utility: Utility, points: Points, chosen: Array, closings: Closings, span: Span) -> History:
    """The history of the chosen rows of `points`, whose closing readings these are, over the span."""
    level, _ = levels_of(closings, utility)
    columns = (points.user_id, points.zone, points.place, points.feeder, points.heads)
    user, zone, place, feeder, heads = (column[chosen] for column in columns)
    return History(utility, span.start, user, zone, level, place, feeder, heads)


def split(history: History, share: float = 0.2) -> Split:
    """The last `share` of the rows' hours measures."""
    hours = history.hourly.shape[1]
    first = round(hours * BEFORE)
    rows = batch_of(history, first, usual_before(history, first))
    turn = ends_of(history, first)[round((hours - first) * (1 - share))]
    earlier = (rows["at"] < turn).to_numpy()
    return Split(rows[earlier], rows[~earlier])


def usual_before(history: History, first: int) -> Usual:
    """Median and MAD, by local hour of the day, of the hours before number `first`, for the hours from it on."""
    hour = hours_of_week(history, ends_of(history, 0)) % 24
    median, mad = (np.full((history.points, hour.shape[1] - first), np.nan) for _ in range(2))
    for zone in np.unique(history.zone):
        rows = np.flatnonzero(history.zone == zone)
        clock = hour[rows[0]]
        for each in range(24):
            samples = history.hourly[np.ix_(rows, np.flatnonzero(clock[:first] == each))]
            place = np.ix_(rows, np.flatnonzero(clock[first:] == each))
            median[place], mad[place] = (column[:, None] for column in _usual(samples))
    return median, mad


def _usual(samples: NDArray[np.float64]) -> Usual:
    """Median and MAD of each row; NaN with fewer than LEAST_HOURS known samples."""
    enough = (~np.isnan(samples)).sum(axis=1) >= LEAST_HOURS
    median, mad = (np.full(len(samples), np.nan) for _ in range(2))
    median[enough] = np.nanmedian(samples[enough], axis=1)
    mad[enough] = np.nanmedian(np.abs(samples[enough] - median[enough, None]), axis=1)
    return median, mad
