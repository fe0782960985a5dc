"""Live values of a home."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import redis

from contract.alerts import alert_id, open_key
from contract.settings import Settings
from contract.utilities import ELECTRICITY, GAS, WATER
from tests.api.conftest import ClientOf
from tests.api.world import ALICE, BOB, NOW, SILENT, SPIKE, closings, put_live


def test_all_service_points_with_their_latest_window(logged_in: ClientOf) -> None:
    body = logged_in("alice").get(f"/v1/live/{ALICE}").raise_for_status().json()
    assert body["now"] == NOW
    assert [point["utility"] for point in body["service_points"]] == ["electricity", "gas", "water", "export"]
    point = body["service_points"][0]
    assert (point["n"], point["mean"], point["sd"]) == (2, 400.0, 100.0)
    assert point["register"] == closings(ALICE, ELECTRICITY)[-1].register
    assert point["unit_demand"] == "W"
    assert point["window_ms"] == 10_000


def test_a_spike_comes_with_its_evidence(logged_in: ClientOf) -> None:
    points = logged_in("alice").get(f"/v1/live/{ALICE}").json()["service_points"]
    assert points[0]["spike"]["alert_id"] == SPIKE.id
    assert points[0]["spike"]["value"] == SPIKE.evidence["value"]
    assert points[1]["spike"] is None


def test_each_service_point_says_how_it_is(logged_in: ClientOf, world: Settings) -> None:
    client, prefix = redis.Redis(world.host, world.redis_port), world.redis_prefix()
    points = logged_in("alice").get(f"/v1/live/{ALICE}").json()["service_points"]
    assert [point["status"] for point in points] == ["anomalous", "normal", "normal", "normal"]
    assert [point["alerts"] for point in points] == [[SPIKE.id], [], [], []]
    found = closings(BOB, WATER)[:-4]
    put_live(client, prefix, BOB, WATER, found, window_end=found[-1].at)
    points = logged_in("bob").get(f"/v1/live/{BOB}").json()["service_points"]
    assert [point["status"] for point in points] == ["normal", "normal", "silent", "normal"]
    put_live(client, prefix, BOB, WATER, closings(BOB, WATER))
    client.close()


def test_a_change_of_status_is_pushed(logged_in: ClientOf, world: Settings) -> None:
    client, prefix = redis.Redis(world.host, world.redis_port), world.redis_prefix()
    with logged_in("bob").stream("GET", f"/v1/live/{BOB}/events") as answer:
        lines = answer.iter_lines()
        assert next_body(lines)["service_points"][1]["status"] == "normal"
        client.hset(open_key(prefix), str(BOB), alert_id("leak", GAS, BOB, NOW))
        assert next_body(lines)["service_points"][1]["status"] == "anomalous"
    client.hdel(open_key(prefix), str(BOB))
    client.close()


def test_the_last_windows_of_a_watched_home_mark_those_of_alerts(logged_in: ClientOf) -> None:
    logged_in("alice").get(f"/v1/live/{ALICE}")
    body = logged_in("alice").get(f"/v1/live/{ALICE}/windows").raise_for_status().json()
    assert (body["most"], body["window_ms"]) == (60, 10_000)
    electricity, gas, _, _ = body["service_points"]
    (window,) = electricity["windows"]
    assert (window["window_end"], window["mean"], window["sd"]) == (NOW - 5000, 400.0, 100.0)
    assert window["alert_id"] == SPIKE.id
    assert [one["alert_id"] for one in gas["windows"]] == [None]
    assert logged_in("alice").get(f"/v1/live/{BOB}/windows").status_code == 404


def test_live_is_private(logged_in: ClientOf) -> None:
    assert logged_in("alice").get(f"/v1/live/{BOB}").status_code == 404
    assert logged_in("bob").get(f"/v1/live/{BOB}").status_code == 200
    assert logged_in("olga").get(f"/v1/live/{BOB}").status_code == 403
    assert logged_in("anna").get(f"/v1/live/{BOB}").status_code == 403


def test_a_home_that_never_reported_is_said_so(logged_in: ClientOf) -> None:
    answer = logged_in("ada").get(f"/v1/live/{SILENT}")
    assert answer.status_code == 404
    assert "live value" in answer.json()["detail"]


def test_events_bring_the_body_and_then_its_change(logged_in: ClientOf, world: Settings) -> None:
    client, prefix = redis.Redis(world.host, world.redis_port), world.redis_prefix()
    with logged_in("bob").stream("GET", f"/v1/live/{BOB}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.iter_lines()
        assert next_body(lines)["user_id"] == BOB
        late = closings(BOB, WATER)[-1]
        put_live(client, prefix, BOB, WATER, [*closings(BOB, WATER)[:-1], late._replace(at=late.at + 1000)])
        water = next_body(lines)["service_points"][2]
        assert (water["utility"], water["last_at"]) == ("water", late.at + 1000)
    put_live(client, prefix, BOB, WATER, closings(BOB, WATER))
    client.close()


def test_events_are_private(logged_in: ClientOf) -> None:
    assert logged_in("alice").get(f"/v1/live/{BOB}/events").status_code == 404


def next_body(lines: Iterator[str]) -> dict[str, Any]:
    line = next(line for line in lines if line.startswith("data:"))
    body: dict[str, Any] = json.loads(line.removeprefix("data:"))
    return body
