"""From where touched service points are settled again: each from a midnight whose level was known on its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, insert

from batch_job.nightly.again import entries
from batch_job.nightly.database import engine
from batch_job.nightly.inputs.touches import Touch
from batch_job.nightly.midnights import starts, sure_midnights
from contract.days import day_bounds
from contract.settings import Settings
from contract.tables.batch_view import horizons, runs, usage_days
from contract.windows import INTERVAL_MS
from tests.batch_job.nightly import nightlife as night

ZONE = "America/New_York"
FIRST = date(2026, 3, 2)
LAST = date(2026, 3, 7)
TOUCHED = date(2026, 3, 8)
WHOLE, GAP, SILENT, BEGUN, YOUNG, NEW = 64, 65, 66, 67, 129, 130
DAYS = [FIRST + timedelta(days=number) for number in range(6)]
THIRD = day_bounds(DAYS[2], ZONE)[1]


@pytest.fixture(scope="module")
def database(module_namespace: Settings) -> Iterator[Engine]:
    """Six published days.

    Known at every midnight; at none after the third; never read; at none before the third; and one that began later.
    """
    found = engine(module_namespace)
    night.enrol(found)
    run = {"zone": ZONE, "day_from": DAYS[0], "day_to": LAST, "state": "published", "inputs": json.dumps({"seen": 1})}
    plain = {"horizon": 1, "cutoff": 1, "started_at": 1, "commit_id": "none"}
    with found.begin() as connection:
        connection.execute(insert(runs), [{**run, **plain, "run_id": 1}])
        told = [_row(user, day) for user in (WHOLE, GAP, SILENT, BEGUN) for day in DAYS]
        connection.execute(insert(usage_days), [*told, _row(YOUNG, LAST)])
        connection.execute(insert(horizons), {"zone": ZONE, "horizon": day_bounds(LAST, ZONE)[1], "run_id": 1})
    yield found
    found.dispose()


def _row(user: int, day: date) -> dict[str, object]:
    start, stop = day_bounds(day, ZONE)
    known = {GAP: min(stop, THIRD), SILENT: None, BEGUN: stop if stop >= THIRD else start}.get(user, stop)
    values = {"usage_values": b"", "basis": b"", "known": 0, "readings": 0, "known_at": known}
    key = {"utility": "water", "user_id": user, "day": day, "run_id": 1}
    return {**key, **values, "start": start, "intervals": (stop - start) // INTERVAL_MS}


def test_each_goes_back_to_the_last_midnight_that_it_was_known_at(database: Engine) -> None:
    users = (WHOLE, GAP, SILENT, BEGUN, YOUNG, NEW)
    with database.connect() as connection:
        found = sure_midnights(connection, {("water", user): TOUCHED for user in users})
    assert {user: day for (_, user), day in found.items()} == {
        WHOLE: LAST,  # the first reading of the touched day may end a gap of the day before
        GAP: DAYS[3],  # the first day that begins in the gap
        SILENT: LAST,  # there is no gap where nothing was ever read
        BEGUN: LAST,
        YOUNG: LAST,
        NEW: TOUCHED,  # nothing was published of the day before
    }


def test_one_reading_from_long_ago_lets_nobody_else_begin_there(database: Engine) -> None:
    ago = LAST - timedelta(days=380)
    told = [_touch(user, LAST) for user in (WHOLE, SILENT)]
    with database.connect() as connection:
        found = entries(connection, [*told, _touch(YOUNG, ago), _touch(YOUNG, LAST), _touch(GAP, DAYS[4])])
    assert [[(len(due.days), {user for _, user in only}) for due, _, only in turn] for turn in found] == [
        [(2, {WHOLE, SILENT})],
        [(3, {GAP})],
        [(381, {YOUNG})],
    ]


def test_who_need_about_as_many_days_begin_together_where_all_were_known(database: Engine) -> None:
    first = {WHOLE: DAYS[1], GAP: DAYS[3], BEGUN: DAYS[3], SILENT: LAST}
    with database.connect() as connection:
        found = starts(connection, {("water", user): day for user, day in first.items()}, TOUCHED)
    told = [[(day, {user for _, user in points}) for day, points in together] for together in found]
    assert told == [[(LAST, {SILENT})], [(DAYS[1], {WHOLE, GAP}), (DAYS[3], {BEGUN})], [], [], []]


def _touch(user: int, day: date) -> Touch:
    return Touch("water", user, ZONE, day, ("water", 0), 5)
