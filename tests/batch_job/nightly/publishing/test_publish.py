"""What is loaded comes back as it was, and a run is published wholly or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future

import numpy as np
import pyarrow as pa
import pytest
from rich.progress import Progress
from sqlalchemy import Engine, event, select, text

from batch_job.nightly import runs as record
from batch_job.nightly.database import engine
from batch_job.nightly.inputs.began import Began, nothing_before
from batch_job.nightly.inputs.freeze import Planned
from batch_job.nightly.place import Night
from batch_job.nightly.publishing import load as loading
from batch_job.nightly.publishing.audit_days import AuditError
from batch_job.nightly.publishing.audit_table import audit_table
from batch_job.nightly.publishing.delta import delta
from batch_job.nightly.publishing.load import load
from batch_job.nightly.publishing.publish import check_and_publish, publish
from batch_job.nightly.spark.arrow_rows import TABLE_SCHEMA
from batch_job.nightly.spark.compute import Computed
from batch_job.nightly.spark.work import result_key, state_key_of
from batch_job.store import Store, open_store
from contract.settings import Settings
from contract.tables.batch_view import usage_days
from tests.batch_job.nightly.publishing import three_homes


@pytest.fixture
def database(namespace: Settings) -> Iterator[Engine]:
    found = engine(namespace)
    yield found
    found.dispose()


def test_what_is_loaded_comes_back(namespace: Settings, database: Engine) -> None:
    store, planned = open_store(namespace), three_homes.planned(database)
    water = three_homes.results(namespace, store, planned.run_id)

    loaded = load(database, store, planned.run_id, namespace.partitions, nothing_before)
    with database.connect() as connection:
        found = connection.execute(select(usage_days).order_by(usage_days.c.user_id, usage_days.c.day)).mappings().all()

    ordered = water.sort_by([("user_id", "ascending"), ("day", "ascending")]).select(TABLE_SCHEMA.names).to_pylist()
    assert [{name: row[name] for name in TABLE_SCHEMA.names} for row in found] == ordered
    assert (loaded.rows, loaded.service_points, loaded.readings) == (
        three_homes.ROWS,
        3,
        sum(row["readings"] for row in ordered),
    )


def test_rows_that_contradict_themselves_are_not_published(namespace: Settings, database: Engine) -> None:
    store, planned = open_store(namespace), three_homes.planned(database)
    water = three_homes.results(namespace, store, planned.run_id)
    wrong = pa.array([None if total is None else total + 1 for total in water["total"].to_pylist()], pa.int64())
    forged = water.set_column(water.column_names.index("total"), "total", wrong)
    three_homes.put(store, result_key(planned.run_id, "water", 0), forged)

    with pytest.raises(AuditError, match="do not add up"):
        check_and_publish(_night(namespace, database, store), planned, _computed(namespace, planned), 0.0)

    assert three_homes.seen(database) == ([("started", None)], 0, 0)


def test_rows_that_do_not_go_on_from_what_was_served_are_not_published(namespace: Settings, database: Engine) -> None:
    store, planned = open_store(namespace), three_homes.planned(database)
    three_homes.results(namespace, store, planned.run_id)  # its level begins with 0
    three_homes.put(store, state_key_of(planned.run_id, "water", 0), three_homes.state(planned.run_id, 5))

    with pytest.raises(AuditError, match="water of user 4 on 2026-03-07"):
        check_and_publish(_night(namespace, database, store), planned, _computed(namespace, planned), 0.0)

    assert three_homes.seen(database) == ([("started", None)], 0, 0)


def test_a_run_whose_input_was_counted_otherwise_is_not_published(namespace: Settings, database: Engine) -> None:
    store, planned = open_store(namespace), three_homes.planned(database)
    three_homes.results(namespace, store, planned.run_id)
    computed = _computed(namespace, planned, AuditError("water-0 holds 7 usable readings by Spark's count"))

    with pytest.raises(AuditError, match="by Spark's count"):
        check_and_publish(_night(namespace, database, store), planned, computed, 0.0)

    assert three_homes.seen(database) == ([("started", None)], three_homes.ROWS, 0)
    record.fail(database, store, planned.run_id, "its input", lambda: 2)
    assert three_homes.seen(database) == ([("failed", None)], 0, 0)


def test_pieces_side_by_side_or_among_other_rows_come_to_the_same(
    namespace: Settings, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first run finds an empty table; the second and the third do not."""
    store, loaded = open_store(namespace), {}
    for piece in (1, 1, 20_000):
        monkeypatch.setattr(loading, "PIECE", piece)
        planned = three_homes.planned(database)
        three_homes.results(namespace, store, planned.run_id)
        loaded[planned.run_id] = load(database, store, planned.run_id, namespace.partitions, nothing_before)

    assert len({found.digest.hexdigest() for found in loaded.values()}) == 1
    with database.connect() as connection:
        for run_id, found in loaded.items():
            audit_table(connection, run_id, found)


