"""Runs and horizons out of MySQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, Row, select

from api.models.runs import Horizon, Run, Runs
from contract.tables.batch_view import horizons, runs


class RunReads:
    """Reads of runs; every method is one short transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, run_id: int) -> Run | None:
        with self._engine.connect() as connection:
            row = connection.execute(select(runs).where(runs.c.run_id == run_id)).first()
        return _run(row) if row else None

    def latest(self, limit: int) -> Runs:
        """The newest runs, and the horizon of each zone, of one moment."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(runs).order_by(runs.c.run_id.desc()).limit(limit)).all()
            return Runs(runs=[_run(row) for row in rows], horizons=_horizons(connection))


def _horizons(connection: Connection) -> list[Horizon]:
    rows = connection.execute(select(horizons).order_by(horizons.c.zone))
    return [Horizon(zone=row.zone, horizon=row.horizon, run_id=row.run_id) for row in rows]


def _run(row: Row[Any]) -> Run:
    return Run(
        run_id=row.run_id,
        zone=row.zone,
        day_from=row.day_from,
        day_to=row.day_to,
        state=row.state,
        started_at=row.started_at,
        finished_at=row.finished_at,
        published_at=row.published_at,
        readings=row.readings,
        service_points=row.service_points,
        duplicates=row.duplicates,
        cutoff=row.cutoff,
        commit=row.commit_id,
        only_points=row.only_points,
    )
