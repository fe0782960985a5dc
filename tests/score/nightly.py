"""What the batch supplies every night of a case: baselines of the six weeks before each day.

Before the case's days the same homes had days without faults.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from anomalies.detectors import Usual
from anomalies.history import QUARTERS, Array
from anomalies.models.batches import hours_of_week
from batch_job.baselines.make import Latest, packed
from batch_job.baselines.usual import Samples, baselines
from contract.baseline_view import Version, block_key, directory_key, index_key, write_index
from contract.encoding.baseline_book import BaselineBook, Piece
from contract.encoding.baselines import ENTRY, PLACE
from contract.settings import Settings
from contract.utilities import BY_NAME
from contract.windows import DAY_MS, HOUR_MS, INTERVAL_MS
from simulator.demand.country import Country
from tests.score.heard import SAMPLES_MS, WINDOWS
from tests.score.measures import HOURS_A_DAY
from tests.score.view import UNHEARD, View

KNOWN = Settings.baseline_weeks * 7  # days


@dataclass(frozen=True)
class Nights:
    """Of each view the medians and MADs of its hours, and the book in which the stream looks up peaks."""

    usual: list[Usual]
    book: BaselineBook


@dataclass(frozen=True)
class _Hours:
    usage: Array  # (points, hours), mWh or mL
    peak: Array  # W or L/h, NaN where nothing was heard


def nights(country: Country, views: list[View], quiet_days: int) -> Nights:
    """All nights of a case that begins with so many days unscored."""
    shelf = _Shelf()
    earlier = _earlier(country, views, KNOWN - quiet_days)
    usual = [_supplied(view, before, shelf) for view, before in zip(views, earlier, strict=True)]
    return Nights(usual, BaselineBook(shelf.filled().fetch, b""))


def _earlier(country: Country, views: list[View], days: int) -> list[_Hours]:
    last = views[0].history.start // INTERVAL_MS
    moments = [country.demand(last - back) for back in range(days * DAY_MS // INTERVAL_MS, 0, -1)]
    found = []
    for fleet, view in enumerate(views):
        looks = np.broadcast_to(SAMPLES_MS, (view.history.points, len(SAMPLES_MS)))
        usage = np.stack([moment[fleet].usage() for moment in moments], axis=1)
        peak = np.stack([moment[fleet].read(looks.copy())[1].max(axis=1) for moment in moments], axis=1)
        found.append(_Hours(_by_hour(usage).sum(axis=2), _by_hour(peak).max(axis=2)))
    return found


def _by_hour(quarters: Array) -> Array:
    hours: Array = quarters.reshape(len(quarters), -1, QUARTERS)
    return hours


def _supplied(view: View, earlier: _Hours, shelf: _Shelf) -> Usual:
    """Medians and MADs (points, hours) of the view's hours; everything that was made goes on the shelf."""
    history = view.history
    most = view.most.reshape(history.points, -1, WINDOWS * QUARTERS).max(axis=2)
    hourly = np.concatenate([earlier.usage, history.hourly], axis=1).astype(np.float32)
    peak = np.concatenate([earlier.peak, np.where(most == UNHEARD, np.nan, most)], axis=1).astype(np.float32)
    before = earlier.usage.shape[1]
    week = hours_of_week(history, history.start + (np.arange(hourly.shape[1]) + 1 - before) * HOUR_MS)
    median, mad = np.full((2, *history.hourly.shape), np.nan)
    for place, zone in enumerate(np.unique(history.zone).tolist()):
        rows = np.flatnonzero(history.zone == zone)
        for hour in range(0, history.hourly.shape[1], HOURS_A_DAY):
            today = hour + before
            known = slice(max(today - KNOWN * HOURS_A_DAY, 0), today)
            own = Samples(hourly[rows, known], peak[rows, known], week[rows[0], known])
            made = baselines(own, Settings.baseline_least_hours)
            found = made[:, week[rows[0], today : today + HOURS_A_DAY]]
            median[rows, hour : hour + HOURS_A_DAY] = found["usage_median"]
            mad[rows, hour : hour + HOURS_A_DAY] = found["usage_mad"]
            run = Version(zone, 100 * (hour // HOURS_A_DAY) + place, history.start + hour * HOUR_MS)
            shelf.put(run, history.utility.name, history.user_id[rows], made)
    return median, mad


class _Shelf:
    """In the place of Redis: what batch_job/baselines/publish.py would have written."""

    def __init__(self) -> None:
        self._values: dict[bytes, bytes] = {}
        self._versions: dict[int, Version] = {}
        self._places: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)

    def put(self, version: Version, utility: str, users: Array, made: Array) -> None:
        last = datetime.fromtimestamp(version.effective / 1000, UTC).date()
        latest, letter = Latest(version.run_id, version.zone, version.effective, last), BY_NAME[utility].letter
        self._versions[version.run_id] = version
        for row in packed(made, users, latest, utility):
            self._values[block_key(b"", version.run_id, letter, row["block"])] = row["entries"]
            self._places[version.run_id].append((ord(letter), row["hours"], _width(row), row["block"]))

    def filled(self) -> _Shelf:
        """With index and directories, once all is there."""
        self._values[index_key(b"")] = write_index(self._versions.values())
        for run, places in self._places.items():
            self._values[directory_key(b"", run)] = np.array(places, PLACE).tobytes()
        return self

    def fetch(self, pieces: list[Piece]) -> list[bytes]:
        return [self._values.get(key, b"")[first : None if last == -1 else last + 1] for key, first, last in pieces]


def _width(row: dict[str, Any]) -> int:
    width: int = len(row["entries"]) // (row["hours"] * ENTRY.itemsize)
    return width
