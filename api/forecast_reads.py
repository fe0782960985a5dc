"""Forecasts and their scores out of MySQL, each read a short transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, select

from contract.forecast_view import Quantiles, Score, read_county, read_home, read_score
from contract.registry import block_of
from contract.tables.batch_view import runs, usage_days
from contract.tables.forecasts import (
    county_days,
    county_forecasts,
    county_scores,
    forecast_runs,
    forecast_scores,
    forecasts,
    weather_fits,
)

SCORED_DAYS = 31
WEATHER_DAYS = 400
NAMES = ("hours", "inside", "compared", "error", "naive", "pinball", "came")


@dataclass(frozen=True)
class Told:
    """A forecast: by slot of the day's clock (forecast_view). `method` and `points` are a county's."""

    day: date
    run_id: int
    made_at: int
    slots: list[Quantiles | None]
    method: str | None = None
    points: int = 0


@dataclass(frozen=True)
class Scored:
    """What came of the forecast of a day."""

    day: date
    score: Score


class ForecastReads:
    """Reads of what nightly runs foretold."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_home(self, user_id: int, utility: str, zone: str, day: date | None) -> tuple[Told | None, list[Scored]]:
        """The forecast of a day, or the newest, and what came of the last ones."""
        block = block_of(user_id)
        with self._engine.connect() as connection:
            known = _runs(connection, zone)
            wanted = select(forecasts).where(forecasts.c.utility == utility, forecasts.c.block == block)
            row = _newest(connection, wanted, forecasts, known, day)
            scores = select(forecast_scores).where(
                forecast_scores.c.utility == utility, forecast_scores.c.block == block
            )
            found = _scores(connection, scores, forecast_scores, known, lambda row: read_score(row.entries, user_id))
        slots = read_home(row.entries, user_id) if row else []
        told = Told(row.day, row.run_id, known[row.run_id].made_at, slots) if row and any(slots) else None
        return told, found

    def of_county(self, county: int, utility: str, zone: str, day: date | None) -> tuple[Told | None, list[Scored]]:
        """The same of a county."""
        with self._engine.connect() as connection:
            known = _runs(connection, zone)
            wanted = select(county_forecasts).where(_own(county_forecasts, county, utility))
            row = _newest(connection, wanted, county_forecasts, known, day)
            scores = select(county_scores).where(_own(county_scores, county, utility))
            found = _scores(connection, scores, county_scores, known, _score)
        if row is None:
            return None, found
        made_at = known[row.run_id].made_at
        return Told(row.day, row.run_id, made_at, read_county(row.entries), row.method, row.points), found

    def weather(self, county: int, utility: str) -> Row[Any] | None:
        """The newest fit of a county's usage to its weather."""
        query = select(weather_fits).where(_own(weather_fits, county, utility))
        with self._engine.connect() as connection:
            return connection.execute(query.order_by(weather_fits.c.run_id.desc()).limit(1)).first()

    def days_of(self, user_id: int, utility: str) -> dict[date, int]:
        """Settled usage (mWh or mL) of the last days that are wholly known, as last published."""
        own = usage_days.c
        query = (
            select(own.day, own.total, own.known, own.intervals)
            .join(runs, runs.c.run_id == own.run_id)
            .where(runs.c.state == "published", own.user_id == user_id, own.utility == utility)
            .order_by(own.run_id)
        )
        with self._engine.connect() as connection:
            newest = {row.day: row for row in connection.execute(query)}
        whole = {day: int(row.total) for day, row in newest.items() if row.known == row.intervals}
        return dict(sorted(whole.items())[-WEATHER_DAYS:])

    def temperatures(self, county: int, utility: str) -> dict[date, float]:
        """Mean of each day that is known, Celsius."""
        query = select(county_days.c.day, county_days.c.temperature_mc).where(_own(county_days, county, utility))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(county_days.c.run_id)).all()
        return {row.day: row.temperature_mc / 1000 for row in rows if row.temperature_mc is not None}


@dataclass(frozen=True)
class _Run:
    coming: date
    made_at: int


def _runs(connection: Connection, zone: str) -> dict[int, _Run]:
    """All runs that have forecasts of the zone's last days; a day that was settled again has several."""
    made = forecast_runs.c.run_id == runs.c.run_id
    days = select(runs.c.day_to).join(forecast_runs, made).where(runs.c.zone == zone).distinct()
    newest = connection.execute(days.order_by(runs.c.day_to.desc()).limit(SCORED_DAYS)).scalars().all()
    query = select(runs.c.run_id, runs.c.day_to, forecast_runs.c.made_at).join(forecast_runs, made)
    rows = connection.execute(query.where(runs.c.zone == zone, runs.c.day_to.in_(newest)))
    return {run_id: _Run(last + timedelta(days=1), made_at) for run_id, last, made_at in rows}


def _own(table: Any, county: int, utility: str) -> Any:
    return (table.c.county == county) & (table.c.utility == utility)


def _newest(
    connection: Connection, query: Select[Any], table: Any, known: dict[int, _Run], day: date | None
) -> Row[Any] | None:
    chosen = [run_id for run_id, run in known.items() if day in (None, run.coming)]
    wanted = query.where(table.c.run_id.in_(chosen)).order_by(table.c.day.desc(), table.c.run_id.desc())
    return connection.execute(wanted.limit(1)).first()


def _scores(
    connection: Connection,
    query: Select[Any],
    table: Any,
    known: dict[int, _Run],
    read: Callable[[Row[Any]], Score | None],
) -> list[Scored]:
    """Of each day's first forecast, the one made before the day came, its newest score; in order of days."""
    rows = connection.execute(query.where(table.c.run_id.in_(list(known))).order_by(table.c.actual_run))
    newest = {row.run_id: read(row) for row in rows}
    first: dict[date, Score] = {}
    for run_id, score in sorted(newest.items()):
        if score:
            first.setdefault(known[run_id].coming, score)
    return [Scored(day, score) for day, score in sorted(first.items())]


def _score(row: Row[Any]) -> Score:
    return Score(*(getattr(row, name) for name in NAMES))


def summed(scores: Iterable[Score]) -> Score | None:
    """The sum of scores; None of none."""
    listed = list(scores)
    return Score(*(sum(getattr(each, name) for each in listed) for name in NAMES)) if listed else None
