"""Water that runs without a pause for 24 hours: the least flow of any quarter hour is what runs away."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import maximum_filter1d, minimum_filter1d

from anomalies.criteria import Criteria
from anomalies.detectors.episode import Episode, Found, Run, latched
from anomalies.history import Array, History, by_hour
from contract.alerts import Kind
from contract.windows import DAY_MS, HOUR_MS, INTERVAL_MS

DAY = DAY_MS // INTERVAL_MS
ML_A_QUARTER = 15_000  # of one litre a minute
STILL = 0.5  # of the criterion: an open leak clears below this


def find(history: History, criteria: Criteria) -> Found:
    """Of a history of water meters. Score: the flow of the best 24 h around an hour, by the criterion."""
    flow = steady(history.usage) / ML_A_QUARTER
    limit = criteria.leak_l_per_min
    episodes = [_episode(history, flow, run) for run in latched(flow > limit, flow > limit * STILL)]
    return Found(episodes, by_hour(flow) / limit)


def steady(usage: Array) -> Array:
    """What runs at least in each interval of some 24 h around each: erosion, then dilation. Unknown is a pause."""
    known = np.nan_to_num(usage).astype(np.float32)
    if known.shape[1] < DAY:
        return np.zeros_like(known)
    shift = (DAY - 1) // 2 - DAY // 2  # the second window looks the other way, or an even one would move
    least = minimum_filter1d(known, DAY, axis=1, mode="constant", cval=0)
    opened: Array = maximum_filter1d(least, DAY, axis=1, mode="constant", cval=0, origin=shift)
    return opened


def _episode(history: History, flow: Array, run: Run) -> Episode:
    row, first, stop = run
    litres = float(flow[row, first:stop].max())
    hours = (stop - first) * INTERVAL_MS / HOUR_MS
    end = None if stop == history.intervals else history.at(stop)
    amount = float(flow[row, first:stop].sum()) * ML_A_QUARTER
    evidence: dict[str, int | float | str] = {"l_per_min": round(litres, 3), "hours": hours}
    user = int(history.user_id[row])
    return Episode(Kind.LEAK, history.utility, user, history.at(first), end, evidence, litres, amount)
