"""Nights of a small town on a real database: the coming day foretold, scored when settled, and again if corrected."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, Table, delete, select

from batch_job.forecasts.make import make
from batch_job.forecasts.model import Effort
from batch_job.forecasts.record import records
from batch_job.store import Store
from contract.days import day_bounds
from contract.encoding.forecasts import SCORE, read_hours
from contract.forecast_view import ALIKE, LEARNED, SLOTS, read_county, read_home, slots_of
from contract.tables.forecasts import (
    county_days,
    county_forecasts,
    county_scores,
    forecast_days,
    forecast_runs,
    forecast_scores,
    forecasts,
    weather_fits,
)
from tests.batch_job.forecasts.town import BEGIN, COUNTY, ZONE, days_from, degrees, enrol, publish, put_weather, usage

TABLES = (county_days, county_forecasts, county_scores, forecast_days, forecast_scores, forecasts, weather_fits)
QUICK = Effort(rounds=20)
Stored = dict[str, list[tuple[Any, ...]]]


def hours(user: int, day: date) -> list[float]:
    """Usage of each hour of the day's clock; NaN for one that the clocks skip."""
    start, stop = day_bounds(day, ZONE)
    found = [float("nan")] * SLOTS
    for slot, begin, _ in slots_of(start, stop, ZONE):
        first = (begin - start) // 900_000
        found[slot] = float(sum(usage(user, day, number) or 0 for number in range(first, first + 4)))
    return found


def rows(database: Engine, table: Table) -> list[Any]:
    with database.connect() as connection:
        return list(connection.execute(select(table).order_by(*table.primary_key.columns)))


def stored(database: Engine) -> Stored:
    return {table.name: [tuple(row) for row in rows(database, table)] for table in TABLES}


@pytest.fixture
def town(database: Engine, store: Store) -> Engine:
    enrol(database)
    return database


def forecast(database: Engine, store: Store) -> list[int]:
    return [made.run_id for made in make(database, store, lambda: 7, QUICK)]


def test_counties_are_the_sums_of_their_homes(town: Engine, store: Store) -> None:
    days = days_from(date(2026, 3, 7), 3)
    put_weather(store, days)
    publish(town, days)
    forecast(town, store)
    found = {(row.county, row.day): row for row in rows(town, county_days)}
    assert set(found) == {(county, day) for county in (1, 2) for day in days}
    for (county, day), row in found.items():
        homes = [user for user, own in COUNTY.items() if own == county]  # the head of the feeder is none
        expected = np.sum([hours(user, day) for user in homes], axis=0)
        assert np.allclose(read_hours(row.usage_hours), expected, rtol=1e-6, equal_nan=True)
        assert row.points == len(homes)
        assert row.temperature_mc == pytest.approx(1000 * (degrees(day) + county - 1), abs=1)
    assert np.isnan(read_hours(found[1, date(2026, 3, 8)].usage_hours)).tolist() == [slot == 2 for slot in range(SLOTS)]
    assert stored(town)["forecasts"] == []  # three days tell nothing
    assert len(rows(town, forecast_runs)) == 1


