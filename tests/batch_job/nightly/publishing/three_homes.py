"""A run of three homes as it lies on S3 and in the tables, for the tests of loading and publishing."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Engine, func, select

from batch_job.nightly import runs as record
from batch_job.nightly.inputs.began import nothing_before
from batch_job.nightly.inputs.freeze import Planned
from batch_job.nightly.publishing.load import load
from batch_job.nightly.publishing.publish import audit
from batch_job.nightly.scheduling.due import Due
from batch_job.nightly.spark.arrow_rows import SCHEMA, to_arrow
from batch_job.nightly.spark.work import result_key, state_key_of
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


def planned(database: Engine) -> Planned:
    due = Due(ZONE, DAYS, DAYS[-1].stop, DAYS[-1].stop)
    return Planned(record.begin(database, due, "none", lambda: 1), due, {})


def results(settings: Settings, store: Store, run_id: int) -> pa.Table:
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
            put(store, result_key(run_id, utility.name, partition), here)
            put(store, state_key_of(run_id, utility.name, partition), state(run_id, None).slice(0, len(here)))
    return water


def state(run_id: int, level: int | None) -> pa.Table:
    """What was served of the first home before the run, if anything was."""
    served = {"served_at": [DAYS[0].start if level is not None else None], "served_level": [level]}
    columns = {"user_id": [4], **served, "run_id": [run_id]}
    return pa.table({name: pa.array(values, pa.int64()) for name, values in columns.items()})


def put(store: Store, key: str, table: pa.Table) -> None:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    store.put(key, sink.getvalue())


def settled(settings: Settings, database: Engine) -> Planned:
    """A run that is loaded and audited."""
    store, begun = open_store(settings), planned(database)
    results(settings, store, begun.run_id)
    loaded = load(database, store, begun.run_id, settings.partitions, nothing_before)
    with database.begin() as connection:
        audit(connection, begun, loaded, [])
    return begun


def seen(database: Engine) -> tuple[list[tuple[str, int | None]], int, int]:
    """State and instant of publication of every run; how many rows and horizons there are."""
    with database.connect() as connection:
        states = [(row.state, row.published_at) for row in connection.execute(select(runs))]
        rows, switches = (
            int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for table in (usage_days, horizons)
        )
    return states, rows, switches
