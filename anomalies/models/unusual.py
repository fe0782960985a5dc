"""Detector `unusual`: hours on end that the model in use finds far from what is usual for the home."""

from __future__ import annotations

import numpy as np
import structlog

from anomalies.detectors.episode import Episode, Found, Run, latched
from anomalies.history import QUARTERS, Array, History
from anomalies.models.batches import batch_of, usual_by_book
from anomalies.models.protocol import Model, scored
from contract.alerts import Kind
from contract.encoding.baseline_book import BaselineBook
from contract.settings import Settings

HOURS = 6  # judged of the newest; an alert that began before them goes on
LASTING = 3  # hours: a guest's bath is none of our business
CLEARED = 0.5
log = structlog.get_logger()


def find(history: History, model: Model, book: BaselineBook, settings: Settings) -> Found:
    """Score: the least of LASTING hours in a row, by the criterion. Where the model fails, nothing is found, and said.

    Not judged: heads of feeders, and hours that the model cannot tell.
    """
    hours = history.hourly.shape[1]
    first = max(hours - HOURS, 0)
    score = np.zeros((history.points, hours), np.float32)
    batch = batch_of(history, first, usual_by_book(history, first, book))
    try:
        found = scored(model, batch)
    except Exception as error:  # noqa: BLE001 - a plug-in may raise anything, and the other detectors must go on
        log.error("the model failed", model=model.name, version=model.version, reason=repr(error))
        return Found([], score)
    raw = np.nan_to_num(found.to_numpy()).reshape(history.points, hours - first)
    raw[history.heads] = 0
    score[:, first:] = lasting(raw / settings.unusual_deviations)
    judge = {"model": model.name, "version": model.version, **found.attrs}
    who = {str(name): str(value) for name, value in judge.items()}
    runs = latched(score >= 1, score >= CLEARED)
    return Found([_episode(history, score, run, who, settings.unusual_deviations) for run in runs], score)


def lasting(score: Array) -> Array:
    """Of each hour the strangest stretch of LASTING hours that it lies in, each no stranger than any of its hours."""
    hours = score.shape[1]
    if hours < LASTING:
        return np.zeros_like(score)
    least = np.lib.stride_tricks.sliding_window_view(score, LASTING, axis=1).min(axis=2)
    padded = np.pad(least, ((0, 0), (LASTING - 1, LASTING - 1)))
    found: Array = np.lib.stride_tricks.sliding_window_view(padded, LASTING, axis=1).max(axis=2)
    return found


def _episode(history: History, score: Array, run: Run, who: dict[str, str], criterion: float) -> Episode:
    row, first, stop = run
    end = None if stop == score.shape[1] else history.at(stop * QUARTERS)
    weight = float(score[row, first:stop].max())
    evidence: dict[str, int | float | str] = {
        "model": who["model"],
        "version": who["version"],
        "score": round(weight * criterion, 2),
        "criterion": criterion,
    }
    user, start = int(history.user_id[row]), history.at(first * QUARTERS)
    return Episode(Kind.UNUSUAL, history.utility, user, start, end, evidence, weight)
