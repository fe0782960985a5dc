"""Many meters of a feeder or of a cell silent, or without power, at once: raised once for all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anomalies.criteria import Criteria
from anomalies.detectors.episode import Episode, Found, Run, latched
from anomalies.history import NOWHERE, Array, History, by_hour
from contract.alerts import Kind
from contract.utilities import Utility
from contract.windows import MINUTE_MS

ENDS = 0.5  # of the criterion's share: an open outage clears below this
AT_ONCE_MS = 10 * MINUTE_MS  # meters that fell silent this close to each other did so at once


@dataclass(frozen=True)
class Place:
    """Where meters hang together: a feeder or a cell, its name, and the rows there."""

    sort: str
    name: str
    rows: Array


def find(history: History, criteria: Criteria) -> Found:
    """Feeders of which many customers use nothing, in a history. Score: their share by the criterion."""
    score = np.zeros((history.points, history.intervals), np.float32)
    episodes: list[Episode] = []
    for feeder in np.unique(history.feeder[history.feeder != NOWHERE]).tolist():
        rows = np.flatnonzero((history.feeder == feeder) & ~history.heads)
        share = history.rested[rows].mean(axis=0) if len(rows) >= criteria.outage_meters else np.zeros(1)
        if share.max() < criteria.outage_share:
            continue
        place = Place("feeder", f"f{feeder}", rows)
        limit = criteria.outage_share
        for run in latched(share[None] >= limit, share[None] >= limit * ENDS):
            dead = history.rested[rows, run.first : run.stop]
            score[rows, run.first : run.stop] = dead * share[run.first : run.stop] / limit
            episodes.append(_of_history(history, place, run, dead))
    return Found(episodes, by_hour(score))


def _of_history(history: History, place: Place, run: Run, dead: Array) -> Episode:
    struck = place.rows[dead.mean(axis=1) > 0.5]
    end = None if run.stop == history.intervals else history.at(run.stop)
    start = history.at(run.first)
    return _episode(
        history.utility, place, history.user_id[struck], len(place.rows), start=start, newest=start, end=end
    )


def silent_places(
    utility: Utility,
    places: list[Place],
    *,
    user_id: Array,
    last_at: Array,
    silent: Array,
    lasting: set[str],
    criteria: Criteria,
) -> list[Episode]:
    """Places of which many meters are silent (a mask over rows), and fell silent at once. Rows never heard are passed.

    `lasting` names those that are known to be out: they stay so while half the criterion holds, at once or not.
    """
    found = []
    for place in places:
        heard = place.rows[last_at[place.rows] > 0]
        struck = heard[silent[heard]]
        share = len(struck) / max(len(heard), 1)
        known = place.name in lasting
        together = struck if known else struck[_at_once(last_at[struck])]
        enough = len(together) >= criteria.outage_meters and len(together) >= criteria.outage_share * len(heard)
        if enough or (known and share >= criteria.outage_share * ENDS):
            start = int(np.median(last_at[together]))
            newest = int(last_at[together].max())
            found.append(_episode(utility, place, user_id[together], len(heard), start=start, newest=newest))
    return found


def _at_once(last_at: Array) -> Array:
    """Which of them lie within the time about the middle one."""
    if not len(last_at):
        return np.zeros(0, bool)
    near: Array = np.abs(last_at - np.median(last_at)) <= AT_ONCE_MS
    return near


def _episode(
    utility: Utility, place: Place, users: Array, of: int, *, start: int, newest: int, end: int | None = None
) -> Episode:
    evidence: dict[str, int | float | str] = {
        "where": place.sort,
        place.sort: place.name.removeprefix("f") if place.sort == "feeder" else place.name.removeprefix("c"),
        "meters": len(users),
        "of": of,
        "last_at": newest,
    }
    members = tuple(sorted(users.tolist()))
    score = len(users) / max(of, 1)
    return Episode(Kind.OUTAGE, utility, 0, start, end, evidence, score, None, place.name, members)
