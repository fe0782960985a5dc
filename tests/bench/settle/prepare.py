"""Everything a night finds when it starts: the registry, the evening before, and the day in the archive."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.csv
from sqlalchemy import Connection, Engine, insert, text

from batch_job.nightly import runs
from batch_job.nightly.inputs.began import nothing_before
from batch_job.nightly.inputs.freeze import Planned
from batch_job.nightly.inputs.report_log import Offsets
from batch_job.nightly.plan import wall_clock
from batch_job.nightly.publishing.load import load
from batch_job.nightly.publishing.publish import audit, publish
from batch_job.nightly.scheduling.due import Due, first_days
from batch_job.settlement.days import Day
from batch_job.store import Store, open_store
from contract.settings import Settings
from contract.tables.registry import counties
from contract.utilities import TAKEN
from contract.windows import DAY_MS
from tests.bench.settle import archived, evening, expected, truth
from tests.bench.settle.archived import Put
from tests.bench.settle.fleet import DAY, PARTITIONS, START, STOP, ZONE, Fleet
from tests.bench.settle.readings import made

COUNTY, SUPPLY = 36061, START - 30 * DAY_MS
PLACES = [(utility.name, partition) for utility in TAKEN for partition in range(PARTITIONS)]
PROCESSES = 2


@dataclass(frozen=True)
class Prepared:
    """What was put: by place where the night's input stops; in all so many readings up to there, objects and bytes."""

    stops: Offsets
    readings: int
    objects: int
    bytes: int


def due(settings: Settings) -> Due:
    """The night's day."""
    return first_days(Due(ZONE, [Day(DAY, START, STOP)], 0, 0), 1, settings.grace_s * 1000)


def archive(settings: Settings, fleet: Fleet, folder: Path) -> Prepared:
    """Puts the archive and the evening's results, and keeps in `folder` what must come of them."""
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        count = len(PLACES)
        puts = dict(
            zip(PLACES, pool.map(_one, [settings] * count, [fleet] * count, [folder] * count, PLACES), strict=True)
        )
    sums = (sum(getattr(each, name) for each in puts.values()) for name in ("rows", "objects", "bytes"))
    return Prepared({place: each.stop for place, each in puts.items()}, *sums)


def _one(settings: Settings, fleet: Fleet, folder: Path, place: tuple[str, int]) -> Put:
    store, cutoff = open_store(settings), due(settings).cutoff
    cutoffs = (cutoff - DAY_MS, cutoff)
    day, arrival = made(fleet, *place)
    done = archived.put(store, fleet, place, (day, arrival), cutoff)
    before = truth.past(truth.closed(day, truth.heard(day, arrival, cutoffs[0])))
    evening.put(store, place, day, before)
    expected.keep(folder, place, expected.expected(place, day, arrival, cutoffs))
    return done


def enrol(connection: Connection, fleet: Fleet) -> None:
    """Writes the registry."""
    county = {"county": COUNTY, "name": "New York", "state": "NY", "lat": 40.8, "lon": -74.0, "zone": ZONE}
    connection.execute(insert(counties), county)
    names = ("user_id", "name", "kind", "county", "zone", "lat", "lon")
    users = fleet.users(TAKEN[0].name)
    fixed = [np.full(len(users), value) for value in ("Home", "home", COUNTY, ZONE, 40.8, -74.0)]
    _load(connection, "users", names, [pa.table([users, *fixed], list(names))])
    points = ("user_id", "utility", "supply_from")
    _load(connection, "service_points", points, list(_points(fleet, points)))


def _points(fleet: Fleet, names: tuple[str, ...]) -> Iterator[pa.Table]:
    for utility in TAKEN:
        users = fleet.users(utility.name)
        yield pa.table([users, np.full(len(users), utility.name), np.full(len(users), SUPPLY)], list(names))


def _load(connection: Connection, table: str, names: tuple[str, ...], parts: list[pa.Table]) -> None:
    with TemporaryDirectory(prefix="concord-bench-") as folder:
        path = Path(folder) / "rows.csv"
        options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="none")
        pyarrow.csv.write_csv(pa.concat_tables(parts), path, options)
        columns = ", ".join(names)
        statement = f"LOAD DATA LOCAL INFILE :path INTO TABLE {table} FIELDS TERMINATED BY ',' ({columns})"
        connection.execute(text(statement), {"path": str(path)})


def publish_evening(settings: Settings, database: Engine, store: Store) -> int:
    """Loads and publishes the evening's results; gives the number of rows."""
    before = Due(ZONE, [evening.EVENING], START, START)
    planned = Planned(runs.begin(database, before, "bench", wall_clock), before, {})
    if planned.run_id != evening.RUN_ID:
        raise AssertionError(f"the evening is run {planned.run_id}; this schema is not a new one")
    evening.put_nothing_fed_in(store, planned.run_id)
    loaded = load(database, store, planned.run_id, settings.partitions, nothing_before)
    with database.begin() as connection:
        audit(connection, planned, loaded, [])
    publish(database, planned)
    return loaded.rows
