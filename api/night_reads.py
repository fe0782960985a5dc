"""What each night's comparison of live and settled values found, out of MySQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, func, select, tuple_

from api.access import Span
from api.models.runs import CountyMatch, HomeMatch, Night, NightCounties, UtilityMatch
from api.night_sums import CountyNight, Sums, by_county, by_night
from contract.days import day_bounds
from contract.tables.batch_view import reconciled_causes, reconciled_homes, reconciliations, runs
from contract.tables.registry import counties

Compared = reconciliations.c
Causes = reconciled_causes.c
Homes = reconciled_homes.c


class NightReads:
    """Reads of the comparison; every method is one short transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def latest(self, zone: str | None, limit: int) -> list[Night]:
        """The newest nights of all zones or one."""
        wanted = _nights() if zone is None else _nights().where(runs.c.zone == zone)
        newest = wanted.order_by(Compared.day.desc(), Compared.run_id.desc(), runs.c.zone).limit(limit)
        with self._engine.connect() as connection:
            found = connection.execute(newest).all()
            sums = by_night(_rows(connection, [(row.run_id, row.day) for row in found]))
        return [_night(row, sums[row.run_id, row.day]) for row in found if (row.run_id, row.day) in sums]

    def counties(self, run_id: int, day: date) -> NightCounties:
        """One night by utility and county; no rows if there was none."""
        with self._engine.connect() as connection:
            published = select(runs.c.run_id).where(runs.c.run_id == run_id, runs.c.state == "published")
            there = connection.execute(published).first() is not None
            rows = _rows(connection, [(run_id, day)]) if there else []
            named = select(counties.c.county, counties.c.name, counties.c.state)
            places = {row.county: f"{row.name}, {row.state}" for row in connection.execute(named)}
        sums = by_county(rows)
        ordered = sorted(sums, key=lambda place: (sums[place].matched - sums[place].compared, place))
        found = [_of_county(place, sums[place], places.get(place[0])) for place in ordered]
        return NightCounties(run_id=run_id, day=day, counties=found)

    def of_home(self, user_id: int, zone: str, spans: Sequence[Span]) -> HomeMatch | None:
        """The last day compared of a home, if all of it may be seen."""
        joined = select(reconciled_homes).join(runs, runs.c.run_id == Homes.run_id)
        wanted = joined.where(Homes.user_id == user_id, runs.c.state == "published", Homes.compared > 0)
        newest = wanted.order_by(Homes.day.desc(), Homes.run_id.desc()).limit(1)
        with self._engine.connect() as connection:
            row = connection.execute(newest).first()
        if row is None:
            return None
        start, end = day_bounds(row.day, zone)
        if not any(span.start <= start and end <= span.end for span in spans):
            return None
        return HomeMatch(compared=row.compared, matched=row.matched, share=row.share)


def _nights() -> Select[Any]:
    columns = (Compared.run_id, runs.c.zone, Compared.day, runs.c.only_points)
    joined = select(*columns).join(runs, runs.c.run_id == Compared.run_id)
    some = func.sum(Compared.compared) > 0
    return joined.where(runs.c.state == "published").group_by(*columns).having(some)


def _rows(connection: Connection, nights: list[tuple[int, date]]) -> list[CountyNight]:
    """Every utility and county of these nights, with the causes of its differences."""
    if not nights:
        return []
    causes: dict[tuple[Any, ...], list[tuple[str, int, str]]] = {}
    chosen = select(reconciled_causes).where(tuple_(Causes.run_id, Causes.day).in_(nights))
    for row in connection.execute(chosen):
        causes.setdefault(_key(row), []).append((row.cause, row.differences, row.sizes))
    compared = select(reconciliations).where(tuple_(Compared.run_id, Compared.day).in_(nights))
    return [
        CountyNight(*_key(row), row.compared, row.matched, row.late, row.unexplained, tuple(causes.get(_key(row), ())))
        for row in connection.execute(compared)
    ]


def _key(row: Row[Any]) -> tuple[int, date, str, int]:
    return row.run_id, row.day, row.utility, row.county


def _night(row: Row[Any], sums: dict[str, Sums]) -> Night:
    whole = sum(sums.values(), Sums())
    return Night(
        run_id=row.run_id,
        zone=row.zone,
        day=row.day,
        only_points=row.only_points,
        utilities=[UtilityMatch(utility=name, **own.counts(), **own.sizes()) for name, own in sums.items()],
        **whole.counts(),
    )


def _of_county(place: tuple[int, str], sums: Sums, name: str | None) -> CountyMatch:
    county, utility = place
    return CountyMatch(county=f"{county:05d}", place=name, utility=utility, **sums.counts(), **sums.sizes())
