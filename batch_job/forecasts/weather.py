"""Temperatures by county and local day, out of the archive of the topic `weather`."""

from __future__ import annotations

import io
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import pyarrow.parquet as pq

from batch_job.store import Store
from batch_job.told_weather import told
from contract.days import day_bounds, local_day, midnight
from contract.master_data import arrival_hour, parse_key
from contract.topics import WEATHER
from contract.windows import DAY_MS, HOUR_MS

FOLDER = f"raw/{WEATHER.name}/"
AT_ONCE = 8  # objects
LEAST_HOURS = 20  # of a day, or its mean is not known


def temperatures(store: Store, zone: str, days: Iterable[date], counties: Iterable[int]) -> dict[tuple[int, date], int]:
    """Mean of each county and day in thousandths of a degree Celsius, where enough hours are known.

    An hour counts to the day in which it begins; what was sent twice counts once. Raises StoreAwayError.
    """
    wanted = sorted(days)
    if not wanted:
        return {}
    rows = _rows(store, midnight(wanted[0], zone), day_bounds(wanted[-1], zone)[1])
    known = rows[np.isin(rows[:, 1], np.array(sorted(counties), np.int64))]
    _, newest = np.unique(known[::-1, :2], axis=0, return_index=True)  # of equal ones the last sent
    known = known[::-1][newest]
    found: dict[tuple[int, date], int] = {}
    chosen = set(wanted)
    day_of = {at: local_day(at + 1, zone) for at in np.unique(known[:, 0]).tolist()}
    days_of_rows = np.array([day_of[at].toordinal() for at in known[:, 0].tolist()], np.int64)
    keys, place = np.unique(np.stack([known[:, 1], days_of_rows], axis=1), axis=0, return_inverse=True)
    counts, totals = np.bincount(place, minlength=len(keys)), np.bincount(place, known[:, 2], len(keys))
    for (county, ordinal), count, total in zip(keys.tolist(), counts.tolist(), totals.tolist(), strict=True):
        day = date.fromordinal(ordinal)
        if day in chosen and count >= LEAST_HOURS:
            found[county, day] = round(total / count)
    return found


def _rows(store: Store, start: int, stop: int) -> np.ndarray:
    """Start of the hour (UTC ms), county, temperature of every message about start <= hour < stop, in order."""
    after = FOLDER + arrival_hour(start // DAY_MS * DAY_MS - HOUR_MS)
    until = arrival_hour(stop + DAY_MS)
    listed = [(parse_key(key), key) for key, _, _ in store.list(FOLDER, after=after)]
    keys = [key for raw, key in listed if raw is not None and raw.hour <= until]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        rows = np.concatenate([np.empty((0, 3), np.int64), *map(_told, pool.map(store.get, keys))])
    return rows[(rows[:, 0] >= start) & (rows[:, 0] < stop)]


def _told(body: bytes) -> np.ndarray:
    values = pq.read_table(io.BytesIO(body), columns=["value"])["value"].to_pylist()
    return np.array(list(told(values)), np.int64).reshape(-1, 3)
