"""Homes, prices and published days in a schema, as registry, operators and the nightly runs would leave them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.mysql import insert

from batch_job.billing.load_tariff import load_tariff
from contract.batch_view import write_basis, write_values
from contract.days import day_bounds
from contract.tables.batch_view import runs, usage_days
from contract.tables.registry import counties, service_points, users
from contract.tables.tariffs import billing_cycles, calorific_values, tariff_assignments
from contract.usage import Basis
from contract.windows import INTERVAL_MS

ZONE = "America/New_York"
SUPPLY_FROM = 1_577_836_800_000
Usage = Callable[[date, int], int | None]
"""mWh or mL of an interval, by day and number in it."""

PLAIN: dict[str, Any] = {
    "utility": "electricity",
    "name": "Plain",
    "currency": "USD",
    "per": "kWh",
    "standing_per_day": "0.50",
    "rates": [{"name": "energy", "price": "0.20"}],
}
GAS: dict[str, Any] = {
    **PLAIN,
    "utility": "gas",
    "name": "Gas",
    "correction": "1.02264",
    "rates": [{"name": "gas", "price": "0.05"}],
}


def settle_homes(database: Engine, user_ids: Iterable[int], utility: str, tariff_id: str, billing_day: int = 1) -> None:
    """Homes with one utility and one tariff since 2020."""
    listed = list(user_ids)
    place = {"county": 1, "zone": ZONE, "lat": 40.0, "lon": -74.0}
    points = [{"utility": utility, "user_id": user} for user in listed]
    start = {"valid_from": date(2020, 1, 1), "version": 1}
    with database.begin() as connection:
        county = {"name": "One", "state": "NY", "lat": 40.0, "lon": -74.0}
        connection.execute(insert(counties).prefix_with("IGNORE"), [{**county, "county": 1, "zone": ZONE}])
        homes = [{"user_id": user, "name": f"Home {user}", "kind": "home", **place} for user in listed]
        connection.execute(insert(users).prefix_with("IGNORE"), homes)
        connection.execute(insert(service_points), [{**point, "supply_from": SUPPLY_FROM} for point in points])
        connection.execute(insert(tariff_assignments), [{**each, **start, "tariff_id": tariff_id} for each in points])
        connection.execute(insert(billing_cycles), [{**point, "billing_day": billing_day} for point in points])


def supply(database: Engine, user_id: int, utility: str, since: int) -> None:
    """Has the supply of a service point begin at `since` (UTC ms); makes the one of what a home feeds in."""
    point = {"utility": utility, "user_id": user_id, "supply_from": since}
    with database.begin() as connection:
        connection.execute(insert(service_points).values(point).on_duplicate_key_update(supply_from=since))


def put_cycle(database: Engine, user_id: int, utility: str, billing_day: int, valid_from: str) -> None:
    """Has a service point's periods begin on another day of the month."""
    row = {"utility": utility, "user_id": user_id, "billing_day": billing_day}
    with database.begin() as connection:
        connection.execute(insert(billing_cycles), [{**row, "valid_from": date.fromisoformat(valid_from)}])


def put_tariff(database: Engine, tariff_id: str, document: dict[str, Any], valid_from: str = "2020-01-01") -> int:
    """A version of a tariff, by the door that operators use."""
    with database.begin() as connection:
        return load_tariff(connection, tariff_id, date.fromisoformat(valid_from), json.dumps(document), 1)


def put_calorific_value(database: Engine, valid_from: str, mj: str, version: int = 1) -> None:
    """A value of the zone."""
    row = {"zone": ZONE, "valid_from": date.fromisoformat(valid_from), "version": version, "mj_per_m3": mj}
    with database.begin() as connection:
        connection.execute(insert(calorific_values), [row])


def publish(
    database: Engine,
    utility: str,
    user_ids: Iterable[int],
    days: list[date],
    usage: Usage,
    *,
    basis: Basis = Basis.MEASURED,
) -> int:
    """A published run of these days; the horizon moves to the last of them, never back. Gives its number."""
    horizon = day_bounds(days[-1], ZONE)[1]
    run = {"zone": ZONE, "day_from": days[0], "day_to": days[-1], "state": "published", "horizon": horizon}
    more = {"cutoff": 1, "started_at": 1, "published_at": 1, "inputs": "{}", "commit_id": "none"}
    with database.begin() as connection:
        [run_id] = connection.execute(insert(runs).values({**run, **more})).inserted_primary_key or (0,)
        rows = [
            {**_row(day, usage, basis), "utility": utility, "user_id": user, "run_id": run_id}
            for user in user_ids
            for day in days
        ]
        connection.execute(insert(usage_days), rows)
        connection.exec_driver_sql(
            "INSERT INTO horizons (zone, horizon, run_id) VALUES (%s, %s, %s) ON DUPLICATE KEY UPDATE "
            "horizon = GREATEST(horizon, VALUES(horizon)), run_id = VALUES(run_id)",
            (ZONE, horizon, run_id),
        )
    return int(run_id)


def _row(day: date, usage: Usage, basis: Basis) -> dict[str, Any]:
    start, stop = day_bounds(day, ZONE)
    count = (stop - start) // INTERVAL_MS
    values = [usage(day, number) for number in range(count)]
    known = [value for value in values if value is not None]
    bases = [Basis.UNKNOWN if value is None else basis for value in values]
    return {
        "day": day,
        "start": start,
        "intervals": count,
        "usage_values": write_values(values),
        "basis": write_basis(bases),
        "total": sum(known) if known else None,
        "known": len(known),
        "readings": count,
    }
