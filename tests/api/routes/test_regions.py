"""The county map, and counties' merged usage."""

from __future__ import annotations

from typing import Any

import pytest
import redis

from contract.region_view import RegionWindow, latest_key, write_latest
from contract.settings import Settings
from contract.utilities import WATER
from contract.windows import HOUR_MS, INTERVAL_MS
from tests.api.conftest import ClientOf
from tests.api.routes.test_live import next_body
from tests.api.routes.test_usage import ELAPSED, truth
from tests.api.world import ALICE, BOB, GAP, HORIZON, NOW, START

COUNTY = "19153"


def usage(logged_in: ClientOf, utility: str, **question: Any) -> dict[str, Any]:
    answer = logged_in("anna").get(f"/v1/regions/{COUNTY}/usage/{utility}", params=question)
    body: dict[str, Any] = answer.raise_for_status().json()
    return body


def test_a_county_shows_its_newest_window(logged_in: ClientOf) -> None:
    body = logged_in("olga").get("/v1/regions", params={"utility": "gas"}).raise_for_status().json()
    (county,) = body["counties"]
    assert county["status"] is None  # four homes would tell of single ones
    assert (body["utility"], body["unit_demand"], body["window_end"]) == ("gas", "L/h", NOW - 5000)
    assert (county["county"], county["name"], county["load"]) == (COUNTY, "Polk", 1201)
    assert (county["reporting"], county["homes"]) == (3, 4), "the feeder's head is no home"


def test_electricity_is_the_default_and_a_wrong_utility_is_told(logged_in: ClientOf) -> None:
    assert logged_in("olga").get("/v1/regions").json()["utility"] == "electricity"
    answer = logged_in("olga").get("/v1/regions", params={"utility": "steam"})
    assert answer.status_code == 422
    assert "electricity, gas, water" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("start", "stop"),
    [
        (START, NOW),
        (START, HORIZON),
        (HORIZON - 8 * INTERVAL_MS, NOW),
        (START + 5 * HOUR_MS, HORIZON - 7 * HOUR_MS),
        (START + 5 * HOUR_MS, HORIZON + 7 * HOUR_MS),
        (HORIZON + 5 * HOUR_MS, NOW - HOUR_MS),
    ],
)
def test_a_countys_usage_is_the_sum_of_its_homes(logged_in: ClientOf, start: int, stop: int) -> None:
    body = usage(logged_in, "water", **{"from": start, "to": stop})
    stop = min(stop, ELAPSED)
    assert body["total"]["usage"] == sum(truth(user_id, "water", start, stop) for user_id in (ALICE, BOB, GAP))
    layers = [amount for amount in body["by_layer"].values() if amount is not None]
    assert body["total"]["usage"] == sum(layers)
    assert body["total"]["homes"] == 4


def test_completeness_and_layer_say_what_the_sum_rests_on(logged_in: ClientOf) -> None:
    settled = usage(logged_in, "gas", **{"from": "2026-03-07", "to": "2026-03-08"})
    assert settled["total"] == {**settled["total"], "layer": "batch", "completeness": 0.75}
    assert settled["by_layer"]["speed"] is None
    live = usage(logged_in, "gas", **{"from": HORIZON + 6 * HOUR_MS})
    assert live["total"] == {**live["total"], "layer": "speed", "completeness": 0.75}
    assert usage(logged_in, "gas", **{"from": START})["total"]["layer"] == "mixed"


def test_today_is_the_default(logged_in: ClientOf) -> None:
    body = usage(logged_in, "electricity")
    assert (body["from"], body["to"]) == (HORIZON + 24 * HOUR_MS, HORIZON + 48 * HOUR_MS)


def test_regions_are_for_staff_and_an_unknown_county_is_told(logged_in: ClientOf) -> None:
    assert logged_in("alice").get("/v1/regions").status_code == 403
    assert logged_in("alice").get(f"/v1/regions/{COUNTY}/usage/gas").status_code == 403
    assert logged_in("anna").get("/v1/regions/56999/usage/gas").status_code == 404
    assert logged_in("anna").get("/v1/regions/Polk/usage/gas").status_code == 422


def test_events_bring_the_map_and_then_each_window(logged_in: ClientOf, world: Settings) -> None:
    key = latest_key(world.redis_prefix(), WATER, int(COUNTY))
    with (
        redis.Redis(world.host, world.redis_port) as client,
        logged_in("olga").stream("GET", "/v1/regions/events", params={"utility": "water"}) as answer,
    ):
        before, lines = client.get(key), answer.iter_lines()
        assert next_body(lines)["counties"][0]["load"] == 1202
        client.set(key, write_latest(RegionWindow(NOW + 5000, 3, 6, 9000, 4500, 10, 9_800)))
        assert next_body(lines)["counties"][0]["load"] == 4500
        client.set(key, before or b"")
