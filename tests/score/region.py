"""Day-ahead forecasts of a whole region's real load, without its weather, over the last 90 days of the file."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from batch_job.forecasts.ahead import Quantiles, over
from batch_job.forecasts.bands import WINDOW_DAYS
from batch_job.forecasts.loads import Facts, Loads, facts, lay
from batch_job.forecasts.measures import Measured, mase, measured
from batch_job.forecasts.model import Effort

FILE = Path(__file__).parents[3] / "shared" / "data" / "victoria_load_halfhourly.csv.gz"
ZONE = ZoneInfo("Australia/Melbourne")
SLOTS = 48
DAYS = 90


@dataclass(frozen=True)
class Region:
    """Loads in MW by local day and half hour, and the calendar of the same days."""

    loads: Loads
    calendar: Facts


@dataclass(frozen=True)
class Score:
    """What came of the days' forecasts; MASE is by the weekly naive error of all days before them."""

    days: int
    first: date
    mase: float
    naive: float
    measured: Measured

    @property
    def below(self) -> float:
        """By which share the forecast's MASE is below the weekly naive forecast's."""
        return 1 - self.mase / self.naive


def region(file: Path = FILE) -> Region:
    """The file, whose times are the beginnings of half hours in UTC; holidays are known beforehand."""
    with gzip.open(file, "rt", newline="") as stream:
        rows = list(csv.DictReader(stream))
    begins = [datetime.fromisoformat(row["Time"]).astimezone(ZONE) for row in rows]
    first = begins[0].date()
    days = [(begin.date() - first).days for begin in begins]
    slots = [begin.hour * 2 + begin.minute // 30 for begin in begins]
    loads = lay(first, (days[-1] + 1, SLOTS), days, slots, [float(row["Demand"]) for row in rows])
    holidays = {date.fromisoformat(row["Date"]) for row in rows if row["Holiday"] == "TRUE"}
    return Region(loads, facts(first, loads.days, holidays))


def foretold(own: Region, days: int, effort: Effort) -> Quantiles:
    """Of the last `days` days, each from what came before it; errors of the weeks before them make the first bands."""
    stop = own.loads.days
    found = over(own.loads, own.calendar, stop - days - WINDOW_DAYS, stop, effort)
    return Quantiles(*(each[0, WINDOW_DAYS:] for each in (found.low, found.middle, found.high)))


def score(own: Region, found: Quantiles) -> Score:
    """Against what came, which the forecasts have not seen."""
    days, values = len(found.middle), own.loads.values[0]
    came, before, history = values[-days:], values[-days - 7 : -7], values[:-days]
    return Score(
        days,
        own.loads.day(own.loads.days - days),
        mase(found.middle, came, history),
        mase(before, came, history),
        measured(found.low, found.middle, found.high, came, before),
    )


def with_future_shuffled(own: Region, days: int, seed: int = 1) -> Region:
    """The same region, whose last `days` days lie in another order, slots among them too."""
    values = own.loads.values.copy()
    tail = values[0, -days:].ravel()
    values[0, -days:] = np.random.default_rng(seed).permutation(tail).reshape(days, SLOTS)
    return replace(own, loads=replace(own.loads, values=values))
