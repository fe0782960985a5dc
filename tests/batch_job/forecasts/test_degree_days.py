"""Weather explains usage: known slopes are found again, and a real home's next year is told better with its weather."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from batch_job.forecasts.degree_days import LEAST_DAYS, fit

DATA = Path(__file__).parents[4] / "shared" / "data"
TEMPERATURES = DATA / "eemeter_il-electricity-cdd-hdd-tempF.csv.gz"
METERS = ("electricity-cdd-hdd", "gas-hdd-only")
YEAR = timedelta(days=364)  # whole weeks


def test_known_slopes_and_balance_points_are_found_again() -> None:
    rng = np.random.default_rng(5)
    degrees = 12 + 14 * np.sin(np.arange(365) / 58) + rng.normal(0, 2, 365)
    usage = 9_000 + 700 * np.maximum(15 - degrees, 0) + 400 * np.maximum(degrees - 21, 0) + rng.normal(0, 200, 365)
    found = fit(degrees, usage)
    assert found is not None
    assert found.heating_below == pytest.approx(15, abs=1)
    assert found.cooling_above == pytest.approx(21, abs=1)
    assert found.base == pytest.approx(9_000, rel=0.05)
    assert found.heating == pytest.approx(700, rel=0.05)
    assert found.cooling == pytest.approx(400, rel=0.15)
    assert found.error < found.error_without / 5
    colder = found.normalised(usage, degrees, degrees - 5)
    assert (colder[degrees < 10] - usage[degrees < 10]).mean() == pytest.approx(5 * found.heating, rel=0.01)


def test_weather_that_explains_nothing_is_left_out() -> None:
    rng = np.random.default_rng(6)
    found = fit(rng.normal(12, 8, 365), rng.normal(1_000, 50, 365))
    assert found is not None
    # a slope that chance makes is small beside the base
    assert max(found.heating, found.cooling) < 0.01 * found.base
    assert fit(np.full(365, 10.0), np.zeros(365)) is None
    assert fit(np.arange(LEAST_DAYS - 1.0), np.ones(LEAST_DAYS - 1)) is None


@pytest.mark.parametrize("degrees", [5.0, 30.0, 20.0])
def test_a_temperature_that_never_changes_explains_nothing(degrees: float) -> None:
    usage = np.random.default_rng(7).normal(1_000, 50, 365)
    found = fit(np.full(365, degrees), usage)
    assert found is not None
    assert (found.heating, found.cooling) == (0, 0)
    assert found.base == pytest.approx(usage.mean())


def test_two_temperatures_alone_have_one_slope() -> None:
    """One for heating and one for cooling as well would be any two numbers."""
    cold = np.arange(80) % 2 == 0
    usage = np.random.default_rng(7).normal(1_000, 50, 80) + 700 * cold
    found = fit(np.where(cold, 5.0, 25.0), usage)
    assert found is not None
    assert (found.heating > 0, found.cooling) == (True, 0)
    expected = found.expected(np.array([5.0, 25.0]))
    assert expected == pytest.approx([usage[cold].mean(), usage[~cold].mean()])


@pytest.mark.skipif(not TEMPERATURES.exists(), reason="the eemeter files are not in ../shared/data")
@pytest.mark.parametrize("meter", METERS)
def test_a_year_in_its_weather_is_told_better_than_by_the_year_before(meter: str) -> None:
    """Usage of each day and month after the first year: by its temperatures, or as the same time a year before."""
    degrees = {day: (mean - 32) / 1.8 for day, mean in _daily(TEMPERATURES, "dt", "tempF", total=False).items()}
    used = _daily(DATA / f"eemeter_il-{meter}-hourly.csv.gz", "start", "value", total=True)
    days = sorted(set(degrees) & set(used))
    learnt = [day for day in days if day < days[0] + YEAR]
    found = fit(*(np.array([each[day] for day in learnt]) for each in (degrees, used)))
    assert found is not None
    told = [day for day in days if day >= days[0] + YEAR and day - YEAR in used]
    came, before = (np.array([used[day - back] for day in told]) for back in (timedelta(0), YEAR))
    expected = found.expected(np.array([degrees[day] for day in told]))
    assert len(told) > 365
    for label in (np.arange(len(told)), np.array([12 * day.year + day.month for day in told])):
        with_weather, without = (_error(each, came, label) for each in (expected, before))
        assert with_weather < 0.8 * without, (meter, with_weather, without)
    # nor would the mean of the first year do
    assert _error(expected, came, np.arange(len(told))) < 0.8 * np.abs(came - np.mean(list(used.values()))).mean()
    assert (found.cooling > 0) == (meter == "electricity-cdd-hdd")


def _error(told: np.ndarray, came: np.ndarray, label: np.ndarray) -> float:
    """Mean absolute error of the means by label."""
    _, place = np.unique(label, return_inverse=True)
    return float(np.abs(np.bincount(place, told - came) / np.bincount(place)).mean())


def _daily(file: Path, time: str, value: str, *, total: bool) -> dict[date, float]:
    """Sum or mean of the local days that have 23 hours or more."""
    hours: dict[date, list[float]] = defaultdict(list)
    with gzip.open(file, "rt", newline="") as stream:
        for row in csv.DictReader(stream):
            if row[value]:
                hours[date.fromisoformat(row[time][:10])].append(float(row[value]))
    whole = {day: each for day, each in hours.items() if len(each) >= 23}
    return {day: sum(each) if total else sum(each) / len(each) for day, each in whole.items()}
