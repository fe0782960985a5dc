"""A home's coming day: as good as its hours allow, honest about its width, blind to what comes later."""

from __future__ import annotations

import csv
import gzip
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from batch_job.forecasts.ahead import Quantiles
from batch_job.forecasts.alike import LEAST_DAYS, alike
from batch_job.forecasts.loads import Loads, lay
from batch_job.forecasts.measures import measured

FILE = Path(__file__).parents[4] / "shared" / "data" / "uk_home_electricity_gas_hourly.csv.gz"
MONDAY = date(2026, 1, 5)


def homes(count: int = 30, days: int = 70) -> Loads:
    """Breakfast, evening, weekend, and luck."""
    rng = np.random.default_rng(8)
    hour, day = np.arange(24), np.arange(days)
    shape = 200 + 600 * np.exp(-((hour - 19) ** 2) / 6) + 300 * np.exp(-((hour - 8) ** 2) / 2)
    weekend = np.where(day % 7 >= 5, 1.5, 1.0)[:, None]
    values = shape * weekend * rng.lognormal(0, 0.4, (count, days, 24)) * rng.uniform(0.5, 4, (count, 1, 1))
    return Loads(MONDAY, values)


def up_to(loads: Loads, days: int) -> Loads:
    return replace(loads, values=loads.values[:, :days])


def test_bands_hold_what_they_say_and_medians_beat_last_week() -> None:
    loads = homes()
    days = range(42, 70)
    found = [alike(up_to(loads, day)) for day in days]
    low, middle, high = (np.stack([getattr(each, name) for each in found], 1) for name in ("low", "middle", "high"))
    result = measured(low, middle, high, loads.values[:, 42:], loads.values[:, 35:63])
    assert 0.76 <= result.coverage <= 0.84
    assert result.ratio < 0.8


def test_weekends_are_foretold_as_weekends() -> None:
    friday_known, saturday_known = (alike(up_to(homes(), days)) for days in (61, 60))
    assert 1.2 < friday_known.middle.sum() / saturday_known.middle.sum() < 1.8


def test_unknown_hours_teach_nothing_and_short_histories_tell_nothing() -> None:
    loads = homes(3)
    holes = loads.values.copy()
    holes[1, 10:20] = np.nan
    holes[2, : 70 - LEAST_DAYS + 1] = np.nan
    found = alike(replace(loads, values=holes))
    assert np.array_equal(found.middle[0], alike(replace(loads, values=loads.values[:1])).middle[0])
    assert np.isfinite(found.middle[1]).all()
    assert np.isnan(found.middle[2]).all()


@pytest.mark.parametrize("last", [70, 65])
def test_a_home_that_used_nothing_for_a_week_is_foretold_and_one_not_heard_of_is_not(last: int) -> None:
    """A holiday, or gas in summer; whether it is over or not."""
    loads = homes(3)
    away = loads.values.copy()
    away[1, last - 8 : last] = 0
    away[2, -8:] = np.nan
    found = alike(replace(loads, values=away))
    assert np.array_equal(found.middle[0], alike(replace(loads, values=loads.values[:1])).middle[0])
    assert np.isfinite([found.low[1], found.middle[1], found.high[1]]).all()
    assert (found.high[1] > 0).all()
    assert np.isnan(found.middle[2]).all()


def test_an_hour_that_the_clocks_skipped_is_foretold_from_the_other_days() -> None:
    loads = homes(2)
    values = loads.values.copy()
    values[:, 50, 2] = np.nan
    assert np.isfinite(alike(replace(loads, values=values)).middle).all()


def test_order_of_the_quantiles_and_no_usage_below_nothing() -> None:
    loads = homes(5)
    quiet = np.where(np.random.default_rng(2).random(loads.values.shape) < 0.7, 0, loads.values)
    found = alike(replace(loads, values=quiet))
    assert (found.low >= 0).all()
    assert (found.low <= found.middle).all()
    assert (found.middle <= found.high).all()


@pytest.mark.skipif(not FILE.exists(), reason=f"{FILE.name} is not in ../shared/data")
@pytest.mark.parametrize("column", ["elec_import_kwh", "gas_kwh"])
def test_a_real_home(column: str) -> None:
    with gzip.open(FILE, "rt", newline="") as stream:
        rows = list(csv.DictReader(stream))
    hours = [datetime.fromisoformat(row["local_time"][:19]) for row in rows]
    first = hours[0].date()
    days = [(hour.date() - first).days for hour in hours]
    amounts = [float(row[column]) * 1e6 if row[column] != "NA" else float("nan") for row in rows]
    loads = lay(first, (days[-1] + 1, 24), days, [hour.hour for hour in hours], amounts)
    told = range(loads.days - 210, loads.days, 3)
    found = [alike(Loads(loads.day(day - 42), loads.values[:, day - 42 : day])) for day in told]
    whole = Quantiles(*(np.concatenate([getattr(each, name) for each in found]) for name in ("low", "middle", "high")))
    result = measured(
        whole.low, whole.middle, whole.high, loads.values[0, list(told)], loads.values[0, [day - 7 for day in told]]
    )
    assert result.ratio < 0.85
    assert 0.75 <= result.coverage <= 0.88
