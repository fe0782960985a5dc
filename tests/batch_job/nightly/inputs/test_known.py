"""Objects that are gone refuse the night; a partition in which nobody sent anything does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, update

from batch_job.nightly import runs as record
from batch_job.nightly.database import engine
from batch_job.nightly.inputs.freeze import Planned, inputs, works
from batch_job.nightly.inputs.known import known
from batch_job.nightly.scheduling.due import Due
from batch_job.nightly.spark.work import Work
from batch_job.settlement.days import days_between
from batch_job.store import Store, open_store
from contract.master_data import HoleError, RawObject, arrival_hour
from contract.settings import Settings
from contract.tables.batch_view import runs
from contract.utilities import WATER
from contract.windows import DAY_MS, HOUR_MS

ZONE = "America/New_York"
DAYS = days_between(date(2026, 3, 10), date(2026, 3, 11), ZONE)
PLACE = (WATER.name, 0)
TAKEN, STOP = 600, 1_000


@pytest.fixture
def store(namespace: Settings) -> Store:
    return open_store(namespace)


@pytest.fixture
def database(namespace: Settings) -> Iterator[Engine]:
    found = engine(namespace)
    yield found
    found.dispose()


@pytest.fixture
def night(database: Engine) -> Planned:
    """The second night; the first one has taken the partition's reports up to TAKEN."""
    first = _begun(database, 0)
    record.write_inputs(database, first.run_id, {"stops": {"water-0": TAKEN}, "objects": []})
    with database.begin() as connection:
        connection.execute(update(runs).where(runs.c.run_id == first.run_id).values(state="published"))
    return _begun(database, 1)


def _begun(database: Engine, number: int, begins: int = 0) -> Planned:
    due = Due(ZONE, [DAYS[number]], DAYS[number].stop, DAYS[number].stop)
    return Planned(record.begin(database, due, "none", lambda: 1), due, {PLACE: STOP}, begins={PLACE: begins})


def _put(store: Store, first: int, last: int, stamp: int = DAYS[1].start) -> None:
    store.put(RawObject(WATER.name, 0, first, last, arrival_hour(stamp)).key(""), b"")


def _read(settings: Settings, database: Engine, store: Store, night: Planned) -> list[tuple[int, int]]:
    return [(clip.first, clip.last) for work in _works(settings, database, store, night) for clip in work.clips]


def _works(
    settings: Settings, database: Engine, store: Store, night: Planned, *, accept_holes: bool = False
) -> list[Work]:
    with database.connect() as connection:
        since = known(connection, [night])
    return list(works(store, [night], settings, since, accept_holes=accept_holes))


def test_an_archive_that_is_gone_is_no_country_without_readings(
    namespace: Settings, database: Engine, store: Store, night: Planned
) -> None:
    with pytest.raises(HoleError, match=f"Offsets {TAKEN} to {STOP - 1} of water-0"):
        _read(namespace, database, store, night)


def test_a_beginning_that_is_gone_is_a_hole(
    namespace: Settings, database: Engine, store: Store, night: Planned
) -> None:
    _put(store, TAKEN + 100, STOP + 10)
    with pytest.raises(HoleError, match=f"Offsets {TAKEN} to {TAKEN + 99} of water-0"):
        _read(namespace, database, store, night)
    _put(store, TAKEN - 50, TAKEN + 99)
    assert _read(namespace, database, store, night) == [(TAKEN - 50, TAKEN + 99), (TAKEN + 100, STOP - 1)]


def test_what_came_with_old_stamps_is_none(namespace: Settings, database: Engine, store: Store, night: Planned) -> None:
    _put(store, 0, TAKEN + 99, DAYS[1].start - 3 * DAY_MS)
    _put(store, TAKEN + 100, STOP, DAYS[1].start + HOUR_MS)
    assert _read(namespace, database, store, night) == [(0, TAKEN + 99), (TAKEN + 100, STOP - 1)]


def test_a_first_night_needs_what_the_broker_has(namespace: Settings, database: Engine, store: Store) -> None:
    with pytest.raises(HoleError, match="Offsets 900 to 999 of water-0"):
        _read(namespace, database, store, _begun(database, 0, begins=900))
    silent = _begun(database, 0, begins=STOP)
    assert _read(namespace, database, store, silent) == []


def test_what_is_lost_for_good_is_accepted_once(
    namespace: Settings, database: Engine, store: Store, night: Planned
) -> None:
    for first, last in ((TAKEN + 100, TAKEN + 199), (TAKEN + 300, STOP - 1)):
        _put(store, first, last)
    with pytest.raises(HoleError, match=r"Offsets 600 to 699 of water-0 .* settle --accept-holes"):
        _read(namespace, database, store, night)
    accepting = _works(namespace, database, store, night, accept_holes=True)
    for found in (accepting, _works(namespace, database, store, night)):
        assert [(clip.first, clip.last) for work in found for clip in work.clips] == [(700, 799), (900, 999)]
        assert inputs(night, found, namespace)["lost"] == [["water", 0, 600, 699], ["water", 0, 800, 899]]
    store.remove(RawObject(WATER.name, 0, 700, 799, arrival_hour(DAYS[1].start)).key(""))
    with pytest.raises(HoleError, match="Offsets 700 to 799 of water-0"):
        _read(namespace, database, store, night)
