"""A register that runs backwards beyond noise, or demand below nothing: what is fed in has a register of its own."""

from __future__ import annotations

import numpy as np

from anomalies.criteria import Criteria
from anomalies.detectors.episode import Episode, Found, Run, latched
from anomalies.history import QUARTERS, Array, History, by_hour
from contract.alerts import Kind
from contract.windows import INTERVAL_MS

NOISE = 20  # W or L/h: a meter's display may tremble about nothing
LASTING = 2  # intervals in a row that demand must be below nothing


def find(history: History, criteria: Criteria) -> Found:
    """Score: 1 and more where it runs back, by how far."""
    odd = np.flatnonzero(_odd(history))  # few
    strange = np.maximum(_by_demand(history, odd), _by_register(history, odd))
    runs = latched(strange >= 1, strange >= 0.5)
    episodes = [_episode(history, strange[run.row], run._replace(row=int(odd[run.row]))) for run in runs]
    score = np.zeros((history.points, history.intervals // QUARTERS), np.float32)
    score[odd] = by_hour(strange)
    return Found(episodes, score)


def _odd(history: History) -> Array:
    """Rows (a mask) in which anything may run back."""
    odd = np.zeros(history.points, bool)
    if history.least is not None:
        odd |= (history.least < 0).any(axis=1)
    if history.fallen is not None:
        odd |= history.fallen.any(axis=1)
    return odd


def _by_demand(history: History, rows: Array) -> Array:
    if history.least is None:
        return np.zeros((len(rows), history.intervals), np.float32)
    least = history.in_all(history.least, rows)
    below = np.maximum(-np.nan_to_num(least) / NOISE, 0).astype(np.float32)
    lasts = np.minimum(below, np.maximum(_shifted(below, 1), _shifted(below, -1)))
    # once alone is half a sign
    weak: Array = np.where(lasts >= 1, lasts, np.minimum(below, 0.5)).astype(np.float32)
    return weak


def _shifted(columns: Array, by: int) -> Array:
    moved = np.zeros_like(columns)
    if by > 0:
        moved[:, by:] = columns[:, :-by]
    else:
        moved[:, :by] = columns[:, -by:]
    return moved


def _by_register(history: History, rows: Array) -> Array:
    if history.fallen is None:
        return np.zeros((len(rows), history.intervals), np.float32)
    score: Array = (np.nan_to_num(history.fallen[rows]) / history.utility.back_step).astype(np.float32)
    return score


def _episode(history: History, score: Array, run: Run) -> Episode:
    row, first, stop = run
    end = None if stop == history.intervals else history.at(stop)
    shown = None if history.least is None else history.in_all(history.least, np.array([row]))[0, first:stop]
    least = 0.0 if shown is None else float(np.nan_to_num(shown).min())
    fallen = 0.0 if history.fallen is None else float(np.nansum(history.fallen[row, first:stop]))
    hours_of_demand = -least * (stop - first) * INTERVAL_MS / 3600  # mWh or mL, at most
    evidence: dict[str, int | float | str] = {
        "fallen": round(fallen / 1000, 1),
        "demand": round(least, 1),
        "allowed": history.utility.back_step / 1000,
    }
    user, weight = int(history.user_id[row]), float(score[first:stop].max())
    amount = max(fallen, hours_of_demand)
    return Episode(Kind.REVERSE_FLOW, history.utility, user, history.at(first), end, evidence, weight, amount)
