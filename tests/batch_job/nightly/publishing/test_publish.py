"""What is loaded comes back as it was, and a run is published wholly or not at all."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.progress import Progress
from sqlalchemy import Engine, event, func, select, text

from batch_job.nightly import runs as record
from batch_job.nightly.database import engine
from batch_job.nightly.inputs.freeze import Planned
from batch_job.nightly.place import Night
from batch_job.nightly.publishing import load as loading
from batch_job.nightly.publishing.audit_days import AuditError
from batch_job.nightly.publishing.audit_table import audit_table
from batch_job.nightly.publishing.delta import delta
from batch_job.nightly.publishing.load import load
from batch_job.nightly.publishing.publish import check_and_publish, publish
from batch_job.nightly.scheduling.due import Due
from batch_job.nightly.spark.arrow_rows import SCHEMA, TABLE_SCHEMA, to_arrow
from batch_job.nightly.spark.compute import Computed
from batch_job.nightly.spark.work import result_key
from batch_job.settlement.carries import no_carries
from batch_job.settlement.days import days_between
from batch_job.settlement.settle import Bucket, settle
from batch_job.store import Store, open_store
from contract.reading import Reading
from contract.settings import Settings
from contract.tables.batch_view import horizons, runs, usage_days
from contract.utilities import UTILITIES, WATER
from contract.windows import INTERVAL_MS
from tests.batch_job.settlement.settling import columns

ZONE = "America/New_York"
DAYS = days_between(date(2026, 3, 7), date(2026, 3, 8), ZONE)
ROWS = 6  # of three homes


@pytest.fixture
def database(namespace: Settings) -> Iterator[Engine]:
    found = engine(namespace)
    yield found
    found.dispose()


def _planned(database: Engine) -> Planned:
    due = Due(ZONE, DAYS, DAYS[-1].stop, DAYS[-1].stop)
    return Planned(record.begin(database, due, "none", lambda: 1), due, {})


def _results(settings: Settings, store: Store, run_id: int) -> pa.Table:
    """Three homes' water: one with values beyond 32 bits, one that falls silent, one never heard of."""
    ends = range(DAYS[0].start, DAYS[-1].stop + 1, INTERVAL_MS)
    great = [Reading(1, 7, at, 3 * 10**9 * step) for step, at in enumerate(ends)]
    silent = [Reading(1, 7, at, step) for step, at in enumerate(ends) if step < 30]
    outcome = settle(
        Bucket(replace(WATER, supply_limit=10**9), DAYS, DAYS[-1].stop, no_carries(3), {}, columns([great, silent, []]))
    )
    users = np.array([4, 8, 12])
    water = pa.Table.from_batches([to_arrow("water", users, rows) for rows in outcome.rows], SCHEMA)
    for utility in UTILITIES:
        for partition in range(settings.partitions):
            here = water if (utility, partition) == (WATER, 0) else SCHEMA.empty_table()
            _put(store, result_key(run_id, utility.name, partition), here)
    return water


def _put(store: Store, key: str, table: pa.Table) -> None:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    store.put(key, sink.getvalue())


def test_what_is_loaded_comes_back(namespace: Settings, database: Engine) -> None:
    store, planned = open_store(namespace), _planned(database)
    water = _results(namespace, store, planned.run_id)

    loaded = load(database, store, planned.run_id, namespace.partitions)
    with database.connect() as connection:
        found = connection.execute(select(usage_days).order_by(usage_days.c.user_id, usage_days.c.day)).mappings().all()

    ordered = water.sort_by([("user_id", "ascending"), ("day", "ascending")]).select(TABLE_SCHEMA.names).to_pylist()
    assert [{name: row[name] for name in TABLE_SCHEMA.names} for row in found] == ordered
    assert (loaded.rows, loaded.service_points, loaded.readings) == (ROWS, 3, sum(row["readings"] for row in ordered))


def test_rows_that_contradict_themselves_are_not_published(namespace: Settings, database: Engine) -> None:
    store, planned = open_store(namespace), _planned(database)
    water = _results(namespace, store, planned.run_id)
    wrong = pa.array([None if total is None else total + 1 for total in water["total"].to_pylist()], pa.int64())
    forged = water.set_column(water.column_names.index("total"), "total", wrong)
    _put(store, result_key(planned.run_id, "water", 0), forged)

    with pytest.raises(AuditError, match="do not add up"):
        check_and_publish(_night(namespace, database, store), planned, _computed(planned), 0.0)

    assert _seen(database) == ([("started", None)], 0, 0)


def test_a_run_whose_input_was_counted_otherwise_is_not_published(namespace: Settings, database: Engine) -> None:
    store, planned = open_store(namespace), _planned(database)
    _results(namespace, store, planned.run_id)
    computed = _computed(planned, AuditError("water-0 holds 7 usable readings by Spark's count"))

    with pytest.raises(AuditError, match="by Spark's count"):
        check_and_publish(_night(namespace, database, store), planned, computed, 0.0)

    assert _seen(database) == ([("started", None)], ROWS, 0)
    record.fail(database, store, planned.run_id, "its input", lambda: 2)
    assert _seen(database) == ([("failed", None)], 0, 0)


