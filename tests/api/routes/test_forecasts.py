"""The coming day by whom it concerns, what came of earlier ones, and how good all were."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import create_engine, delete, insert

from contract.days import day_bounds
from contract.encoding.forecasts import SCORE, write_county, write_homes
from contract.forecast_view import SLOTS
from contract.settings import Settings
from contract.tables import batch_view
from contract.tables import forecasts as tables
from contract.windows import HOUR_MS
from tests.api.conftest import ClientOf
from tests.api.world import ALICE, BOB, COUNTY, DAYS, HORIZON, RUN_ID, SILENT, ZONE

COMING = DAYS[-1] + timedelta(days=1)
REASON = {"reason": "a call"}
MADE_AT = HORIZON + 800_000
OWN = {"run_id": RUN_ID, "utility": "electricity"}
# 24 hours, 20 inside, 24 compared: error, naive, pinball, came
COUNTS, SUMS = (24, 20, 24), (30.0, 40.0, 9.0, 90.0)
FIT = {
    "days": 200,
    "base": 1e7,
    "heating": 5e5,
    "heating_below": 15.5,
    "cooling": 0.0,
    "cooling_above": 28.0,
    "error": 0.2,
    "error_without": 0.5,
}


@pytest.fixture(scope="module", autouse=True)
def foretold(world: Settings) -> Iterator[None]:
    """A night's forecasts, whose scores came twice: the second run corrected the day."""
    engine = create_engine(world.mysql_url)
    quantiles = np.full((3, SILENT % 64 + 1, SLOTS), np.nan)
    quantiles[:, ALICE % 64] = np.array([100.4, 200.5, 300.6])[:, None] + np.arange(SLOTS)
    quantiles[:, BOB % 64] = quantiles[:, ALICE % 64]
    scores = np.zeros(4, SCORE)
    scores[ALICE % 64] = (*COUNTS, 0, *SUMS)
    values = dict(
        zip(("hours", "inside", "compared", "error", "naive", "pinball", "came"), (*COUNTS, *SUMS), strict=True)
    )
    of_county = {**OWN, "county": COUNTY}
    county = np.array([1e9, 2e9, 3e9])[:, None] + np.arange(SLOTS)
    rows: list[tuple[Any, dict[str, Any]]] = [
        (tables.forecast_runs, {"run_id": RUN_ID, "made_at": MADE_AT}),
        (tables.forecasts, {**OWN, "block": 1, "day": COMING, "entries": write_homes(quantiles)}),
        (tables.forecast_scores, {**OWN, "block": 1, "actual_run": RUN_ID, "entries": np.zeros(4, SCORE).tobytes()}),
        (tables.forecast_scores, {**OWN, "block": 1, "actual_run": RUN_ID + 1, "entries": scores.tobytes()}),
        (tables.forecast_days, {**OWN, "actual_run": RUN_ID + 1, "day": COMING, "points": 1, **values}),
        (tables.county_forecasts, {**of_county, "day": COMING, "points": 4, "method": "learned",
                                   "entries": write_county(county)}),
        (tables.county_scores, {**of_county, "actual_run": RUN_ID + 1, "day": COMING, **values}),
        (tables.weather_fits, {**of_county, **FIT}),
        *((tables.county_days, {**of_county, "day": day, "points": 4, "usage_hours": b"",
                                "temperature_mc": 15_500 - 500 * number}) for number, day in enumerate(DAYS)),
    ]  # fmt: skip
    with engine.begin() as connection:
        for table, row in rows:
            connection.execute(insert(table), [row])
    yield
    with engine.begin() as connection:
        for table in {id(table): table for table, _ in rows}.values():
            connection.execute(delete(table))
    engine.dispose()


def test_a_homeowner_sees_the_coming_day_by_hour_and_its_record(logged_in: ClientOf) -> None:
    body = logged_in("alice").get(f"/v1/forecasts/{ALICE}/electricity").raise_for_status().json()
    start, stop = day_bounds(COMING, ZONE)
    assert (body["day"], body["run_id"], body["made_at"], body["unit"]) == (str(COMING), RUN_ID, MADE_AT, "mWh")
    assert [(hour["start"], hour["end"]) for hour in body["hours"]] == [
        (at, at + HOUR_MS) for at in range(start, stop, HOUR_MS)
    ]
    first = body["hours"][0]
    assert (first["p10"], first["p50"], first["p90"]) == (100, 200, 301)
    # of two scores of a day, that of the newer run counts
    assert body["score"] == {"days": 1, "hours": 24, "coverage": pytest.approx(20 / 24), "ratio": 0.75}


