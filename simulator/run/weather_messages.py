"""The weather of an hour as messages: one for each county."""

from __future__ import annotations

import json

from contract.topics import WEATHER
from contract.windows import HOUR_MS
from simulator.demand.weather import Weather
from simulator.run.batches import Batch


def weather_batch(weather: Weather, hour_start: int, stamp: int) -> Batch:
    """What was measured in the hour that begins at `hour_start` (UTC ms)."""
    temperatures = weather.temperature_mc(hour_start // HOUR_MS).tolist()
    counties = [county.fips for county in weather.counties]
    rows = [
        {"at": hour_start, "county": county, "temperature_mc": temperature}
        for county, temperature in zip(counties, temperatures, strict=True)
    ]
    keys = [str(county).encode() for county in counties]
    return Batch(WEATHER.name, 0, stamp, keys, [json.dumps(row).encode() for row in rows], 0)
