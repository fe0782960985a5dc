"""Two feeders of five homes each in a schema, and published days of them, as registry and nightly runs leave them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, insert, select

from batch_job.settlement.days import Day, days_between
from contract.batch_view import write_basis, write_values
from contract.tables.batch_view import runs, usage_days
from contract.tables.grid import feeder_connections, feeder_days, theft_suspects
from contract.tables.registry import counties, feeders, service_points, users

ZONE = "America/New_York"
FIRST = date(2026, 3, 2)  # the 8th has 23 hours
HOMES = {1: (64, 65, 66, 67, 68), 2: (69, 70, 71, 72, 73)}
HEADS = {1: 128, 2: 129}
RATING_W = 4_000
BEGUN = 1_577_836_800_000
Usage = Mapping[int, NDArray[np.int64]]
"""mWh of each user, all days in a row; -1 where nobody knows."""


def build(database: Engine, *, connected: bool = True) -> None:
    """The registry; without `connected` as it was before connections had rows."""
    place = {"county": 1, "zone": ZONE, "lat": 40.0, "lon": -74.0}
    people = [(user, "home", feeder) for feeder, own in HOMES.items() for user in own]
    people += [(head, "head", feeder) for feeder, head in HEADS.items()]
    with database.begin() as connection:
        connection.execute(insert(counties), [{**place, "name": "One", "state": "NY"}])
        wires = [{"feeder_id": n, "county": 1, "rating_w": RATING_W, "head_user_id": head} for n, head in HEADS.items()]
        connection.execute(insert(feeders), wires)
        rows = [{"user_id": u, "name": f"{k} {u}", "kind": k, "feeder_id": f, **place} for u, k, f in people]
        connection.execute(insert(users), rows)
        stays = [
            {"user_id": user, "connected_from": BEGUN, "feeder_id": feeder, "recorded_at": BEGUN}
            for feeder, own in HOMES.items()
            for user in own
        ]
        if connected:
            connection.execute(insert(feeder_connections), stays)


def days(count: int) -> list[Day]:
    return days_between(FIRST, FIRST + timedelta(days=count - 1), ZONE)


def living(count: int, seed: int = 1) -> dict[int, NDArray[np.int64]]:
    """What all homes use in so many days: a level each, appliances by chance; heads are not among them."""
    dice = np.random.default_rng(seed)
    columns = sum(day.intervals for day in days(count))
    hour = np.arange(columns) % 96 // 4
    shape = 1 + 0.5 * np.sin(hour / 24 * 2 * np.pi)
    return {
        user: (dice.integers(40_000, 90_000) * shape * dice.uniform(0.8, 1.2, columns)).astype(np.int64)
        + np.where(dice.random(columns) < 0.15, dice.integers(100_000, 400_000, columns), 0)
        for own in HOMES.values()
        for user in own
    }


def with_heads(used: Usage, loss_percent: int = 3) -> dict[int, NDArray[np.int64]]:
    """The same with what the heads count."""
    sums = {feeder: np.sum([used[user] for user in own], axis=0) for feeder, own in HOMES.items()}
    return {**used, **{HEADS[feeder]: amount + amount * loss_percent // 100 for feeder, amount in sums.items()}}


def feed_in(database: Engine, users_who: Iterable[int], since: int = BEGUN) -> None:
    """Users get a register of what they feed in (since an instant in UTC ms)."""
    points = [{"user_id": user, "utility": "export", "supply_from": since} for user in users_who]
    with database.begin() as connection:
        connection.execute(insert(service_points), points)


def publish(database: Engine, counted: Usage, count: int, first: int = 0, utility: str = "electricity") -> int:
    """A published run of the days from number `first` up to `count`; gives its number."""
    chosen = days(count)[first:]
    ends = np.cumsum([0, *(day.intervals for day in days(count))])
    run = {"zone": ZONE, "day_from": chosen[0].day, "day_to": chosen[-1].day, "state": "published"}
    more = {"horizon": chosen[-1].stop, "cutoff": 1, "started_at": 1, "inputs": "{}", "commit_id": "none"}
    with database.begin() as connection:
        [run_id] = connection.execute(insert(runs).values({**run, **more})).inserted_primary_key or (0,)
        rows = [
            _row(user, day, amounts[ends[first + number] : ends[first + number + 1]])
            | {"run_id": run_id, "utility": utility}
            for user, amounts in counted.items()
            for number, day in enumerate(chosen)
        ]
        connection.execute(insert(usage_days), rows)
        connection.exec_driver_sql(
            "INSERT INTO horizons (zone, horizon, run_id) VALUES (%s, %s, %s) ON DUPLICATE KEY UPDATE "
            "horizon = GREATEST(horizon, VALUES(horizon)), run_id = VALUES(run_id)",
            (ZONE, chosen[-1].stop, run_id),
        )
    return int(run_id)


def _row(user: int, day: Day, amounts: NDArray[np.int64]) -> dict[str, Any]:
    values = [None if amount < 0 else amount for amount in amounts.tolist()]
    known = [value for value in values if value is not None]
    return {
        "user_id": user,
        "day": day.day,
        "start": day.start,
        "intervals": day.intervals,
        "usage_values": write_values(values),
        "basis": write_basis([3 if value is None else 0 for value in values]),
        "total": sum(known) if known else None,
        "known": len(known),
        "readings": len(known),
    }


def found_days(database: Engine) -> dict[tuple[int, date], Any]:
    """The rows that count, by feeder and day."""
    with database.connect() as connection:
        rows = connection.execute(select(feeder_days).order_by(feeder_days.c.night_id)).all()
    return {(row.feeder_id, row.day): row for row in rows}


def found_suspects(database: Engine, night_id: int) -> list[Any]:
    with database.connect() as connection:
        query = select(theft_suspects).where(theft_suspects.c.night_id == night_id).order_by(theft_suspects.c.place)
        return list(connection.execute(query).all())
