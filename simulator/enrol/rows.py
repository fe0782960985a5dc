"""A population as rows of the registry's tables, in the order in which they may be written."""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import Table

from contract.tables.grid import feeder_connections
from contract.tables.registry import counties, feeders, meters, service_points, users
from simulator.country.population import Kind, coordinates
from simulator.demand.country import Country

SUPPLY_FROM = 1_577_836_800_000  # 2020-01-01 UTC: before anything that is simulated
RATING_W_A_CUSTOMER = 4_000
TRADES = ("Bakery", "Café", "Office", "Workshop", "Salon", "Grocer", "Clinic", "School")

Rows = list[dict[str, Any]]


def registry_rows(country: Country) -> list[tuple[Table, Rows]]:
    """All rows, table by table."""
    return [
        (counties, _counties(country)),
        (feeders, _feeders(country)),
        (users, _users(country)),
        (service_points, _service_points(country)),
        (meters, _meters(country)),
        (feeder_connections, _connections(country)),
    ]


def _counties(country: Country) -> Rows:
    columns = ("name", "state", "lat", "lon", "zone")
    return [
        {"county": county.fips, **{column: getattr(county, column) for column in columns}}
        for county in country.population.counties
    ]


def _feeders(country: Country) -> Rows:
    population, heads = country.population, country.fleets[-1]
    customers = np.bincount(population.feeder[population.kind != Kind.HEAD])
    fips = [population.counties[county].fips for county in population.county[heads.rows]]
    columns = zip(fips, customers.tolist(), heads.user_id.tolist(), strict=True)
    return [
        {"feeder_id": number, "county": county, "rating_w": RATING_W_A_CUSTOMER * size, "head_user_id": head}
        for number, (county, size, head) in enumerate(columns, start=1)
    ]


def _users(country: Country) -> Rows:
    population = country.population
    lat, lon = coordinates(population, country.seed)
    ids, kinds, feeder = population.user_id.tolist(), population.kind.tolist(), population.feeder.tolist()
    rows = []
    for row, (user_id, kind, at) in enumerate(zip(ids, kinds, population.county.tolist(), strict=True)):
        county = population.counties[at]
        name = f"{_title(user_id, kind)} {user_id}, {county.name} {county.state}"
        place = {"county": county.fips, "zone": county.zone, "lat": float(lat[row]), "lon": float(lon[row])}
        known = {"user_id": user_id, "name": name, "kind": Kind(kind).name.lower()}
        rows.append({**known, **place, "feeder_id": feeder[row] + 1})
    return rows


def _title(user_id: int, kind: int) -> str:
    return TRADES[user_id % len(TRADES)] if kind == Kind.BUSINESS else Kind(kind).name.capitalize()


def _service_points(country: Country) -> Rows:
    return [
        {"user_id": user_id, "utility": fleet.utility.name, "supply_from": SUPPLY_FROM}
        for fleet in country.fleets
        for user_id in fleet.user_id.tolist()
    ]


def _meters(country: Country) -> Rows:
    return [
        {
            "meter_id": meter_id,
            "user_id": user_id,
            "utility": fleet.utility.name,
            "register_digits": fleet.utility.register_digits,
            "fitted_from": SUPPLY_FROM,
            "fitted_to": None,
        }
        for fleet in country.fleets
        for meter_id, user_id in zip(fleet.meter_id.tolist(), fleet.user_id.tolist(), strict=True)
    ]


def _connections(country: Country) -> Rows:
    """Customers are on their feeder from the beginning; later moves have rows of their own, which stay."""
    population = country.population
    customers = population.kind != Kind.HEAD
    columns = zip(population.user_id[customers].tolist(), population.feeder[customers].tolist(), strict=True)
    return [
        {"user_id": user, "connected_from": SUPPLY_FROM, "feeder_id": feeder + 1, "recorded_at": SUPPLY_FROM}
        for user, feeder in columns
    ]
