"""The order in which a file's rows are sent: homes merged by time, each home's own disorder kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from contract.windows import DAY_MS
from simulator.country.population import Numbers
from simulator.instants import parse_instant


@dataclass(frozen=True)
class Order:
    """`rows` in the order of sending, and the stamp of each: the latest instant that has been reached (UTC ms)."""

    rows: Numbers
    stamp: Numbers


def merge(home: Numbers, at: Numbers) -> Order:
    """A row that is out of order inside its home stays behind the row before it."""
    reached = _reached(home, at)
    rows = np.argsort(reached, kind="stable")
    return Order(rows, reached[rows])


def out_of_order(home: Numbers, at: Numbers) -> int:
    """Rows that are earlier than some row of their home before them."""
    return int(np.count_nonzero(_reached(home, at) > at))


def duplicates(home: Numbers, at: Numbers) -> int:
    """Rows whose home and instant a row before them has."""
    return int(pd.DataFrame({"home": home, "at": at}).duplicated().sum())


def shift(last: int, target: str | None, now: int) -> int:
    """Whole days (in ms) that bring `last` into the 24 hours up to `target`: `now`, a date or an ISO instant."""
    if target is None:
        return 0
    return (_target(target, now) - last) // DAY_MS * DAY_MS


def _target(text: str, now: int) -> int:
    if text == "now":
        return now
    try:
        date = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return parse_instant(text)
    return round(date.timestamp() * 1000) + DAY_MS


def _reached(home: Numbers, at: Numbers) -> Numbers:
    return pd.Series(at).groupby(home).cummax().to_numpy(np.int64)
