"""The whole way on real servers: registry, live view and events in; the hotspot view out, window after window."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from confluent_kafka import Producer
from redis import Redis
from sqlalchemy import create_engine

from contract.alerts import Alert, Evidence, Severity, alert_id, all_key, hash_key, write_alert
from contract.alerts import Kind as AlertKind
from contract.hotspot_view import HotspotLayer, Kind, State, layer_key, read_layer
from contract.live_view import LiveState
from contract.region_view import RegionWindow, latest_key, write_latest
from contract.settings import Settings
from contract.tables import registry
from contract.topics import EVENTS
from contract.utilities import ELECTRICITY, Utility
from hotspots.event_points import EventPoints
from hotspots.watcher import Watcher
from tests.live_headers import put_header

HOMES_A_COUNTY = 40
COUNTIES = ((19153, 41.68, -93.57), (8031, 39.74, -104.99), (53033, 47.49, -121.83), (12086, 25.61, -80.5))
HOT = COUNTIES[1][0]
END = 1_795_000_000_000
WINDOW_MS = 10_000
PLACES = {
    number * 100 + 1 + home: (county, lat + 0.02 * (home % 6), lon + 0.02 * (home // 6))
    for number, (county, lat, lon) in enumerate(COUNTIES)
    for home in range(HOMES_A_COUNTY)
}
DEMAND = {user: int(600 * np.random.default_rng(user).lognormal(0, 0.5)) for user in PLACES}


@pytest.fixture
def redis(namespace: Settings) -> Iterator[Redis]:
    with Redis(namespace.host, namespace.redis_port) as client:
        yield client


@pytest.fixture
def country(namespace: Settings, redis: Redis) -> Settings:
    """Four counties; the homes of one use four times as much."""
    engine = create_engine(namespace.mysql_url)
    with engine.begin() as connection:
        rows = [
            {"county": county, "name": str(county), "state": "XX", "lat": lat, "lon": lon, "zone": "UTC"}
            for county, lat, lon in COUNTIES
        ]
        connection.execute(registry.counties.insert(), rows)
        homes = [
            {"user_id": user, "name": "", "kind": "home", "county": county, "zone": "UTC", "lat": lat, "lon": lon}
            for user, (county, lat, lon) in PLACES.items()
        ]
        connection.execute(registry.users.insert(), homes)
        points = [{"user_id": user, "utility": "electricity", "supply_from": 0} for user in PLACES]
        connection.execute(registry.service_points.insert(), points)
    engine.dispose()
    close_window(redis, namespace, END)
    return namespace


def close_window(redis: Redis, settings: Settings, at: int) -> None:
    prefix = settings.redis_prefix()
    for user, (county, _, _) in PLACES.items():
        demand = DEMAND[user] * (4 if county == HOT else 1)
        state = LiveState(at, 1, demand, 7, 1, at, 2, demand, demand, 2 * demand, 2 * demand**2, 0, 0.0, 0.0, 0, 0)
        put_header(redis, prefix, ELECTRICITY, user, state)
    for county, _, _ in COUNTIES:
        redis.set(latest_key(prefix, ELECTRICITY, county), write_latest(RegionWindow(at, 40, 80, 1, 1, 1, 1)))


def raise_alert(redis: Redis, settings: Settings, user: int, at: int) -> None:
    name, prefix = alert_id("spike", ELECTRICITY, user, at), settings.redis_prefix()
    evidence: Evidence = {"value": 9000, "mean": 1.0, "sd": 1.0, "sigmas": 9.0, "windows": 40}
    alert = Alert(name, AlertKind.SPIKE, user, "electricity", at, at, Severity.WARNING, evidence)
    redis.hset(hash_key(prefix), name, write_alert(alert))
    redis.zadd(all_key(prefix), {name: at})


def layer(redis: Redis, settings: Settings, kind: Kind, utility: Utility | None = None) -> HotspotLayer:
    data = redis.get(layer_key(settings.redis_prefix(), kind, utility))
    assert isinstance(data, bytes)
    return read_layer(data)


NO_EVENTS = {4: b"no event", 6: b"[" * 100_000, 8: b'{"id": "e8", "lat": 1%s, "lon": 0}' % (b"0" * 400), 10: b"null"}


@pytest.fixture
def watching(country: Settings, redis: Redis) -> Iterator[Callable[[int], bool]]:
    """Looks once, at a time of the machine's clock; what was known is forgotten between two looks."""
    engine = create_engine(country.mysql_url)

    def look(now: int) -> bool:
        events = EventPoints(country)
        try:
            return Watcher(country, redis, engine, events, lambda: now).look()
        finally:
            events.close()

    yield look
    engine.dispose()


