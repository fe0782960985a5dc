"""Looking up published days by their key, whatever the server guesses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, Select, insert, text

from batch_job.nightly.database import engine
from batch_job.nightly.inputs.history import week_before
from batch_job.nightly.inputs.published import POINTS_A_QUERY, last_published, published
from batch_job.nightly.inputs.state import past_rows
from contract.days import day_bounds
from contract.settings import Settings
from contract.tables.batch_view import runs, usage_days
from contract.tables.registry import counties, service_points, users
from contract.utilities import WATER
from contract.windows import INTERVAL_MS

ZONE, FIRST, DAYS = "America/New_York", date(2026, 1, 10), 4
HOMES = range(64, 64 + 3_000)
RUNS = {1: "published", 2: "published", 3: "published", 4: "failed"}
"""The third settles the last day again for some, the fourth came to nothing."""
AGAIN, LAST = [64, 66], FIRST + timedelta(days=DAYS - 1)


@pytest.fixture(scope="module")
def database(module_namespace: Settings) -> Iterator[Engine]:
    found = engine(module_namespace)
    place = {"state": "NY", "lat": 40.0, "lon": -74.0, "zone": ZONE}
    home = {"kind": "home", "zone": ZONE, "lat": 40.0, "lon": -74.0, "county": 1, "name": "Home"}
    points = [{"user_id": user, "utility": WATER.name, "supply_from": 1} for user in HOMES]
    run = {"zone": ZONE, "day_from": FIRST, "day_to": LAST, "horizon": 1, "cutoff": 1, "inputs": "{}"}
    with found.begin() as connection:
        connection.execute(insert(counties), [{**place, "county": 1, "name": "County"}])
        connection.execute(insert(users), [{**home, "user_id": user} for user in HOMES])
        connection.execute(insert(service_points), points)
        row = {**run, "started_at": 1, "commit_id": "none"}
        connection.execute(insert(runs), [{**row, "run_id": n, "state": state} for n, state in RUNS.items()])
        for number in range(DAYS):
            day = FIRST + timedelta(days=number)
            connection.execute(insert(usage_days), [_row(user, day, 2 if day == LAST else 1) for user in HOMES])
        connection.execute(insert(usage_days), [_row(user, LAST, run_id) for user in AGAIN for run_id in (3, 4)])
    yield found
    found.dispose()


def _row(user: int, day: date, run_id: int) -> dict[str, object]:
    start, stop = day_bounds(day, ZONE)
    key = {"utility": WATER.name, "user_id": user, "day": day, "run_id": run_id, "start": start}
    return {**key, "intervals": (stop - start) // INTERVAL_MS, "usage_values": b"", "basis": b"", "known": 0} | {
        "readings": 0
    }


def test_of_each_day_it_gives_the_row_that_was_published_last(database: Engine) -> None:
    asked = HOMES[: POINTS_A_QUERY + 5]
    with database.connect() as connection:
        rows = list(published(connection, WATER.name, asked, LAST - timedelta(days=1), LAST))
    wanted = [
        (user, day, (3 if user in AGAIN else 2) if day == LAST else 1)
        for user in asked
        for day in (LAST - timedelta(days=1), LAST)
    ]
    assert [(row.user_id, row.day, row.run_id) for row in rows] == wanted


@pytest.mark.parametrize(
    "query",
    [
        last_published(WATER.name, HOMES[:POINTS_A_QUERY], LAST, LAST),
        last_published(WATER.name, HOMES[:1], FIRST, LAST),
        week_before(WATER.name, HOMES[:POINTS_A_QUERY], LAST, (1, 2, 3)),
        past_rows([1, 2, 3], LAST, WATER.name, (HOMES[0], HOMES[-1])),
    ],
)
def test_no_query_passes_over_all_rows_of_a_run(database: Engine, query: Select[tuple[object, ...]]) -> None:
    with database.connect() as connection:
        compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
        plan = connection.execute(text(f"EXPLAIN {compiled}")).mappings().all()
    days = [row for row in plan if row["table"] in (usage_days.name, "newer")]
    assert days
    assert {(row["key"], row["type"] in ("range", "ref", "eq_ref")) for row in days} == {("PRIMARY", True)}
