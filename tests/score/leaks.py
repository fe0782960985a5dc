"""Leaks found within two days, by a detector that is given no later reading than that."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from anomalies.criteria import Criteria
from anomalies.detectors import leak
from anomalies.history import History
from contract.alerts import Kind
from contract.windows import HOUR_MS, INTERVAL_MS
from tests.score.events import Event
from tests.score.measures import Scored

WITHIN_MS = 48 * HOUR_MS
LEAST_L_H = 18  # 0.3 l/min


def leaks_found(scored: Scored, water: History, criteria: Criteria) -> tuple[int, int]:
    """How many, of how many that are large and long enough."""
    due = [
        event
        for event in scored.own(Kind.LEAK)
        if event.size >= LEAST_L_H and event.end - event.start >= WITHIN_MS and event.start + WITHIN_MS <= water.end
    ]
    return sum(
        _found(event, _until(water, scored.row(event), event.start + WITHIN_MS), criteria) for event in due
    ), len(due)


def _until(water: History, row: int, end: int) -> History:
    """One service point's history as it was known at `end`."""
    columns = (end - water.start) // INTERVAL_MS
    one = np.array([row])
    per_point = {name: getattr(water, name)[one] for name in ("user_id", "zone", "place", "feeder", "heads")}
    return replace(water, level=water.level[one, : columns + 1], least=None, most=None, fallen=None, **per_point)


def _found(event: Event, known: History, criteria: Criteria) -> bool:
    return any(each.end is None or each.end > event.start for each in leak.find(known, criteria).episodes)
