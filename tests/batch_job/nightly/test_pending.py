"""What is still to be settled: no run has taken it for the day that it touches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, Engine, insert

from batch_job.nightly.database import engine
from batch_job.nightly.inputs.touches import CORRECTED, Place, Touch
from batch_job.nightly.pending import pending
from contract.days import day_bounds
from contract.settings import Settings
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


@pytest.fixture
def database(namespace: Settings) -> Iterator[Engine]:
    """Two nights; the second closed the evening of one home, and so published its first day once more.

    Another home is in the registry since then.
    """
    found = engine(namespace)
    night.enrol(found)
    with found.begin() as connection:
        _publish(connection, 1, FIRST, FIRST, STOPS[1])
        _publish(connection, 2, SECOND, SECOND, STOPS[2])
        told = [(WHOLE, FIRST, 1), (OPENED, FIRST, 1), (OPENED, FIRST, 2), (WHOLE, SECOND, 2), (OPENED, SECOND, 2)]
        connection.execute(insert(usage_days), [_row(*each) for each in (*told, (ENROLLED, SECOND, 2))])
        connection.execute(insert(horizons), {"zone": ZONE, "horizon": day_bounds(SECOND, ZONE)[1], "run_id": 2})
    yield found
    found.dispose()


def _publish(connection: Connection, run_id: int, first: date, last: date, stops: tuple[int, int]) -> None:
    inputs = {"seen": 1, "stops": {f"{UTILITY}-0": stops[0]}, "corrections_to": stops[1]}
    row = {"run_id": run_id, "zone": ZONE, "day_from": first, "day_to": last, "state": "published", "horizon": 1}
    plain = {"cutoff": 1, "started_at": 1, "commit_id": "none", "inputs": json.dumps(inputs)}
    connection.execute(insert(runs), {**row, **plain})


def _row(user: int, day: date, run_id: int) -> dict[str, object]:
    start, stop = day_bounds(day, ZONE)
    key = {"utility": UTILITY, "user_id": user, "day": day, "run_id": run_id}
    values = {"usage_values": b"", "basis": b"", "known": 0, "readings": 0}
    return {**key, **values, "start": start, "intervals": (stop - start) // INTERVAL_MS}


def _touch(user: int, day: date, place: Place, offset: int) -> Touch:
    return Touch(UTILITY, user, ZONE, day, place, offset)


def _left(database: Engine, touches: list[Touch]) -> list[Touch]:
    with database.connect() as connection:
        return list(pending(connection, touches, STOPS[2][1]))


@pytest.mark.parametrize(("place", "offset"), [(CORRECTED, 0), (REPORTS, 900)])
@pytest.mark.parametrize("user", [WHOLE, OPENED])
def test_a_night_that_closes_an_evening_takes_nothing_else_for_it(
    database: Engine, user: int, place: Place, offset: int
) -> None:
    touched = _touch(user, FIRST, place, offset)
    assert _left(database, [touched, _touch(user, SECOND, place, offset)]) == [touched]


def test_what_the_last_night_does_not_reach_waits(database: Engine) -> None:
    later = [_touch(OPENED, FIRST, REPORTS, STOPS[2][0]), _touch(OPENED, FIRST, CORRECTED, STOPS[2][1])]
    assert _left(database, [*later, _touch(OPENED, FIRST, REPORTS, STOPS[1][0] - 1)]) == []


def test_what_is_settled_again_is_settled(database: Engine) -> None:
    with database.begin() as connection:
        _publish(connection, 3, FIRST - timedelta(days=1), SECOND, STOPS[2])
        connection.execute(insert(usage_days), [_row(OPENED, day, 3) for day in (FIRST, SECOND)])
    assert _left(database, [_touch(OPENED, FIRST, CORRECTED, 0), _touch(OPENED, FIRST, REPORTS, 900)]) == []


def test_a_home_that_enrols_later_has_its_days_since_supply_began(database: Engine) -> None:
    days = [FIRST - timedelta(days=1), FIRST, SECOND, SECOND + timedelta(days=1)]
    sent = [_touch(ENROLLED, day, REPORTS, 900) for day in days]
    assert _left(database, sent) == [sent[1]]  # the second was settled, the last is not due yet
    other = [Touch(utility, user, ZONE, FIRST, REPORTS, 900) for utility, user in (("gas", ENROLLED), (UTILITY, 9))]
    assert _left(database, other) == []  # no supply
