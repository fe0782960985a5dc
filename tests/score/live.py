"""Level shifts as the live layer seeks them: every hour anew, in a ring of 95 h, beside the batch's baselines.

An hour's score is the highest that any of these looks gave it: whatever was told once was told.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from anomalies.criteria import Criteria
from anomalies.detectors import Usual, level_shift
from anomalies.history import QUARTERS, Array, History
from anomalies.models.batches import hours_of_week
from batch_job.baselines.usual import Samples, baselines
from contract.alerts import Kind
from contract.live_view import SLOTS
from contract.settings import Settings
from contract.windows import DAY_MS, HOUR_MS, INTERVAL_MS
from simulator.demand.country import Country
from tests.score.findings import Scores
from tests.score.measures import HOURS_A_DAY, Scored
from tests.score.seeds import Case
from tests.score.view import View

RING = (SLOTS - 2) // QUARTERS  # hours: the interval that is open, and the one after it, are no history
KNOWN = Settings.baseline_weeks * 7  # days


def live_scores(country: Country, views: list[View], case: Case, criteria: Criteria) -> Scores:
    """Of level shifts alone. Before the case's days the same homes had days without faults, which the batch knows."""
    found = {}
    for view, earlier in zip(views, _earlier(country, views, KNOWN - case.quiet_days), strict=True):
        usual = _usual(view.history, earlier)
        first = case.quiet_days * HOURS_A_DAY + 1
        found[view.history.utility.name, Kind.LEVEL_SHIFT] = _looked(view.history, usual, first, criteria)
    return found


def alone(scored: Scored) -> Scored:
    """The same fleet, in which only level shifts are sought, and as the live layer does."""
    events = [each if each.kind is Kind.LEVEL_SHIFT else replace(each, kind=None) for each in scored.events]
    return replace(scored, scores=scored.live, events=events, live={})


def _earlier(country: Country, views: list[View], days: int) -> list[Array]:
    """Hours (points, hours; mWh or mL) of the days before the views."""
    last = views[0].history.start // INTERVAL_MS
    moments = [country.demand(last - back) for back in range(days * DAY_MS // INTERVAL_MS, 0, -1)]
    fleets = range(len(country.fleets) - 1)
    quarters = [np.stack([moment[fleet].usage() for moment in moments], axis=1) for fleet in fleets]
    return [each.reshape(len(each), -1, QUARTERS).sum(axis=2) for each in quarters]


def _usual(history: History, earlier: Array) -> Usual:
    """Medians and MADs (points, hours) of the history's hours, by the six weeks before the UTC day of each."""
    hourly = np.concatenate([earlier, history.hourly], axis=1).astype(np.float32)
    ends = history.start + (np.arange(hourly.shape[1]) + 1 - earlier.shape[1]) * HOUR_MS
    week = hours_of_week(history, ends)
    median, mad = np.full((2, *history.hourly.shape), np.nan)
    for zone in np.unique(history.zone):
        rows = np.flatnonzero(history.zone == zone)
        for hour in range(0, history.hourly.shape[1], HOURS_A_DAY):
            today = hour + earlier.shape[1]
            known = slice(max(today - KNOWN * HOURS_A_DAY, 0), today)
            nothing = np.full((len(rows), known.stop - known.start), np.nan, np.float32)
            own = Samples(hourly[rows, known], nothing, week[rows[0], known])
            found = baselines(own, Settings.baseline_least_hours)[:, week[rows[0], today : today + HOURS_A_DAY]]
            median[rows, hour : hour + HOURS_A_DAY] = found["usage_median"]
            mad[rows, hour : hour + HOURS_A_DAY] = found["usage_mad"]
    return median, mad


def _looked(history: History, usual: Usual, first: int, criteria: Criteria) -> Array:
    """Scores (points, hours): the highest of the looks at the end of each hour from number `first` on."""
    score = np.zeros(history.hourly.shape, np.float32)
    for stop in range(first, history.hourly.shape[1] + 1):
        seen = slice(max(stop - RING, 0), stop)
        level = history.level[:, seen.start * QUARTERS : stop * QUARTERS + 1]
        ring = replace(history, start=history.at(seen.start * QUARTERS), level=level, least=None, most=None)
        supplied = level_shift.supplied_of(ring, usual[0][:, seen], usual[1][:, seen])
        score[:, seen] = np.maximum(score[:, seen], level_shift.find(ring, criteria, supplied).score)
    return score
