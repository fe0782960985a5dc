"""How good forecasts have been so far: each by its newest score."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select

from contract.tables.forecasts import county_scores, forecast_days


@dataclass(frozen=True)
class Record:
    """Of homes or counties: `ratio` is the error by that of the weekly naive forecast, `coverage` the share inside."""

    of: str
    utility: str
    days: int
    ratio: float
    coverage: float


def records(connection: Connection) -> list[Record]:
    """By utility, homes and counties."""
    parts = (("homes", forecast_days, ("run_id",)), ("counties", county_scores, ("run_id", "county")))
    return [each for of, table, keys in parts for each in _of(connection, of, table, keys)]


def _of(connection: Connection, of: str, table: Table, keys: tuple[str, ...]) -> list[Record]:
    partition = [table.c.utility, *(table.c[key] for key in keys)]
    age = func.row_number().over(partition_by=partition, order_by=table.c.actual_run.desc()).label("age")
    newest = select(table, age).subquery()
    sums = [func.sum(newest.c[name]) for name in ("error", "naive", "inside", "hours")]
    query = (
        select(newest.c.utility, func.count(newest.c.day.distinct()), *sums)
        .where(newest.c.age == 1)
        .group_by(newest.c.utility)
    )
    return [
        Record(of, utility, int(days), float(error) / naive if naive else float("nan"), float(inside) / float(hours))
        for utility, days, error, naive, inside, hours in connection.execute(query)
        if hours
    ]