def test_homes_that_use_more_are_a_hotspot_that_keeps_its_id(
    country: Settings, redis: Redis, watching: Callable[[int], bool]
) -> None:
    assert watching(END)
    (spot,) = layer(redis, country, Kind.LOAD, ELECTRICITY).hotspots
    assert (spot.state, spot.since, spot.points) == (State.NEW, END, HOMES_A_COUNTY)
    assert abs(spot.lat - COUNTIES[1][1]) < 0.2
    close_window(redis, country, END + WINDOW_MS)
    watching(END + WINDOW_MS)
    after = layer(redis, country, Kind.LOAD, ELECTRICITY)
    assert after.window_end == END + WINDOW_MS
    assert [(each.id, each.state) for each in after.hotspots] == [(spot.id, State.STEADY)]


def test_the_same_window_again_changes_nothing(
    country: Settings, redis: Redis, watching: Callable[[int], bool]
) -> None:
    watching(END)
    before = layer(redis, country, Kind.LOAD, ELECTRICITY)
    watching(END + 5)
    assert layer(redis, country, Kind.LOAD, ELECTRICITY) == before


def test_silent_homes_are_not_judged(country: Settings, redis: Redis, watching: Callable[[int], bool]) -> None:
    for county, _, _ in COUNTIES:
        key = latest_key(country.redis_prefix(), ELECTRICITY, county)
        redis.set(key, write_latest(RegionWindow(END + 10 * 60_000, 1, 1, 1, 1, 1, 1)))
    watching(END)
    assert layer(redis, country, Kind.LOAD, ELECTRICITY).hotspots == ()


def test_many_alerts_close_together_are_a_share_and_a_crowd(
    country: Settings, redis: Redis, watching: Callable[[int], bool]
) -> None:
    struck = [user for user, (county, _, _) in PLACES.items() if county == 19153][::2]
    for user in struck:
        raise_alert(redis, country, user, END - 60_000)
        raise_alert(redis, country, user, END - 30_000)
    watching(END)
    (rate,) = layer(redis, country, Kind.ANOMALIES, ELECTRICITY).hotspots
    assert rate.value is not None
    assert rate.usual is not None
    assert rate.value > 0.3 > rate.usual
    (crowd,) = layer(redis, country, Kind.ALERTS).hotspots
    assert crowd.points == len(struck), "a meter counts once"
    assert set(crowd.members) == {alert_id("spike", ELECTRICITY, user, END - 30_000) for user in struck}


def test_events_crowd_by_their_own_clock(country: Settings, redis: Redis, watching: Callable[[int], bool]) -> None:
    producer, long_ago = Producer({"bootstrap.servers": country.kafka}), END - 10**9
    for number in range(60):
        lat, lon = (40.7 + 0.001 * number, -74.0) if number % 2 else (30.0 + number / 10, -100.0)
        fields: dict[str, Any] = {"id": f"e{number}", "at": long_ago, "lat": lat, "lon": lon, "weight": 1}
        value = NO_EVENTS.get(number, json.dumps(fields).encode())
        producer.produce(country.topic(EVENTS.name), value, timestamp=long_ago + number)
    producer.flush(10)
    watching(END)
    (crowd,) = layer(redis, country, Kind.EVENTS).hotspots
    assert crowd.points == 30
    assert set(crowd.members) == {f"e{number}" for number in range(1, 60, 2)}


def test_events_that_never_rest_hold_nobody_up(country: Settings) -> None:
    ended = threading.Event()

    def go_on() -> None:
        producer = Producer({"bootstrap.servers": country.kafka, "linger.ms": 0})
        while not ended.wait(0.05):
            value = json.dumps({"id": "e", "at": END, "lat": 40.7, "lon": -74.0, "weight": 1}).encode()
            producer.produce(country.topic(EVENTS.name), value, timestamp=END)
            producer.flush(10)

    events, sender = EventPoints(country), threading.Thread(target=go_on)
    sender.start()
    try:
        began = time.monotonic()
        while not events.points()[0]:
            assert time.monotonic() - began < 20, "no event came"
        began = time.monotonic()
        events.points()
        assert time.monotonic() - began < 3
    finally:
        ended.set()
        sender.join()
        events.close()


def test_the_process_follows_each_window_and_is_quick(country: Settings, redis: Redis) -> None:
    """From the end of a window in the region view to the hotspots of it in the hotspot view."""
    environment = {f"CONCORD_{name.upper()}": str(value) for name, value in vars(country).items()}
    command = [sys.executable, "-m", "hotspots"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as process:
        try:
            _until(redis, country, END, 30.0)
            time.sleep(country.live_window_s)  # the next one comes when windows come
            close_window(redis, country, END + WINDOW_MS)
            closed = time.monotonic()
            _until(redis, country, END + WINDOW_MS, 10.0)
            assert time.monotonic() - closed < 3.5
        finally:
            process.terminate()


def _until(redis: Redis, settings: Settings, window_end: int, seconds: float) -> None:
    key, last = layer_key(settings.redis_prefix(), Kind.LOAD, ELECTRICITY), time.monotonic() + seconds
    while not (isinstance(data := redis.get(key), bytes) and read_layer(data).window_end == window_end):
        assert time.monotonic() < last, "the hotspot view stands still"
        time.sleep(0.1)
