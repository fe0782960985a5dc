"""Forecasts of the coming day, what came of them, counties by day, and usage in its weather."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0007"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _homes()
    _counties()
    _weather()


def downgrade() -> None:
    tables = ("weather_fits", "county_scores", "county_forecasts", "county_days")
    for table in (*tables, "forecast_days", "forecast_scores", "forecasts", "forecast_runs"):
        op.drop_table(table)


def _keyed(name: str, keys: list[sa.Column[Any]], runs: list[str], *columns: sa.Column[Any]) -> None:
    foreign = [sa.ForeignKeyConstraint([run], ["runs.run_id"]) for run in runs]
    op.create_table(name, *keys, *columns, *foreign, sa.PrimaryKeyConstraint(*(key.name for key in keys)))


def _key(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _utility() -> sa.Column[Any]:
    return sa.Column("utility", sa.String(length=12), nullable=False)


def _score() -> list[sa.Column[Any]]:
    counts = [sa.Column(name, sa.Integer(), nullable=False) for name in ("hours", "inside", "compared")]
    return [*counts, *(sa.Column(name, sa.Double(), nullable=False) for name in ("error", "naive", "pinball", "came"))]


def _homes() -> None:
    made = sa.Column(
        "made_at", sa.BigInteger(), nullable=False, comment="UTC ms; all that follows from the run's days is there"
    )
    _keyed("forecast_runs", [_key("run_id")], ["run_id"], made)
    _keyed(
        "forecasts",
        [_key("run_id"), _utility(), _key("block")],
        ["run_id"],
        sa.Column("day", sa.Date(), nullable=False, comment="local day, the one after the run's last"),
        sa.Column(
            "entries",
            sa.LargeBinary().with_variant(mysql.MEDIUMBLOB(), "mysql"),
            nullable=False,
            comment="forecast_view.HOME by user",
        ),
    )
    op.create_index("ix_forecasts_day", "forecasts", ["day"])
    _keyed(
        "forecast_scores",
        [_key("run_id"), _utility(), _key("block"), _key("actual_run")],
        ["run_id", "actual_run"],
        sa.Column("entries", sa.LargeBinary(), nullable=False, comment="forecast_view.SCORE by user"),
    )
    _keyed(
        "forecast_days",
        [_key("run_id"), _utility(), _key("actual_run")],
        ["run_id", "actual_run"],
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False, comment="service points whose forecast was scored"),
        *_score(),
    )


def _counties() -> None:
    county = [_key("run_id"), _utility(), _key("county")]
    points = "service points that are settled; heads of feeders are none"
    usage = "mWh or mL by slot, NaN where too few are known"
    warmth = "mean of the day, thousandths of a degree Celsius"
    _keyed(
        "county_days",
        [*county, sa.Column("day", sa.Date(), nullable=False)],
        ["run_id"],
        sa.Column("points", sa.Integer(), nullable=False, comment=points),
        sa.Column("usage_hours", sa.LargeBinary(), nullable=False, comment=usage),
        sa.Column("temperature_mc", sa.Integer(), nullable=True, comment=warmth),
    )
    _keyed(
        "county_forecasts",
        [_key("run_id"), _utility(), _key("county")],
        ["run_id"],
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False, comment="service points it is for"),
        sa.Column("method", sa.String(length=12), nullable=False, comment="learned or alike"),
        sa.Column("entries", sa.LargeBinary(), nullable=False, comment="forecast_view.COUNTY"),
    )
    op.create_index("ix_county_forecasts_day", "county_forecasts", ["day"])
    _keyed(
        "county_scores",
        [_key("run_id"), _utility(), _key("county"), _key("actual_run")],
        ["run_id", "actual_run"],
        sa.Column("day", sa.Date(), nullable=False),
        *_score(),
    )


def _weather() -> None:
    error = "root of the mean squared error by the mean usage"
    _keyed(
        "weather_fits",
        [_key("run_id"), _utility(), _key("county")],
        ["run_id"],
        sa.Column("days", sa.SmallInteger(), nullable=False, comment="that it was made of"),
        sa.Column("base", sa.Double(), nullable=False, comment="mWh or mL a day and service point"),
        sa.Column("heating", sa.Double(), nullable=False, comment="more for each degree below heating_below, Celsius"),
        sa.Column("heating_below", sa.Double(), nullable=False),
        sa.Column("cooling", sa.Double(), nullable=False),
        sa.Column("cooling_above", sa.Double(), nullable=False),
        sa.Column("error", sa.Double(), nullable=False, comment=error),
        sa.Column("error_without", sa.Double(), nullable=False, comment="the same of the mean usage alone"),
    )
