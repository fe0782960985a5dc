"""Playing runs again: the same days, the same offsets, the same numbers, from the archive as it lies there now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Future
from itertools import groupby
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import Connection, Engine, insert, update

from batch_job.nightly.inputs.freeze import Planned
from batch_job.nightly.inputs.long_lists import points_in
from batch_job.nightly.inputs.report_log import read_offsets
from batch_job.nightly.inputs.small_topics import Small
from batch_job.nightly.place import Night
from batch_job.nightly.publishing.manifests import OBSERVED, Manifest
from batch_job.nightly.publishing.publish import audit, load_all, publish
from batch_job.nightly.scheduling.due import Due
from batch_job.nightly.spark.compute import Computed, compute
from batch_job.settlement.days import days_between
from batch_job.store import Store
from contract.tables.batch_view import runs

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

log = structlog.get_logger()

ROWS_AT_ONCE = 2_000
RECOMPUTED = ("checksum", "readings", "duplicates", "conflicts", "service_points", "inputs")
"""Of a run's row, what playing it again finds out anew; all else is told as it was."""


def together(manifests: list[Manifest]) -> Iterator[list[Manifest]]:
    """Published runs, in order, those side by side that one settlement made: they share the state they began with."""
    published = [each for each in manifests if each.run["state"] == "published"]
    for _, group in groupby(published, key=lambda each: _inputs(each)["state"][0]):
        yield list(group)


def planned_again(store: Store, manifest: Manifest, *, frozen: bool) -> Planned:
    """What the run's settlement had planned; `frozen`: of the service points that it froze. Raises StoreAwayError."""
    run, inputs = manifest.run, _inputs(manifest)
    days = days_between(run["day_from"], run["day_to"], run["zone"])
    due = Due(run["zone"], days, run["cutoff"], inputs["seen"])
    small = Small(inputs.get("corrections_to", 0), inputs.get("weather_to", 0))
    points = points_in(store, inputs)
    return Planned(manifest.run_id, due, read_offsets(inputs["stops"]), small, points, replayed=frozen)


def replay(night: Night, group: list[Manifest], spark: Future[SparkSession]) -> list[str]:
    """Settles and publishes again what one settlement published; gives a sentence for each run that came out otherwise.

    Raises AuditError, StoreAwayError, HoleError and the database's errors.
    """
    with night.database.begin() as connection:
        _begin(connection, group)
    frozen = _frozen(night.store, group)
    planned = [planned_again(night.store, manifest, frozen=frozen) for manifest in group]
    computed = compute(night, planned, spark)
    found = []
    for manifest, each in zip(group, planned, strict=True):
        checksum = _publish(night, manifest, each, computed)
        if checksum != manifest.run["checksum"]:
            was = manifest.run["checksum"][:16]
            found.append(f"run {each.run_id} of {each.due.zone} had {was}, now {checksum[:16]}")
    return found


def _frozen(store: Store, group: list[Manifest]) -> bool:
    """Whether the service points that the runs froze are still there. Raises StoreAwayError."""
    key = _inputs(group[0])["state"][0]
    there = key in {each for each, _, _ in store.list(key.rpartition("/")[0])}
    if not there:
        log.warning("its own service points are gone; playing it with those of today", run=group[0].run_id)
    return there


def write_failed(database: Engine, manifests: list[Manifest]) -> None:
    """Runs that failed left nothing but their record."""
    failed = [manifest.run for manifest in manifests if manifest.run["state"] == "failed"]
    if failed:
        with database.begin() as connection:
            connection.execute(insert(runs), failed)


def _begin(connection: Connection, group: list[Manifest]) -> None:
    rows = [{**manifest.run, "state": "started", "published_at": None} for manifest in group]
    connection.execute(insert(runs), rows)


def _publish(night: Night, manifest: Manifest, planned: Planned, computed: Computed) -> str:
    loaded = load_all(night, planned, computed)
    with night.database.begin() as connection:
        audit(connection, planned, loaded, computed.counted[planned.run_id])
        _observed_then(connection, manifest)
        computed.checked.result()
    publish(night.database, planned)
    told = {name: value for name, value in manifest.run.items() if name not in RECOMPUTED}
    with night.database.begin() as connection:
        connection.execute(update(runs).where(runs.c.run_id == planned.run_id).values(told))
    checksum = loaded.digest.hexdigest()
    log.info("published again", run=planned.run_id, zone=planned.due.zone, rows=loaded.rows, checksum=checksum[:16])
    return checksum


def _observed_then(connection: Connection, manifest: Manifest) -> None:
    for table in OBSERVED:
        rows = manifest.observed[table.name]
        for begin in range(0, len(rows), ROWS_AT_ONCE):
            connection.execute(insert(table), rows[begin : begin + ROWS_AT_ONCE])


def _inputs(manifest: Manifest) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(manifest.run["inputs"])
    return found
