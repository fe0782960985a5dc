"""Which days of a zone's grid are to be looked at: those of new runs, and those that a move recorded since touches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from batch_job.grid.balance import Feeders
from batch_job.grid.on_file import newest_move
from batch_job.grid.window import Span
from batch_job.settlement.days import Day, days_between
from contract.days import local_day
from contract.tables.batch_view import horizons, runs, usage_days
from contract.tables.grid import feeder_nights
from contract.utilities import ELECTRICITY, EXPORT

DAYS_AT_ONCE = 14


@dataclass(frozen=True)
class Due:
    """A zone's last run, its last settled day, and the days to look at, in order."""

    zone: str
    run_id: int
    last: date
    days: list[date]


def zones(connection: Connection) -> list[str]:
    """All that have a horizon."""
    return list(connection.execute(select(horizons.c.zone).order_by(horizons.c.zone)).scalars())


def due(connection: Connection, zone: str, feeders: Feeders) -> Due | None:
    """None if nothing changed since the zone's last night."""
    night = feeder_nights.c
    before = connection.execute(
        select(night.run_id, night.made_at).where(night.zone == zone).order_by(night.night_id.desc()).limit(1)
    ).first()
    published = (runs.c.zone == zone, runs.c.state == "published")
    latest = connection.execute(select(func.max(runs.c.run_id)).where(*published)).scalar_one()
    horizon = connection.execute(select(horizons.c.horizon).where(horizons.c.zone == zone)).scalar_one()
    last = local_day(horizon, zone)
    days = _settled(connection, zone, before.run_id if before else 0)
    moved = newest_move(connection, feeders, before.made_at) if before else None
    if moved is not None and moved < horizon:
        first = max(local_day(moved + 1, zone), _first_day(connection, zone))
        days |= {day.day for day in days_between(first, last, zone)}
    return Due(zone, latest, last, sorted(days)) if days else None


def _settled(connection: Connection, zone: str, after: int) -> set[date]:
    """Days of which runs later than `after` published electricity, taken or fed in, those before a run's first day
    included.
    """
    query = (
        select(usage_days.c.day)
        .distinct()
        .join(runs, runs.c.run_id == usage_days.c.run_id)
        .where(runs.c.zone == zone, runs.c.state == "published", runs.c.run_id > after)
        .where(usage_days.c.utility.in_([ELECTRICITY.name, EXPORT.name]))
    )
    return set(connection.execute(query).scalars())


def _first_day(connection: Connection, zone: str) -> date:
    query = select(func.min(runs.c.day_from)).where(runs.c.zone == zone, runs.c.state == "published")
    first: date = connection.execute(query).scalar_one()
    return first


def spans(days: list[date], zone: str) -> Iterator[Span]:
    """The days in stretches without a hole, none too long."""
    stretch: list[Day] = []
    for day in days:
        follows = bool(stretch) and day - stretch[-1].day == timedelta(days=1)
        if stretch and (not follows or len(stretch) == DAYS_AT_ONCE):
            yield Span(stretch)
            stretch = []
        stretch += days_between(day, day, zone)
    if stretch:
        yield Span(stretch)
