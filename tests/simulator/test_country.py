"""The country's demand as a whole: plausible, seeded, and below what may be called a spike."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from contract.days import midnight
from contract.utilities import ELECTRICITY, GAS, UTILITIES, WATER
from contract.windows import HOUR_MS, INTERVAL_MS
from simulator.demand.calendar import local_quarters
from simulator.demand.country import Country
from simulator.demand.events import SLOTS
from simulator.demand.ripple import RippledDemand
from simulator.demand.spikes import HEIGHT

JANUARY, JULY = 1_768_435_200_000 // INTERVAL_MS, 1_784_073_600_000 // INTERVAL_MS  # 2026-01-15, 2026-07-15


@pytest.fixture(scope="module")
def country() -> Country:
    return Country(2_000, seed=5)


def day_usage(country: Country, first: int) -> dict[str, float]:
    """kWh or m3 of an average customer in the day from an interval on."""
    totals = {utility.name: 0.0 for utility in UTILITIES}
    for interval in range(first, first + 96):
        for fleet, demand in zip(country.fleets[:-1], country.demand(interval), strict=False):
            totals[fleet.utility.name] += float(demand.usage().mean()) / 1e6
    return totals


def test_a_day_is_of_the_right_size(country: Country) -> None:
    winter, summer = day_usage(country, JANUARY), day_usage(country, JULY)
    assert 12 < winter["electricity"] < 60
    assert 12 < summer["electricity"] < 60
    assert winter["gas"] > 3 * summer["gas"]
    assert summer["water"] > winter["water"] > 0.3


def test_only_spikes_reach_the_height_of_spikes(country: Country) -> None:
    for interval in [*range(JANUARY, JANUARY + 96, 5), *range(JULY, JULY + 96, 5)]:
        for fleet, demand in zip(country.fleets[:-1], country.demand(interval), strict=False):
            assert isinstance(demand, RippledDemand)
            usual = demand.level.events[-1].height < HEIGHT[fleet.utility.name]
            for slot in range(0, SLOTS, 4):
                most = demand.level.in_slot(slot)[usual].max()
                assert most + most // 20 < fleet.utility.spike_floor, "the flicker adds up to five percent"


def test_water_rests_most_of_the_time(country: Country) -> None:
    water = country.demand(JANUARY)[UTILITIES.index(WATER)]
    assert isinstance(water, RippledDemand)
    assert (water.level.in_slot(3) == 0).mean() > 0.7


def test_cold_weather_burns_gas(country: Country) -> None:
    gas = country.fleets[UTILITIES.index(GAS)]
    used = np.zeros(len(gas), np.int64)
    for interval in range(JANUARY, JANUARY + 96):
        used += country.demand(interval)[UTILITIES.index(GAS)].usage()
    temperature = country.weather.temperature_mc(JANUARY // 4 + 12)[country.population.county[gas.rows]]
    cold = temperature < np.median(temperature)
    assert used[cold].mean() > used[~cold].mean()


def test_weather_follows_season_and_hour(country: Country) -> None:
    weather = country.weather
    hour = HOUR_MS // INTERVAL_MS
    january = np.mean([weather.temperature_mc(JANUARY // hour + h) for h in range(240)], axis=0)
    july = np.mean([weather.temperature_mc(JULY // hour + h) for h in range(240)], axis=0)
    mainland = [index for index, county in enumerate(weather.counties) if county.state != "HI"]
    assert (july - january)[mainland].min() > 3_000
    assert july.max() < 45_000


def test_local_time_knows_the_changed_clocks(country: Country) -> None:
    counties = country.population.counties
    new_york = next(index for index, county in enumerate(counties) if county.zone == "America/New_York")
    start = midnight(date(2026, 11, 1), "America/New_York") // INTERVAL_MS
    quarters = [int(local_quarters(counties, start + step)[0][new_york]) for step in range(100)]
    assert quarters == [*range(8), *range(4, 96)]


def test_another_seed_is_another_country() -> None:
    one, other = (Country(300, seed).demand(JULY)[UTILITIES.index(ELECTRICITY)].usage() for seed in (1, 2))
    assert (one != other).mean() > 0.9
