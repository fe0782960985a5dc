"""Spikes and level shifts as the live layer seeks them, beside the batch's baselines.

Level shifts: every hour anew, in a ring of 95 h; an hour's score is the highest that any of these looks gave it, for
whatever was told once was told. Spikes: by the stream's own arithmetic, each window once.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from anomalies.criteria import Criteria
from anomalies.detectors import Usual, level_shift
from anomalies.history import QUARTERS, Array, History
from contract.alerts import Kind
from contract.live_view import SLOTS
from simulator.demand.country import Country
from tests.score.findings import Scores
from tests.score.measures import HOURS_A_DAY, Scored
from tests.score.nightly import nights
from tests.score.seeds import Case
from tests.score.spike_scores import spike_scores
from tests.score.view import View

RING = (SLOTS - 2) // QUARTERS  # hours: the interval that is open, and the one after it, are no history
LIVE = (Kind.SPIKE, Kind.LEVEL_SHIFT)


def live_scores(country: Country, views: list[View], case: Case, criteria: Criteria) -> Scores:
    """Of these kinds alone."""
    found, supplied = {}, nights(country, views, case.quiet_days)
    first = case.quiet_days * HOURS_A_DAY + 1
    for view, usual, spikes in zip(views, supplied.usual, spike_scores(views, supplied.book), strict=True):
        name = view.history.utility.name
        found[name, Kind.LEVEL_SHIFT] = _looked(view.history, usual, first, criteria)
        found[name, Kind.SPIKE] = spikes
    return found


def alone(scored: Scored, kind: Kind) -> Scored:
    """The same fleet, in which only one kind is sought, and as the live layer does."""
    events = [each if each.kind is kind else replace(each, kind=None) for each in scored.events]
    scores = {(utility, each): score for (utility, each), score in scored.live.items() if each is kind}
    return replace(scored, scores=scores, events=events, live={})


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
