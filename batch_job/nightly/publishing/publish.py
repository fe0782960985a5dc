"""Loading a run's rows, holding them against each other, and the one switch that makes them count."""

from __future__ import annotations

import json

import structlog
from sqlalchemy import Connection, Engine, update
from sqlalchemy.dialects.mysql import insert

from batch_job.nightly.inputs.freeze import Planned
from batch_job.nightly.place import Night
from batch_job.nightly.plan import wall_clock
from batch_job.nightly.publishing.audit_table import audit_table
from batch_job.nightly.publishing.delta import delta
from batch_job.nightly.publishing.load import Loaded, load
from batch_job.nightly.runs import move_on
from batch_job.nightly.spark.compute import Computed
from batch_job.nightly.spark.work import Done
from batch_job.nightly.steps import step
from batch_job.reconciliation.reconcile import Subject, counties, reconcile, supplies
from batch_job.reconciliation.record import record
from contract.tables.batch_view import horizons, runs

log = structlog.get_logger()


def check_and_publish(night: Night, planned: Planned, computed: Computed, cpu_s: float) -> None:
    """Loads, audits, compares and publishes a settled run. Raises AuditError, and publishes nothing then."""
    database, settings = night.database, night.settings
    with step("compare with the live view"):
        with database.connect() as connection:
            subject = _subject(connection, planned)
        compared = reconcile(settings, night.store, subject)
    loaded = load_all(night, planned, computed)
    with database.begin() as connection:
        audit(connection, planned, loaded, computed.counted[planned.run_id])
        record(connection, planned.run_id, subject.county, compared)
        with step("tell what changes"):
            _cost(connection, planned, cpu_s)
        computed.checked.result()
    publish(database, planned)
    log.info(
        "published",
        run=planned.run_id,
        zone=planned.due.zone,
        days=len(planned.due.days),
        rows=loaded.rows,
        checksum=loaded.digest.hexdigest()[:16],
    )


def _subject(connection: Connection, planned: Planned) -> Subject:
    due = planned.due
    county, later = counties(connection, due.zone), supplies(connection, due.zone, due.days[0].start)
    return Subject(planned.run_id, due.zone, due.days[0].day, due.cutoff, planned.stops, county, later)


def load_all(night: Night, planned: Planned, computed: Computed) -> Loaded:
    """Everything that a run computed, into MySQL; a rebuild does the same. Raises AuditError."""
    with step("load"):
        place = (planned.run_id, night.settings.partitions)
        return load(night.database, night.store, *place, computed.began.of_run(planned.run_id))


def audit(connection: Connection, planned: Planned, loaded: Loaded, done: list[Done]) -> None:
    """Holds what was loaded against the table, and records it. Raises AuditError."""
    with step("audit"):
        audit_table(connection, planned.run_id, loaded)
    settled(connection, planned, loaded, done)


def settled(connection: Connection, planned: Planned, loaded: Loaded, done: list[Done]) -> None:
    """Records what a run found. Raises OvertakenError."""
    sums = {name: sum(getattr(each, name) for each in done) for name in ("readings", "duplicates", "conflicts")}
    values = {"state": "settled", "finished_at": wall_clock(), "checksum": loaded.digest.hexdigest(), **sums}
    counts = {"service_points": loaded.service_points, "day_rows": loaded.rows}
    move_on(connection, planned.run_id, "started", {**counts, **values})


def _cost(connection: Connection, planned: Planned, cpu_s: float) -> None:
    """Records what it took, and what it changes."""
    changed = delta(connection, planned.run_id, planned.due)
    values = {"cpu_s": cpu_s, "delta": None if changed is None else json.dumps(changed, sort_keys=True)}
    connection.execute(update(runs).where(runs.c.run_id == planned.run_id).values(values))


def publish(database: Engine, planned: Planned) -> None:
    """Readers see the run and its horizon, or neither; one that settled a few service points again moves none.

    Raises OvertakenError where the run is not as it was settled any more.
    """
    horizon = {"zone": planned.due.zone, "horizon": planned.due.days[-1].stop, "run_id": planned.run_id}
    switch = insert(horizons).values(horizon)
    switch = switch.on_duplicate_key_update(horizon=switch.inserted.horizon, run_id=switch.inserted.run_id)
    with database.begin() as connection:
        move_on(connection, planned.run_id, "settled", {"state": "published", "published_at": wall_clock()})
        if planned.only is None:
            connection.execute(switch)