def test_pieces_side_by_side_come_to_the_same(
    namespace: Settings, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, whole, pieces = open_store(namespace), _planned(database), _planned(database)
    for planned in (whole, pieces):
        _results(namespace, store, planned.run_id)
    found = load(database, store, whole.run_id, namespace.partitions)
    monkeypatch.setattr(loading, "PIECE", 1)
    again = load(database, store, pieces.run_id, namespace.partitions)

    assert again.digest.hexdigest() == found.digest.hexdigest()
    with database.connect() as connection:
        for planned in (whole, pieces):
            audit_table(connection, planned.run_id, found)


def test_a_piece_that_breaks_leaves_a_run_that_can_be_cleaned_up(
    namespace: Settings, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, planned = open_store(namespace), _planned(database)
    _results(namespace, store, planned.run_id)
    monkeypatch.setattr(loading, "PIECE", 1)
    begun: list[str] = []

    def cut(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        begun.append(statement)
        if sum(each.startswith("LOAD DATA") for each in begun) > 3:
            raise ConnectionError("the network is cut")

    event.listen(database, "before_cursor_execute", cut)
    with pytest.raises(ConnectionError):
        load(database, store, planned.run_id, namespace.partitions)
    event.remove(database, "before_cursor_execute", cut)

    assert 0 < _seen(database)[1] < ROWS
    with database.connect() as connection:
        assert connection.execute(text("SELECT @@foreign_key_checks, @@unique_checks")).one() == (1, 1)
    assert record.fail_leftovers(database, store, lambda: 2) == 1
    assert _seen(database) == ([("failed", None)], 0, 0)


def test_a_run_tells_what_it_changes_of_what_was_published(namespace: Settings, database: Engine) -> None:
    store, first = open_store(namespace), _planned(database)
    water = _results(namespace, store, first.run_id)
    load(database, store, first.run_id, namespace.partitions)
    with database.connect() as connection:
        assert delta(connection, first.run_id, first.due) is None
    publish(database, first)

    again = _planned(database)
    _results(namespace, store, again.run_id)
    heard = water["user_id"].to_numpy() != 12  # of whom nothing was known
    totals = np.where(heard, 0, 5).tolist()
    changed = water.set_column(
        water.column_names.index("total"),
        "total",
        pa.array([a if b == 0 else b for a, b in zip(water["total"].to_pylist(), totals, strict=True)], pa.int64()),
    )
    bases = [a if there else b"0" * len(a) for a, there in zip(water["basis"].to_pylist(), heard, strict=True)]
    changed = changed.set_column(water.column_names.index("basis"), "basis", pa.array(bases, pa.binary()))
    _put(store, result_key(again.run_id, "water", 0), changed)
    load(database, store, again.run_id, namespace.partitions)
    with database.connect() as connection:
        assert delta(connection, again.run_id, again.due) == {"water": {"days": 2, "usage": 10}}


def test_a_switch_that_breaks_changes_nothing(namespace: Settings, database: Engine) -> None:
    planned = _planned(database)

    def cut(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO horizons"):
            raise ConnectionError("the network is cut")

    event.listen(database, "before_cursor_execute", cut)
    with pytest.raises(ConnectionError):
        publish(database, planned)
    event.remove(database, "before_cursor_execute", cut)

    assert _seen(database) == ([("started", None)], 0, 0)
    publish(database, planned)
    assert _seen(database)[2] == 1


def test_a_failed_run_leaves_only_its_record(namespace: Settings, database: Engine) -> None:
    store, planned = open_store(namespace), _planned(database)
    _results(namespace, store, planned.run_id)
    load(database, store, planned.run_id, namespace.partitions)

    assert record.fail_leftovers(database, store, lambda: 2) == 1

    assert _seen(database) == ([("failed", None)], 0, 0)
    assert list(store.list("batch/")) == []


def _night(settings: Settings, database: Engine, store: Store) -> Night:
    return Night(settings, database, store, Progress(disable=True))


def _computed(planned: Planned, wrong: AuditError | None = None) -> Computed:
    """A run without tasks; `wrong` is what the second look at its input finds."""
    checked: Future[None] = Future()
    if wrong is None:
        checked.set_result(None)
    else:
        checked.set_exception(wrong)
    return Computed({planned.run_id: []}, checked)


def _seen(database: Engine) -> tuple[list[tuple[str, int | None]], int, int]:
    """State and instant of publication of every run; how many rows and horizons there are."""
    with database.connect() as connection:
        states = [(row.state, row.published_at) for row in connection.execute(select(runs))]
        rows, switches = (
            int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for table in (usage_days, horizons)
        )
    return states, rows, switches
