"""Hand-made histories: homes whose every quarter hour is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from anomalies.history import NOWHERE, Array, History, of_usage
from contract.utilities import Utility

START = 1_792_972_800_000  # a midnight, UTC
DAY = 96  # intervals
FIRST_USER = 64


def history(utility: Utility, usage: Array, *, feeder: int = NOWHERE, start: int = START) -> History:
    """`usage` in Wh or L of each interval, (points, intervals) or of one home; all on one feeder, in UTC."""
    table = np.atleast_2d(np.asarray(usage, np.float64)) * 1000
    points = len(table)
    return of_usage(
        utility,
        start,
        table,
        user_id=np.arange(points) + FIRST_USER,
        zone=np.full(points, "UTC"),
        place=np.column_stack([41 + np.arange(points) / 1000, np.full(points, -93.0)]),
        feeder=np.full(points, feeder),
    )


def unknown(past: History, row: int, first: int, stop: int) -> History:
    """The same, but nobody knows the levels at the ends of intervals [first, stop) of a row."""
    level = past.level.copy()
    level[row, first + 1 : stop + 1] = np.nan
    return replace(past, level=level)


def used_by_day(days: int, seed: int = 1, *, night: float = 0.0) -> Array:
    """A home that uses water or gas by day only, a little differently each time, and `night` from 22 to 06."""
    chance = np.random.default_rng(seed)
    quarter = np.arange(days * DAY) % DAY
    awake = (quarter >= 24) & (quarter < 88)
    used: Array = np.where(awake, chance.integers(1, 30, days * DAY), night)
    return used


def always_on(days: int, seed: int = 1) -> Array:
    """Wh of a home whose electricity never rests: 60 to 120 by night, more by day."""
    chance = np.random.default_rng(seed)
    quarter = np.arange(days * DAY) % DAY
    used: Array = chance.integers(60, 120, days * DAY) + np.where(quarter >= 24, chance.integers(0, 300, days * DAY), 0)
    return used