def test_a_piece_that_breaks_leaves_a_run_that_can_be_cleaned_up(
    namespace: Settings, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, planned = open_store(namespace), three_homes.planned(database)
    three_homes.results(namespace, store, planned.run_id)
    monkeypatch.setattr(loading, "PIECE", 1)
    begun: list[str] = []

    def cut(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        begun.append(statement)
        if sum(each.startswith("LOAD DATA") for each in begun) > 3:
            raise ConnectionError("the network is cut")

    event.listen(database, "before_cursor_execute", cut)
    with pytest.raises(ConnectionError):
        load(database, store, planned.run_id, namespace.partitions, nothing_before)
    event.remove(database, "before_cursor_execute", cut)

    assert 0 < three_homes.seen(database)[1] < three_homes.ROWS
    with database.connect() as connection:
        assert connection.execute(text("SELECT @@foreign_key_checks, @@unique_checks")).one() == (1, 1)
    assert record.fail_leftovers(database, store, lambda: 2) == 1
    assert three_homes.seen(database) == ([("failed", None)], 0, 0)


def test_a_run_tells_what_it_changes_of_what_was_published(namespace: Settings, database: Engine) -> None:
    store, first = open_store(namespace), three_homes.settled(namespace, database)
    with database.connect() as connection:
        assert delta(connection, first.run_id, first.due) is None
    publish(database, first)

    again = three_homes.planned(database)
    water = three_homes.results(namespace, store, again.run_id)
    heard = water["user_id"].to_numpy() != 12  # of whom nothing was known
    totals = np.where(heard, 0, 5).tolist()
    changed = water.set_column(
        water.column_names.index("total"),
        "total",
        pa.array([a if b == 0 else b for a, b in zip(water["total"].to_pylist(), totals, strict=True)], pa.int64()),
    )
    bases = [a if there else b"0" * len(a) for a, there in zip(water["basis"].to_pylist(), heard, strict=True)]
    changed = changed.set_column(water.column_names.index("basis"), "basis", pa.array(bases, pa.binary()))
    three_homes.put(store, result_key(again.run_id, "water", 0), changed)
    load(database, store, again.run_id, namespace.partitions, nothing_before)
    with database.connect() as connection:
        assert delta(connection, again.run_id, again.due) == {"water": {"days": 2, "usage": 10}}


def test_a_switch_that_breaks_changes_nothing(namespace: Settings, database: Engine) -> None:
    planned = three_homes.settled(namespace, database)

    def cut(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO horizons"):
            raise ConnectionError("the network is cut")

    event.listen(database, "before_cursor_execute", cut)
    with pytest.raises(ConnectionError):
        publish(database, planned)
    event.remove(database, "before_cursor_execute", cut)

    assert three_homes.seen(database) == ([("settled", None)], three_homes.ROWS, 0)
    publish(database, planned)
    assert three_homes.seen(database)[2] == 1


def test_a_failed_run_leaves_only_its_record(namespace: Settings, database: Engine) -> None:
    store, planned = open_store(namespace), three_homes.planned(database)
    three_homes.results(namespace, store, planned.run_id)
    load(database, store, planned.run_id, namespace.partitions, nothing_before)

    assert record.fail_leftovers(database, store, lambda: 2) == 1

    assert three_homes.seen(database) == ([("failed", None)], 0, 0)
    assert list(store.list("batch/")) == []


def _night(settings: Settings, database: Engine, store: Store) -> Night:
    return Night(settings, database, store, Progress(disable=True))


def _computed(settings: Settings, planned: Planned, wrong: AuditError | None = None) -> Computed:
    """A run without tasks; `wrong` is what the second look at its input finds."""
    checked: Future[None] = Future()
    if wrong is None:
        checked.set_result(None)
    else:
        checked.set_exception(wrong)
    began = Began(open_store(settings), planned.run_id, settings.partitions)
    return Computed({planned.run_id: []}, checked, began)
