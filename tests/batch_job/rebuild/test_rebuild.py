"""What a rebuild drops, and what it leaves. That all comes back is the last of the nights in test_night.py."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, select

from batch_job.nightly import runs as record
from batch_job.nightly.database import engine
from batch_job.nightly.night import Asked
from batch_job.nightly.publishing import manifests
from batch_job.nightly.publishing.manifests import Manifest, Row
from batch_job.nightly.scheduling.due import Due
from batch_job.nightly.spark.work import folder
from batch_job.problem import Problem
from batch_job.rebuild.rebuild import look_until
from batch_job.rebuild.results import empty_tables, result_tables
from batch_job.settlement.days import days_between
from batch_job.store import Store, open_store
from contract.settings import Settings
from contract.tables.batch_view import runs
from contract.windows import INTERVAL_MS, SECOND_MS
from tests.batch_job.nightly import nightlife as night

RUN = {"run_id": 7, "zone": "UTC", "day_from": date(2026, 3, 7), "day_to": date(2026, 3, 8), "checksum": None}
SEEN = {"run_id": 7, "user_id": 64, "day": date(2026, 3, 7), "compared": 96, "matched": 95, "share": 95 / 96}


@pytest.fixture
def database(namespace: Settings) -> Iterator[Engine]:
    found = engine(namespace)
    yield found
    found.dispose()


@pytest.fixture
def kept(namespace: Settings, database: Engine) -> int:
    """The number of a run that ended and is on record."""
    store, run_id = open_store(namespace), _begun(database)
    record.fail(database, store, run_id, "it is of no matter how", lambda: 2)
    assert manifests.keep(database, store) == 1
    return run_id


def _begun(database: Engine) -> int:
    [day] = days_between(date(2026, 3, 7), date(2026, 3, 7), "UTC")
    return record.begin(database, Due("UTC", [day], day.stop, day.stop), "none", lambda: 1)


def test_no_night_takes_the_numbers_of_runs_that_mysql_has_lost(
    namespace: Settings, database: Engine, kept: int
) -> None:
    assert night.settled(namespace, Asked()) == []
    empty_tables(database)
    _refused(namespace)
    assert _begun(database) == kept  # as a rebuild that is killed leaves it
    _refused(namespace)
    assert _states(database) == {kept: "started"}


def _refused(settings: Settings) -> None:
    with pytest.raises(Problem, match="MySQL has lost 1 of the runs on record"):
        night.settled(settings, Asked())


def test_what_a_killed_rebuild_leaves_keeps_its_objects(namespace: Settings, database: Engine, kept: int) -> None:
    store = open_store(namespace)
    empty_tables(database)
    again, mine = _begun(database), _begun(database)
    assert again == kept
    for run_id in (again, mine):
        store.put(f"{folder(run_id)}state", b"as it was")
    record.fail_leftovers(database, store, lambda: 3, manifests.recorded(store))
    assert [_states(database), _left(store)] == [{again: "started", mine: "failed"}, [f"{folder(again)}state"]]


def _states(database: Engine) -> dict[int, str]:
    with database.connect() as connection:
        return {row.run_id: row.state for row in connection.execute(select(runs.c.run_id, runs.c.state))}


def _left(store: Store) -> list[str]:
    return [key for key, _, _ in store.list("batch/")]


def test_only_results_are_dropped() -> None:
    names = {table.name for table in result_tables()}
    assert {"runs", "usage_days", "baselines", "bills", "bill_lines", "reconciliations", "feeder_days"} <= names
    assert not names & {"users", "meters", "accounts", "tariffs", "tariff_assignments", "feeder_connections"}


def test_a_record_gives_its_run_back() -> None:
    empty: dict[str, list[Row]] = {table.name: [] for table in manifests.OBSERVED}
    record = Manifest(RUN, {**empty, "reconciled_homes": [SEEN]})
    assert manifests.read(manifests.write(record)) == record


def test_what_meters_may_still_be_reporting_is_not_compared() -> None:
    """A rebuild that began a moment after a quarter hour found its closing readings only afterwards."""
    quarter = 1_234_567 * INTERVAL_MS
    assert look_until(quarter + SECOND_MS) == quarter - INTERVAL_MS
    assert look_until(quarter + 120 * SECOND_MS) == quarter
