"""No usage for unusually long, in a home that does rest at times: nobody there, or a valve that is closed."""

from __future__ import annotations

import numpy as np

from anomalies.criteria import Criteria
from anomalies.detectors.episode import Episode, Found
from anomalies.detectors.stuck import HOUR, LEAST
from anomalies.history import Array, History, by_hour
from anomalies.rests import Rests, painted
from contract.alerts import Kind

USED = 0.2  # of the intervals outside the rest: who hardly uses anything is not missed


def find(history: History, criteria: Criteria) -> Found:
    """Score: a rest's length by the criterion or by what is usual, whichever asks for more."""
    found = history.rests
    limit = np.maximum(criteria.zero_run_hours * HOUR, criteria.rest_factor * found.other)
    known = found.other >= LEAST
    score = np.where(known & _missed(history, found), found.length / limit, 0)
    # nothing but rest for as long as is known: what began before goes on
    goes_on = (score < 1) & (found.length >= criteria.zero_run_hours * HOUR) & (found.stop == history.intervals)
    places = np.flatnonzero((score >= 1) | goes_on).tolist()
    episodes = [_episode(history, found, float(score[place]), place) for place in places]
    return Found(episodes, by_hour(painted(history.rested.shape, found, score)))


def _missed(history: History, found: Rests) -> Array:
    used = np.count_nonzero(history.usage > 0, axis=1)[found.row]
    outside = np.maximum(history.intervals - found.length, 1)
    missed: Array = used / outside >= USED
    return missed


def _episode(history: History, found: Rests, score: float, place: int) -> Episode:
    row, first, stop = int(found.row[place]), int(found.first[place]), int(found.stop[place])
    end = None if stop == history.intervals else history.at(stop)
    total = float(np.nansum(history.usage[row]))
    usual = total / max(history.intervals - (stop - first), 1) * HOUR
    evidence: dict[str, int | float | str] = {
        "hours": (stop - first) / HOUR,
        "longest_rest": float(found.other[place] / HOUR),
        "usual": round(usual / 1000, 1),
    }
    user, begin = int(history.user_id[row]), history.at(first)
    return Episode(Kind.ZERO_RUN, history.utility, user, begin, end, evidence, score, opens=score >= 1)