@pytest.fixture
def settled_again(world: Settings) -> Iterator[None]:
    """A later run of the same last day foretold the coming one once more, and better: by then it was over."""
    engine = create_engine(world.mysql_url)
    again = RUN_ID + 7
    run = {"run_id": again, "zone": ZONE, "day_from": DAYS[-1], "day_to": DAYS[-1], "state": "published"}
    more = {"horizon": HORIZON, "cutoff": HORIZON, "started_at": HORIZON, "inputs": "{}", "commit_id": "0" * 40}
    scores = np.zeros(4, SCORE)
    scores[ALICE % 64] = (*COUNTS, 0, 10.0, *SUMS[1:])
    own = {"run_id": again, "utility": "electricity", "actual_run": again}
    of_county = dict(zip(("hours", "inside", "compared", "error", "naive", "pinball", "came"),
                         (*COUNTS, 10.0, *SUMS[1:]), strict=True))  # fmt: skip
    rows: list[tuple[Any, dict[str, Any]]] = [
        (batch_view.runs, {**run, **more}),
        (tables.forecast_runs, {"run_id": again, "made_at": MADE_AT}),
        (tables.forecast_scores, {**own, "block": 1, "entries": scores.tobytes()}),
        (tables.county_scores, {**own, "county": COUNTY, "day": COMING, **of_county}),
    ]
    with engine.begin() as connection:
        for table, row in rows:
            connection.execute(insert(table), [row])
    yield
    with engine.begin() as connection:
        for table, _ in reversed(rows):
            connection.execute(delete(table).where(table.c.run_id == again))
    engine.dispose()


@pytest.mark.usefixtures("settled_again")
def test_a_day_that_was_settled_again_weighs_once(logged_in: ClientOf) -> None:
    """By the forecast that was made before it came."""
    once = {"days": 1, "hours": 24, "coverage": pytest.approx(20 / 24), "ratio": 0.75}
    body = logged_in("alice").get(f"/v1/forecasts/{ALICE}/electricity").raise_for_status().json()
    assert (body["score"], body["run_id"]) == (once, RUN_ID)
    body = logged_in("anna").get(f"/v1/forecasts/counties/{COUNTY:05d}/electricity").raise_for_status().json()
    assert (body["score"], body["run_id"]) == (once, RUN_ID)


def test_who_may_not_see_the_home_sees_no_forecast(logged_in: ClientOf) -> None:
    path = f"/v1/forecasts/{ALICE}/electricity"
    assert logged_in("bob").get(path).status_code == 404
    assert logged_in("anna").get(path).status_code == 403
    assert logged_in("olga").get(path).status_code == 403
    assert logged_in("olga").get(path, params=REASON).status_code == 200


def test_nothing_foretold_is_said_so(logged_in: ClientOf) -> None:
    for user, utility, day in (
        (ALICE, "water", None),
        (ALICE, "electricity", "2025-01-01"),
        (SILENT, "electricity", None),
    ):
        asked = {"day": day} if day else {}
        body = logged_in("ada").get(f"/v1/forecasts/{user}/{utility}", params=asked).raise_for_status().json()
        assert (body["day"], body["hours"], body["run_id"]) == (None, [], None)


def test_a_county_with_its_weather(logged_in: ClientOf) -> None:
    body = logged_in("anna").get(f"/v1/forecasts/counties/{COUNTY:05d}/electricity").raise_for_status().json()
    assert (body["method"], body["points"], len(body["hours"])) == ("learned", 4, 24)
    assert [body["hours"][5][name] for name in ("p10", "p50", "p90")] == [10**9 + 5, 2 * 10**9 + 5, 3 * 10**9 + 5]
    assert body["weather"] == FIT
    assert body["score"]["ratio"] == 0.75
    assert logged_in("alice").get(f"/v1/forecasts/counties/{COUNTY:05d}/electricity").status_code == 403
    assert logged_in("anna").get("/v1/forecasts/counties/00001/electricity").status_code == 404


def test_scores_of_homes_and_counties(logged_in: ClientOf) -> None:
    body = logged_in("anna").get("/v1/forecasts/scores", params={"utility": "electricity"}).raise_for_status().json()
    assert {(row["of"], row["day"], row["run_id"], row["actual_run"]) for row in body["scores"]} == {
        (of, str(COMING), RUN_ID, RUN_ID + 1) for of in ("homes", "counties")
    }
    for row in body["scores"]:
        assert (row["zone"], row["hours"], row["ratio"], row["pinball"]) == (ZONE, 24, 0.75, pytest.approx(0.1))
    assert logged_in("anna").get("/v1/forecasts/scores", params={"zone": "Asia/Tokyo"}).json() == {"scores": []}
    assert logged_in("anna").get("/v1/forecasts/scores", params={"utility": "steam"}).status_code == 422
    assert logged_in("alice").get("/v1/forecasts/scores").status_code == 403


def test_months_in_the_same_weather_need_weeks_of_it(logged_in: ClientOf) -> None:
    """The world has a few settled days; what a year of them gives, test_weather_normal tells and a browser shows."""
    body = logged_in("alice").get(f"/v1/forecasts/{ALICE}/electricity/weather").raise_for_status().json()
    assert (body["user_id"], body["unit"], body["months"]) == (ALICE, "mWh", [])
    assert logged_in("alice").get(f"/v1/forecasts/{BOB}/electricity/weather").status_code == 404
