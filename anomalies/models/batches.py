"""From histories to the rows that models score; the same for training and for judging."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from anomalies.history import History
from anomalies.models.protocol import DTYPES
from contract.baseline_view import hour_of_week
from contract.encoding.baseline_book import BaselineBook
from contract.windows import HOUR_MS

Usual = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Median and MAD of the hours, (points, hours), mWh or mL; NaN unknown."""

LAGS = {"hour_before": 1, "day_before": 24, "two_days_before": 48}


def batch_of(history: History, first: int, usual: Usual) -> pd.DataFrame:
    """Rows of all points for the hours from number `first` on, point after point; `usual` of just these hours."""
    hours = history.hourly.shape[1]
    count = hours - first
    ends = ends_of(history, first)
    week = hours_of_week(history, ends)
    columns: dict[str, Any] = {
        "utility": np.full(history.points * count, history.utility.name, object),
        "user_id": np.repeat(history.user_id, count),
        "at": np.tile(ends, history.points),
        "hour": week.ravel() % 24,
        "weekday": week.ravel() // 24,
        "usage": history.hourly[:, first:].ravel(),
        **{name: _before(history, first, lag).ravel() for name, lag in LAGS.items()},
        "median": usual[0].ravel(),
        "mad": usual[1].ravel(),
        "temperature": np.full(history.points * count, np.nan),
    }
    return pd.DataFrame(columns).astype(DTYPES)


def ends_of(history: History, first: int) -> NDArray[np.int64]:
    """The ends of the hours from number `first` on, UTC ms."""
    return history.start + (np.arange(first, history.hourly.shape[1], dtype=np.int64) + 1) * HOUR_MS


def hours_of_week(history: History, ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """The local hour of the week of each point and hour."""
    zones, of = np.unique(history.zone, return_inverse=True)
    table = [[hour_of_week(int(end), str(zone)) for end in ends] for zone in zones]
    return np.array(table, np.int64).reshape(len(zones), len(ends))[of]


def usual_by_book(history: History, first: int, book: BaselineBook) -> Usual:
    """By the batch's baselines, each hour by those that were effective then."""
    ends = ends_of(history, first)
    letters = np.full(history.points, ord(history.utility.letter))
    found = [book.lookup(letters, history.user_id, np.full(history.points, end)) for end in ends]
    return _column(found, "usage_median", history.points), _column(found, "usage_mad", history.points)


def _column(found: list[NDArray[Any]], name: str, points: int) -> NDArray[np.float64]:
    hours = [each[name].astype(np.float64) for each in found]
    return np.stack(hours, axis=1) if hours else np.empty((points, 0))


def _before(history: History, first: int, lag: int) -> NDArray[np.float64]:
    """Usage of so many hours earlier; NaN before the history begins."""
    padded = np.pad(history.hourly, ((0, 0), (lag, 0)), constant_values=np.nan)
    earlier: NDArray[np.float64] = padded[:, first : history.hourly.shape[1]]
    return earlier
