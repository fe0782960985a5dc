"""A register that stands still: although demand is shown, or although this home never rests so long.

A home that hardly rests (no hour) is stuck by its rest alone, of gas and water after a day, for weather and habits
change; of others zero_run judges the length of a rest.
"""

from __future__ import annotations

import numpy as np

from anomalies.criteria import Criteria
from anomalies.detectors.episode import Episode, Found
from anomalies.history import Array, History, by_hour
from anomalies.rests import Rests, painted
from contract.alerts import Kind
from contract.utilities import ELECTRICITY
from contract.windows import HOUR_MS, INTERVAL_MS

LEAST = 4  # intervals: an hour
DAY = 96  # intervals
LEAST_OF_OTHERS = DAY  # of what is not electricity
CONTRADICTED = 2  # intervals with demand shown while the register stood
HOUR = HOUR_MS / INTERVAL_MS


def find(history: History, criteria: Criteria) -> Found:
    """Score: a rest's length by the criterion, or 2 and more where demand was shown meanwhile."""
    found = history.rests
    shown = _shown(history, found)
    least = LEAST if history.utility is ELECTRICITY else LEAST_OF_OTHERS
    limit = np.maximum(least, criteria.rest_factor * found.other)
    restless = found.other < LEAST
    by_rest = np.where(restless, found.length / (limit + 0.5), 0)
    by_demand = np.where(shown >= CONTRADICTED, shown.astype(np.float64), 0)
    score = np.maximum(by_rest, by_demand)
    episodes = [_episode(history, found, shown, score, place) for place in np.flatnonzero(score >= 1).tolist()]
    return Found(episodes, by_hour(painted(history.rested.shape, found, score)))


def _shown(history: History, found: Rests) -> Array:
    """Intervals of each rest in which demand was shown, but for the edges, which a register may not have met yet.

    Where they are too few to contradict anything, 0.
    """
    if history.most is None:
        return np.zeros(len(found.row), np.int64)
    counted = np.zeros(len(found.row), np.int64)
    long = np.flatnonzero(found.length >= CONTRADICTED + 2)  # no others have so many inside
    rows, place = np.unique(found.row[long], return_inverse=True)
    so_far = np.pad(np.cumsum(history.in_all(history.most, rows) > 0, axis=1, dtype=np.int16), ((0, 0), (1, 0)))
    counted[long] = so_far[place, found.stop[long] - 1] - so_far[place, found.first[long] + 1]
    return counted


def _episode(history: History, found: Rests, shown: Array, score: Array, place: int) -> Episode:
    row, first, stop = int(found.row[place]), int(found.first[place]), int(found.stop[place])
    end = None if stop == history.intervals else history.at(stop)
    most = None if history.most is None else history.in_all(history.most, np.array([row]))[0, first:stop]
    demand = 0.0 if most is None else float(np.nan_to_num(most).mean())
    evidence: dict[str, int | float | str] = {
        "hours": (stop - first) / HOUR,
        "demand": round(demand, 1),
        "longest_rest": float(found.other[place] / HOUR),
    }
    usual = _usual(history, row, first, stop)
    amount = None if usual is None else usual * (stop - first)
    start = history.at(first)
    user, weight = int(history.user_id[row]), float(score[place])
    # who has used nothing at all, or has just come home, may have been away, but for electricity
    opens = history.utility is ELECTRICITY or shown[place] >= CONTRADICTED or bool(usual)
    return Episode(Kind.STUCK, history.utility, user, start, end, evidence, weight, amount, opens=opens)


def _usual(history: History, row: int, first: int, stop: int) -> float | None:
    """Mean usage of an interval outside the episode; None if less than a day is known there."""
    others = np.delete(history.usage[row], slice(first, stop))
    known = others[~np.isnan(others)]
    return float(known.mean()) if len(known) >= DAY else None
