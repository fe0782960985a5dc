"""The detectors' scores of a fleet: by utility and kind of alert, for every service point and hour."""

from __future__ import annotations

import numpy as np

from anomalies.criteria import Criteria
from anomalies.detectors import detect
from anomalies.detectors.silent import silent
from anomalies.history import Array, by_hour
from contract.alerts import Kind
from contract.windows import INTERVAL_MS, MINUTE_MS
from tests.score.spike_scores import spike_scores
from tests.score.view import View

Scores = dict[tuple[str, Kind], Array]
"""(points, hours), 1 where the criterion is met."""


def scores(views: list[View], criteria: Criteria) -> Scores:
    """Of all kinds and utilities of a fleet."""
    found: Scores = {}
    for view, spikes in zip(views, spike_scores(views), strict=True):
        name = view.history.utility.name
        found |= {(name, kind): score for kind, score in detect(view.history, criteria).scores.items()}
        found[name, Kind.SILENT] = _silent(view, criteria)
        found[name, Kind.SPIKE] = spikes
    return found


def _silent(view: View, criteria: Criteria) -> Array:
    """As the clock finds it at each interval's end: the meters that are silent, by how long."""
    now = view.history.start + (np.arange(view.history.intervals) + 1) * INTERVAL_MS
    mask = silent(view.last_at, now, criteria)
    minutes = (now - view.last_at) / MINUTE_MS
    return by_hour(np.where(mask, minutes / criteria.silent_minutes, 0))
