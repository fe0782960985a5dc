"""How good forecasts were, night by night, out of MySQL."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import Engine, Row, Select, func, select

from api.models.forecasts import ScoredDay
from contract.tables.batch_view import runs
from contract.tables.forecasts import county_scores, forecast_days

Of = Literal["homes", "counties"]
TABLES: dict[Of, Any] = {"homes": forecast_days, "counties": county_scores}
SUMS = ("hours", "inside", "error", "naive", "pinball", "came")


class ForecastRecords:
    """Reads of scores; every method is one short transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def latest(self, zone: str | None, utility: str | None, limit: int) -> list[ScoredDay]:
        """The newest days of homes and of counties, so many of each."""
        with self._engine.connect() as connection:
            found = [
                _day(of, row)
                for of, table in TABLES.items()
                for row in connection.execute(_query(table, zone, utility).limit(limit))
                if row.hours
            ]
        return sorted(found, key=lambda each: (each.day, each.actual_run), reverse=True)


def _query(table: Any, zone: str | None, utility: str | None) -> Select[Any]:
    keys = (table.c.run_id, table.c.actual_run, table.c.utility, table.c.day, runs.c.zone)
    sums = [func.sum(table.c[name]).label(name) for name in SUMS]
    query = select(*keys, *sums).join(runs, runs.c.run_id == table.c.run_id).group_by(*keys)
    if zone is not None:
        query = query.where(runs.c.zone == zone)
    if utility is not None:
        query = query.where(table.c.utility == utility)
    return query.order_by(table.c.day.desc(), table.c.actual_run.desc(), table.c.utility)


def _day(of: Of, row: Row[Any]) -> ScoredDay:
    return ScoredDay(
        of=of,
        zone=row.zone,
        utility=row.utility,
        day=row.day,
        run_id=row.run_id,
        actual_run=row.actual_run,
        hours=int(row.hours),
        coverage=float(row.inside) / float(row.hours),
        ratio=float(row.error) / float(row.naive) if row.naive else None,
        pinball=float(row.pinball) / float(row.came) if row.came else 0.0,
    )
