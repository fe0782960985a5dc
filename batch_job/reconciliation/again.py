"""Comparing the runs that are published: those that were not compared when they were settled get their rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, select

from batch_job.nightly.database import engine, only_one
from batch_job.reconciliation.compare import Compared
from batch_job.reconciliation.reconcile import Subject, counties, reconcile, supplies
from batch_job.reconciliation.record import record
from batch_job.store import open_store
from contract.days import midnight
from contract.settings import Settings
from contract.tables.batch_view import horizons, reconciliations, runs


def compare_published(settings: Settings, zone: str | None) -> Iterator[tuple[Subject, list[Compared]]]:
    """Each zone's latest published run held against the live view as it is now. Raises Problem, StoreAwayError."""
    database, store = engine(settings), open_store(settings)
    with only_one(database, settings), database.connect() as connection:
        for subject in _subjects(connection, zone):
            found = reconcile(settings, store, subject)
            if not _was_compared(connection, subject.run_id):
                record(connection, subject.run_id, subject.county, found)
            connection.commit()
            yield subject, found


def _subjects(connection: Connection, zone: str | None) -> list[Subject]:
    query = select(runs).join(horizons, horizons.c.run_id == runs.c.run_id).order_by(runs.c.zone)
    if zone:
        query = query.where(runs.c.zone == zone)
    rows = connection.execute(query).all()
    return [_subject(connection, row) for row in rows]


def _subject(connection: Connection, row: Row[Any]) -> Subject:
    places = ([*name.rsplit("-", 1), stop] for name, stop in json.loads(row.inputs)["stops"].items())
    stops = {(utility, int(partition)): int(stop) for utility, partition, stop in places}
    later = supplies(connection, row.zone, midnight(row.day_from, row.zone))
    return Subject(row.run_id, row.zone, row.day_from, row.cutoff, stops, counties(connection, row.zone), later)


def _was_compared(connection: Connection, run_id: int) -> bool:
    query = select(reconciliations.c.run_id).where(reconciliations.c.run_id == run_id).limit(1)
    return connection.execute(query).first() is not None
