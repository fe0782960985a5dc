"""Two published nights of three homes: the second closed the evening of one, and so published its first day once more.

Another home is in the registry only since the second night.
"""

from __future__ import annotations

import json
from datetime import date, timedelta

from sqlalchemy import Connection, Engine, insert

from batch_job.nightly.inputs.touches import Place
from contract.days import day_bounds
from contract.tables.batch_view import horizons, runs, usage_days
from contract.windows import INTERVAL_MS
from tests.batch_job.nightly import nightlife as night

ZONE, UTILITY = "America/New_York", "water"
FIRST = night.FIRST_DAY
SECOND = FIRST + timedelta(days=1)
REPORTS: Place = (UTILITY, 0)
STOPS = {1: (500, 0), 2: (1_000, 3)}
"""By night, the first offsets of reports and of corrections that it did not take."""
WHOLE, OPENED, ENROLLED = 64, 65, 66


def put(database: Engine) -> None:
    """Registry, nights and horizon."""
    night.enrol(database)
    with database.begin() as connection:
        _publish(connection, 1, FIRST, FIRST, STOPS[1])
        _publish(connection, 2, SECOND, SECOND, STOPS[2])
        told = [(WHOLE, FIRST, 1), (OPENED, FIRST, 1), (OPENED, FIRST, 2)]
        told += [(user, SECOND, 2) for user in (WHOLE, OPENED, ENROLLED)]
        connection.execute(insert(usage_days), [_row(*each) for each in told])
        connection.execute(insert(horizons), {"zone": ZONE, "horizon": day_bounds(SECOND, ZONE)[1], "run_id": 2})


def settle_again(database: Engine, user: int) -> None:
    """Publishes a third run, of both days of a home."""
    with database.begin() as connection:
        _publish(connection, 3, FIRST - timedelta(days=1), SECOND, STOPS[2])
        connection.execute(insert(usage_days), [_row(user, day, 3) for day in (FIRST, SECOND)])


def _publish(connection: Connection, run_id: int, first: date, last: date, stops: tuple[int, int]) -> None:
    inputs = {"seen": 1, "stops": {f"{UTILITY}-0": stops[0]}, "corrections_to": stops[1]}
    row = {"run_id": run_id, "zone": ZONE, "day_from": first, "day_to": last, "state": "published", "horizon": 1}
    plain = {
        "cutoff": 1,
        "started_at": 1,
        "commit_id": "none",
        "inputs": json.dumps(inputs),
        "corrections_to": stops[1],
    }
    connection.execute(insert(runs), {**row, **plain})


def _row(user: int, day: date, run_id: int) -> dict[str, object]:
    start, stop = day_bounds(day, ZONE)
    key = {"utility": UTILITY, "user_id": user, "day": day, "run_id": run_id}
    values = {"usage_values": b"", "basis": b"", "known": 0, "readings": 0}
    return {**key, **values, "start": start, "intervals": (stop - start) // INTERVAL_MS}
