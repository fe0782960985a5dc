"""Water that runs most of the night from 02 to 05, when nobody should be using any."""

from __future__ import annotations

import numpy as np

from anomalies.criteria import Criteria
from anomalies.detectors.episode import Episode, Found
from anomalies.detectors.leak import ML_A_QUARTER
from anomalies.history import Array, History, by_hour
from anomalies.local_time import LocalTime, local_time
from contract.alerts import Kind

FIRST, STOP = 8, 20  # quarters of the local day
NIGHT = STOP - FIRST
PAUSES = 4  # quarters of a night that do not count: a toilet that runs until four runs all the same
BETWEEN = 96 + NIGHT  # columns from a night's beginning to the next one's end, and one more for a changed clock


def find(history: History, criteria: Criteria) -> Found:
    """Of a history of water meters. Score: a night's least flow by the criterion, in the hours of that night."""
    flow = _least_flow(history, local_time(history))
    score = flow / criteria.night_flow_l_per_min
    episodes = [
        each
        for row in np.flatnonzero((score >= 1).any(axis=1)).tolist()
        for each in _episodes(history, flow, score, row)
    ]
    return Found(episodes, by_hour(score))


def _least_flow(history: History, local: LocalTime) -> Array:
    """L/min that ran at least, but for the pauses, in each whole night, in the columns of the night; else 0."""
    flow = np.zeros((history.points, history.intervals), np.float32)
    for zone in range(len(local.quarter)):
        rows = np.flatnonzero(local.of == zone)
        begins = np.flatnonzero(local.quarter[zone] == FIRST)
        for first in begins[begins + NIGHT <= history.intervals].tolist():
            night = slice(first, first + NIGHT)
            ordered = np.partition(np.nan_to_num(history.usage[rows, night]), PAUSES, axis=1)
            least = ordered[:, PAUSES] / ML_A_QUARTER
            flow[rows, night] = least[:, None]
    return flow


def _episodes(history: History, flow: Array, score: Array, row: int) -> list[Episode]:
    """Nights that follow each other are one; it lasts until a night is quiet or half a day more has gone."""
    columns = np.flatnonzero(score[row] >= 1)
    groups = np.split(columns, np.flatnonzero(np.diff(columns) > BETWEEN) + 1)
    quiet = np.delete(flow[row], columns)
    usual = float(np.median(quiet[quiet > 0])) if (quiet > 0).any() else 0.0
    found = []
    for group in groups:
        first, stop = int(group[0]), int(group[-1]) + 1
        end = None if history.intervals - stop < BETWEEN else history.at(stop)
        litres = float(flow[row, group].max())
        nights = len(group) / NIGHT
        evidence: dict[str, int | float | str] = {
            "l_per_min": round(litres, 3),
            "usual": round(usual, 3),
            "nights": round(nights),
        }
        amount = float(flow[row, group].sum()) * ML_A_QUARTER
        user, weight = int(history.user_id[row]), float(score[row, group].max())
        begin = history.at(first)
        found.append(Episode(Kind.NIGHT_FLOW, history.utility, user, begin, end, evidence, weight, amount))
    return found