def test_a_coming_day_is_foretold_scored_and_scored_again_after_a_correction(town: Engine, store: Store) -> None:
    past = days_from(BEGIN, 40)
    coming = past[-1] + timedelta(days=1)
    first = publish(town, past)
    assert forecast(town, store) == [first]
    blocks = {row.block: row for row in rows(town, forecasts)}
    assert [(row.day, row.utility) for row in blocks.values()] == [(coming, "electricity")] * 2
    told = {user: read_home(blocks[user // 64].entries, user) for user in COUNTY}
    for each in told.values():
        assert all(hour is not None and 0 <= hour[0] <= hour[1] <= hour[2] for hour in each)
    assert read_home(blocks[1].entries, 127) == [None] * SLOTS  # nobody lives there
    second = publish(town, [coming])
    assert forecast(town, store) == [second]
    for row in rows(town, forecast_scores):
        assert (row.run_id, row.actual_run) == (first, second)
        scores = np.frombuffer(row.entries, SCORE)
        for user in (user for user in COUNTY if user // 64 == row.block):
            own, came = scores[user % 64], hours(user, coming)
            error = sum(abs(hour[1] - each) for hour, each in zip(told[user], came, strict=True) if hour)
            inside = sum(hour[0] <= each <= hour[2] for hour, each in zip(told[user], came, strict=True) if hour)
            assert (own["hours"], own["compared"], own["inside"]) == (24, 24, inside)
            assert own["error"] == pytest.approx(error, rel=1e-4)
            assert own["came"] == pytest.approx(sum(came), rel=1e-4)
    [day] = rows(town, forecast_days)
    # the head of the feeder is foretold and scored too: it is a service point
    assert (day.day, day.points, day.hours) == (coming, len(COUNTY) + 1, 24 * (len(COUNTY) + 1))
    assert day.error < day.naive
    third = publish(town, [coming], lambda user, day, number: (usage(user, day, number) or 0) * 2)
    forecast(town, store)
    again = [row for row in rows(town, forecast_days) if row.run_id == first]
    assert [row.actual_run for row in again] == [second, third]
    assert again[1].came == pytest.approx(2 * again[0].came, rel=1e-3)
    with town.connect() as connection:
        [homes, of_counties] = records(connection)
    assert (homes.of, homes.days, of_counties.of) == ("homes", 1, "counties")
    assert homes.ratio == pytest.approx(again[1].error / again[1].naive)  # the newest score of a forecast counts


def test_with_four_months_counties_are_learned_and_normalised(town: Engine, store: Store) -> None:
    past = days_from(BEGIN, 110)
    put_weather(store, past)
    publish(town, past)
    forecast(town, store)
    found = rows(town, county_forecasts)
    assert [(row.county, row.points, row.method) for row in found] == [(1, 3, LEARNED), (2, 2, LEARNED)]
    for row in found:
        homes = [user for user, county in COUNTY.items() if county == row.county]
        came = np.sum([hours(user, row.day) for user in homes], axis=0)
        middle = np.array([hour[1] for hour in read_county(row.entries) if hour])
        assert np.abs(middle - came).sum() / came.sum() < 0.35
    for row in rows(town, weather_fits):
        assert row.days == 109  # a day of 23 hours is none to compare with
        assert row.heating > 0
        assert row.error < row.error_without


def test_few_weeks_of_counties_are_foretold_from_hours_alike(town: Engine, store: Store) -> None:
    publish(town, days_from(BEGIN, 30))
    forecast(town, store)
    assert {row.method for row in rows(town, county_forecasts)} == {ALIKE}


def test_made_again_it_is_the_same_and_what_came_later_changes_nothing(town: Engine, store: Store) -> None:
    past = days_from(BEGIN, 104)
    publish(town, past[:-4])
    put_weather(store, past[:-4])
    for day in past[-4:]:
        publish(town, [day])
    publish(town, past[-6:-4], who=(64,))  # a correction of two days of one home
    forecast(town, store)
    before = stored(town)
    assert all(before[name] for name in before)
    with town.begin() as connection:
        for table in (*TABLES, forecast_runs):
            connection.execute(delete(table))
    # night after night it was less that was known, and now all of it is there from the beginning
    forecast(town, store)
    assert stored(town) == before
    assert forecast(town, store) == []


def test_a_killed_night_leaves_nothing(town: Engine, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    publish(town, days_from(BEGIN, 20))
    with monkeypatch.context() as patch:
        patch.setattr("batch_job.forecasts.make.weather_rows", stop)
        with pytest.raises(KeyboardInterrupt):
            forecast(town, store)
    assert all(not found for found in stored(town).values())
    assert len(forecast(town, store)) == 1
