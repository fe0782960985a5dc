"""From where a touched service point is settled again: a midnight whose level was known on its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, insert

from batch_job.nightly.again import sure_midnight
from batch_job.nightly.database import engine
from contract.days import day_bounds
from contract.settings import Settings
from contract.tables.batch_view import runs, usage_days
from contract.windows import INTERVAL_MS
from tests.batch_job.nightly import nightlife as night

ZONE = "America/New_York"
FIRST = date(2026, 3, 2)
TOUCHED = date(2026, 3, 8)
WHOLE, GAP, SILENT, YOUNG = 64, 65, 66, 129


@pytest.fixture(scope="module")
def database(module_namespace: Settings) -> Iterator[Engine]:
    """Six published days: known at every midnight; at none after the third; never read; and one that began later."""
    found = engine(module_namespace)
    night.enrol(found)
    days = [FIRST + timedelta(days=number) for number in range(6)]
    run = {"zone": ZONE, "day_from": days[0], "day_to": days[-1], "state": "published", "inputs": "{}"}
    plain = {"horizon": 1, "cutoff": 1, "started_at": 1, "commit_id": "none"}
    with found.begin() as connection:
        connection.execute(insert(runs), [{**run, **plain, "run_id": 1}])
        connection.execute(insert(usage_days), [_row(user, day) for user in (WHOLE, GAP, SILENT) for day in days])
        connection.execute(insert(usage_days), [_row(YOUNG, days[-1])])
    yield found
    found.dispose()


def _row(user: int, day: date) -> dict[str, object]:
    start, stop = day_bounds(day, ZONE)
    third = day_bounds(FIRST + timedelta(days=2), ZONE)[1]
    known = {GAP: min(stop, third), SILENT: None}.get(user, stop)
    values = {"usage_values": b"", "basis": b"", "known": 0, "readings": 0, "known_at": known}
    key = {"utility": "water", "user_id": user, "day": day, "run_id": 1}
    return {**key, **values, "start": start, "intervals": (stop - start) // INTERVAL_MS}


@pytest.mark.parametrize(
    ("users", "first"),
    [
        ({WHOLE}, TOUCHED),
        ({SILENT}, TOUCHED),  # there is no gap where nothing was ever read
        ({YOUNG}, TOUCHED),
        ({GAP}, FIRST + timedelta(days=3)),  # the first day that begins in the gap
        ({WHOLE, SILENT, YOUNG, GAP}, FIRST + timedelta(days=3)),
    ],
)
def test_it_goes_back_to_the_last_midnight_that_all_were_known_at(
    database: Engine, users: set[int], first: date
) -> None:
    points = frozenset(("water", user) for user in users)
    with database.connect() as connection:
        assert sure_midnight(connection, points, TOUCHED) == first
