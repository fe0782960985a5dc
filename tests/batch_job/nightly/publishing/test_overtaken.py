"""Two settlements at once, because MySQL let go of the lock: the one that is failed publishes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event

from batch_job.nightly import runs as record
from batch_job.nightly.database import engine
from batch_job.nightly.inputs.began import nothing_before
from batch_job.nightly.publishing.load import load
from batch_job.nightly.publishing.publish import audit, publish
from batch_job.nightly.runs import OvertakenError
from batch_job.store import open_store
from contract.settings import Settings
from tests.batch_job.nightly.publishing import three_homes


@pytest.fixture
def database(namespace: Settings) -> Iterator[Engine]:
    found = engine(namespace)
    yield found
    found.dispose()


def test_what_another_settlement_has_failed_is_not_published(namespace: Settings, database: Engine) -> None:
    planned, store = three_homes.settled(namespace, database), open_store(namespace)
    assert record.fail_leftovers(database, store, lambda: 2) == 1  # it got the lock that MySQL had let go

    with pytest.raises(OvertakenError, match=f"Run {planned.run_id} was failed by another settlement"):
        publish(database, planned)

    assert three_homes.seen(database) == ([("failed", None)], 0, 0)


def test_nor_while_it_is_being_removed(namespace: Settings, database: Engine) -> None:
    planned, refused = three_homes.settled(namespace, database), list[Exception]()

    def meanwhile(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("DELETE") and not refused:
            with pytest.raises(OvertakenError) as caught:
                publish(database, planned)
            refused.append(caught.value)

    event.listen(database, "before_cursor_execute", meanwhile)
    record.fail_leftovers(database, open_store(namespace), lambda: 2)
    event.remove(database, "before_cursor_execute", meanwhile)

    assert len(refused) == 1
    assert three_homes.seen(database) == ([("failed", None)], 0, 0)


def test_what_it_goes_on_to_load_is_removed_too(namespace: Settings, database: Engine) -> None:
    store, planned = open_store(namespace), three_homes.planned(database)
    assert record.fail_leftovers(database, store, lambda: 2) == 1
    three_homes.results(namespace, store, planned.run_id)
    loaded = load(database, store, planned.run_id, namespace.partitions, nothing_before)
    with pytest.raises(OvertakenError), database.begin() as connection:
        audit(connection, planned, loaded, [])

    record.fail(database, store, planned.run_id, "overtaken", lambda: 3)

    assert three_homes.seen(database) == ([("failed", None)], 0, 0)
    assert list(store.list("batch/")) == []


def test_a_published_run_is_not_failed_any_more(namespace: Settings, database: Engine) -> None:
    planned, store = three_homes.settled(namespace, database), open_store(namespace)
    publish(database, planned)
    record.fail(database, store, planned.run_id, "the answer was lost", lambda: 2)
    [(state, published_at)], rows, switches = three_homes.seen(database)
    assert (state, rows, switches) == ("published", three_homes.ROWS, 1)
    assert published_at


def test_a_removal_that_was_killed_is_ended_by_the_next_settlement(namespace: Settings, database: Engine) -> None:
    planned, store = three_homes.settled(namespace, database), open_store(namespace)

    def cut(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("DELETE FROM usage_days"):
            raise ConnectionError("the network is cut")

    event.listen(database, "before_cursor_execute", cut)
    with pytest.raises(ConnectionError):
        record.fail(database, store, planned.run_id, "its audit", lambda: 2)
    event.remove(database, "before_cursor_execute", cut)

    assert three_homes.seen(database) == ([("failed", None)], three_homes.ROWS, 0)
    assert [record.fail_leftovers(database, store, lambda: 3) for _ in range(2)] == [1, 0]
    assert three_homes.seen(database) == ([("failed", None)], 0, 0)
