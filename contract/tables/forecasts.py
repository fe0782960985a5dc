"""Tables of forecasts of the day after a run's horizon, of what came of each, and of usage in its weather.

A forecast is scored by every later run that settles its day; the score of the greatest `actual_run` counts.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
)
from sqlalchemy.dialects.mysql import MEDIUMBLOB

from contract.tables import metadata


def _run(name: str = "run_id") -> Column[int]:
    return Column(name, Integer, ForeignKey("runs.run_id"), primary_key=True, autoincrement=False)


def _utility() -> Column[str]:
    return Column("utility", String(12), primary_key=True)


def _place(name: str) -> Column[int]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _score() -> list[Column[object]]:
    """As contract.forecast_view.Score has them, summed over places."""
    counts = [Column(name, Integer, nullable=False) for name in ("hours", "inside", "compared")]
    return [*counts, *(Column(name, Double, nullable=False) for name in ("error", "naive", "pinball", "came"))]


forecast_runs = Table(
    "forecast_runs",
    metadata,
    _run(),
    Column("made_at", BigInteger, nullable=False, comment="UTC ms; all that follows from the run's days is there"),
)

forecasts = Table(
    "forecasts",
    metadata,
    _run(),
    _utility(),
    _place("block"),
    Column("day", Date, nullable=False, index=True, comment="local day, the one after the run's last"),
    Column(
        "entries",
        LargeBinary().with_variant(MEDIUMBLOB(), "mysql"),
        nullable=False,
        comment="forecast_view.HOME by user",
    ),
)

forecast_scores = Table(
    "forecast_scores",
    metadata,
    _run(),
    _utility(),
    _place("block"),
    _run("actual_run"),
    Column("entries", LargeBinary, nullable=False, comment="forecast_view.SCORE by user"),
)

forecast_days = Table(
    "forecast_days",
    metadata,
    _run(),
    _utility(),
    _run("actual_run"),
    Column("day", Date, nullable=False),
    Column("points", Integer, nullable=False, comment="service points whose forecast was scored"),
    *_score(),
)

county_days = Table(
    "county_days",
    metadata,
    _run(),
    _utility(),
    _place("county"),
    Column("day", Date, primary_key=True),
    Column("points", Integer, nullable=False, comment="service points that are settled; heads of feeders are none"),
    Column("usage_hours", LargeBinary, nullable=False, comment="mWh or mL by slot, NaN where too few are known"),
    Column("temperature_mc", Integer, nullable=True, comment="mean of the day, thousandths of a degree Celsius"),
)

county_forecasts = Table(
    "county_forecasts",
    metadata,
    _run(),
    _utility(),
    _place("county"),
    Column("day", Date, nullable=False, index=True),
    Column("points", Integer, nullable=False, comment="service points it is for"),
    Column("method", String(12), nullable=False, comment="learned or alike"),
    Column("entries", LargeBinary, nullable=False, comment="forecast_view.COUNTY"),
)

county_scores = Table(
    "county_scores",
    metadata,
    _run(),
    _utility(),
    _place("county"),
    _run("actual_run"),
    Column("day", Date, nullable=False),
    *_score(),
)

weather_fits = Table(
    "weather_fits",
    metadata,
    _run(),
    _utility(),
    _place("county"),
    Column("days", SmallInteger, nullable=False, comment="that it was made of"),
    Column("base", Double, nullable=False, comment="mWh or mL a day and service point"),
    Column("heating", Double, nullable=False, comment="more for each degree below heating_below, Celsius"),
    Column("heating_below", Double, nullable=False),
    Column("cooling", Double, nullable=False),
    Column("cooling_above", Double, nullable=False),
    Column("error", Double, nullable=False, comment="root of the mean squared error by the mean usage"),
    Column("error_without", Double, nullable=False, comment="the same of the mean usage alone"),
)
