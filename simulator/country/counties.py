"""The 199 counties where somebody lives: four in every state, but for Delaware, which has only three."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True)
class County:
    """A county: FIPS number, centre in degrees, IANA zone, mean temperature in °C."""

    fips: int
    name: str
    state: str
    lat: float
    lon: float
    zone: str
    mean_c: float


def read_counties() -> tuple[County, ...]:
    """All counties, in order of their states' FIPS numbers."""
    with resources.files("simulator").joinpath("data/counties.csv").open(encoding="utf-8") as file:
        return tuple(_county(row) for row in csv.DictReader(file))


def _county(row: dict[str, str]) -> County:
    place = (float(row["lat"]), float(row["lon"]))
    return County(int(row["fips"]), row["name"], row["state"], *place, row["zone"], float(row["mean_c"]))


def share_out(users: int, counties: tuple[County, ...]) -> list[int]:
    """How many of `users` live in each county: the same in every state, and in every county of a state, within one."""
    states = list(dict.fromkeys(county.state for county in counties))
    of_state = dict(zip(states, _even(users, len(states)), strict=True))
    of_county: list[int] = []
    for state in states:
        neighbours = sum(county.state == state for county in counties)
        of_county += _even(of_state[state], neighbours)
    return of_county


def _even(total: int, parts: int) -> list[int]:
    return [total // parts + (part < total % parts) for part in range(parts)]
