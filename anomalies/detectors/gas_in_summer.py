"""Gas that burns in the warm months as if it were cold: far more than the neighbours, whose kitchens it is for."""

from __future__ import annotations

import numpy as np

from anomalies.criteria import Criteria
from anomalies.detectors.episode import Episode, Found, Run, latched
from anomalies.history import QUARTERS, Array, History
from anomalies.local_time import local_time
from anomalies.peers import peers_of
from contract.alerts import Kind

WARM_MONTHS = (6, 7, 8, 9)
HOURS = 24
NEIGHBOURS = 2.0  # times what they burn at the median
ENDS = 0.5


def find(history: History, criteria: Criteria) -> Found:
    """Of a history of gas meters. Score: usage above the neighbours' in the 24 h before an hour, by the criterion."""
    hours = history.hourly.shape[1]
    score = np.zeros((history.points, hours), np.float32)
    local = local_time(history)
    warm = np.isin(local.month, WARM_MONTHS)[local.of][:, ::QUARTERS][:, :hours]
    if hours < HOURS or not warm.any():
        return Found([], score)
    total = np.pad(np.cumsum(np.nan_to_num(history.hourly), axis=1), ((0, 0), (1, 0)))
    day = (total[:, HOURS:] - total[:, :-HOURS]) / 1000
    usual = _neighbours(day, peers_of(history.place))
    limit = np.maximum(criteria.gas_summer_l_a_day, NEIGHBOURS * usual)
    score[:, HOURS - 1 :] = np.maximum(day - usual, 0) / limit
    score[~warm] = 0
    runs = latched(score >= 1, score >= ENDS)
    return Found([_episode(history, score, day, usual, run) for run in runs], score)


def _neighbours(day: Array, peers: Array) -> Array:
    """Of each row, the median of its peers."""
    usual = np.zeros_like(day)
    for group in np.unique(peers):
        rows = peers == group
        usual[rows] = np.median(day[rows], axis=0)
    return usual


def _episode(history: History, score: Array, day: Array, usual: Array, run: Run) -> Episode:
    row, first, stop = run
    peak = first + int(score[row, first:stop].argmax())
    start = max(first - HOURS + 1, 0)
    end = None if stop == history.hourly.shape[1] else history.at(stop * QUARTERS)
    evidence: dict[str, int | float | str] = {
        "usage": round(float(day[row, peak - HOURS + 1]), 1),
        "usual": round(float(usual[row, peak - HOURS + 1]), 1),
        "days": round((stop - start) / HOURS, 2),
    }
    amount = float(np.nansum(history.hourly[row, start:stop])) - float(usual[row, peak - HOURS + 1]) * 1000 * (
        (stop - start) / HOURS
    )
    user, weight = int(history.user_id[row]), float(score[row, peak])
    begin = history.at(start * QUARTERS)
    return Episode(Kind.GAS_IN_SUMMER, history.utility, user, begin, end, evidence, weight, max(amount, 0.0))
