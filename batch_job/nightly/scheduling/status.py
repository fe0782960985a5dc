"""Where the batch stands: each zone's horizon and match, the last run, how far the archive is behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from batch_job.archive.run import group_of
from batch_job.nightly.database import engine
from batch_job.nightly.inputs.report_log import ReportLog
from contract.settings import Settings
from contract.tables.batch_view import horizons, reconciliations, runs


@dataclass(frozen=True)
class ZoneStatus:
    """A zone's published state; `share` of the closing readings that matched, None if none were compared."""

    zone: str
    horizon: str
    run_id: int
    last_day: str
    checksum: str
    share: float | None


def behind(settings: Settings) -> int:
    """Reports that the archive has still to take."""
    log = ReportLog(settings, group_of(settings))
    archived = log.archived()
    return sum(max(end - archived.get(place, 0), 0) for place, end in log.ends().items())


def zone_states(settings: Settings) -> list[ZoneStatus]:
    """By zone, in order of their names."""
    with engine(settings).connect() as connection:
        return list(_zones(connection))


def unpublished(settings: Settings) -> dict[str, int]:
    """How many runs are in each state but published."""
    query = select(runs.c.state, func.count()).where(runs.c.state != "published").group_by(runs.c.state)
    with engine(settings).connect() as connection:
        return {state: int(count) for state, count in connection.execute(query)}


def _zones(connection: Connection) -> Iterator[ZoneStatus]:
    query = select(runs).join(horizons, horizons.c.run_id == runs.c.run_id).order_by(runs.c.zone)
    for run in connection.execute(query).all():
        horizon = datetime.fromtimestamp(run.horizon / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
        share = _share(connection, run.run_id)
        yield ZoneStatus(run.zone, horizon, run.run_id, str(run.day_to), run.checksum[:12], share)


def _share(connection: Connection, run_id: int) -> float | None:
    sums = select(func.sum(reconciliations.c.matched), func.sum(reconciliations.c.compared))
    matched, compared = connection.execute(sums.where(reconciliations.c.run_id == run_id)).one()
    return int(matched) / int(compared) if compared else None
